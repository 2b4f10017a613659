"""The pages around the game."""

from django.urls import path

from game.web import files, views
from game.web.expedition import expedition

app_name = "web"

urlpatterns = [
    path("", views.landing, name="landing"),
    path("play/", views.play, name="play"),
    path("expedition/", expedition, name="expedition"),
    path("leaderboard/", views.leaderboard, name="leaderboard"),
    path("pilot/", views.pilot, name="pilot"),
    path("favicon.ico", files.favicon),
    path("favicon.svg", files.favicon, name="favicon"),
    path("robots.txt", files.robots),
    path("site.webmanifest", files.manifest),
]
