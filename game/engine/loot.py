"""What wrecks leave: it drifts, waits to be scooped up, and is gone after a while."""

from math import cos, pi, sin

import numpy as np

from game.catalog.combat import combat_rules
from game.catalog.npcs import npc_rules
from game.engine.events import Event, LootDropped, LootTouched
from game.engine.geometry import near_pairs
from game.engine.world import FLYING, Kind, World, clamped


def drop(
    world: World, x: float, y: float, commodity_id: str, quantity: int, source: int | None = None
) -> LootDropped:
    """Leave goods at a place (brought within the bounds); they drift some way by dice."""
    rules, bounds = combat_rules().loot, world.spec.bounds
    (slot,) = world.take_slots(1)
    loot_id = world.new_id()
    world.place([slot], [loot_id])
    angle, speed = world.rng.uniform(-pi, pi), rules.drift_speed * world.rng.random()
    world.kind[slot] = Kind.LOOT
    world.docked[slot] = world.bound_for[slot] = FLYING
    world.pos[slot] = (
        clamped(x, bounds.min_x, bounds.max_x),
        clamped(y, bounds.min_y, bounds.max_y),
    )
    world.vel[slot] = (cos(angle) * speed, sin(angle) * speed)
    world.ttl[slot] = rules.lifetime_s
    world.quantity[slot] = quantity
    world.goods[slot] = commodity_id
    x, y = world.pos[slot].tolist()
    return LootDropped(loot_id, source, commodity_id, quantity, x, y)


def take(world: World, loot_id: int, quantity: int | None) -> None:
    """The host has stored so many units, None for all; what is left stays. Gone is gone."""
    slot = world.slot_of.get(loot_id)
    if slot is None or world.kind[slot] != Kind.LOOT:
        return
    if quantity is not None and quantity < world.quantity[slot]:
        world.quantity[slot] -= max(quantity, 0)
    else:
        world.remove_slots([slot])


def spill(world: World, wreck: int) -> list[Event]:
    """What an NPC's wreck (slot) drops: part of a trader's hold, a pirate's by its table."""
    rules = npc_rules().loot
    entity_id, kind = int(world.id[wreck]), world.kind[wreck]
    dropped: list[tuple[str, int]] = []
    if kind == Kind.TRADER:
        saved = int(world.quantity[wreck] * world.rng.uniform(rules.hold_min, rules.hold_max))
        dropped = [(world.goods[wreck], saved)]
    elif kind == Kind.PIRATE:
        for row in rules.tables.get(world.class_ids[wreck], ()):
            if world.rng.random() < row.chance:
                dropped.append((row.commodity_id, world.rng.integers(row.least, row.most + 1)))
    x, y = world.pos[wreck].tolist()
    return [drop(world, x, y, goods, count, entity_id) for goods, count in dropped if count > 0]


def drift(world: World, dt: float) -> list[Event]:
    """Loot moves and runs out; pilots' ships that come into scoop range touch it. dt in s."""
    slots = world.slots_of_kind(Kind.LOOT)
    if not len(slots):
        world.touching.clear()
        return []
    bounds = world.spec.bounds
    low, high = (bounds.min_x, bounds.min_y), (bounds.max_x, bounds.max_y)
    world.pos[slots] = np.clip(world.pos[slots] + world.vel[slots] * dt, low, high)
    world.ttl[slots] -= dt
    world.remove_slots(slots[world.ttl[slots] <= 0.0].tolist())
    return _touches(world)


def _touches(world: World) -> list[Event]:
    loot = world.slots_of_kind(Kind.LOOT)
    ships = world.flying_ships()
    ships = ships[world.kind[ships] == Kind.PLAYER_SHIP]
    reach = combat_rules().loot.scoop_range
    i, j = near_pairs(world.pos[loot], world.pos[ships], reach)
    apart = world.pos[loot[i]] - world.pos[ships[j]]
    near = (apart * apart).sum(axis=1) <= reach * reach
    items, finders = loot[i[near]], ships[j[near]]
    now = set(zip(world.id[finders].tolist(), world.id[items].tolist(), strict=True))
    fresh = sorted(now - world.touching)
    world.touching = now
    return [_touch(world, ship_id, loot_id) for ship_id, loot_id in fresh]


def _touch(world: World, ship_id: int, loot_id: int) -> LootTouched:
    slot = world.slot_of[loot_id]
    return LootTouched(ship_id, loot_id, world.goods[slot], int(world.quantity[slot]))
