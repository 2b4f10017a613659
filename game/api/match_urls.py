"""The addresses of matches, under /api/v1/."""

from django.urls import path

from game.api import match_records, matches

urlpatterns = [
    path("matches", matches.LobbyView.as_view(), name="api-match-lobby"),
    path("matches/games", matches.GamesView.as_view(), name="api-match-games"),
    path("matches/join", matches.JoinView.as_view(), name="api-match-join"),
    path("matches/observe", matches.ObserveView.as_view(), name="api-match-observe"),
    path("matches/<str:match_id>/move", matches.MoveView.as_view(), name="api-match-move"),
    path("matches/<str:match_id>/restart", matches.RestartView.as_view(), name="api-match-restart"),
    path("matches/<str:match_id>/resign", matches.ResignView.as_view(), name="api-match-resign"),
    path("matches/<str:match_id>/leave", matches.LeaveView.as_view(), name="api-match-leave"),
    path("matches/history", match_records.HistoryView.as_view(), name="api-match-history"),
    path(
        "matches/<str:match_id>/record",
        match_records.RecordView.as_view(),
        name="api-match-record",
    ),
    path(
        "matches/<str:match_id>/replay",
        match_records.ReplayView.as_view(),
        name="api-match-replay",
    ),
    path("leaderboard/matches", match_records.BoardView.as_view(), name="api-match-leaderboard"),
    path("matches/<str:match_id>/state", matches.StateView.as_view(), name="api-match-state"),
    path("matches/<str:match_id>", matches.MatchFactsView.as_view(), name="api-match-facts"),
]
