"""Sitting down and getting up, in the database: one transaction each, for the lanes' threads."""

from collections.abc import Collection, Iterator
from itertools import count
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from game.matches import AbstractGame, Listing, Open, Request, Sit, all_games, decide
from game.matches.lobby import AUTO
from game.matches.opponents import opponents
from game.matches.refusals import Code, Refused
from game.models import Match, Seat
from game.services.matches.apart import welcome_check, without_foes
from game.services.matches.keeping import kept_until, seats_lapse
from game.services.matches.keys import hash_of, new_key, session_name, session_seed
from game.services.matches.store import end_all

MOVE_SECONDS_MAX = 900  # less than what ends an idle session
TRIES = 5  # at a seat that somebody else takes at the same moment
Status = Match.Status


class Seated(NamedTuple):
    """A seat that was taken. `ended`: the match that had to make room for this one, if any.
    `again`: somebody had it before, whose key opens nothing any more."""

    match: int
    session: str
    player_id: int
    full: bool
    ended: int | None
    again: bool = False


def match_join(
    *,
    game: str,
    request: Request,
    key_hash: str,
    account: int | None,
    opponent: str = "",
    move_seconds: int | None = None,
    held: bool = False,
    course: int | None = None,
) -> Seated:
    """Take a seat where `game.matches.lobby` says.

    With `opponent`, built-in ones of that level take all other seats; `auto` then opens a session
    always. held: the client waits on a connection. course: the class of the table. Raises Refused.
    """
    kind = all_games().get(game)
    if kind is None:
        raise Refused(Code.UNKNOWN_GAME, f"there is no game {game!r}")
    if opponent:
        request = _against(kind, request, opponent)
    if move_seconds is not None and not 1 <= move_seconds <= MOVE_SECONDS_MAX:
        raise Refused(Code.BAD_OPTION, f"a move has 1 to {MOVE_SECONDS_MAX} seconds")
    seats_lapse(game=game)
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                listings = _listings(game, request.session, move_seconds, account)
                if opponent and request.session == AUTO:
                    listings = []
                decision = decide(kind, request, listings)
                if isinstance(decision, Sit):
                    match, ended = _waiting(int(decision.id)), None
                else:
                    ended = decision.instead_of and int(decision.instead_of)
                    if ended and course is not None:
                        _check_own(int(ended), request.name)
                    if ended:
                        end_all(Match.objects.filter(pk=ended), "replaced")
                    match = match_open(game, decision, move_seconds, course)
                if match is not None:
                    seat = Seat(name=request.name, key_hash=key_hash, account_id=account, held=held)
                    seat.kept_until = kept_until(held=held)
                    return _sit(match, seat, opponent, ended or None)
        except IntegrityError:
            continue  # somebody was faster; look again
    raise Refused(Code.SESSION_FULL, "too many are joining at once; try again")


def seat_leave(*, match_pk: int, player_id: int, key_hash: str) -> bool:
    """Get up again while players are missing; the last one closes the session. False: too late."""
    with transaction.atomic():
        match = Match.objects.select_for_update().filter(pk=match_pk).first()
        if match is None or match.status != Status.WAITING:
            return False
        Seat.objects.filter(match=match, player_id=player_id, key_hash=key_hash).delete()
        if not match.seats.filter(opponent="").exists():
            end_all(Match.objects.filter(pk=match_pk), "abandoned")
        return True


def _against(kind: type[AbstractGame], request: Request, level: str) -> Request:
    """Whoever plays against opponents need not say for how many. Raises Refused (BAD_OPTION)."""
    if level not in opponents(kind):
        raise Refused(Code.BAD_OPTION, f"{kind.__name__} has no built-in opponent {level!r}")
    if request.players is not None or request.session != AUTO:
        return request
    players = min(max(2, kind.min_players()), kind.max_players())
    return Request(request.session, players, request.name)


def _listings(
    game: str, session: str, move_seconds: int | None, account: int | None
) -> list[Listing]:
    """Raises Refused (SESSION_FULL) for who is blocked in the session of that name."""
    wanted = Q(status=Status.WAITING, move_seconds=move_seconds, course=None)
    if session != AUTO:
        wanted = Q(session=session)
    open_ones = Match.objects.filter(wanted, game=game).exclude(status=Status.ENDED)
    if session == AUTO:
        open_ones = without_foes(open_ones, account)
    else:
        welcome_check(matches=open_ones, account=account)
    return [
        Listing(
            str(match.pk),
            match.session,
            match.players,
            [seat.name for seat in match.seats.all()],
            match.status == Status.WAITING,
        )
        for match in open_ones.order_by("created_at", "pk").prefetch_related("seats")[:100]
    ]


def _waiting(pk: int) -> Match | None:
    match = Match.objects.select_for_update().get(pk=pk)
    return match if match.status == Status.WAITING else None


def _check_own(pk: int, name: str) -> None:
    """In a class nobody ends what others play. Raises Refused (SESSION_FULL)."""
    match = Match.objects.get(pk=pk)
    if match.status == Status.RUNNING and not match.seats.filter(name=name).exists():
        raise Refused(Code.SESSION_FULL, "other teams play at this table; take another one")


def match_open(
    game: str, wanted: Open, move_seconds: int | None, course: int | None = None
) -> Match:
    """A match with nobody there. What a class plays is not for everybody to see."""
    now = timezone.now()
    return Match.objects.create(
        game=game,
        session=wanted.session or session_name(),
        shared=wanted.session is not None and course is None,
        course_id=course,
        players=wanted.players,
        move_seconds=move_seconds,
        seed=str(session_seed()),
        created_at=now,
        last_activity=now,
    )


def _sit(match: Match, seat: Seat, opponent: str, ended: int | None) -> Seated:
    """Raises IntegrityError when somebody was faster."""
    taken = dict(match.seats.values_list("player_id", "name"))
    player_id, *free = (n for n in range(match.players) if n not in taken)
    seat.match, seat.player_id = match, player_id
    seats = [seat]
    if opponent:
        names = opponent_names(opponent, {seat.name, *taken.values()})
        seats += [
            Seat(
                match=match,
                player_id=n,
                name=next(names),
                key_hash=hash_of(new_key()),
                opponent=opponent,
            )
            for n in free
        ]
    Seat.objects.bulk_create(seats)
    match.last_activity = timezone.now()
    full = len(taken) + len(seats) == match.players
    if full:
        match.status, match.started_at = Status.RUNNING, match.last_activity
    match.save(update_fields=["last_activity", "status", "started_at"])
    return Seated(match.pk, match.session, player_id, full, ended)


def opponent_names(level: str, taken: Collection[str]) -> Iterator[str]:
    """Such as `decent bot`, and if that is taken `decent bot 2`."""
    for number in count(1):
        name = f"{level} bot" if number == 1 else f"{level} bot {number}"
        if name not in taken:
            yield name
