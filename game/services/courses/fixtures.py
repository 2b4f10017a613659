"""Seating teams for their tournament's games.

A team that comes meets whoever waits and is still to be met; only if there is nobody it waits, at
its first open game. So those who do not come hold nobody up who has others to play.
"""

from collections.abc import Sequence
from enum import IntEnum

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from game.matches import Open
from game.matches.classroom import cup_table, session_at
from game.matches.refusals import Code, Refused
from game.models import Course, Fixture, Match, Seat, Team, Tournament
from game.services.matches.keeping import kept_until, seats_lapse
from game.services.matches.seating import Seated, match_open

Status = Match.Status
PLAYERS = 2


class Move(IntEnum):
    """How somebody comes from one fixture to another, the least trouble first."""

    SEATED = 0  # in the seat that they were given
    SWAPPED = 1  # the pair changes seats in all its games, of which none has begun
    RESEATED = 2  # in the other seat, which only those learn who are still to be told theirs


def fixture_join(
    *, course: Course, team: Team, game: str, table: str, key_hash: str, held: bool
) -> Seated:
    """A seat in the team's next game, or in the one of that table's name. held: see `match_join`.

    A team whose game is under way gets its seat back, under the new key: its newest program plays.
    Raises Refused (NOT_STARTED, ENDED, NO_SESSION, BAD_OPTION).
    """
    seats_lapse(game=game)
    coming = Seat(name=team.name, key_hash=key_hash, held=held, kept_until=kept_until(held=held))
    with transaction.atomic():
        tournament = _locked(course, game)
        due = _open_ones(tournament, Q(first=team) | Q(second=team))
        if table:
            due = [each for each in due if cup_table(tournament.number, each.number) == table]
        if not due:
            _refuse_nothing_due(course, team, table)
        for fixture in due:
            if _alive(fixture) and _sits(fixture, team):
                return _again(fixture, team, coming)
        return _meet(tournament, team, due, coming) or _wait(tournament, team, due[0], coming)


def fixture_session(*, code: str, tournament: Tournament, fixture: Fixture) -> str:
    return session_at(code, cup_table(tournament.number, fixture.number))


def no_tournament(course: Course) -> Refused:
    """What to say where none is on."""
    if course.tournaments.exists():
        return Refused(Code.ENDED, "the class's tournament is over")
    return Refused(Code.NOT_STARTED, "no tournament is on in this class yet")


# --- parts --------------------------------------------------------------------------------


def _locked(course: Course, game: str) -> Tournament:
    """With its row locked until the transaction ends: teams come one after the other."""
    tournaments = Tournament.objects.select_for_update().select_related("course")
    tournament = tournaments.filter(course=course, finished_at=None).first()
    if tournament is None:
        raise no_tournament(course)
    if tournament.game != game:
        raise Refused(Code.BAD_OPTION, f"the tournament is one of {tournament.game}")
    return tournament


def _open_ones(tournament: Tournament, wanted: Q) -> list[Fixture]:
    """What has no result yet, in the order in which it is to be played."""
    fixtures = Fixture.objects.filter(wanted, tournament=tournament, outcome="")
    related = fixtures.select_related("match", "first", "second").prefetch_related("match__seats")
    return list(related.order_by("round", "number"))


def _refuse_nothing_due(course: Course, team: Team, table: str) -> None:
    if not table:
        raise Refused(Code.ENDED, f"{team.name} has played all its games of this tournament")
    raise Refused(Code.NO_SESSION, f"{table} is no open game of {team.name} in {course.code}")


def _alive(fixture: Fixture) -> bool:
    """Whether it has a match that has not ended without a result."""
    return fixture.match is not None and fixture.match.status != Status.ENDED


def _sits(fixture: Fixture, team: Team) -> bool:
    assert fixture.match is not None
    return any(seat.name == team.name for seat in fixture.match.seats.all())


def _again(fixture: Fixture, team: Team, coming: Seat) -> Seated:
    match = fixture.match
    assert match is not None
    Seat.objects.filter(match=match, name=team.name).update(
        key_hash=coming.key_hash, held=coming.held, kept_until=coming.kept_until
    )
    player_id = _seat_of(fixture, team)
    return Seated(match.pk, match.session, player_id, match.status != Status.WAITING, None, True)


