"""One tick of a world: `step(world, commands, dt)` is the only way that time passes in it."""

from collections.abc import Iterable
from typing import assert_never

from game.engine.commands import Command, Release, SetVitals, Steer, ToggleDock
from game.engine.docking import toggle_dock
from game.engine.events import Event
from game.engine.flight import substeps
from game.engine.physics import move, steer
from game.engine.world import World, clamped


def step(world: World, commands: Iterable[Command], dt: float) -> list[Event]:
    """Obey the commands in their order, then fly for dt seconds, in equal sub-steps.

    The same world, commands and dt always give the same world. Raises ValueError, before
    anything has changed, unless dt is positive and finite.
    """
    count, substep_s = substeps(dt)
    events = [event for command in commands for event in _obey(world, command)]
    for _ in range(count):
        steer(world, substep_s)
        move(world, substep_s)
    world.tick += 1
    world.time_s += dt
    return events


def _obey(world: World, command: Command) -> tuple[Event, ...]:
    slot = world.slot_of.get(command.entity_id)
    if slot is None:  # it went while the command was on its way
        return ()
    match command:
        case Steer(_, thrust, turn, fire):
            _hold(world, slot, thrust, turn, fire=fire, controlled=True)
        case Release():
            _hold(world, slot, 0.0, 0.0, fire=False, controlled=False)
        case SetVitals(_, hull, fuel):
            _set_vitals(world, slot, hull, fuel)
        case ToggleDock():
            return (toggle_dock(world, slot),)
        case _:
            assert_never(command)
    return ()


def _hold(
    world: World, slot: int, thrust: float, turn: float, *, fire: bool, controlled: bool
) -> None:
    world.thrust[slot] = clamped(thrust, 0.0, 1.0)
    world.turn[slot] = clamped(turn, -1.0, 1.0)
    world.fire[slot] = fire
    world.controlled[slot] = controlled


def _set_vitals(world: World, slot: int, hull: float | None, fuel: float | None) -> None:
    if hull is not None:
        world.hull[slot] = clamped(hull, 0.0, float(world.hull_max[slot]))
    if fuel is not None:
        world.fuel[slot] = clamped(fuel, 0.0, float(world.fuel_max[slot]))
