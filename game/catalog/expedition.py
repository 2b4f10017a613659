"""Expeditions in numbers: ships, goods, enemies and places, and the rules' own numbers.

What there is stands in expedition.yaml, how it plays in expedition_rules.yaml. Both are read
once. Ids are the keys of the tables, in the order of the files.
"""

from functools import cache
from importlib import resources
from typing import Literal

import msgspec

from game.catalog.expedition_rules import (
    AtLeastOne,
    Category,
    Count,
    Find,
    Fixed,
    NotNegative,
    Part,
    Positive,
    Rules,
    Scale,
    Span,
)

__all__ = [
    "Augmentation",
    "AugmentationEffect",
    "Catalog",
    "CombatManeuver",
    "EnemyType",
    "Find",
    "Item",
    "ItemEffect",
    "LootEntry",
    "ModEffects",
    "NodeType",
    "PodType",
    "RegionType",
    "Rules",
    "Scale",
    "ShipMod",
    "ShipType",
    "Slots",
    "Span",
    "catalog",
    "rules",
    "scale",
]

SlotName = Literal["high", "mid", "low", "rig"]


class Slots(Fixed, frozen=True):
    high: Count
    mid: Count
    low: Count
    rig: Count


class ShipType(Fixed, frozen=True):
    """cost in credits, max_hp in hull points; fuel_efficiency multiplies what a flight burns."""

    name: str
    cost: Count
    max_hp: AtLeastOne
    cargo_capacity: Count
    fuel_efficiency: Positive
    speed: Positive
    slots: Slots


class ModEffects(Fixed, frozen=True):
    """fuel_efficiency is a factor, scan_bonus and mining_yield replace 1, the others add."""

    combat_power: Count = 0
    mining_yield: NotNegative = 0.0
    salvage_chance: Part = 0.0
    max_hp: Count = 0
    scan_bonus: NotNegative = 0.0
    accuracy: Part = 0.0
    speed: NotNegative = 0.0
    cargo_capacity: Count = 0
    fuel_efficiency: Positive = 1.0
    hull_repair: Count = 0


class ShipMod(Fixed, frozen=True):
    name: str
    slot: SlotName
    cost: Count
    effects: ModEffects
    permanent: bool = False


class ItemEffect(Fixed, frozen=True):
    """What using one does. duration: turns of temp_hp, points of harm that a shield takes."""

    ship_condition: Count = 0
    fuel: Count = 0
    temp_hp: Count = 0
    duration: Count = 0
    health: Count = 0


class Item(Fixed, frozen=True):
    """stack_size: how many can be held at all, for there is one stack of each."""

    name: str
    weight: Count
    base_value: Count
    category: Category
    stack_size: AtLeastOne
    effect: ItemEffect | None = None
    unique: bool = False


class PodType(Fixed, frozen=True):
    base_hp: AtLeastOne
    base_cost: Count
    max_augmentations: Count
    damage_chance: Part  # of every move
    base_damage: Count
    new_ship_cost: Count  # of the plain ship that ends a flight in the pod


class AugmentationEffect(Fixed, frozen=True):
    """pod_max_hp replaces the pod's own; damage_reduction and fuel_efficiency are factors."""

    max_ship_condition: Count = 0
    scan_multiplier: NotNegative = 1.0
    cargo_preservation: Count = 0
    fuel_efficiency: Positive = 1.0
    pod_max_hp: Count = 0
    rescue_chance: Part = 0.0
    damage_reduction: Part = 1.0
    emergency_food: Count = 0


class Augmentation(Fixed, frozen=True):
    name: str
    cost: Count
    effect: AugmentationEffect
    slot: Literal["defensive", "utility", "storage", "propulsion"]


class LootEntry(Fixed, frozen=True):
    item: str
    quantity: Span
    chance: Part


class EnemyType(Fixed, frozen=True):
    """loot_chance: that it leaves anything; then every row of the table is rolled for."""

    name: str
    hp: AtLeastOne
    combat_power: Count
    accuracy: Part
    speed: Positive
    loot_chance: Part
    loot_table: tuple[LootEntry, ...]
    wealth_reward: Span
    flee_threshold: Part


class CombatManeuver(Fixed, frozen=True):
    name: str
    accuracy_modifier: Positive
    damage_modifier: Positive
    defense_modifier: Positive


class RegionType(Fixed, frozen=True):
    """node_types: what its places are, as often as they are named."""

    name: str
    danger_level: Part
    wealth_modifier: Positive
    repair_availability: Part
    node_types: tuple[str, ...]
    colors: tuple[str, str]


class NodeType(Fixed, frozen=True):
    """has_repair, has_trade: chances that such a place has it."""

    has_repair: Part
    has_trade: Part
    danger: Part


class Catalog(Fixed, frozen=True):
    version: int
    ship_types: dict[str, ShipType]
    ship_mods: dict[str, ShipMod]
    items: dict[str, Item]
    pod: PodType
    pod_augmentations: dict[str, Augmentation]
    enemies: dict[str, EnemyType]
    combat_actions: dict[str, CombatManeuver]
    region_types: dict[str, RegionType]
    node_types: dict[str, NodeType]


@cache
def catalog() -> Catalog:
    return msgspec.yaml.decode(_text("expedition.yaml"), type=Catalog)


@cache
def rules() -> Rules:
    return msgspec.yaml.decode(_text("expedition_rules.yaml"), type=Rules)


def scale(difficulty: str) -> Scale:
    """Raises KeyError for a difficulty that there is not."""
    return rules().difficulties[difficulty]


def _text(name: str) -> bytes:
    return resources.files("game.catalog").joinpath(name).read_bytes()
