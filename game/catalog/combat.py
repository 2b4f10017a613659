"""Weapons, and the rules of a fight and of what it leaves behind. Numbers are in combat.yaml."""

from functools import cache
from importlib import resources
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

Positive = Annotated[float, Meta(gt=0.0)]
NotNegative = Annotated[float, Meta(ge=0.0)]
Part = Annotated[float, Meta(ge=0.0, le=1.0)]


class WeaponClass(Struct, frozen=True, forbid_unknown_fields=True):
    """Seconds, units/s, hull points. A cooldown is at least as long as a sub-step of flight."""

    id: str
    cooldown_s: Annotated[float, Meta(ge=0.05)]
    speed: Positive
    damage: NotNegative
    lifetime_s: Positive


class ProtectionRules(Struct, frozen=True, forbid_unknown_fields=True):
    """How long nothing hurts a ship that has undocked, as long as it does not fire."""

    undock_s: NotNegative


class HeatRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Recent aggression, 0..1: it rises by hits on the innocent and fades by a part a second.

    Whoever is hotter than `outlaw_above` or of a lower standing than `outlaw_below_reputation`
    is an outlaw, as pirates are: no aggression to attack one. A feud is forgotten after feud_s
    without a hit.
    """

    per_hit: Part
    per_kill: Part
    decay_per_s: NotNegative
    outlaw_above: Part
    outlaw_below_reputation: float
    feud_s: Positive


class LootRules(Struct, frozen=True, forbid_unknown_fields=True):
    """scoop_range in world units between middles, drift_speed in units/s at most."""

    scoop_range: Positive
    drift_speed: NotNegative
    lifetime_s: Positive


class CombatRules(Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    weapons: list[WeaponClass]
    protection: ProtectionRules
    heat: HeatRules
    loot: LootRules


@cache
def combat_rules() -> CombatRules:
    text = resources.files("game.catalog").joinpath("combat.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=CombatRules)


@cache
def weapon_class(weapon_id: str) -> WeaponClass:
    """Raises KeyError for a weapon that is not in the catalog."""
    return {w.id: w for w in combat_rules().weapons}[weapon_id]
