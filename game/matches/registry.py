"""The games there are: every class that keeps the contract in a module of the games' package."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from inspect import getmembers, isabstract, isclass
from pkgutil import iter_modules
from types import MappingProxyType, ModuleType
from typing import Any

from msgspec import Struct

from game.matches.contract import AbstractGame


class GameInfo(Struct, frozen=True):
    """What somebody who chooses a game wants to know. moves: JSON Schemas.

    opponents: levels of the built-in ones, weakest first.
    """

    name: str
    description: str
    min_players: int
    max_players: int
    moves: list[dict[str, Any]]
    opponents: list[str]


@cache
def all_games() -> Mapping[str, type[AbstractGame]]:
    """By name, in alphabetical order. The modules are imported at the first call."""
    package = import_module("game.matches.games")
    return MappingProxyType(games_of(modules_in(package.__path__, package.__name__)))


def modules_in(folders: Iterable[str], package: str) -> list[ModuleType]:
    """Every module of a package; names that begin with an underscore are left out."""
    names = sorted(found.name for found in iter_modules(folders) if found.name[0] != "_")
    return [import_module(f"{package}.{name}") for name in names]


def games_of(modules: Iterable[ModuleType]) -> dict[str, type[AbstractGame]]:
    """The games that these modules define, in alphabetical order.

    Raises ValueError when two have the same name.
    """
    found: dict[str, type[AbstractGame]] = {}
    for module in modules:
        for name, kind in getmembers(module, isclass):
            if not issubclass(kind, AbstractGame) or isabstract(kind):
                continue
            if kind.__module__ != module.__name__ or name.startswith("_"):
                continue
            if name in found:
                raise ValueError(f"two games are called {name}")
            found[name] = kind
    return dict(sorted(found.items()))


def game_info(kind: type[AbstractGame], opponents: Iterable[str] = ()) -> GameInfo:
    return GameInfo(
        kind.__name__,
        kind.describe(),
        kind.min_players(),
        kind.max_players(),
        [dict(schema) for schema in kind.moves],
        list(opponents),
    )
