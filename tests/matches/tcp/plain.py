"""A client as a first-semester student writes it, from the protocol's description alone."""

import json
import socket
from concurrent.futures import Future
from threading import Thread
from typing import Any

TIMEOUT_S = 30.0
END = b"EOT\0"


def exchange(port: int, request: bytes) -> bytes:
    """Send these bytes, and give all that comes until the server closes."""
    with socket.create_connection(("127.0.0.1", port), TIMEOUT_S) as connection:
        connection.sendall(request)
        return until_closed(connection)


def until_closed(connection: socket.socket) -> bytes:
    answer = b""
    while chunk := connection.recv(4096):
        answer += chunk
    return answer


def ask(port: int, **request: Any) -> dict[str, Any]:
    """One request and its answer."""
    answer = json.loads(exchange(port, json.dumps(request).encode() + END))
    assert isinstance(answer, dict)
    return answer


def later(work: Any, *arguments: Any, **named: Any) -> "Future[Any]":
    """What a call gives, done in a thread of its own."""
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(work(*arguments, **named))
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


class Seat:
    """Somebody who has joined, or observes."""

    def __init__(self, port: int, game: str, answer: dict[str, Any], **more: Any) -> None:
        assert answer["status"] == "ok", answer
        data = answer["data"]
        self.port = port
        self.player_id: int = data["player_id"]
        self.session: str = more.pop("session", None) or data["session"]
        self.key: str = data["key"]
        self._signed = {
            "game": game,
            "session": self.session,
            "player_id": self.player_id,
            "key": self.key,
        }
        self._more = more

    def ask(self, kind: str, **more: Any) -> dict[str, Any]:
        return ask(self.port, type=kind, **self._signed, **more)

    def move(self, **move: Any) -> dict[str, Any]:
        return self.ask("move", move=move)

    def play(self, **move: Any) -> None:
        assert self.move(**move) == {"status": "ok", "data": None}

    def state(self) -> dict[str, Any]:
        answer = self.ask("state", **self._more)
        assert answer["status"] == "ok", answer
        state = answer["data"]
        assert isinstance(state, dict)
        return state


def seats(port: int, game: str, session: str, names: list[str]) -> list[Seat]:
    """Everybody sits down, one of them opens the session; by player id."""
    request = {"type": "join", "game": game, "session": session, "players": len(names)}
    joins = [later(ask, port, **request, name=name) for name in names]
    taken = [Seat(port, game, join.result(TIMEOUT_S)) for join in joins]
    return sorted(taken, key=lambda seat: seat.player_id)


def watcher(port: int, game: str, session: str, name: str) -> Seat:
    answer = ask(port, type="observe", game=game, session=session, name=name)
    return Seat(port, game, answer, session=session, observer=True)
