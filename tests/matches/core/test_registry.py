"""Games are found by their modules; nothing needs to be registered."""

from types import ModuleType

import pytest

from game.matches import AbstractGame, all_games, game_info
from game.matches.opponents import opponents
from game.matches.registry import games_of
from game.matches.template.newgame import NewGame
from tests.matches.core.toys import NAMES


def module(name: str, **members: object) -> ModuleType:
    made = ModuleType(name)
    for member, value in members.items():
        setattr(made, member, value)
    return made


def game(name: str, home: str) -> type[AbstractGame]:
    return type(name, (NewGame,), {"__module__": home})


def test_the_built_in_games_are_found_in_alphabetical_order() -> None:
    assert [name for name in all_games() if name in NAMES] == list(NAMES)
    assert list(all_games()) == sorted(all_games())


def test_what_a_module_imports_or_hides_is_not_its_game() -> None:
    one = module(
        "one", AbstractGame=AbstractGame, NewGame=NewGame, Own=game("Own", "one"),
        _Base=game("_Base", "one"), number=5,
    )  # fmt: skip
    assert list(games_of([one])) == ["Own"]


def test_two_games_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError):
        games_of([module("a", Own=game("Own", "a")), module("b", Own=game("Own", "b"))])


def test_a_game_is_described_for_whoever_chooses_one() -> None:
    kind = all_games()["ConnectFour"]
    info = game_info(kind, opponents(kind))
    assert (info.name, info.min_players, info.max_players) == ("ConnectFour", 2, 2)
    assert info.description == "Four in a row, with discs that fall down their columns."
    assert info.moves[0]["properties"]["column"]["maximum"] == 6
    assert info.opponents == ["random", "decent"]
