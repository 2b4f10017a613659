"""Tournaments of a class by REST."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from msgspec import to_builtins
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.addresses import client_address
from accounts.openapi import refusals
from accounts.throttles import throttle
from game.api import course_examples as examples
from game.api import course_serializers as shapes
from game.api.base import query_of
from game.api.courses import (
    COURSE,
    OWN,
    SENT,
    TAGS,
    CourseBaseView,
    called_off,
)
from game.api.later import LaterResponse, refusal_of
from game.api.match_examples import answered, asked
from game.api.matches import BUSY, MatchView, fields_of
from game.matches.classroom import place_of
from game.matches.refusals import Code, Refused
from game.models import Course, Tournament
from game.protocol.errors import AppError, ErrorCode
from game.selectors.courses import (
    fixture_line,
    fixture_of,
    next_fixture,
    team_of,
    tournament_of,
    tournament_view,
)
from game.services.courses import tournaments
from game.services.courses.admission import team_admit
from game.services.courses.fixtures import no_tournament
from game.services.courses.sheets import fixtures_csv, standings_csv

F = TypeVar("F", bound=Callable[..., Any])
SECRET_HEADER = "X-Team-Secret"  # noqa: S105 a name, not a password
NUMBER = OpenApiParameter(
    "number", int, OpenApiParameter.PATH, description="A tournament of the class, from 1 on."
)
FIXTURE = OpenApiParameter(
    "fixture", int, OpenApiParameter.PATH, description="A game of the tournament, from 1 on."
)
SECRET = OpenApiParameter(SECRET_HEADER, str, OpenApiParameter.HEADER, required=True)


class TournamentBaseView(CourseBaseView):
    def tournament(
        self, request: Request, course_id: str, number: int, *, teaching: bool = True
    ) -> Tournament:
        """Raises AppError NOT_FOUND."""
        course = self.course(request, course_id, teaching=teaching)
        return tournament_of(course=course, number=number)


class TournamentsView(CourseBaseView):
    @extend_schema(
        operation_id="tournament_start",
        tags=TAGS,
        summary="Start a round-robin",
        parameters=[COURSE],
        request=shapes.TournamentBody,
        responses={
            201: shapes.TournamentSerializer,
            **refusals(*SENT, *OWN, ErrorCode.FORBIDDEN, ErrorCode.THROTTLED),
        },
        examples=[asked(examples.START), answered(examples.TOURNAMENT, 201)],
    )
    def post(self, request: Request, course_id: str) -> Response:
        """Everybody meets everybody. Clients that join with the class's code as their session are
        led from game to game."""
        form = fields_of(shapes.TournamentBody, request)
        course = self.course(request, course_id)
        throttle("match", name=course.teacher.player_id)
        wanted = form.pop("teams")
        teams = None if wanted is None else [self.entrant(course, each) for each in wanted]
        tournament = tournaments.tournament_start(course=course, teams=teams, **form)
        return Response(
            to_builtins(tournament_view(tournament=tournament)), status=HTTPStatus.CREATED
        )

    def entrant(self, course: Course, team_id: str) -> int:
        """Raises AppError INVALID_INPUT."""
        try:
            return team_of(course=course, team_id=team_id).pk
        except AppError as error:
            words = "Not all of them are teams of this class."
            raise AppError(ErrorCode.INVALID_INPUT, teams=[words]) from error


class TournamentView(TournamentBaseView):
    @extend_schema(
        operation_id="tournament",
        tags=TAGS,
        summary="A tournament: standings and games",
        parameters=[COURSE, NUMBER],
        responses={200: shapes.TournamentSerializer, **refusals(*OWN)},
        examples=[answered(examples.TOURNAMENT)],
    )
    def get(self, request: Request, course_id: str, number: int) -> Response:
        tournament = self.tournament(request, course_id, number, teaching=False)
        return Response(to_builtins(tournament_view(tournament=tournament)))


class TournamentEndView(TournamentBaseView):
    @extend_schema(
        operation_id="tournament_end",
        tags=TAGS,
        summary="End a tournament early",
        parameters=[COURSE, NUMBER],
        request=None,
        responses={200: shapes.CalledOffSerializer, **refusals(*OWN, *BUSY)},
        examples=[answered(examples.CALLED_OFF)],
    )
    def post(self, request: Request, course_id: str, number: int) -> LaterResponse:
        """Games without a result are dropped; those under way end."""
        tournament = self.tournament(request, course_id, number)
        return decided(request, tournaments.tournament_end(tournament=tournament))


class WithdrawView(TournamentBaseView):
    @extend_schema(
        operation_id="tournament_withdraw",
        tags=TAGS,
        summary="Take a team out of a tournament",
        parameters=[COURSE, NUMBER],
        request=shapes.WithdrawBody,
        responses={200: shapes.CalledOffSerializer, **refusals(*SENT, *OWN, *BUSY)},
        examples=[asked(examples.FORFEIT), answered(examples.CALLED_OFF)],
    )
    def post(self, request: Request, course_id: str, number: int) -> LaterResponse:
        """It loses all games that have no result yet."""
        form = fields_of(shapes.WithdrawBody, request)
        tournament = self.tournament(request, course_id, number)
        team = team_of(course=tournament.course, team_id=form["team"])
        return decided(request, tournaments.team_withdraw(tournament=tournament, team=team))


class ForfeitView(TournamentBaseView):
    @extend_schema(
        operation_id="fixture_forfeit",
        tags=TAGS,
        summary="Decide a game that is not played",
        parameters=[COURSE, NUMBER, FIXTURE],
        request=shapes.ForfeitBody,
        responses={
            200: shapes.CalledOffSerializer,
            **refusals(*SENT, *OWN, ErrorCode.FORBIDDEN, *BUSY),
        },
        examples=[asked(examples.FORFEIT), answered(examples.CALLED_OFF)],
    )
    def post(self, request: Request, course_id: str, number: int, fixture: int) -> LaterResponse:
        """Against a team that does not come. A game under way ends."""
        form = fields_of(shapes.ForfeitBody, request)
        tournament = self.tournament(request, course_id, number)
        found = fixture_of(tournament=tournament, number=fixture)
        loser = form["team"] and team_of(course=tournament.course, team_id=form["team"])
        return decided(request, tournaments.fixture_forfeit(fixture=found, loser=loser or None))


def csv_file(tournament: Tournament, name: str, sheet: str) -> HttpResponse:
    """The mark in front tells spreadsheets that this is UTF-8."""
    response = HttpResponse("\ufeff" + sheet, content_type="text/csv; charset=utf-8")
    file = f"{tournament.course.code}-{tournament.number}-{name}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def csv_schema(operation_id: str, summary: str) -> Callable[[F], F]:
    return extend_schema(
        operation_id=operation_id,
        tags=TAGS,
        summary=summary,
        parameters=[COURSE, NUMBER],
        responses={(200, "text/csv"): OpenApiTypes.STR, **refusals(*OWN)},
        examples=[
            OpenApiExample("Answer", examples.CSV, response_only=True, media_type="text/csv")
        ],
    )


class NextView(MatchView):
    @extend_schema(
        operation_id="course_next",
        tags=TAGS,
        summary="What my team plays next",
        parameters=[shapes.NextQuery, SECRET],
        responses={
            200: shapes.NextSerializer,
            **refusals(
                ErrorCode.INVALID_INPUT,
                ErrorCode.INVALID_TOKEN,
                ErrorCode.UNKNOWN_MATCH,
                ErrorCode.FORBIDDEN,
                ErrorCode.INVALID_KEY,
                ErrorCode.NOT_STARTED,
                ErrorCode.MATCH_OVER,
                ErrorCode.THROTTLED,
            ),
        },
        examples=[answered(examples.NEXT)],
    )
    def get(self, request: Request) -> Response:
        """For clients that want to know before they join. `MATCH_OVER`: all games are played."""
        form = query_of(shapes.NextQuery, request)
        throttle("match", address=client_address(request))
        secret = request.headers.get(SECRET_HEADER, "")
        try:
            return Response(next_game(form["code"], f"{form['team']}:{secret}"))
        except Refused as refused:
            if refused.code is Code.WRONG_SECRET:  # others' guesses do not shut a team out
                throttle("match", name=f"{form['code']}/{form['team']}")
            raise refusal_of(refused) from refused


def next_game(code: str, name: str) -> dict[str, object]:
    """Raises Refused."""
    place = place_of(code)
    if place is None or place.table:
        raise Refused(Code.UNKNOWN_CLASS, f"there is no class {code!r}")
    course, team = team_admit(place=place, name=name, account=None)
    tournament = course.tournaments.filter(finished_at=None).first()
    if tournament is None:
        raise no_tournament(course)
    fixture = next_fixture(tournament=tournament, team=team)
    if fixture is None:
        raise Refused(Code.ENDED, f"{team.name} has played all its games of this tournament")
    line = fixture_line(course.code, tournament.number, fixture)
    first = fixture.first_id == team.pk
    return {
        "game": tournament.game,
        "session": line.session,
        "player_id": 0 if first else 1,
        "opponent": line.second if first else line.first,
        "round": line.round,
        "state": line.state,
    }


def decided(request: Request, outcome: tournaments.CalledOff) -> LaterResponse:
    return called_off(request, outcome.matches, HTTPStatus.OK, {"fixtures": outcome.fixtures})


class FixturesSheetView(TournamentBaseView):
    @csv_schema("tournament_games_csv", "A tournament's games as CSV")
    def get(self, request: Request, course_id: str, number: int) -> HttpResponse:
        """For spreadsheets: no team's name becomes a formula. Times are UTC."""
        tournament = self.tournament(request, course_id, number)
        return csv_file(tournament, "games", fixtures_csv(tournament=tournament))


class StandingsSheetView(TournamentBaseView):
    @csv_schema("tournament_standings_csv", "A tournament's standings as CSV")
    def get(self, request: Request, course_id: str, number: int) -> HttpResponse:
        """The best first."""
        tournament = self.tournament(request, course_id, number)
        return csv_file(tournament, "standings", standings_csv(tournament=tournament))
