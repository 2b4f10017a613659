"""What changes a world between two steps: frozen values, a closed union.

Unlike commands, which a step obeys, an edit takes effect at once, and what cannot be done raises.
Whoever keeps a world's commands, edits and time steps in their order can live it again.
"""

from dataclasses import dataclass
from typing import assert_never

from game.engine.world import ShipState, World


@dataclass(frozen=True, slots=True)
class SpawnPilot:
    """A pilot's ship comes into the world: from its row, from a tow, through a gate."""

    ship: ShipState


@dataclass(frozen=True, slots=True)
class Remove:
    """An entity leaves the world, whatever it is."""

    entity_id: int


Edit = SpawnPilot | Remove


def apply(world: World, edit: Edit) -> int | None:
    """Change the world; gives the slot of what has come into it.

    Raises what World.spawn_ship and World.remove raise; then nothing has changed.
    """
    match edit:
        case SpawnPilot(ship):
            return world.spawn_ship(ship)
        case Remove(entity_id):
            world.remove(entity_id)
        case _:
            assert_never(edit)
    return None
