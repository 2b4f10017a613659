"""Programs written elsewhere work unchanged, each in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.support.server import LiveServer

pytestmark = [pytest.mark.server, pytest.mark.timeout(300)]
PROGRAM = Path(__file__).with_name("outsider.py")
PATIENCE_S = 280

Result = Callable[[], Any]
Start = Callable[..., Result]


@pytest.fixture
def session() -> str:
    return f"s-{uuid4().hex[:12]}"


@pytest.fixture
def start(server: LiveServer) -> Iterator[Start]:
    """Starts a program; what comes back gives its result, once there is one."""
    running = []

    def started(*words: str) -> Result:
        # -I: it finds nothing but the standard library.
        command = [sys.executable, "-I", str(PROGRAM), str(server.match_port), *words]
        program = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(program)

        def result() -> Any:
            output, errors = program.communicate(timeout=PATIENCE_S)
            assert program.returncode == 0, errors
            return json.loads(output)

        return result

    yield started
    for program in running:
        program.kill()
        program.communicate()


@pytest.mark.parametrize("older", [[], ["--token"]], ids=["session", "token"])
def test_tic_tac_toe_for_two(start: Start, session: str, older: list[str]) -> None:
    pair = [start(*older, "tictactoe", session, name) for name in ("ann", "bob")]
    first, second = sorted([each() for each in pair], key=lambda result: result["me"])
    assert (first["winner"], second["winner"]) == (0, 0)
    assert first["board"] == second["board"] == [0, 1, 0, 1, 0, 1, 0, -1, -1]


def test_yahtzee_for_three(start: Start, session: str) -> None:
    names = ["ann", "bob", "eve"]
    results = [each() for each in [start("yahtzee", session, name, "3") for name in names]]
    assert results[0] == results[1] == results[2]
    assert sorted(place["name"] for place in results[0]["ranking"]) == names


def test_echo(start: Start, session: str) -> None:
    result = start("echo", session, "ann")()
    assert result == {"heard": [True] * 4, "refused": "illegalmove", "over": True}


def test_a_chat_that_somebody_follows(start: Start, session: str) -> None:
    talk = [start("chat", session, name, "20") for name in ("ann", "bob")]
    heard = [each() for each in talk]
    seen = start("observer", session, "bob", "20")()
    assert heard[0] == heard[1] == seen["messages"]
    assert [word for word in heard[0] if word.startswith("ann")] == [f"ann {n}" for n in range(20)]
    assert seen["refused"] == ["error", "error"]


def test_learners_play_a_thousand_games_with_restarts(start: Start, session: str) -> None:
    pair = [start("learner", session, name, "1000") for name in ("ann", "bob")]
    first, second = [each() for each in pair]
    assert first == second, "both have seen the end of every game"
    assert sum(first.values()) == 1000
