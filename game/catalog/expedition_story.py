"""What an expedition tells: names of places, events, quests and texts, from YAML, checked."""

from functools import cache
from importlib import resources
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

Title = Annotated[str, Meta(min_length=1, max_length=64)]


class NameParts(Struct, frozen=True, forbid_unknown_fields=True):
    """Places of a type are called by one of `first` and one of `last`."""

    first: Annotated[tuple[Title, ...], Meta(min_length=1)]
    last: Annotated[tuple[Title, ...], Meta(min_length=1)]

    def pairs(self) -> tuple[str, ...]:
        """Every name that there can be, each once."""
        return tuple(f"{first} {last}" for first in self.first for last in self.last)


class PlaceNames(Struct, frozen=True, forbid_unknown_fields=True):
    """regions: names by type of region; nodes: parts of names by type of node."""

    version: int
    regions: dict[str, Annotated[tuple[Title, ...], Meta(min_length=1)]]
    nodes: dict[str, NameParts]


@cache
def place_names() -> PlaceNames:
    text = resources.files("game.catalog").joinpath("expedition_names.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=PlaceNames)
