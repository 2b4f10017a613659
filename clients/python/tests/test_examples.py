"""The examples, each as a program of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]


@pytest.fixture
def run(place):
    """Starts an example with the game server's place after its arguments."""
    running = []

    def start(name: str, *arguments: str, served: bool = True) -> subprocess.Popen[str]:
        where = [place[0], str(place[1])] if served else []
        paths = os.pathsep.join([str(HOME / "src"), str(HOME / "tests")])
        program = subprocess.Popen(
            [sys.executable, str(HOME / "examples" / f"{name}.py"), *arguments, *where],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths, "PYTHONUNBUFFERED": "1"},
        )
        running.append(program)
        return program

    yield start
    for program in running:
        program.kill()
        program.communicate()


def said(program: subprocess.Popen[str], typed: str = "") -> str:
    """All its output, once it has ended well."""
    output, errors = program.communicate(typed, 100)
    assert program.returncode == 0, errors
    return output


def test_echo(run):
    output = said(run("echo"))
    assert "The server says: hello" in output
    assert "The game says no" in output


def test_tictactoe_of_two_people(run, session):
    first = run("tictactoe", session)
    second = run("tictactoe", session)
    fields = {"x": "0\nno number\n0\n1\n2\n", "o": "3\n4\n5\n"}
    signs = {}
    for program in (first, second):
        assert "Waiting" in program.stdout.readline()
        signs[program] = program.stdout.readline().split()[-1]
    for program, sign in signs.items():
        program.stdin.write(fields[sign])
        program.stdin.flush()
    outputs = {sign: said(program) for program, sign in signs.items()}
    assert "You have won!" in outputs["x"]
    assert "no number" in outputs["x"]
    assert "You have lost." in outputs["o"]


def test_yahtzee_of_three(run, session):
    programs = [run("yahtzee", session, "3", name) for name in ("ann", "bob", "eve")]
    tables = {said(program) for program in programs}
    assert len(tables) == 1
    assert set(re.findall(r"ann|bob|eve", tables.pop())) == {"ann", "bob", "eve"}


def test_a_chat_and_somebody_who_watches(run, session):
    ann, bob = run("chat", session, "2", "ann"), run("chat", session, "2", "bob")
    for program in (ann, bob):
        assert "Waiting" in program.stdout.readline()
        assert "Say something" in program.stdout.readline()
    watcher = run("chat_observer", session, "ann")
    said(ann, "hello, Bob\n")
    assert watcher.stdout.readline() == "ann: hello, Bob\n"
    said(bob, "hello, Ann\n\n")
    assert watcher.stdout.readline() == "bob: hello, Ann\n"


def test_the_learner_gets_better_over_a_thousand_games(run):
    rows = re.findall(r"(\d+)% won, +(\d+)% lost", said(run("learner", "1000")))
    margins = [int(won) - int(lost) for won, lost in rows]
    assert len(margins) == 10
    assert sum(margins[-3:]) > sum(margins[:3])


@pytest.mark.parametrize("game", ["support.games:TicTacToe", "support.games:ConnectFour"])
def test_training_in_process(run, game):
    assert said(run("train", game, "20", served=False)).count("a game") == 2


def test_training_over_the_wire(run):
    assert said(run("train", "TicTacToe", "3")).count("a game") == 2
