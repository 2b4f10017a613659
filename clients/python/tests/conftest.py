"""A game server for the tests: their own, or the one that the environment names.

COSMIC_MATCH_SERVER=HOST:PORT lets the tests that talk to a game server talk to that one.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cosmic_client import GameServerAPI
from support.peer import running_peer
from support.threads import in_thread

Seats = Callable[..., list[GameServerAPI]]


@pytest.fixture(scope="session")
def place() -> Iterator[tuple[str, int]]:
    """Host and port."""
    named = os.environ.get("COSMIC_MATCH_SERVER", "")
    if named:
        host, _, port = named.rpartition(":")
        yield host, int(port)
        return
    with running_peer() as peer:
        yield "127.0.0.1", peer.port


@pytest.fixture
def session() -> str:
    """A name that nobody else uses."""
    return f"s{uuid.uuid4().hex[:12]}"


@pytest.fixture
def client(place: tuple[str, int], session: str) -> Callable[..., GameServerAPI]:
    """Makes clients of one session that have not joined yet."""

    def make(game: str, players: int | None = None, name: str = "", **more: Any) -> GameServerAPI:
        given = {"session": session, **more}
        return GameServerAPI(*place, game=game, players=players, name=name, **given)

    return make


@pytest.fixture
def seated(client: Callable[..., GameServerAPI]) -> Seats:
    """Fills a match, and gives its clients by player id."""

    def fill(game: str, players: int, names: tuple[str, ...] = ()) -> list[GameServerAPI]:
        apis = [
            client(game, players, names[seat] if seat < len(names) else "")
            for seat in range(players)
        ]
        waits = [in_thread(api.join) for api in apis]
        for wait in waits:
            wait.result(10)
        return sorted(apis, key=lambda api: api.player_id or 0)

    return fill
