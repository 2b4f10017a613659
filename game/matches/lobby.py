"""Who joins which session: a decision about values, which the host carries out."""

from collections.abc import Collection, Iterable

from msgspec import Struct

from game.matches.contract import AbstractGame
from game.matches.referee import check_players
from game.matches.refusals import Code, Refused
from game.matches.table import NAME_LENGTH, check_name

AUTO = "auto"  # as a session: any that is open, or else a new one
SESSION_LENGTH = 100


class Request(Struct, frozen=True):
    """Somebody wants to play. players: how many a new session is for; None starts none.

    name: of the player, or empty.
    """

    session: str
    players: int | None = None
    name: str = ""


class Listing(Struct, frozen=True):
    """A session of the game in question that has not ended. id: the host's own."""

    id: str
    session: str
    players: int
    names: Collection[str]
    waits: bool


class Sit(Struct, frozen=True):
    """Join the session of that id."""

    id: str


class Open(Struct, frozen=True):
    """Start a session for `players`; first end the one of the id `instead_of`, if any.

    session: its name, or None for one that the host makes up.
    """

    players: int
    session: str | None
    instead_of: str | None = None


def decide(kind: type[AbstractGame], request: Request, listings: Iterable[Listing]) -> Sit | Open:
    """What joining comes to, given all sessions of that game, those that wait the longest first.

    Raises Refused (BAD_PLAYERS, BAD_NAME, NAME_TAKEN, SESSION_FULL, NO_SESSION).
    """
    if request.players is not None:
        check_players(kind, request.players)
    check_name(request.name, NAME_LENGTH)
    check_name(request.session, SESSION_LENGTH)
    if not request.session:
        raise Refused(Code.BAD_NAME, "a session needs a name")
    return (_any if request.session == AUTO else _shared)(request, listings)


def _any(request: Request, listings: Iterable[Listing]) -> Sit | Open:
    for listing in listings:
        right_size = request.players in (None, listing.players)
        if listing.waits and right_size and _is_free(request.name, listing):
            return Sit(listing.id)
    if request.players is None:
        raise Refused(Code.NO_SESSION, "no session waits; say for how many players to open one")
    return Open(request.players, None)


def _shared(request: Request, listings: Iterable[Listing]) -> Sit | Open:
    there = next((listing for listing in listings if listing.session == request.session), None)
    if there is not None and there.waits:
        if not _is_free(request.name, there):
            raise Refused(Code.NAME_TAKEN, "somebody there has that name")
        return Sit(there.id)
    if request.players is not None:
        return Open(request.players, request.session, None if there is None else there.id)
    if there is None:
        raise Refused(Code.NO_SESSION, "no such session; say for how many players to open it")
    raise Refused(Code.SESSION_FULL, "that session is full; say for how many to open it anew")


def _is_free(name: str, listing: Listing) -> bool:
    return not name or name not in listing.names
