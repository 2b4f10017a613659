"""Small files that clients ask for at fixed addresses."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /api/
Disallow: /account/
Disallow: /pilot/
Allow: /
"""


@require_safe
@cache_control(public=True, max_age=86_400)
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(static("cosmic/img/favicon.svg"))


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain")


@require_safe
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    """What a device shows when the site is put on its home screen."""
    icon = {"src": static("cosmic/img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    return JsonResponse(
        {
            "name": "Cosmic",
            "short_name": "Cosmic",
            "description": "Fly a freighter among other pilots in a shared star system.",
            "id": "/",
            "start_url": "/play/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#070B14",
            "theme_color": "#070B14",
            "icons": [icon],
        },
        content_type="application/manifest+json",
    )
