"""Pirates, traders and patrols in numbers. They are in npcs.yaml."""

from functools import cache
from importlib import resources
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

Positive = Annotated[float, Meta(gt=0.0)]
NotNegative = Annotated[float, Meta(ge=0.0)]
Part = Annotated[float, Meta(ge=0.0, le=1.0)]
Count = Annotated[int, Meta(ge=1)]


class LootRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A wreck holds least..most units with this chance."""

    commodity_id: str
    chance: Part
    least: Count
    most: Count


class WreckRules(Struct, frozen=True, forbid_unknown_fields=True):
    """hold_min..hold_max: the part of a trader's hold that its wreck still has.

    tables: what pirates' wrecks hold, by ship class; every row is rolled for.
    """

    hold_min: Part
    hold_max: Part
    tables: dict[str, tuple[LootRow, ...]]


class NpcRules(Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    loot: WreckRules


@cache
def npc_rules() -> NpcRules:
    text = resources.files("game.catalog").joinpath("npcs.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=NpcRules)
