"""Places that change while a world runs, and ships that are put elsewhere from outside."""

import numpy as np

from game.catalog.systems import SystemSpec
from game.engine.columns import STATION_COLUMNS
from game.engine.errors import UnknownStation, WrongSystem
from game.engine.world import FLYING, World, clamped
from game.engine.zones import ZoneField


def respec(world: World, spec: SystemSpec) -> None:
    """Go on in the same system with other places, zones and traffic.

    A docked ship moves with its station, and flies where a station has gone. What is outside of
    new bounds is brought within them. Raises WrongSystem for another system's spec.
    """
    if spec.id != world.spec.id:
        raise WrongSystem(spec.id, world.spec.id)
    before, n = world.spec.stations, world.n
    after = {station.id: i for i, station in enumerate(spec.stations)}
    index = np.array([*(after.get(s.id, FLYING) for s in before), FLYING], np.int16)
    for station in before:
        if station.id in after:
            now = spec.stations[after[station.id]]
            here = world.docked[:n] == world.station_index[station.id]
            world.pos[:n][here] += (now.x - station.x, now.y - station.y)
    for name in STATION_COLUMNS:
        column = getattr(world, name)[:n]
        column[:] = index[column]
    world.spec, world.zones, world.station_index = spec, ZoneField.of(spec), after
    bounds, living = spec.bounds, world.alive[:n]
    low, high = (bounds.min_x, bounds.min_y), (bounds.max_x, bounds.max_y)
    world.pos[:n][living] = np.clip(world.pos[:n][living], low, high)


def place_ship(world: World, entity_id: int, x: float, y: float, docked_at: str | None) -> None:
    """Put an entity to a place, at rest; docked there if a station is named.

    Raises UnknownEntity, UnknownStation; then nothing has changed.
    """
    slot = world.slot(entity_id)
    if docked_at is not None and docked_at not in world.station_index:
        raise UnknownStation(docked_at, world.spec.id)
    bounds = world.spec.bounds
    world.pos[slot, 0] = clamped(x, bounds.min_x, bounds.max_x)
    world.pos[slot, 1] = clamped(y, bounds.min_y, bounds.max_y)
    world.vel[slot] = 0.0
    world.docked[slot] = FLYING if docked_at is None else world.station_index[docked_at]
