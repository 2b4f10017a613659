"""Every address of the site: wiring, no rules."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from accounts.urls import api_urlpatterns as accounts_api
from accounts.views.errors import api_not_found
from cosmic_site.slashes import slash_optional
from game.api import asyncapi, probes
from game.api.course_urls import urlpatterns as course_api
from game.api.expedition_urls import plain_urlpatterns, session_urlpatterns
from game.api.match_urls import urlpatterns as match_api
from game.api.moderation_urls import urlpatterns as moderation_api
from game.api.recording_urls import urlpatterns as recording_api
from game.api.urls import urlpatterns as game_api
from saves.urls import urlpatterns as saves_api

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/docs/",
        SpectacularSwaggerView.as_view(url_name="schema", template_name="docs/rest.html"),
        name="api-docs",
    ),
    path("api/docs/live/", asyncapi.live, name="live-docs"),
    path("api/asyncapi/", asyncapi.document, name="asyncapi"),
    path(
        "api/v1/",
        include(
            slash_optional(
                [
                    *accounts_api,
                    *game_api,
                    *match_api,
                    *course_api,
                    *moderation_api,
                    *recording_api,
                ]
            )
        ),
    ),
    path("api/game/", include([*slash_optional(plain_urlpatterns), *session_urlpatterns])),
    path("api/", include(slash_optional(saves_api))),
    path("api/<path:rest>", api_not_found),
    *slash_optional(
        [
            path("health", probes.health, name="health"),
            path("health/live", probes.live, name="health-live"),
            path("metrics", probes.metrics, name="metrics"),
        ]
    ),
    path("", include("accounts.urls")),
    path("", include("game.web.urls")),
]

handler400 = "accounts.views.errors.bad_request"
handler403 = "accounts.views.errors.forbidden"
handler404 = "accounts.views.errors.not_found"
handler500 = "accounts.views.errors.server_error"
