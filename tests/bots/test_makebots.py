"""Bots on a real site: they come, stay through a restart, and leave when told to."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.support.fixtures_server import ServerFactory
from tests.support.server import ROOT, LiveServer, Process, wait_for

COUNT = 3


def pilots(server: LiveServer) -> int:
    """As the site counts them; -1 while it does not answer."""
    try:
        answer = httpx.get(f"{server.url}/api/v1/world/systems", timeout=5)
        return sum(system["pilots"] for system in answer.json()["systems"])
    except (httpx.HTTPError, ValueError):
        return -1


def bots(server: LiveServer, log: Path, *more: str) -> Process:
    command = [sys.executable, str(ROOT / "manage.py"), "makebots", str(COUNT)]
    options = ["--url", server.url, "--seed", "7", "--restless", *more]
    return Process([*command, *options], env=server.env, log=log)


@pytest.mark.server
def test_bots_fly_survive_a_restart_and_log_off(
    server_factory: ServerFactory, tmp_path: Path
) -> None:
    server = server_factory(COSMIC_GRACE="1")
    fleet = bots(server, tmp_path / "bots.log")
    fleet.start()
    try:
        fleet.wait_until(lambda: pilots(server) == COUNT, "all bots are there")
        server.stop()
        server.start()
        fleet.wait_until(lambda: pilots(server) == COUNT, "all bots are back")
    finally:
        fleet.stop()
    wait_for(lambda: pilots(server) == 0, seconds=30, words="all bots are gone")
    assert "Traceback" not in fleet.output()


@pytest.mark.server
def test_bots_end_by_themselves_after_their_time(server: LiveServer, tmp_path: Path) -> None:
    fleet = bots(server, tmp_path / "bots.log", "--seconds", "3")
    fleet.start()
    try:
        wait_for(lambda: not fleet.alive, seconds=60, words="the bots' time is over")
    finally:
        fleet.stop()
    assert "Traceback" not in fleet.output()


@pytest.mark.parametrize("bad", ["many", "-1", "51", "1.5"])
def test_a_number_of_bots_that_is_none_is_one_clear_line(bad: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "play.py")],
        env={**os.environ, "COSMIC_BOTS": bad},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"cosmic: COSMIC_BOTS={bad}: a number from 0 to 50\n"
