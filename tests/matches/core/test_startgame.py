"""`manage.py startgame` writes a game that works at once, and overwrites nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.support.server import ROOT

NEEDED = ("game", "cosmic_site", "accounts", "saves", "tests/support", "tests/matches")
FILES = ("manage.py", "pyproject.toml", "tests/conftest.py")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What of the project the command and a game's test need."""
    for folder in NEEDED:
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "core")
        )
    for file in FILES:
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def run(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=checkout,
        env={
            **os.environ,
            "COSMIC_DATA_DIR": str(checkout / "var"),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_a_new_game_is_found_and_passes_its_test(checkout: Path) -> None:
    done = run(checkout, "manage.py", "startgame", "HeapOfStones")
    assert done.returncode == 0, done.stderr
    assert (checkout / "game/matches/games/heapofstones.py").exists()
    assert "tests/matches/games/test_heapofstones.py" in done.stdout
    tested = run(checkout, "-m", "pytest", "-q", "tests/matches/games/test_heapofstones.py")
    assert tested.returncode == 0, tested.stdout
    assert "4 passed" in tested.stdout
    listed = run(checkout, "-c", "from game.matches import all_games; print(*all_games())")
    assert "HeapOfStones" in listed.stdout.split()
    for file in ("game/matches/games/heapofstones.py", "tests/matches/games/test_heapofstones.py"):
        text = (checkout / file).read_text()
        assert "NewGame" not in text
        assert "newgame" not in text
    linted = run(checkout, "-m", "ruff", "check", "game/matches/games", "tests/matches/games")
    assert linted.returncode == 0, linted.stdout
    again = run(checkout, "manage.py", "startgame", "HeapOfStones")
    assert again.returncode != 0
    assert "there is a game called HeapOfStones" in again.stderr


@pytest.mark.parametrize("name", ["red", "Red Dwarf", "../Red", "R", "Class", "Ä1", "", "X" * 41])
def test_a_name_must_be_one_for_a_class(name: str) -> None:
    with pytest.raises(CommandError):
        call_command("startgame", name)


@pytest.mark.parametrize("name", ["TicTacToe", "Tictactoe", "Yahtzee"])
def test_a_game_there_is_stays_as_it_is(name: str) -> None:
    with pytest.raises(CommandError):
        call_command("startgame", name)
