"""What changes a world between two steps: frozen values, a closed union.

Unlike commands, which a step obeys, an edit takes effect at once, and what cannot be done raises.
Whoever keeps a world's commands, edits and time steps in their order can live it again.
"""

from dataclasses import dataclass
from typing import assert_never

from game.catalog.systems import SystemSpec
from game.engine.agents import AddAgent, ModifyAgent, add_agent, modify_agent
from game.engine.places import place_ship, respec
from game.engine.world import ShipState, World


@dataclass(frozen=True, slots=True)
class SpawnPilot:
    """A pilot's ship comes into the world: from its row, from a tow, through a gate."""

    ship: ShipState


@dataclass(frozen=True, slots=True)
class Remove:
    """An entity leaves the world, whatever it is."""

    entity_id: int


@dataclass(frozen=True, slots=True)
class Respec:
    """An operator changed the system's places, zones or traffic."""

    spec: SystemSpec


@dataclass(frozen=True, slots=True)
class PlaceShip:
    """An operator puts a ship elsewhere, at rest; docked there if a station is named."""

    entity_id: int
    x: float
    y: float
    docked_at: str | None


Edit = SpawnPilot | Remove | Respec | PlaceShip | AddAgent | ModifyAgent


def apply(world: World, edit: Edit) -> int | None:
    """Change the world; gives the slot of what has come into it.

    Raises what the functions below raise; then nothing has changed.
    """
    match edit:
        case SpawnPilot(ship):
            return world.spawn_ship(ship)
        case Remove(entity_id):
            world.remove(entity_id)
        case Respec(spec):
            respec(world, spec)
        case PlaceShip(entity_id, x, y, docked_at):
            place_ship(world, entity_id, x, y, docked_at)
        case AddAgent():
            return add_agent(world, edit)
        case ModifyAgent():
            modify_agent(world, edit)
        case _:
            assert_never(edit)
    return None
