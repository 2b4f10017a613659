"""Classes as their teachers, their teams and the wall see them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from msgspec import Struct

from accounts.models import User
from game.matches.classroom import cup_table, session_at
from game.matches.tournament import Outcome, Played, standings
from game.models import Course, Fixture, Match, Team, Tournament
from game.protocol.errors import AppError, ErrorCode
from game.protocol.names import course_pk, course_wire_id, match_wire_id, team_pk, team_wire_id

PLAYED = "played"
MAX_NUMBER = 32_767  # of tournaments and fixtures, as they are stored


class TeamLine(Struct, frozen=True):
    """mine: whether the reader made it."""

    team_id: str
    name: str
    mine: bool


class CourseLine(Struct, frozen=True):
    """A class in a list. team: the reader's own there, None for its teacher."""

    course_id: str
    title: str
    game: str
    code: str
    is_open: bool
    created_at: datetime
    teams: int
    team: str | None


class FixtureLine(Struct, frozen=True):
    """state: `open`, `waiting` for one of them, `playing`, or `finished`; then how it ended."""

    number: int
    round: int
    session: str
    first: str
    second: str
    state: str
    match_id: str | None
    outcome: str
    how: str
    moves: int
    illegal: tuple[int, int]
    started_at: datetime | None
    finished_at: datetime | None


class StandingLine(Struct, frozen=True):
    """See `game.matches.tournament.Standing`."""

    rank: int
    team_id: str
    team: str
    games: int
    wins: int
    draws: int
    losses: int
    points: int
    beaten: float
    forfeits: int
    illegal: int


class TournamentLine(Struct, frozen=True):
    number: int
    game: str
    legs: int
    move_seconds: int | None
    created_at: datetime
    finished_at: datetime | None
    fixtures: int
    finished: int


class CourseView(Struct, frozen=True):
    """All about a class. teaching: whether the reader is its teacher."""

    course_id: str
    title: str
    game: str
    code: str
    is_open: bool
    created_at: datetime
    teaching: bool
    teams: list[TeamLine]
    tournaments: list[TournamentLine]


class TournamentView(Struct, frozen=True):
    tournament: TournamentLine
    standings: list[StandingLine]
    fixtures: list[FixtureLine]


# --- access -------------------------------------------------------------------------------


def may_teach(player: User) -> bool:
    return player.is_active and (player.is_staff or player.has_perm("game.teach"))


def course_for(*, course_id: str, player: User | None, teaching: bool) -> Course:
    """The one way to a class: for its teacher, and unless `teaching` for who made a team there.

    A teacher who may not teach any more has none. Raises AppError NOT_FOUND.
    """
    pk = course_pk(course_id)
    course = None
    if pk is not None and player is not None and player.is_active:
        course = Course.objects.filter(pk=pk).first()
    if course is not None and player is not None:
        if course.teacher_id == player.pk and may_teach(player):
            return course
        if not teaching and course.teams.filter(account=player).exists():
            return course
    raise AppError(ErrorCode.NOT_FOUND, "There is no such class of yours.")


def team_of(*, course: Course, team_id: str) -> Team:
    """Raises AppError NOT_FOUND."""
    pk = team_pk(team_id)
    team = None if pk is None else course.teams.filter(pk=pk).first()
    if team is None:
        raise AppError(ErrorCode.NOT_FOUND, "There is no such team in this class.")
    return team


def tournament_of(*, course: Course, number: int) -> Tournament:
    """Raises AppError NOT_FOUND."""
    tournament = course.tournaments.filter(number=min(number, MAX_NUMBER)).first()
    if tournament is None or tournament.number != number:
        raise AppError(ErrorCode.NOT_FOUND, "There is no such tournament in this class.")
    return tournament


def fixture_of(*, tournament: Tournament, number: int) -> Fixture:
    """Raises AppError NOT_FOUND."""
    fixture = tournament.fixtures.filter(number=min(number, MAX_NUMBER)).first()
    if fixture is None or fixture.number != number:
        raise AppError(ErrorCode.NOT_FOUND, "There is no such game in this tournament.")
    return fixture


# --- views --------------------------------------------------------------------------------


