"""Small star systems and ships for the engine's tests."""

from collections.abc import Sequence
from typing import Any

import msgspec

from game.catalog.ships import ship_class
from game.catalog.systems import BoundsSpec, StationSpec, SystemSpec, TrafficSpec, ZoneSpec
from game.engine import Command, Event, Kind, ShipState, World, step

TICK_S = 0.05
FREIGHTER = ship_class("freighter")

HARBOUR = StationSpec("harbour", "Old Harbour", 0.0, 0.0)
LOOKOUT = StationSpec("lookout", "Lookout", 900.0, 0.0, docking_radius=60.0, docking_speed=10.0)

SPEC = SystemSpec(
    id="test-1",
    name="Test",
    bounds=BoundsSpec(-1000.0, -800.0, 1000.0, 800.0),
    stations=(HARBOUR, LOOKOUT),
    zones=(
        ZoneSpec("core", "core_safe", 0.0, 0.0, 300.0, 8.0, 92.0, 1.0, False),
        ZoneSpec("approach", "approach_high_value", 0.0, 0.0, 700.0, 58.0, 42.0, 1.22, True),
        ZoneSpec("closed", "belt_open", 0.0, 0.0, 900.0, 99.0, 1.0, 1.9, True, active=False),
        ZoneSpec("wild", "edge_wild", 800.0, 500.0, 400.0, 90.0, 10.0, 1.58, True),
    ),
)

# The same place without zones and visitors.
OPEN = msgspec.structs.replace(SPEC, zones=(), traffic=TrafficSpec(pirates=False))


def ship(entity_id: int = 1, **changes: Any) -> ShipState:
    """A full freighter at rest in the middle of SPEC, heading along +x."""
    values: dict[str, Any] = {
        "name": f"Ship {entity_id}",
        "kind": Kind.PLAYER_SHIP,
        "class_id": "freighter",
        "x": 0.0,
        "y": 0.0,
        "vx": 0.0,
        "vy": 0.0,
        "angle": 0.0,
        "hull": FREIGHTER.hull_max,
        "fuel": FREIGHTER.fuel_max,
        "docked_at": None,
    }
    return ShipState(entity_id=entity_id, **(values | changes))


def world_with(*ships: ShipState, spec: SystemSpec = SPEC, seed: int = 7) -> World:
    world = World.create(spec, seed)
    for state in ships:
        world.spawn_ship(state)
    return world


def run(world: World, commands: Sequence[Command] = (), seconds: float = TICK_S) -> list[Event]:
    """Give the commands, then let whole ticks pass; every event of that time."""
    events = step(world, commands, TICK_S)
    for _ in range(round(seconds / TICK_S) - 1):
        events += step(world, (), TICK_S)
    return events
