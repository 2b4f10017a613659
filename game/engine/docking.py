"""Coming alongside a station and leaving it."""

from math import ceil, hypot

from game.catalog.combat import combat_rules
from game.catalog.systems import StationSpec
from game.engine.events import Docked, DockRefused, Event, Undocked
from game.engine.world import FLYING, World


def toggle_dock(world: World, slot: int) -> Event:
    """Dock the flying ship at the nearest station that takes it, or undock the docked one.

    A ship docks where it is, within docking_radius and at or below docking_speed, and stops
    there; it leaves from the same place, at rest, and nothing hurts it for a while.
    """
    entity_id = int(world.id[slot])
    docked = int(world.docked[slot])
    if docked != FLYING:
        world.docked[slot] = FLYING
        world.protection[slot] = combat_rules().protection.undock_s
        return Undocked(entity_id, world.spec.stations[docked].id)
    if not world.spec.stations:
        return DockRefused(entity_id, "There is no station to dock at in this system.")
    station, distance = _nearest(world, slot)
    if distance > station.docking_radius:
        return DockRefused(entity_id, _too_far(station, distance))
    speed = hypot(*world.vel[slot].tolist())
    if speed > station.docking_speed:
        return DockRefused(entity_id, _too_fast(station, speed))
    world.docked[slot] = world.station_index[station.id]
    world.vel[slot] = 0.0
    return Docked(entity_id, station.id)


def _nearest(world: World, slot: int) -> tuple[StationSpec, float]:
    """The station whose docking radius is nearest, and the distance to its middle in units."""
    x, y = world.pos[slot].tolist()
    distances = [(hypot(s.x - x, s.y - y), s) for s in world.spec.stations]
    distance, station = min(distances, key=lambda pair: pair[0] - pair[1].docking_radius)
    return station, distance


# Both round up: a hair too much must not read as the limit itself.


def _too_far(station: StationSpec, distance: float) -> str:
    return (
        f"Too far away to dock: {station.name} is the nearest, {ceil(distance):,} units from here. "
        f"Come within {station.docking_radius:,.0f}."
    )


def _too_fast(station: StationSpec, speed: float) -> str:
    return (
        f"Too fast to dock at {station.name}: you fly at {ceil(speed)} units/s. "
        f"Slow down to {station.docking_speed:g}."
    )