def courses_of_player(*, player: User) -> tuple[list[CourseLine], list[CourseLine]]:
    """Those that the player teaches, and those where the player has a team; the newest first."""
    taught = Course.objects.filter(teacher=player) if may_teach(player) else Course.objects.none()
    joined = Team.objects.filter(account=player).select_related("course")
    return (
        [_course_line(course, None) for course in taught.order_by("-created_at", "-pk")],
        [_course_line(team.course, team.name) for team in joined.order_by("-created_at", "-pk")],
    )


def course_view(*, course: Course, player: User) -> CourseView:
    teams = course.teams.order_by("pk")
    return CourseView(
        course_wire_id(course.pk),
        course.title,
        course.game,
        course.code,
        course.is_open,
        course.created_at,
        course.teacher_id == player.pk,
        [TeamLine(team_wire_id(t.pk), t.name, t.account_id == player.pk) for t in teams],
        [_tournament_line(each) for each in course.tournaments.order_by("-number")],
    )


def tournament_view(*, tournament: Tournament) -> TournamentView:
    fixtures = fixtures_of(tournament)
    code = tournament.course.code
    return TournamentView(
        _tournament_line(tournament),
        standings_of(fixtures),
        [fixture_line(code, tournament.number, fixture) for fixture in fixtures],
    )


def fixtures_of(tournament: Tournament) -> list[Fixture]:
    """In the order of rounds."""
    related = tournament.fixtures.select_related("first", "second", "match")
    return list(related.order_by("round", "number"))


def standings_of(fixtures: Sequence[Fixture]) -> list[StandingLine]:
    names = {team.pk: team.name for each in fixtures for team in (each.first, each.second)}
    played = [
        Played(
            each.first_id,
            each.second_id,
            Outcome(each.outcome),
            each.how != PLAYED,
            (each.illegal_first, each.illegal_second),
        )
        for each in fixtures
        if each.outcome
    ]
    by_name = sorted(names, key=lambda pk: (names[pk].lower(), pk))
    return [
        StandingLine(
            line.rank, team_wire_id(line.team), names[line.team], line.games, line.wins, line.draws,
            line.losses, line.points, line.beaten, line.forfeits, line.illegal,
        )
        for line in standings(by_name, played)
    ]  # fmt: skip


def fixture_line(code: str, tournament: int, fixture: Fixture) -> FixtureLine:
    return FixtureLine(
        fixture.number,
        fixture.round,
        session_at(code, cup_table(tournament, fixture.number)),
        fixture.first.name,
        fixture.second.name,
        _state(fixture),
        None if fixture.match_id is None else match_wire_id(fixture.match_id),
        fixture.outcome,
        fixture.how,
        fixture.moves,
        (fixture.illegal_first, fixture.illegal_second),
        fixture.started_at,
        fixture.finished_at,
    )


def next_fixture(*, tournament: Tournament, team: Team) -> Fixture | None:
    """What the team plays next: what it plays now, else against who waits, else the first one."""
    mine = Q(first=team) | Q(second=team)
    due = tournament.fixtures.filter(mine, outcome="").select_related("first", "second", "match")
    order = {"playing": 0, "waiting": 1, "open": 2}
    return min(due, key=lambda each: (order[_state(each)], each.round, each.number), default=None)


def _state(fixture: Fixture) -> str:
    if fixture.outcome:
        return "finished"
    status = None if fixture.match is None else fixture.match.status
    if status == Match.Status.WAITING:
        return "waiting"
    return "open" if status in (None, Match.Status.ENDED) else "playing"


def _course_line(course: Course, team: str | None) -> CourseLine:
    return CourseLine(
        course_wire_id(course.pk),
        course.title,
        course.game,
        course.code,
        course.is_open,
        course.created_at,
        course.teams.count(),
        team,
    )


def _tournament_line(tournament: Tournament) -> TournamentLine:
    fixtures = tournament.fixtures
    return TournamentLine(
        tournament.number,
        tournament.game,
        tournament.legs,
        tournament.move_seconds,
        tournament.created_at,
        tournament.finished_at,
        fixtures.count(),
        fixtures.exclude(outcome="").count(),
    )
