"""Where the door stands: in the web process, in a process of its own, or nowhere."""

import socket
import sys
from concurrent.futures import TimeoutError as StillWaiting
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.matches.tcp.plain import Seat, ask, later
from tests.support.fixtures_server import ServerFactory
from tests.support.server import (
    ROOT,
    LiveServer,
    Process,
    ServerError,
    clean_environment,
    free_port,
    run_manage,
)

pytestmark = pytest.mark.server


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True


def test_a_server_says_where_its_door_is(server: LiveServer) -> None:
    assert f"the TCP door is open at 127.0.0.1:{server.match_port}" in server.output()


def test_a_port_that_is_taken_costs_the_door_alone(server_factory: ServerFactory) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        site = server_factory(MATCH_PORT=str(port))
        lines = [line for line in site.output().splitlines() if "TCP door" in line]
        assert len(lines) == 1
        assert "WARNING" in lines[0]
        assert f"127.0.0.1:{port}" in lines[0]
        assert "Traceback" not in site.output()


def test_port_0_means_no_door(server_factory: ServerFactory) -> None:
    assert "TCP door" not in server_factory(MATCH_PORT="0").output()


def test_without_redis_the_command_refuses_and_says_why(tmp_path: Path) -> None:
    env = clean_environment(COSMIC_DATA_DIR=str(tmp_path), MATCH_PORT=str(free_port()))
    with pytest.raises(ServerError, match="REDIS_URL"):
        run_manage(env, "matchserver")


def test_without_a_port_the_command_has_nothing_to_do(tmp_path: Path) -> None:
    env = clean_environment(
        COSMIC_DATA_DIR=str(tmp_path), REDIS_URL="redis://127.0.0.1:1/0", MATCH_PORT="0"
    )
    with pytest.raises(ServerError, match="MATCH_PORT=0"):
        run_manage(env, "matchserver")


def test_a_port_that_is_taken_is_named_by_the_command(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        env = clean_environment(
            COSMIC_DATA_DIR=str(tmp_path),
            REDIS_URL="redis://127.0.0.1:1/0",
            MATCH_PORT=str(port),
        )
        with pytest.raises(ServerError, match=f"Cannot listen on 127.0.0.1:{port}"):
            run_manage(env, "matchserver")


@pytest.mark.redis
def test_with_redis_the_door_is_a_process_of_its_own_and_players_meet_through_two(
    server_factory: ServerFactory, redis_server: str
) -> None:
    site = server_factory(REDIS_URL=redis_server)
    assert not listens(site.match_port), "the web process has no door then"
    with ExitStack() as stack:
        ports = []
        for number in range(2):
            port = free_port()
            door = Process(
                [sys.executable, str(ROOT / "manage.py"), "matchserver"],
                env={**site.env, "MATCH_PORT": str(port)},
                log=site.data_dir / f"door{number}.log",
            )
            stack.callback(door.stop)
            door.start()
            door.wait_until(lambda port=port: listens(port), "the door is open")
            ports.append(port)

        join = {"type": "join", "game": "TicTacToe", "session": "far", "players": 2}
        waiting = later(ask, ports[0], **join)
        with pytest.raises(StillWaiting):
            waiting.result(0.2)
        joined = [waiting, later(ask, ports[1], **{**join, "players": None})]
        pair = [
            Seat(port, "TicTacToe", one.result(20)) for port, one in zip(ports, joined, strict=True)
        ]
        first, second = sorted(pair, key=lambda seat: seat.player_id)
        second.state()
        for mine, theirs in ((0, 3), (1, 4)):
            looking = later(second.state)
            first.play(position=mine)
            assert looking.result(20)["board"][mine] == 0
            second.play(position=theirs)
            assert second.state()["board"][theirs] == 1
            while first.state()["board"][theirs] != 1:
                pass
        first.play(position=2)
        assert second.state()["winner"] == 0

        third = later(ask, ports[1], **{**join, "session": "near"})
        with pytest.raises(StillWaiting):
            third.result(0.3)
        assert door.stop() == 0
        assert "stopping" in third.result(20)["message"]
        assert "Traceback" not in door.output()
