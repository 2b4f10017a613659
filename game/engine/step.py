"""One tick of a world: `step(world, commands, dt)` is the only way that time passes in it."""

from collections.abc import Iterable
from typing import assert_never

import numpy as np

from game.engine.commands import Command, Release, SetVitals, Steer, ToggleDock
from game.engine.docking import toggle_dock
from game.engine.events import Event
from game.engine.flight import substeps
from game.engine.physics import move, steer
from game.engine.world import World, clamped

HelmRow = tuple[float, float, bool, bool]  # thrust, turn, fire, controlled


def step(world: World, commands: Iterable[Command], dt: float) -> list[Event]:
    """Obey the commands in their order, then fly for dt seconds, in equal sub-steps.

    The same world, commands and dt always give the same world. Raises ValueError, before
    anything has changed, unless dt is positive and finite.
    """
    count, substep_s = substeps(dt)
    events = obey(world, commands)
    for _ in range(count):
        steer(world, substep_s)
        move(world, substep_s)
    world.tick += 1
    world.time_s += dt
    return events


def obey(world: World, commands: Iterable[Command]) -> list[Event]:
    """Only the last input of each ship counts, so all inputs are written at once, at the end."""
    events: list[Event] = []
    helms: dict[int, HelmRow] = {}
    for command in commands:
        slot = world.slot_of.get(command.entity_id)
        if slot is None:  # it went while the command was on its way
            continue
        match command:
            case Steer():
                helms[slot] = (command.thrust, command.turn, command.fire, True)
            case Release():
                helms[slot] = (0.0, 0.0, False, False)
            case SetVitals():
                _set_vitals(world, slot, command.hull, command.fuel)
            case ToggleDock():
                events.append(toggle_dock(world, slot))
            case _:
                assert_never(command)
    if helms:
        _hold(world, helms)
    return events


def _hold(world: World, helms: dict[int, HelmRow]) -> None:
    """fmax and fmin, not clip: NaN must never reach a column."""
    slots = np.fromiter(helms, np.intp, len(helms))
    thrust, turn, fire, controlled = zip(*helms.values(), strict=True)
    world.thrust[slots] = np.fmin(np.fmax(thrust, 0.0), 1.0)
    world.turn[slots] = np.fmin(np.fmax(turn, -1.0), 1.0)
    world.fire[slots] = fire
    world.controlled[slots] = controlled


def _set_vitals(world: World, slot: int, hull: float | None, fuel: float | None) -> None:
    if hull is not None:
        world.hull[slot] = clamped(hull, 0.0, float(world.hull_max[slot]))
    if fuel is not None:
        world.fuel[slot] = clamped(fuel, 0.0, float(world.fuel_max[slot]))
