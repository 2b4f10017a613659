"""NPCs of operators: brought in by hand, told what to do, and there until somebody ends them."""

from dataclasses import dataclass
from math import pi

import numpy as np

from game.catalog.npcs import npc_rules
from game.catalog.ships import ship_class
from game.engine.columns import Flags
from game.engine.law import outlaws
from game.engine.world import (
    FLYING,
    LAST_SHIP,
    Behaviour,
    Kind,
    ShipState,
    Task,
    World,
    clamped,
    limited,
    normalised,
)


@dataclass(frozen=True, slots=True)
class AddAgent:
    """An NPC comes. World units, units/s, radians, hull points; None is what its kind has.

    hull may exceed the class's. `agent_id` is the operator's name of it.
    """

    agent_id: str
    kind: Kind
    x: float
    y: float
    vx: float = 0.0
    vy: float = 0.0
    angle: float | None = None
    hull: float | None = None
    name: str | None = None
    behaviour: Behaviour | None = None


@dataclass(frozen=True, slots=True)
class ModifyAgent:
    """The given properties of a ship change; one that is docked and moved flies from then on."""

    entity_id: int
    x: float | None = None
    y: float | None = None
    vx: float | None = None
    vy: float | None = None
    angle: float | None = None
    hull: float | None = None
    name: str | None = None
    behaviour: Behaviour | None = None


DEFAULT_BEHAVIOUR = {
    Kind.PIRATE: Behaviour.HUNT,
    Kind.TRADER: Behaviour.TRADE,
    Kind.PATROL: Behaviour.PATROL,
}
_FIRST_TASK = {
    Behaviour.IDLE: Task.NONE,
    Behaviour.PATROL: Task.BEAT,
    Behaviour.HUNT: Task.NONE,
    Behaviour.TRADE: Task.TRAVEL,
}


def agent_class(kind: Kind) -> str:
    """The ship class that an operator's NPC flies."""
    rules = npc_rules()
    if kind is Kind.PIRATE:
        return rules.tiers[0].ship_class
    return rules.traffic.trader_class if kind is Kind.TRADER else rules.traffic.patrol_class


def able_to(kind: Kind, behaviour: Behaviour) -> bool:
    """Traders are unarmed and do not hunt; nobody else trades."""
    if behaviour is Behaviour.HUNT:
        return kind is not Kind.TRADER
    return behaviour is not Behaviour.TRADE or kind is Kind.TRADER


def add_agent(world: World, new: AddAgent) -> int:
    """Raises InvalidShip for numbers that are not finite; then nobody has come."""
    class_id = agent_class(new.kind)
    model = ship_class(class_id)
    hull = model.hull_max if new.hull is None else new.hull
    entity_id = world.new_id()
    slot = world.spawn_ship(
        ShipState(
            entity_id=entity_id,
            name=model.name if new.name is None else new.name,
            kind=new.kind,
            class_id=class_id,
            x=new.x,
            y=new.y,
            vx=new.vx,
            vy=new.vy,
            angle=world.rng.uniform(-pi, pi) if new.angle is None else new.angle,
            hull=hull,
            fuel=model.fuel_max,
        )
    )
    world.agent_ids[entity_id] = new.agent_id
    _set_hull(world, slot, hull)
    behave(world, slot, new.behaviour or DEFAULT_BEHAVIOUR[new.kind])
    return slot


def modify_agent(world: World, change: ModifyAgent) -> None:
    """Numbers are brought within bounds and limits. Raises UnknownEntity."""
    slot, bounds = world.slot(change.entity_id), world.spec.bounds
    if any(value is not None for value in (change.x, change.y, change.vx, change.vy)):
        world.docked[slot] = FLYING
    if change.x is not None:
        world.pos[slot, 0] = clamped(change.x, bounds.min_x, bounds.max_x)
    if change.y is not None:
        world.pos[slot, 1] = clamped(change.y, bounds.min_y, bounds.max_y)
    vx, vy = world.vel[slot].tolist()
    world.vel[slot] = limited(
        vx if change.vx is None else change.vx,
        vy if change.vy is None else change.vy,
        float(world.max_speed[slot]),
    )
    if change.angle is not None:
        world.angle[slot] = normalised(change.angle)
    if change.hull is not None:
        _set_hull(world, slot, change.hull)
    if change.name is not None:
        world.names[slot] = change.name
    if change.behaviour is not None:
        behave(world, slot, change.behaviour)


