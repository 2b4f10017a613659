"""The pages around the game."""

from django.urls import path

from game.web import courses, files, matches, ops, played, views
from game.web.expedition import expedition

app_name = "web"

urlpatterns = [
    path("", views.landing, name="landing"),
    path("play/", views.play, name="play"),
    path("expedition/", expedition, name="expedition"),
    path("matches/", matches.lobby, name="matches"),
    path("matches/history/", played.history, name="match-history"),
    path("matches/join/<str:game>/<path:session>", matches.join, name="match-join"),
    path("matches/play/<slug:match_id>", matches.play, name="match-play"),
    path("matches/watch/<str:game>/<path:session>", matches.watch, name="match-watch"),
    path("matches/classes/", courses.classes, name="classes"),
    path("matches/classes/<slug:course_id>/", courses.course, name="class"),
    path("matches/wall/<slug:course_id>/", courses.wall, name="wall"),
    path("matches/replay/<slug:match_id>", matches.replay, name="match-replay"),
    path("leaderboard/", views.leaderboard, name="leaderboard"),
    path("pilot/", views.pilot, name="pilot"),
    path("ops/", ops.control_room, name="ops"),
    path("favicon.ico", files.favicon),
    path("favicon.svg", files.favicon, name="favicon"),
    path("robots.txt", files.robots),
    path("site.webmanifest", files.manifest),
]
