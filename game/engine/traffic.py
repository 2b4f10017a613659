"""Peaceful ships: traders between stations, patrols around core_safe zones, and their arrival."""

from math import cos, pi, sin

import numpy as np

from game.catalog.combat import combat_rules
from game.catalog.npcs import npc_rules
from game.catalog.ships import ship_class
from game.catalog.systems import StationSpec
from game.engine.columns import Floats, Slots, Table
from game.engine.events import Event, TraderArrived, TraderLeft
from game.engine.helm import approach, length
from game.engine.law import outlaws
from game.engine.world import FLYING, Behaviour, Kind, ShipState, Task, World


def populate(world: World, dt: float) -> list[Event]:
    """Let traders and patrols arrive, one at a time, until the system has its numbers."""
    rules, wanted, n = npc_rules().traffic, world.spec.traffic, world.n
    own = (world.task[:n] != Task.NONE) & (world.behaviour[:n] == Behaviour.NONE)
    events: list[Event] = []
    if len(world.spec.stations) > 1:
        traders = np.count_nonzero(own & (world.kind[:n] == Kind.TRADER))
        if traders < wanted.traders and world.rng.random() < dt / rules.arrival_s:
            events.append(_new_trader(world))
    if world.zones.core_safe.any():
        patrols = np.count_nonzero(own & (world.kind[:n] == Kind.PATROL))
        if patrols < wanted.patrols and world.rng.random() < dt / rules.arrival_s:
            _new_patrol(world)
    return events


def trade(world: World, dt: float) -> list[Event]:
    """Fly traders to their stations, dock them there, and let them go when their stay is over."""
    events: list[Event] = []
    calling = np.flatnonzero(world.task[: world.n] == Task.CALL)
    world.timer[calling] = np.maximum(world.timer[calling] - dt, 0.0)
    for slot in calling[world.timer[calling] <= 0.0].tolist():
        events += _depart(world, slot)
    travelling = np.flatnonzero(world.task[: world.n] == Task.TRAVEL)
    if not len(travelling) or not world.spec.stations:
        return events
    for slot in travelling[world.bound_for[travelling] == FLYING].tolist():  # its station has gone
        world.bound_for[slot] = world.rng.integers(0, len(world.spec.stations))
    stations = world.spec.stations
    goals = [stations[i] for i in world.bound_for[travelling].tolist()]
    places = np.array([(s.x, s.y) for s in goals])
    radius = np.array([s.docking_radius for s in goals])
    limit = np.array([s.docking_speed for s in goals])
    distance = approach(world, travelling, places, radius, dt)
    there = (distance <= radius) & (length(world.vel[travelling]) <= limit)
    for slot in travelling[there].tolist():
        events.append(_arrive(world, slot, stations[world.bound_for[slot]]))
    return events


def patrol(world: World, dt: float) -> None:
    """Fly patrols around the nearest core_safe zone; outlaws in sight become their targets."""
    idle = np.flatnonzero(world.task[: world.n] == Task.BEAT)
    zones = world.zones
    if not len(idle) or not zones.core_safe.any():
        return
    centers, radii = zones.center[zones.core_safe], zones.radius[zones.core_safe]
    beat(world, idle, centers[None, :, :], radii[None, :], dt)
    _spot(world, idle[world.kind[idle] == Kind.PATROL])


def beat(world: Table, idle: Slots, centers: Floats, radii: Floats, dt: float) -> None:
    """Steer ships (k,) around the nearest of these circles; centers (k or 1, z, 2), radii (k or 1,
    z) world units, -inf for none."""
    offset = world.pos[idle][:, None, :] - centers
    apart = np.sqrt((offset * offset).sum(axis=2))
    home = (apart - radii).argmin(axis=1)
    rows = np.arange(len(idle))
    out = offset[rows, home]
    ahead = np.arctan2(out[:, 1], out[:, 0]) + 0.4  # rad around the zone: always a bit further
    center = np.broadcast_to(centers, offset.shape)[rows, home]
    ring = (np.broadcast_to(radii, apart.shape)[rows, home] + npc_rules().traffic.beat_distance)[
        :, None
    ]
    goals = center + ring * np.stack((np.cos(ahead), np.sin(ahead)), axis=1)
    approach(world, idle, goals, np.full(len(idle), 50.0), dt)


