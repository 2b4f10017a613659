"""The guide's game works, and its test passes, as they stand on the page."""

import importlib
import sys
from pathlib import Path

import pytest

from game.matches.registry import games_of, modules_in
from tests.docs.pages import blocks
from tests.matches.core.toys import BUILT_IN
from tests.support.server import ROOT

BLOCKS = [block.text for block in blocks("py") if block.page == ROOT / "docs" / "matches.md"]
PAGE = (ROOT / "docs" / "matches.md").read_text()


def test_the_game_of_the_guide_is_found_and_passes_its_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "guide_games"
    package.mkdir()
    (package / "greed.py").write_text(BLOCKS[0])
    (package / "greed_test.py").write_text("from guide_games.greed import Greed\n" + BLOCKS[1])
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        assert list(games_of(modules_in([str(package)], "guide_games"))) == ["Greed"]
        tests = vars(importlib.import_module("guide_games.greed_test"))
        names = [name for name in tests if name.startswith("test_")]
        assert len(names) == 2
        for name in names:
            tests[name]()
    finally:
        for name in [name for name in sys.modules if name.startswith("guide_games")]:
            del sys.modules[name]


def test_the_guide_lists_every_built_in_game_with_all_that_it_understands() -> None:
    for kind in BUILT_IN:
        row = next(line for line in PAGE.splitlines() if line.startswith(f"| {kind.__name__} |"))
        low, high = kind.min_players(), kind.max_players()
        assert f"| {low} to {high} |" in row or (low == high and f"| {low} |" in row)
        keys = {key for schema in kind.moves for key in schema["properties"]}
        assert [key for key in keys if f"`{key}`" not in row] == []
