"""One tick of a world: `step(world, commands, dt)` is the only way that time passes in it."""

from collections.abc import Iterable

from game.engine.combat import fight
from game.engine.commands import Command
from game.engine.events import Event
from game.engine.flight import substeps
from game.engine.loot import drift
from game.engine.npcs import think
from game.engine.obey import obey
from game.engine.physics import move, steer
from game.engine.world import World


def step(world: World, commands: Iterable[Command], dt: float) -> list[Event]:
    """Obey the commands in their order, then let dt seconds pass, in equal sub-steps.

    The same world, commands and dt always give the same world. Raises ValueError, before
    anything has changed, unless dt is positive and finite.
    """
    count, substep_s = substeps(dt)
    events = obey(world, commands)
    for _ in range(count):
        events += think(world, substep_s)
        events += fly(world, substep_s)
    world.tick += 1
    return events


def fly(world: World, dt: float) -> list[Event]:
    """What follows once all have chosen their helms: dt seconds of flight and fight."""
    before = world.pos[: world.n].copy()
    steer(world, dt)
    move(world, dt)
    events = fight(world, before, dt)
    events += drift(world, dt)
    world.time_s += dt
    return events
