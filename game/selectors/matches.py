"""Matches as lists show them."""

from datetime import datetime

from msgspec import Struct

from game.models import Match
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


def matches_lobby(
    *, game: str, open_only: bool, limit: int, offset: int
) -> tuple[list[LobbyMatch], int]:
    """A page, the newest first, and how many there are. game: empty for all."""
    found = Match.objects.exclude(status=Match.Status.ENDED)
    if open_only:
        found = Match.objects.filter(status=Match.Status.WAITING)
    if game:
        found = found.filter(game=game)
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
