"""The addresses of classes, under /api/v1/."""

from django.urls import path

from game.api import courses, tournaments

CUP = "courses/<str:course_id>/tournaments/<int:number>"

urlpatterns = [
    path("courses", courses.CoursesView.as_view(), name="api-courses"),
    path("courses/join", courses.TeamJoinView.as_view(), name="api-course-join"),
    path("courses/next", tournaments.NextView.as_view(), name="api-course-next"),
    path("courses/<str:course_id>", courses.CourseView.as_view(), name="api-course"),
    path("courses/<str:course_id>/wall", courses.WallView.as_view(), name="api-course-wall"),
    path(
        "courses/<str:course_id>/teams/<str:team_id>",
        courses.TeamView.as_view(),
        name="api-course-team",
    ),
    path(
        "courses/<str:course_id>/teams/<str:team_id>/secret",
        courses.SecretView.as_view(),
        name="api-course-secret",
    ),
    path(
        "courses/<str:course_id>/tournaments",
        tournaments.TournamentsView.as_view(),
        name="api-tournaments",
    ),
    path(CUP, tournaments.TournamentView.as_view(), name="api-tournament"),
    path(f"{CUP}/end", tournaments.TournamentEndView.as_view(), name="api-tournament-end"),
    path(f"{CUP}/withdraw", tournaments.WithdrawView.as_view(), name="api-tournament-withdraw"),
    path(
        f"{CUP}/fixtures/<int:fixture>/forfeit",
        tournaments.ForfeitView.as_view(),
        name="api-fixture-forfeit",
    ),
    path(f"{CUP}/games.csv", tournaments.FixturesSheetView.as_view(), name="api-games-csv"),
    path(
        f"{CUP}/standings.csv",
        tournaments.StandingsSheetView.as_view(),
        name="api-standings-csv",
    ),
]