def _spot(world: World, idle: Slots) -> None:
    wanted = np.flatnonzero(outlaws(world) & (world.docked[: world.n] == FLYING))
    wanted = wanted[~world.zones.in_core_safe(world.pos[wanted])]
    if not len(wanted) or not len(idle):
        return
    dx = world.pos[idle, 0][:, None] - world.pos[wanted, 0]
    dy = world.pos[idle, 1][:, None] - world.pos[wanted, 1]
    apart = dx * dx + dy * dy
    nearest = apart.argmin(axis=1)
    seen = apart[np.arange(len(idle)), nearest] <= npc_rules().traffic.sight ** 2
    world.task[idle[seen]] = Task.HUNT
    world.target[idle[seen]] = world.id[wanted[nearest[seen]]]
    world.timer[idle[seen]] = 0.0


def _arrive(world: World, slot: int, station: StationSpec) -> TraderArrived:
    """Dock, hand over the goods, and choose where to go next."""
    here = world.station_index[station.id]
    commodity_id, quantity = world.goods[slot], int(world.quantity[slot])
    world.docked[slot] = here
    world.vel[slot] = 0.0
    world.thrust[slot] = world.turn[slot] = 0.0
    world.task[slot] = Task.CALL
    rules = npc_rules().traffic
    world.timer[slot] = world.rng.uniform(rules.stay_min_s, rules.stay_max_s)
    others = len(world.spec.stations) - 1
    following = (here + 1 + world.rng.integers(0, others)) % (others + 1) if others else here
    world.bound_for[slot] = following
    world.goods[slot], world.quantity[slot] = "", 0
    return TraderArrived(
        entity_id=int(world.id[slot]),
        station_id=station.id,
        commodity_id=commodity_id,
        quantity=quantity,
        next_station_id=world.spec.stations[following].id,
        capacity=ship_class(world.class_ids[slot]).cargo_capacity,
    )


def _depart(world: World, slot: int) -> list[Event]:
    docked, following = int(world.docked[slot]), int(world.bound_for[slot])
    world.task[slot] = Task.TRAVEL
    if docked == FLYING:  # the station that it called at is no more
        return []
    world.docked[slot] = FLYING
    world.protection[slot] = combat_rules().protection.undock_s
    stations = world.spec.stations
    return [
        TraderLeft(
            entity_id=int(world.id[slot]),
            station_id=stations[docked].id,
            next_station_id=stations[following].id,
            commodity_id=world.goods[slot],
            quantity=int(world.quantity[slot]),
        )
    ]


def _new_trader(world: World) -> TraderArrived:
    station = world.rng.choice(world.spec.stations)
    slot = _spawn(world, Kind.TRADER, npc_rules().traffic.trader_class, station.x, station.y)
    return _arrive(world, slot, station)


def _new_patrol(world: World) -> None:
    zones, rules = world.zones, npc_rules().traffic
    cores = np.flatnonzero(zones.core_safe).tolist()
    zone, angle = world.rng.choice(cores), world.rng.uniform(-pi, pi)
    ring = float(zones.radius[zone]) + rules.beat_distance
    x, y = zones.center[zone].tolist()
    slot = _spawn(
        world, Kind.PATROL, rules.patrol_class, x + ring * cos(angle), y + ring * sin(angle)
    )
    world.task[slot] = Task.BEAT


def _spawn(world: World, kind: Kind, class_id: str, x: float, y: float) -> int:
    model = ship_class(class_id)
    return world.spawn_ship(
        ShipState(
            entity_id=world.new_id(),
            name=model.name,
            kind=kind,
            class_id=class_id,
            x=x,
            y=y,
            vx=0.0,
            vy=0.0,
            angle=world.rng.uniform(-pi, pi),
            hull=model.hull_max,
            fuel=model.fuel_max,
        )
    )
