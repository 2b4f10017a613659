"""Joining a class and playing its games, against servers with canned answers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cosmic_client import GameServerError
from cosmic_client.classes import games, join_class
from cosmic_client.errors import ConnectionLost
from test_tcp_failures import answering

CODE = "KFX-WRP-TBD"
TOLD = {"name": "Owls:q7mdx2kfr9vb", "session": CODE, "secret": "q7mdx2kfr9vb"}


@contextmanager
def site(status: int, body: bytes) -> Iterator[tuple[str, list[Any]]]:
    """Its address, and what it is asked."""
    asked: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, json.loads(heard)))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", asked
        finally:
            server.shutdown()
            thread.join()


def test_a_team_joins_and_knows_what_to_play_as():
    with site(201, json.dumps(TOLD).encode()) as (url, asked):
        team = join_class(url, CODE, "Owls")
    assert team == (TOLD["name"], CODE)
    assert asked == [("/api/v1/courses/join", {"code": CODE, "team": "Owls"})]


def test_a_class_that_says_no_is_understood():
    told = {"error": "That name is taken.", "code": "NAME_TAKEN"}
    with (
        site(409, json.dumps(told).encode()) as (url, _),
        pytest.raises(GameServerError, match="taken") as no,
    ):
        join_class(url, CODE, "Owls")
    assert (no.value.code, no.value.status) == ("NAME_TAKEN", 409)


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>"])
def test_a_refusal_without_words_is_one_all_the_same(body):
    with site(502, body) as (url, _), pytest.raises(GameServerError, match="502"):
        join_class(url, CODE, "Owls")


def test_no_site_is_a_lost_connection():
    with pytest.raises(ConnectionLost):
        join_class("http://127.0.0.1:9", CODE, "Owls")
    with pytest.raises(GameServerError):
        join_class("file:///etc/passwd", CODE, "Owls")


def canned(*answers: dict[str, Any]):
    """One answer after the other, whatever is asked."""
    left = list(answers)

    def behave(connection):
        while b"EOT\0" not in connection.recv(4096):
            pass
        connection.sendall(json.dumps(left.pop(0)).encode())

    return behave


def seat(session: str) -> dict[str, Any]:
    data = {"player_id": 1, "key": "k", "session": session, "request_size_max": 1000}
    return {"status": "ok", "data": data}


@pytest.mark.parametrize(
    "words",
    ["Owls has played all its games of this tournament.", "The class's tournament is over."],
)
def test_games_come_until_all_are_played(words):
    over = {"status": "error", "message": words}
    with answering(canned(seat(f"{CODE}/cup-1-1"), seat(f"{CODE}/cup-1-4"), over)) as peer:
        seen = [
            (api.session, api.player_id)
            for api in games("TicTacToe", CODE, TOLD["name"], peer.server, peer.port)
        ]
    assert seen == [(f"{CODE}/cup-1-1", 1), (f"{CODE}/cup-1-4", 1)]


def test_other_refusals_are_told():
    no = {"status": "error", "message": "This is not the secret of Owls."}
    with answering(canned(no)) as peer, pytest.raises(GameServerError, match="secret"):
        next(games("TicTacToe", CODE, "Owls:x", peer.server, peer.port))