def _meet(
    tournament: Tournament, team: Team, due: Sequence[Fixture], coming: Seat
) -> Seated | None:
    """Play whoever waits for anybody and is still to be met; None if nobody does."""
    waiting: dict[int, Fixture] = {}
    for fixture in _open_ones(tournament, Q(match__status=Status.WAITING)):
        waiting |= {t.pk: fixture for t in (fixture.first, fixture.second) if _sits(fixture, t)}
    choices = [
        (_move_of(waiting[other.pk], fixture, other), fixture, other)
        for fixture in due
        for other in [_opponent(fixture, team)]
        if other.pk in waiting
    ]
    if not choices:
        return None
    move, fixture, other = min(choices, key=lambda c: (c[0], c[1].round, c[1].number))
    at = waiting[other.pk]
    match = at.match
    assert match is not None
    if at.pk != fixture.pk:
        _move(tournament, at, fixture, other, move)
    return _begin(fixture, match, team, coming)


def _move_of(at: Fixture, fixture: Fixture, waiting: Team) -> Move:
    """What it takes that whoever waits at one fixture can play at the other."""
    if _seat_of(at, waiting) == _seat_of(fixture, waiting):
        return Move.SEATED
    pair = (fixture.first_id, fixture.second_id)
    others = Fixture.objects.filter(tournament=fixture.tournament_id, first__in=pair)
    others = others.filter(second__in=pair).exclude(pk__in=(at.pk, fixture.pk))
    begun = others.exclude(outcome="", match=None).exists()
    return Move.RESEATED if begun else Move.SWAPPED


def _move(tournament: Tournament, at: Fixture, fixture: Fixture, waiting: Team, move: Move) -> None:
    """Whoever waits at one fixture waits at the other now."""
    match = at.match
    assert match is not None
    Fixture.objects.filter(pk=at.pk).update(match=None)
    if move is Move.SWAPPED:
        _swap(fixture)
    elif move is Move.RESEATED:
        match.seats.update(player_id=_seat_of(fixture, waiting))
    match.session = fixture_session(
        code=tournament.course.code, tournament=tournament, fixture=fixture
    )
    match.save(update_fields=["session"])
    fixture.match = match


def _swap(fixture: Fixture) -> None:
    """Seats of this pair change, in all games that it has not begun: they go on alternating."""
    pair = (fixture.first_id, fixture.second_id)
    fixture.first, fixture.second = fixture.second, fixture.first
    games = Fixture.objects.filter(tournament=fixture.tournament_id, outcome="", match=None)
    for each in games.filter(first__in=pair, second__in=pair).exclude(pk=fixture.pk):
        each.first, each.second = each.second, each.first
        each.save(update_fields=["first", "second"])


def _begin(fixture: Fixture, match: Match, team: Team, coming: Seat) -> Seated:
    now = timezone.now()
    coming.match, coming.player_id = match, _seat_of(fixture, team)
    coming.save()
    match.status, match.started_at, match.last_activity = Status.RUNNING, now, now
    match.save(update_fields=["status", "started_at", "last_activity"])
    fixture.match, fixture.started_at = match, now
    fixture.illegal_first = fixture.illegal_second = 0
    fixture.save()
    return Seated(match.pk, match.session, coming.player_id, True, None)


def _wait(tournament: Tournament, team: Team, fixture: Fixture, coming: Seat) -> Seated:
    session = fixture_session(code=tournament.course.code, tournament=tournament, fixture=fixture)
    match = match_open(
        tournament.game, Open(PLAYERS, session), tournament.move_seconds, tournament.course_id
    )
    coming.match, coming.player_id = match, _seat_of(fixture, team)
    coming.save()
    Fixture.objects.filter(pk=fixture.pk).update(match=match)
    return Seated(match.pk, session, coming.player_id, False, None)


def _seat_of(fixture: Fixture, team: Team) -> int:
    return 0 if fixture.first_id == team.pk else 1


def _opponent(fixture: Fixture, team: Team) -> Team:
    return fixture.second if fixture.first_id == team.pk else fixture.first
