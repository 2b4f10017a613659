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


class ChanceRules(Struct, frozen=True, forbid_unknown_fields=True):
    """An encounter's chance a minute: base + risk, cargo and heat by their shares - security,
    kept between least and most; in core_safe zones it is `core_safe`. All inputs are 0..1."""

    base: Part
    risk: Part
    cargo: Part
    heat: Part
    security: Part
    least: Part
    most: Part
    core_safe: Part


class TierRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a pilot worth up to `up_to` credits (None: any) meets. numbers: how likely one pirate
    is, how likely two are, and so on, as shares of their sum."""

    up_to: int | None
    ship_class: str
    numbers: tuple[NotNegative, ...]


class AmbushRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Where pirates appear, world units from their prey, from core_safe borders and from docks.

    They come from within arc_rad of the direction that leads away from the nearest core_safe
    zone, if there is a place; `widening` a try is how fast arc and distance grow until there is.
    calm_s without another encounter follow the end of one.
    """

    nearest: Positive
    farthest: Positive
    border_distance: NotNegative
    dock_distance: NotNegative
    group_spread: NotNegative
    arc_rad: Positive
    tries: Count
    widening: NotNegative
    calm_s: NotNegative


class AimRules(Struct, frozen=True, forbid_unknown_fields=True):
    """The nose sways by error_rad around where it should point, once in sway_s."""

    error_rad: NotNegative
    sway_s: Positive


class HuntRules(Struct, frozen=True, forbid_unknown_fields=True):
    """How NPCs fight: world units, s, rad, and parts.

    They fire within range_part of their weapon's reach and fire_arc_rad of their aim, keep about
    `standoff` away, swerve by swerve_rad when nearer than pass_distance, and fly wing_spacing
    apart until formation_distance. They turn away from core_safe borders at border_distance,
    wait patience_s for prey that is out of reach, and give up at give_up_distance. Below
    flee_below of their hull pirates flee.
    """

    range_part: Part
    fire_arc_rad: Positive
    standoff: Positive
    pass_distance: NotNegative
    swerve_rad: NotNegative
    formation_distance: Positive
    wing_spacing: NotNegative
    border_distance: NotNegative
    patience_s: NotNegative
    give_up_distance: Positive
    flee_below: Part
    aim: dict[str, AimRules]  # by ship class


class DespawnRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Pirates are gone lonely_s after the last pilot was within near_distance, or leave_s after
    they turned away. They look for pilots look_s after they last saw one."""

    near_distance: Positive
    look_s: NotNegative
    lonely_s: Positive
    leave_s: Positive


class TrafficRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Peaceful ships. One arrives every arrival_s on average until the system has its numbers.

    stay_min_s..stay_max_s: how long a trader calls. Patrols fly beat_distance outside of a
    core_safe border and see outlaws within `sight`.
    """

    arrival_s: Positive
    trader_class: str
    patrol_class: str
    stay_min_s: NotNegative
    stay_max_s: NotNegative
    beat_distance: NotNegative
    sight: Positive


class NpcRules(Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    chance: ChanceRules
    tiers: tuple[TierRules, ...]
    ambush: AmbushRules
    hunt: HuntRules
    despawn: DespawnRules
    traffic: TrafficRules
    loot: WreckRules


@cache
def npc_rules() -> NpcRules:
    text = resources.files("game.catalog").joinpath("npcs.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=NpcRules)
