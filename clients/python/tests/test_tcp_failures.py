"""GameServerAPI against servers that misbehave, one canned answer each."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cosmic_client import GameServerAPI, GameServerError
from cosmic_client.errors import ConnectionLost

JOIN = {"game": "Echo", "session": "s", "players": 1, "name": ""}
SOURCE = Path(__file__).parents[1] / "src"


@contextmanager
def answering(
    behave: Callable[[socket.socket], None],
) -> Iterator[GameServerAPI]:
    """A client of a server that treats each connection so."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    behave(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        port = listener.getsockname()[1]
        yield GameServerAPI("127.0.0.1", port, "Echo", "s", 1, answer_s=0.2, wait_s=0.2)
        listener.shutdown(socket.SHUT_RDWR)


def saying(answer: bytes) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(answer)

    return behave


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "without an answer"),
        (b"{broken", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "unknown form"),
        (b'{"status": "maybe"}', "unknown form"),
        (b'{"status": "ok", "data": null}', "player_id"),
        (b'{"status": "ok", "data": {"player_id": true, "key": "k"}}', "player_id"),
        (b'{"status": "error", "message": "no such game"}', "no such game"),
    ],
)
def test_an_answer_that_is_none_is_told_in_words(answer, words):
    with answering(saying(answer)) as api, pytest.raises(GameServerError, match=words):
        api.join()


def test_silence_ends_after_the_time_given():
    silent = threading.Event()
    with answering(lambda connection: silent.wait(5) and None) as api:
        with pytest.raises(ConnectionLost, match="no answer within"):
            api.join()
        silent.set()


def test_an_answer_may_come_in_pieces():
    whole = json.dumps(
        {
            "status": "ok",
            "data": {"player_id": 3, "key": "k", "session": "s", "request_size_max": 99},
        }
    ).encode()

    def drip(connection: socket.socket) -> None:
        connection.recv(65_536)
        for place in range(0, len(whole), 7):
            connection.sendall(whole[place : place + 7])

    with answering(drip) as api:
        assert api.join() == 3
        assert api.request_size_max == 99


def test_an_early_answer_to_a_large_request_is_still_read():
    def impatient(connection: socket.socket) -> None:
        connection.sendall(b'{"status": "error", "message": "too much"}')
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65_536):
            pass

    with answering(impatient) as api:
        api.name = "x" * 900_000
        with pytest.raises(GameServerError, match="too much"):
            api.join()


def test_a_server_that_is_not_there_is_named():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionLost, match=f"127.0.0.1:{port}"):
        GameServerAPI("127.0.0.1", port, "Echo", "s", 1).join()


def test_what_goes_over_the_wire_is_one_object_and_the_end_mark():
    heard = bytearray()

    def listen(connection: socket.socket) -> None:
        heard.extend(connection.recv(65_536))
        connection.sendall(b'{"status": "error", "message": "enough"}')

    with answering(listen) as api, pytest.raises(GameServerError):
        api.join()
    assert heard.endswith(b"EOT\0")
    assert json.loads(heard[:-4]) == {"type": "join", **JOIN}


def test_a_request_may_be_as_large_as_the_limit_and_no_larger():
    heard = bytearray()

    def listen(connection: socket.socket) -> None:
        while not heard.endswith(b"EOT\0"):
            heard.extend(connection.recv(65_536))
        connection.sendall(b'{"status": "error", "message": "heard"}')

    with answering(listen) as api:
        room = api.request_size_max - len(api._encoded({"type": "join", **JOIN}))
        api.name = "x" * (room + 1)
        with pytest.raises(GameServerError, match=f"{api.request_size_max:,}"):
            api.join()
        assert not heard
        api.name = "x" * room
        with pytest.raises(GameServerError, match="heard"):
            api.join()
    assert len(heard) == api.request_size_max


def test_a_first_program_needs_the_standard_library_alone():
    code = (
        f"import sys; sys.path.append({str(SOURCE)!r}); before = set(sys.modules);"
        "import cosmic_client;"
        "new = {name.split('.')[0] for name in set(sys.modules) - before};"
        "sys.exit(str(new - sys.stdlib_module_names - {'cosmic_client'} or ''))"
    )
    bare = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path.append({str(SOURCE)!r}); {code}",
    ]
    done = subprocess.run(bare, capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""


def test_the_package_knows_nothing_of_the_site():
    site = ("import game", "from game", "import clients", "from clients", "django", "cosmic_site")
    for path in SOURCE.rglob("*.py"):
        assert not [word for word in site if word in path.read_text()], path
