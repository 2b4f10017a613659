"""What all NPCs do in a sub-step, before anything moves."""

import numpy as np

from game.engine.agents import direct
from game.engine.events import Event
from game.engine.hunting import hunt, leave
from game.engine.pirates import despawn, meet
from game.engine.traffic import patrol, populate, trade
from game.engine.world import Behaviour, Kind, Task, World


def think(world: World, dt: float) -> list[Event]:
    """NPCs come, choose and steer. dt in s.

    Without a pilot in the system all are gone but those of operators.
    """
    events: list[Event] = []
    if len(world.slots_of_kind(Kind.PLAYER_SHIP)):
        events += populate(world, dt)
        events += meet(world, dt)
    else:
        own = world.behaviour[: world.n] == Behaviour.NONE
        world.remove_slots(np.flatnonzero(own & (world.task[: world.n] != Task.NONE)).tolist())
        if not world.behaviour[: world.n].any():
            return []
    return events + act(world, dt)


def act(world: World, dt: float) -> list[Event]:
    """Those who are here choose and steer. dt in s."""
    direct(world)
    events = trade(world, dt)
    patrol(world, dt)
    hunt(world, dt)
    leave(world, dt)
    despawn(world, dt)
    return events
