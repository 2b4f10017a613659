"""The pages around the game: each parses its request, asks selectors, and fills a template."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from accounts.names import suggested_name
from game.web.scene import home_scene


@require_safe
@never_cache
def landing(request: HttpRequest) -> HttpResponse:
    """What this is, and the way in for someone who has no account."""
    context = {"callsign": suggested_name(), "scene": home_scene()}
    return render(request, "landing.html", context)


@require_safe
@never_cache
@ensure_csrf_cookie
def play(request: HttpRequest) -> HttpResponse:
    """The cockpit. Whoever has no pilot yet gets one on the start page, in one click."""
    if not request.user.is_authenticated:
        return redirect("web:landing")
    return render(request, "play.html")