def behave(world: World, slot: int, behaviour: Behaviour) -> None:
    """Have an NPC do this from now on; the world will not take it out by itself any more."""
    world.behaviour[slot] = behaviour
    world.target[slot] = 0
    world.timer[slot] = 0.0
    world.fire[slot] = False
    if behaviour is Behaviour.TRADE and world.docked[slot] != FLYING:
        world.task[slot] = Task.CALL
        return
    world.task[slot] = _FIRST_TASK[behaviour]
    world.docked[slot] = FLYING
    world.thrust[slot] = world.turn[slot] = 0.0
    if behaviour is Behaviour.TRADE:
        world.bound_for[slot] = FLYING  # it chooses a station by itself


def direct(world: World) -> None:
    """Send those who hunt or patrol after prey, and back to their task when they have done."""
    n = world.n
    led = np.flatnonzero(
        ((world.behaviour[:n] == Behaviour.HUNT) | (world.behaviour[:n] == Behaviour.PATROL))
        & (world.task[:n] != Task.HUNT)
        & (world.kind[:n] != Kind.TRADER)
    )
    if not len(led):
        return
    hunters = led[world.behaviour[led] == Behaviour.HUNT]
    rangers = led[(world.behaviour[led] == Behaviour.PATROL) & (world.task[led] != Task.BEAT)]
    world.task[rangers] = Task.BEAT
    rules = npc_rules()
    prey = _prey(world)
    for slot in hunters.tolist():
        fleeing = world.task[slot] == Task.LEAVE and world.timer[slot] <= rules.despawn.leave_s
        if fleeing and world.hull[slot] < rules.hunt.flee_below * world.hull_max[slot]:
            continue
        if not _send(world, slot, prey, rules.hunt.give_up_distance):
            world.task[slot] = Task.NONE
            world.thrust[slot] = world.turn[slot] = 0.0
            world.fire[slot] = False
    for slot in led[world.behaviour[led] == Behaviour.PATROL].tolist():
        if world.kind[slot] == Kind.PIRATE:  # patrols look around by themselves
            _send(world, slot, prey, rules.traffic.sight)


def _send(world: World, slot: int, prey: dict[Kind, Flags], within: float) -> bool:
    """Let it hunt the nearest prey that it may have; False when there is none."""
    slots = np.flatnonzero(prey[Kind(int(world.kind[slot]))])
    if not len(slots):
        return False
    offset = world.pos[slots] - world.pos[slot]
    apart = (offset * offset).sum(axis=1)
    nearest = int(apart.argmin())
    if apart[nearest] > within * within:
        return False
    world.task[slot] = Task.HUNT
    world.target[slot] = world.id[slots[nearest]]
    world.timer[slot] = 0.0
    return True


def _prey(world: World) -> dict[Kind, Flags]:
    """(n,) whom pirates, and whom patrols may hunt: who flies outside of core_safe zones."""
    n = world.n
    open_to: Flags = world.alive[:n] & (world.docked[:n] == FLYING) & (world.kind[:n] <= LAST_SHIP)
    open_to &= ~world.zones.in_core_safe(world.pos[:n])
    return {
        Kind.PIRATE: open_to & (world.kind[:n] == Kind.PLAYER_SHIP),
        Kind.PATROL: open_to & outlaws(world),
    }


def _set_hull(world: World, slot: int, hull: float) -> None:
    """Nothing of an NPC's hull is cut off: its limit rises with it."""
    if world.kind[slot] != Kind.PLAYER_SHIP:
        world.hull_max[slot] = max(float(world.hull_max[slot]), hull)
    world.hull[slot] = clamped(hull, 0.0, float(world.hull_max[slot]))
