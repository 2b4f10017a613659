"""What all NPCs do in a sub-step, before anything moves."""

import numpy as np

from game.engine.events import Event
from game.engine.hunting import hunt, leave
from game.engine.pirates import despawn, meet
from game.engine.traffic import patrol, populate, trade
from game.engine.world import Kind, Task, World


def think(world: World, dt: float) -> list[Event]:
    """NPCs come, choose and steer. Without a pilot in the system all of them are gone. dt in s."""
    if not len(world.slots_of_kind(Kind.PLAYER_SHIP)):
        world.remove_slots(np.flatnonzero(world.task[: world.n] != Task.NONE).tolist())
        return []
    events = populate(world, dt)
    events += meet(world, dt)
    events += trade(world, dt)
    patrol(world, dt)
    hunt(world, dt)
    leave(world, dt)
    despawn(world, dt)
    return events
