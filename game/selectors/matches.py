"""Matches as lists show them."""

from datetime import datetime, timedelta

from msgspec import Struct, structs

from game.models import Match
from game.protocol.errors import AppError, ErrorCode
from game.protocol.names import match_wire_id


class LobbySeat(Struct, frozen=True):
    """opponent: the level of a built-in one, else empty."""

    player_id: int
    name: str
    opponent: str


class LobbyMatch(Struct, frozen=True):
    """A match that has not ended."""

    match_id: str
    game: str
    session: str
    shared: bool
    status: str
    players: int
    move_seconds: int | None
    seats: list[LobbySeat]
    created_at: datetime


class MatchFacts(LobbyMatch, frozen=True, kw_only=True):
    """A match by itself. session: None for who is not to know. deadline: of the move that is
    waited for, where a clock runs."""

    session: str | None  # type: ignore[assignment]
    reason: str
    open_seats: int
    started_at: datetime | None
    ended_at: datetime | None
    deadline: datetime | None


def match_facts(*, match_pk: int, account: int | None, key_hash: str) -> MatchFacts:
    """What may be known by who has that account, or holds that key.

    Raises AppError UNKNOWN_MATCH, also for what is not for this reader.
    """
    found = Match.objects.filter(pk=match_pk).prefetch_related("seats").first()
    if found is None:
        raise AppError(ErrorCode.UNKNOWN_MATCH)
    sits = any(
        (account is not None and seat.account_id == account) or seat.key_hash == key_hash
        for seat in found.seats.all()
    )
    ended = found.status == Match.Status.ENDED
    if not sits and (found.course_id is not None or (ended and not found.shared)):
        raise AppError(ErrorCode.UNKNOWN_MATCH)
    line = {**structs.asdict(_line(found)), "session": found.session}
    if not sits and not found.shared:
        line["session"] = None
    clocked = found.status == Match.Status.RUNNING and found.move_seconds is not None
    return MatchFacts(
        **line,
        reason=found.reason,
        open_seats=found.players - len(line["seats"]),
        started_at=found.started_at,
        ended_at=found.ended_at,
        deadline=found.last_activity + timedelta(seconds=found.move_seconds or 0)
        if clocked
        else None,
    )


def matches_lobby(
    *, game: str, session: str = "", open_only: bool, limit: int, offset: int
) -> tuple[list[LobbyMatch], int]:
    """A page, the newest first, and how many there are. game, session: empty for all."""
    found = Match.objects.filter(course=None).exclude(status=Match.Status.ENDED)
    if open_only:
        found = Match.objects.filter(course=None, status=Match.Status.WAITING)
    if game:
        found = found.filter(game=game)
    if session:
        found = found.filter(session=session)
    page = found.order_by("-created_at", "-pk").prefetch_related("seats")[offset : offset + limit]
    return [_line(match) for match in page], found.count()


def _line(match: Match) -> LobbyMatch:
    seats = sorted(match.seats.all(), key=lambda seat: seat.player_id)
    return LobbyMatch(
        match_wire_id(match.pk),
        match.game,
        match.session,
        match.shared,
        match.status,
        match.players,
        match.move_seconds,
        [LobbySeat(seat.player_id, seat.name, seat.opponent) for seat in seats],
        match.created_at,
    )
