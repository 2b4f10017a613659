"""A real server among clients that are slow, silent, too large or talk nonsense."""

import random
import socket
from contextlib import ExitStack

import pytest

from tests.matches.tcp.plain import END, exchange, later, seats, until_closed
from tests.support.server import LiveServer

pytestmark = pytest.mark.server


def hostile(port: int, number: int) -> socket.socket:
    """A connection that does something that it shouldn't, left open."""
    noise = random.Random(number).randbytes(2000)
    connection = socket.create_connection(("127.0.0.1", port), 10)
    match number % 5:
        case 0:
            pass  # silent
        case 1:
            connection.sendall(b'{"type": ')  # never goes on
        case 2:
            connection.sendall(noise.replace(b"\0", b"") + END)
        case 3:
            connection.sendall(b"[" * 500_000 + END)
        case 4:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            connection.sendall(b'{"type":"join","game":"Chat","session":"auto","players":7}' + END)
    return connection


def test_a_crowd_of_hostile_clients_disturbs_nobody(server: LiveServer) -> None:
    port = server.match_port
    with ExitStack() as crowd:
        for number in range(150):
            crowd.enter_context(hostile(port, number))
        first, second = seats(port, "TicTacToe", "amid-the-crowd", ["", ""])
        waiting = later(second.state)
        assert waiting.result(10)["current"] == [0]
        for turn, position in enumerate([0, 3, 1, 4, 2]):
            (first, second)[turn % 2].play(position=position)
        assert second.state()["winner"] == 0
    assert "Traceback" not in server.output()


def test_every_kind_of_nonsense_is_answered_in_words(server: LiveServer) -> None:
    for number in range(0, 200, 5):
        noise = random.Random(number).randbytes(number).replace(b"\0", b"")
        assert b'"status":"error"' in exchange(server.match_port, noise + END)


def test_a_web_request_at_the_wrong_door_ends_too(server: LiveServer) -> None:
    with socket.create_connection(("127.0.0.1", server.match_port), 10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        assert b"EOT" in until_closed(connection)
