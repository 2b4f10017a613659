"""Encounters: when pirates come for a pilot, how many, where, and when they are gone again."""

from math import pi

import numpy as np

from game.catalog.npcs import TierRules, npc_rules
from game.catalog.ships import ship_class
from game.dice import Dice
from game.engine.columns import Flags, Floats, Slots
from game.engine.events import EncounterBegan
from game.engine.helm import bearing, length
from game.engine.world import FLYING, Behaviour, Kind, ShipState, Task, World
from game.engine.zones import blend

MINUTE_S = 60.0


def encounter_chance(
    *, risk: Floats, security: Floats, cargo: Floats, heat: Floats, core_safe: Flags
) -> Floats:
    """(k,) a minute and pilot; all inputs (k,), 0..1. Inside a core_safe zone it is flat."""
    rules = npc_rules().chance
    chance = rules.base + rules.risk * risk + rules.cargo * cargo + rules.heat * heat
    chance = np.clip(chance - rules.security * security, rules.least, rules.most)
    flat: Floats = np.where(core_safe, rules.core_safe, chance)
    return flat


def chance_within(chance: Floats, dt: float) -> Floats:
    """The same chance for dt seconds instead of a minute: over a minute it comes to the same."""
    within: Floats = 1.0 - (1.0 - chance) ** (dt / MINUTE_S)
    return within


def meet(world: World, dt: float) -> list[EncounterBegan]:
    """Roll for every pilot at the helm of a flying ship whom no pirates hunt, after its calm.

    Around a core_safe zone pirates appear outside of its forbidden ring and lie in wait. Where
    there is no place for them at all, nothing happens.
    """
    n = world.n
    pilots = world.alive[:n] & (world.kind[:n] == Kind.PLAYER_SHIP)
    hunters = (world.kind[:n] == Kind.PIRATE) & (world.task[:n] == Task.HUNT)
    hunted = pilots & np.isin(world.id[:n], world.target[:n][hunters])
    left = np.maximum(world.calm[:n] - dt, 0.0)
    world.calm[:n] = np.where(hunted, npc_rules().ambush.calm_s, left)
    if not world.spec.traffic.pirates:
        return []
    open_to = pilots & world.controlled[:n] & (world.docked[:n] == FLYING) & ~hunted
    ships = np.flatnonzero(open_to & (world.calm[:n] <= 0.0))
    if not len(ships):
        return []
    chance = chance_at(world, ships)
    met = ships[world.rng.randoms(len(ships)) < chance_within(chance, dt)]
    found = [ambush(world, slot) for slot in met.tolist()]
    return [encounter for encounter in found if encounter is not None]


def chance_at(world: World, ships: Slots) -> Floats:
    """`encounter_chance` of these ships where they are, (k,)."""
    place = blend(world.zones, world.pos[ships])
    return encounter_chance(
        risk=place.risk,
        security=place.security,
        cargo=world.cargo_fill[ships],
        heat=world.heat[ships],
        core_safe=world.zones.in_core_safe(world.pos[ships]),
    )


def ambush(world: World, slot: int) -> EncounterBegan | None:
    """Send pirates after the ship in this slot; None where there is no place for them."""
    tier, rules = tier_for(int(world.net_worth[slot]))
    place = _hideout(world, slot)
    if place is None:
        return None
    target_id = int(world.id[slot])
    world.calm[slot] = npc_rules().ambush.calm_s
    ids = [
        _pirate(world, slot, place, wing, rules) for wing in range(_group(world.rng, rules.numbers))
    ]
    return EncounterBegan(target_id, tuple(ids), tier)


def tier_for(net_worth: int) -> tuple[int, TierRules]:
    """(1 for the weakest, its rules). net_worth in credits."""
    for number, tier in enumerate(npc_rules().tiers, start=1):
        if tier.up_to is None or net_worth <= tier.up_to:
            return number, tier
    return number, tier


