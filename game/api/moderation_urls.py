"""The addresses of moderators, under /api/v1/."""

from django.urls import path

from game.api import moderation

urlpatterns = [
    path("ops/players", moderation.PlayersView.as_view(), name="api-ops-players"),
    path("ops/players/<str:player_id>", moderation.PlayerView.as_view(), name="api-ops-player"),
    path("ops/players/<str:player_id>/ban", moderation.BanView.as_view(), name="api-ops-ban"),
    path("ops/players/<str:player_id>/mute", moderation.MuteView.as_view(), name="api-ops-mute"),
    path(
        "ops/players/<str:player_id>/rename", moderation.RenameView.as_view(), name="api-ops-rename"
    ),
]
