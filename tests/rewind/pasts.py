"""Recorded pasts for tests: a lively system under a recorder whose clock is the test's."""

from collections.abc import Callable

import msgspec

from game.catalog.systems import TrafficSpec
from game.dice import Dice
from game.engine import (
    Command,
    Destroyed,
    DropLoot,
    Kind,
    LoadTrader,
    LootTouched,
    Manifest,
    Release,
    Remove,
    SetVitals,
    SpawnPilot,
    Steer,
    TakeLoot,
    ToggleDock,
    TraderArrived,
    World,
    step,
)
from game.engine.edits import Edit, apply
from game.rewind.segment import Segment, load
from game.worker.recorder import HASH_S, Recorder, segment_row
from tests.engine.worlds import SPEC, TICK_S, ship

LIVELY = msgspec.structs.replace(SPEC, traffic=TrafficSpec(traders=4, patrols=3))
PILOTS = 6


class Host:
    """What a worker does with a system: edits, steps, and a recorder that is told of them."""

    def __init__(self, seed: int = 1, *, hash_every_tick: bool = False) -> None:
        self.now = 0.0
        self._tick_s = HASH_S if hash_every_tick else None
        self.world = World.create(LIVELY, seed)
        self.recorder = Recorder(clock=lambda: self.now)
        self.blobs: list[bytes] = []

    def edit(self, edit: Edit) -> None:
        apply(self.world, edit)
        self.recorder.note_edit(edit)

    def step(self, commands: list[Command], dt: float = TICK_S) -> list[object]:
        events = step(self.world, commands, dt)
        self.recorder.note_step(self.world, commands, dt)
        self.now += dt if self._tick_s is None else self._tick_s
        return list(events)

    def store(self) -> list[bytes]:
        self.recorder.encode()
        self.blobs += [segment_row(draft).blob for draft in self.recorder.take_finished()]
        return self.blobs

    def end(self) -> list[Segment]:
        self.recorder.close(self.world)
        return [load(blob) for blob in self.store()]


def lived(
    ticks: int, *, seed: int = 1, between: Callable[[Host], object] = lambda host: None
) -> Host:
    """Pilots who come, fight, trade and leave; `between` is called after each tick."""
    host, dice = Host(seed), Dice(seed)
    events: list[object] = []
    for _ in range(ticks):
        orders: list[Command] = []
        for pilot in range(1, PILOTS + 1):
            if pilot not in host.world.slot_of:
                place = {"x": dice.uniform(-900, 900), "y": dice.uniform(-700, 700)}
                host.edit(SpawnPilot(ship(pilot, angle=dice.uniform(-3, 3), **place)))
                orders.append(Manifest(pilot, dice.random(), dice.integers(0, 10**5), 0.0))
            elif dice.random() < 0.002:
                host.edit(Remove(pilot))
            if dice.random() < 0.3:
                orders.append(Steer(pilot, dice.random(), dice.uniform(-1, 1), dice.random() < 0.5))
            if dice.random() < 0.01:
                orders.append(ToggleDock(pilot))
            if dice.random() < 0.01:
                orders.append(SetVitals(pilot, hull=dice.uniform(0, 120)))
            if dice.random() < 0.005:
                orders.append(Release(pilot))
        for event in events:
            if isinstance(event, TraderArrived):
                orders.append(LoadTrader(event.entity_id, "ore", dice.integers(0, 40)))
            elif isinstance(event, LootTouched):
                orders.append(TakeLoot(event.loot_id))
            elif isinstance(event, Destroyed) and event.kind == Kind.PLAYER_SHIP:
                orders.append(DropLoot(event.x, event.y, "food", 3))
        events = host.step(orders)
        between(host)
    return host