def despawn(world: World, dt: float) -> None:
    """Take out pirates whom nobody has been near for a while, or who left long ago. dt in s."""
    rules = npc_rules().despawn
    pirates = world.slots_of_kind(Kind.PIRATE)
    by_itself = world.behaviour[pirates] == Behaviour.NONE
    pirates = pirates[(world.task[pirates] != Task.NONE) & by_itself]
    if not len(pirates):
        return
    world.lonely[pirates] += dt
    due = pirates[world.lonely[pirates] >= rules.look_s]
    pilots = world.pos[world.slots_of_kind(Kind.PLAYER_SHIP)]
    dx = world.pos[due, 0][:, None] - pilots[:, 0]
    dy = world.pos[due, 1][:, None] - pilots[:, 1]
    near = np.any(dx * dx + dy * dy <= rules.near_distance**2, axis=1)
    world.lonely[due[near]] = 0.0
    left = (world.task[pirates] == Task.LEAVE) & (world.timer[pirates] > rules.leave_s)
    world.remove_slots(pirates[left | (world.lonely[pirates] > rules.lonely_s)].tolist())


def _group(rng: Dice, numbers: tuple[float, ...]) -> int:
    roll = rng.random() * sum(numbers)
    for size, share in enumerate(numbers, start=1):
        roll -= share
        if roll < 0.0:
            return size
    return len(numbers)


def _hideout(world: World, slot: int) -> Floats | None:
    """The first of some random places (2,) that is allowed; later tries reach farther around."""
    rules = npc_rules().ambush
    rolls = world.rng.randoms(2 * rules.tries)
    wider = 1.0 + rules.widening * np.arange(rules.tries)
    turn = np.minimum(rules.arc_rad * wider, pi) * (2.0 * rolls[::2] - 1.0)
    angle = _outward(world, slot) + turn
    away = (rules.nearest + (rules.farthest - rules.nearest) * rolls[1::2]) * wider
    places = world.pos[slot] + np.stack((np.cos(angle) * away, np.sin(angle) * away), axis=1)
    allowed = np.flatnonzero(may_lurk(world, places, rules.group_spread))
    return places[allowed[0]] if len(allowed) else None


def may_lurk(world: World, places: Floats, margin: float = 0.0) -> Flags:
    """places (k, 2) -> (k,) in bounds, and far enough from core_safe borders and from docks."""
    rules, bounds, zones = npc_rules().ambush, world.spec.bounds, world.zones
    low, high = (bounds.min_x, bounds.min_y), (bounds.max_x, bounds.max_y)
    allowed: Flags = np.all((places >= low) & (places <= high), axis=1)
    for center, radius in zip(
        zones.center[zones.core_safe], zones.radius[zones.core_safe], strict=True
    ):
        allowed &= length(places - center) >= radius + rules.border_distance + margin
    for station in world.spec.stations:
        allowed &= length(places - (station.x, station.y)) >= rules.dock_distance + margin
    return allowed


def _outward(world: World, slot: int) -> float:
    """The heading away from the nearest core_safe border; any by dice where there is none."""
    zones = world.zones
    if not zones.core_safe.any():
        return world.rng.uniform(-pi, pi)
    offset = world.pos[slot] - zones.center[zones.core_safe]
    nearest = (length(offset) - zones.radius[zones.core_safe]).argmin()
    return float(bearing(offset[nearest : nearest + 1])[0])


def _pirate(world: World, prey: int, place: Floats, wing: int, tier: TierRules) -> int:
    """Spawn one of a group at rest, with its nose on its prey; returns its id."""
    model, spread = ship_class(tier.ship_class), npc_rules().ambush.group_spread
    x, y = place.tolist()
    if wing:
        angle = world.rng.uniform(-pi, pi)
        x, y = x + spread * float(np.cos(angle)), y + spread * float(np.sin(angle))
    target_id, towards = int(world.id[prey]), world.pos[prey] - (x, y)
    slot = world.spawn_ship(
        ShipState(
            entity_id=world.new_id(),
            name=model.name,
            kind=Kind.PIRATE,
            class_id=model.id,
            x=x,
            y=y,
            vx=0.0,
            vy=0.0,
            angle=float(np.arctan2(towards[1], towards[0])),
            hull=model.hull_max,
            fuel=model.fuel_max,
        )
    )
    world.task[slot] = Task.HUNT
    world.target[slot] = target_id
    world.wing[slot] = wing
    return int(world.id[slot])
