"""Round-robins, as teachers run them."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from game.matches import AbstractGame, all_games
from game.matches.tournament import round_robin
from game.models import Course, Fixture, Team, Tournament
from game.protocol.errors import AppError, ErrorCode
from game.services.courses.classes import matches_call_off
from game.services.courses.settling import tournaments_finish
from game.services.matches.seating import MOVE_SECONDS_MAX

MAX_TOURNAMENTS = 100  # of one class
MAX_ENTRANTS = 40
MAX_LEGS = 4
ABSENT = "absent"
Outcome = Fixture.Outcome


class CalledOff(NamedTuple):
    """fixtures: how many got a result; matches: those that had to end for it."""

    fixtures: int
    matches: list[int]


def games_for_cups() -> list[str]:
    """Games that two can play and one can win, in alphabetical order."""
    return [
        name
        for name, kind in all_games().items()
        if kind.min_players() <= 2 <= kind.max_players() and kind.result is not AbstractGame.result
    ]


def tournament_start(
    *, course: Course, game: str, teams: Sequence[int] | None, legs: int, move_seconds: int | None
) -> Tournament:
    """A round-robin of these teams, by primary key; None: of all. Raises AppError INVALID_INPUT,
    and FORBIDDEN while another one is on."""
    _check(course, game, legs, move_seconds)
    now = timezone.now()
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=course.pk)
        before = course.tournaments.order_by("-number").first()
        if before is not None and before.finished_at is None:
            raise AppError(ErrorCode.FORBIDDEN, "A tournament is on; end it first.")
        if before is not None and before.number >= MAX_TOURNAMENTS:
            raise AppError(ErrorCode.FORBIDDEN, "This class has had all its tournaments.")
        entrants = _entrants(course, teams)
        tournament = Tournament.objects.create(
            course=course, number=before.number + 1 if before else 1, game=game, legs=legs,
            move_seconds=move_seconds, created_at=now,
        )  # fmt: skip
        Fixture.objects.bulk_create(
            Fixture(
                tournament=tournament, number=number, round=pairing.round,
                first=entrants[pairing.first], second=entrants[pairing.second],
            )
            for number, pairing in enumerate(round_robin(len(entrants), legs), 1)
        )  # fmt: skip
    return tournament


def fixture_forfeit(*, fixture: Fixture, loser: Team | None) -> CalledOff:
    """Decide a game that is not played to its end; None: both lose.

    Raises AppError INVALID_INPUT for a team that does not play there, FORBIDDEN for a game that
    has its result.
    """
    if loser is not None and loser.pk not in (fixture.first_id, fixture.second_id):
        raise AppError(ErrorCode.INVALID_INPUT, team=["This team does not play there."])
    with transaction.atomic():
        _lock(fixture.tournament_id)
        decided = _decide([fixture.pk], loser)
        if not decided.fixtures:
            raise AppError(ErrorCode.FORBIDDEN, "This game has its result.")
    return decided


def team_withdraw(*, tournament: Tournament, team: Team) -> CalledOff:
    """It loses all games that have no result yet."""
    with transaction.atomic():
        _lock(tournament.pk)
        due = Fixture.objects.filter(Q(first=team) | Q(second=team), tournament=tournament)
        return _decide(list(due.values_list("pk", flat=True)), team)


def tournament_end(*, tournament: Tournament) -> CalledOff:
    """Whatever has no result yet is never played, and does not count."""
    with transaction.atomic():
        _lock(tournament.pk)
        open_ones = Fixture.objects.filter(tournament=tournament, outcome="")
        matches = [pk for pk in open_ones.values_list("match", flat=True) if pk is not None]
        count = open_ones.delete()[0]
        tournaments_finish(pks={tournament.pk}, now=timezone.now())
        return CalledOff(count, matches_call_off(pks=matches))


# --- parts --------------------------------------------------------------------------------


def _check(course: Course, game: str, legs: int, move_seconds: int | None) -> None:
    """Raises AppError INVALID_INPUT."""
    if game not in all_games():
        raise AppError(ErrorCode.INVALID_INPUT, game=["There is no such game."])
    if course.game and game != course.game:
        raise AppError(ErrorCode.INVALID_INPUT, game=[f"This class plays {course.game}."])
    if game not in games_for_cups():
        raise AppError(ErrorCode.INVALID_INPUT, game=["This is no game that one of two wins."])
    if not 1 <= legs <= MAX_LEGS:
        raise AppError(ErrorCode.INVALID_INPUT, legs=[f"A number from 1 to {MAX_LEGS}."])
    if move_seconds is not None and not 1 <= move_seconds <= MOVE_SECONDS_MAX:
        words = f"A number from 1 to {MOVE_SECONDS_MAX}."
        raise AppError(ErrorCode.INVALID_INPUT, move_seconds=[words])


def _entrants(course: Course, teams: Sequence[int] | None) -> list[Team]:
    """In the order in which they came to the class. Raises AppError INVALID_INPUT."""
    found = list(course.teams.order_by("pk"))
    if teams is not None:
        wanted = set(teams)
        if wanted - {team.pk for team in found}:
            raise AppError(ErrorCode.INVALID_INPUT, teams=["Not all of them are of this class."])
        found = [team for team in found if team.pk in wanted]
    if not 2 <= len(found) <= MAX_ENTRANTS:
        words = f"A tournament is for 2 to {MAX_ENTRANTS} teams."
        raise AppError(ErrorCode.INVALID_INPUT, teams=[words])
    return found


def _lock(pk: int) -> None:
    """Nobody sits down in this tournament meanwhile."""
    Tournament.objects.select_for_update().get(pk=pk)


def _decide(fixtures: Sequence[int], loser: Team | None) -> CalledOff:
    """Those of them that have no result yet. With the tournament locked."""
    now = timezone.now()
    due = Fixture.objects.select_for_update().filter(pk__in=fixtures, outcome="")
    matches, tournaments, count = [], set(), 0
    for fixture in due:
        if loser is None:
            fixture.outcome = Outcome.NOBODY
        else:
            fixture.outcome = Outcome.SECOND if fixture.first_id == loser.pk else Outcome.FIRST
        fixture.how, fixture.finished_at = ABSENT, now
        fixture.save(update_fields=["outcome", "how", "finished_at"])
        matches += [fixture.match_id] if fixture.match_id is not None else []
        tournaments.add(fixture.tournament_id)
        count += 1
    tournaments_finish(pks=tournaments, now=now)
    return CalledOff(count, matches_call_off(pks=matches))
