"""Nobody meets a ghost: at each door, seats of who has gone are free for the next ones."""

import asyncio
import json
import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.live.conftest import Hangar
from tests.matches.tcp.plain import END, TIMEOUT_S, seats
from tests.matches.ws.sitting import wish
from tests.support.fixtures_server import ServerFactory
from tests.support.server import LiveServer, wait_for

pytestmark = pytest.mark.server


class Lobby:
    def __init__(self, server: LiveServer) -> None:
        self.url = f"{server.url}/api/v1/matches/"

    def names(self, session: str) -> list[str]:
        """Of who sits there; empty for a session that is not open."""
        rows = httpx.get(self.url, params={"limit": 100}).json()["matches"]
        return [s["name"] for row in rows if row["session"] == session for s in row["seats"]]

    def until(self, session: str, names: list[str]) -> None:
        wait_for(lambda: self.names(session) == names, seconds=20, words=f"{session}: {names}")

    def join(self, session: str, **more: Any) -> httpx.Response:
        body = {"game": "TicTacToe", "session": session, "players": 2, **more}
        return httpx.post(f"{self.url}join", json=body, timeout=TIMEOUT_S)


def waiting_client(server: LiveServer, session: str) -> socket.socket:
    """A TCP client that has asked to join and hears nothing yet."""
    wanted = {"game": "TicTacToe", "session": session, "players": 2, "name": "ghost"}
    connection = socket.create_connection(("127.0.0.1", server.match_port), TIMEOUT_S)
    connection.sendall(json.dumps({"type": "join", **wanted}).encode() + END)
    Lobby(server).until(session, ["ghost"])
    return connection


def hang_up(connection: socket.socket) -> None:
    connection.close()


def reset(connection: socket.socket) -> None:
    """As the system does for a program that crashes with words unread."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()


@pytest.mark.parametrize("go", [hang_up, reset])
def test_two_clients_meet_though_a_third_one_had_gone(
    server: LiveServer, go: Callable[[socket.socket], None]
) -> None:
    session = f"left-by-{go.__name__}"
    go(waiting_client(server, session))
    Lobby(server).until(session, [])
    pair = seats(server.match_port, "TicTacToe", session, ["ghost", "Bob"])
    assert [seat.player_id for seat in pair] == [0, 1]


async def test_after_a_crash_the_next_two_meet_at_every_door(
    server_factory: ServerFactory, hangar: Hangar
) -> None:
    server = server_factory()
    lobby = Lobby(server)
    client = waiting_client(server, "by-tcp")
    pilot = await hangar.guest(server)
    await wish(pilot, "by-ws", name="ghost")
    await pilot.expect("match.waiting")
    polling = asyncio.create_task(asyncio.to_thread(lobby.join, "by-poll", name="ghost", wait=30))
    await asyncio.to_thread(lobby.until, "by-poll", ["ghost"])
    told = lobby.join("by-rest", name="Ann")
    assert told.status_code == 202

    server.kill()
    with pytest.raises(httpx.HTTPError):
        await polling
    client.close()
    server.start()

    for session in ("by-tcp", "by-ws", "by-poll"):
        await asyncio.to_thread(seats, server.match_port, "TicTacToe", session, ["ghost", "Bob"])
    assert lobby.names("by-rest") == ["Ann"], "she knows her key"
    assert lobby.join("by-rest", players=None, name="Bob").status_code == 200
