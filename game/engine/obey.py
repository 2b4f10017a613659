"""The host's commands, obeyed in their order before time passes."""

from array import array
from collections.abc import Iterable
from math import isfinite
from typing import assert_never

import numpy as np
from numpy.typing import ArrayLike

from game.engine.columns import Floats
from game.engine.commands import (
    Command,
    DropLoot,
    LoadTrader,
    Manifest,
    Release,
    SetVitals,
    ShipOrder,
    Steer,
    SteerMany,
    TakeLoot,
    ToggleDock,
)
from game.engine.docking import toggle_dock
from game.engine.events import Event
from game.engine.loot import drop, take
from game.engine.world import FLYING, LAST_SHIP, Kind, World, clamped

HelmRow = tuple[float, float, bool, bool]  # thrust, turn, fire, controlled


def obey(world: World, commands: Iterable[Command]) -> list[Event]:
    """Only the last input of each ship counts, so all inputs are written at once, at the end."""
    events: list[Event] = []
    helms: dict[int, HelmRow] = {}
    held: list[SteerMany | dict[int, HelmRow]] = [helms]  # the later, the more it counts
    for command in commands:
        match command:
            case SteerMany():  # by far the most frequent
                helms = {}
                held += (command, helms)
            case Steer():
                slot = world.slot_of.get(command.entity_id)
                if slot is not None and world.class_ids[slot]:
                    helms[slot] = (command.thrust, command.turn, command.fire, True)
            case DropLoot(x, y, commodity_id, quantity):
                if quantity > 0 and isfinite(x) and isfinite(y):
                    events.append(drop(world, x, y, commodity_id, quantity))
            case TakeLoot(loot_id, quantity):
                take(world, loot_id, quantity)
            case _:
                slot = world.slot_of.get(command.entity_id)
                if slot is not None and world.class_ids[slot]:  # a ship, that is
                    events += _order(world, slot, command, helms)
    for inputs in held:
        if isinstance(inputs, SteerMany):
            _hold_many(world, inputs)
        elif inputs:
            _hold(world, inputs)
    return events


def _hold_many(world: World, command: SteerMany) -> None:
    """Where a ship occurs twice, its last row holds."""
    slot_of = world.slot_of.get
    found = [slot_of(entity_id, -1) for entity_id in array("q", command.entity_ids)]
    slots = np.array(found, np.intp)
    ships = (slots >= 0) & (world.kind[slots] <= LAST_SHIP) if len(world.kind) else slots >= 0
    slots = slots[ships]
    world.thrust[slots] = _within(np.frombuffer(command.thrust)[ships], 0.0, 1.0)
    world.turn[slots] = _within(np.frombuffer(command.turn)[ships], -1.0, 1.0)
    world.fire[slots] = np.frombuffer(command.fire, np.bool_)[ships]
    world.controlled[slots] = True


def _order(
    world: World, slot: int, command: ShipOrder, helms: dict[int, HelmRow]
) -> tuple[Event, ...]:
    match command:
        case Release():
            helms[slot] = (0.0, 0.0, False, False)
        case SetVitals():
            _set_vitals(world, slot, command.hull, command.fuel)
        case ToggleDock():
            return (toggle_dock(world, slot),)
        case Manifest():
            world.cargo_fill[slot] = clamped(command.cargo_fill, 0.0, 1.0)
            world.net_worth[slot] = max(command.net_worth, 0)
            world.reputation[slot] = command.reputation if isfinite(command.reputation) else 0.0
        case LoadTrader():
            if world.kind[slot] == Kind.TRADER and world.docked[slot] != FLYING:
                world.quantity[slot] = max(command.quantity, 0)
                world.goods[slot] = command.commodity_id if command.quantity > 0 else ""
        case _:
            assert_never(command)
    return ()


def _hold(world: World, helms: dict[int, HelmRow]) -> None:
    slots = np.fromiter(helms, np.intp, len(helms))
    thrust, turn, fire, controlled = zip(*helms.values(), strict=True)
    world.thrust[slots] = _within(thrust, 0.0, 1.0)
    world.turn[slots] = _within(turn, -1.0, 1.0)
    world.fire[slots] = fire
    world.controlled[slots] = controlled


def _within(values: ArrayLike, least: float, most: float) -> Floats:
    """fmax and fmin, not clip: NaN must never reach a column.

    Which zero the maximum of 0.0 and -0.0 is depends on its place in the column, and worlds would
    differ by it: all are 0.0.
    """
    return np.fmin(np.fmax(values, least), most) + 0.0


def _set_vitals(world: World, slot: int, hull: float | None, fuel: float | None) -> None:
    if hull is not None:
        world.hull[slot] = clamped(hull, 0.0, float(world.hull_max[slot]))
    if fuel is not None:
        world.fuel[slot] = clamped(fuel, 0.0, float(world.fuel_max[slot]))
