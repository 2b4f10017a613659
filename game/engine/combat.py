"""The fight of one sub-step: shots begin, fly and hit; ships are damaged and destroyed."""

import numpy as np

from game.catalog.combat import combat_rules
from game.engine.columns import Floats
from game.engine.events import Cause, Destroyed, Event, Hit
from game.engine.hits import contacts
from game.engine.law import cool, is_outlaw, judge
from game.engine.loot import spill
from game.engine.weapons import fire
from game.engine.world import Kind, World

CAUSES: dict[Kind, Cause] = {
    Kind.PLAYER_SHIP: "pilot",
    Kind.PIRATE: "pirate",
    Kind.TRADER: "trader",
    Kind.PATROL: "patrol",
}


def fight(world: World, before: Floats, dt: float) -> list[Event]:
    """before (n, 2): where the ships were before they moved in this sub-step of dt seconds."""
    events: list[Event] = []
    since, fired = fire(world, before, dt)
    events += fired
    found, ended = contacts(world, before, since, dt)
    gone = set(ended.tolist())
    spent: set[int] = set()
    wrecks: dict[int, None] = {}
    for shot, ship, (x, y) in zip(
        found.shots.tolist(), found.ships.tolist(), found.places.tolist(), strict=True
    ):
        if shot in spent or ship in wrecks:
            continue
        spent.add(shot)
        events += _hit(world, shot, ship, x, y)
        if world.hull[ship] <= 0.0:
            wrecks[ship] = None
    _fly_on(world, dt)
    for wreck in wrecks:
        events += spill(world, wreck)
    world.remove_slots([*sorted(gone | spent), *wrecks])
    cool(world, dt)
    return events


def _hit(world: World, shot: int, ship: int, x: float, y: float) -> list[Event]:
    damage = min(float(world.damage[shot]), float(world.hull[ship]))
    left = max(float(world.hull[ship]) - damage, 0.0)
    world.hull[ship] = left
    killer, kind = int(world.owner[shot]), Kind(int(world.owner_kind[shot]))
    target = int(world.id[ship])
    unlawful = kind == Kind.PLAYER_SHIP and not is_outlaw(world, ship)
    events: list[Event] = [Hit(killer, int(world.id[shot]), target, damage, left, x, y)]
    source = world.slot_of.get(killer)
    if source is not None:
        events += judge(world, source, ship)
    if left > 0.0:
        return events
    if source is not None and unlawful:
        world.heat[source] = min(world.heat[source] + combat_rules().heat.per_kill, 1.0)
    events.append(
        Destroyed(
            entity_id=target,
            kind=Kind(int(world.kind[ship])),
            name=world.names[ship],
            class_id=world.class_ids[ship],
            killer_id=killer,
            killer_kind=kind,
            cause=CAUSES[kind],
            unlawful=unlawful,
            x=x,
            y=y,
        )
    )
    return events


def _fly_on(world: World, dt: float) -> None:
    shots = world.slots_of_kind(Kind.PROJECTILE)
    world.pos[shots] += world.vel[shots] * dt
    world.ttl[shots] = np.maximum(world.ttl[shots] - dt, 0.0)
