"""Worlds that are stepped together come out as if each had been stepped alone."""

import msgspec
import numpy as np

from game.catalog.systems import StationSpec, SystemSpec, TrafficSpec, ZoneSpec
from game.dice import Dice
from game.engine import (
    Command,
    Event,
    Kind,
    LoadTrader,
    LootTouched,
    Manifest,
    ProjectileFired,
    Release,
    Steer,
    TakeLoot,
    ToggleDock,
    TraderArrived,
    World,
    step,
    world_hash,
)
from game.engine.together import Together
from tests.engine.worlds import SPEC, TICK_S, ship

TICKS = 700


def specs() -> list[SystemSpec]:
    """Of many shapes: without zones, stations or pirates, with other bounds, with many zones."""
    lively = msgspec.structs.replace(SPEC, traffic=TrafficSpec(traders=3, patrols=2))
    zone = ZoneSpec("deep", "edge_wild", 900.0, 700.0, 900.0, 90.0, 5.0, 1.6, True)
    deep = (*SPEC.zones, zone)
    many = tuple(msgspec.structs.replace(zone, id=f"z{n}", center_x=n * 50.0) for n in range(9))
    small = msgspec.structs.replace(SPEC.bounds, max_x=SPEC.bounds.max_x - 200.0)
    far = StationSpec("far", "Far", -900.0, -600.0)
    return [
        lively,
        SPEC,
        msgspec.structs.replace(lively, zones=()),
        msgspec.structs.replace(lively, stations=()),
        msgspec.structs.replace(lively, zones=deep, stations=(*SPEC.stations, far)),
        msgspec.structs.replace(lively, zones=many),
        msgspec.structs.replace(lively, bounds=small),
        msgspec.structs.replace(lively, traffic=TrafficSpec(traders=2, patrols=1, pirates=False)),
    ]


class Pilots:
    """What a host does to a world, drawn from dice of its own: mostly nothing but steering."""

    def __init__(self, seed: int) -> None:
        self.dice = Dice(seed)
        self.seed = seed
        self.count = 1 + seed % 3

    def commands(self, world: World, events: list[Event]) -> list[Command]:
        d = self.dice
        orders: list[Command] = []
        for pilot in range(1, self.count + 1):
            if pilot not in world.slot_of and d.random() < 0.05:
                x, y = d.uniform(-900, 700), d.uniform(-700, 700)
                world.spawn_ship(
                    ship(pilot, x=x, y=y, angle=d.uniform(-3, 3), fuel=d.uniform(0, 4))
                )
                orders.append(Manifest(pilot, d.random(), d.integers(0, 10**5), 0.0))
            if d.random() < 0.2:
                fire = d.random() < 0.02 * (self.seed % 4)
                orders.append(Steer(pilot, d.random(), d.uniform(-1, 1), fire))
            roll = d.random()
            if roll < 0.003:
                orders.append(ToggleDock(pilot))
            elif roll < 0.004:
                orders.append(Release(pilot))
            elif roll < 0.0045 and pilot in world.slot_of:
                world.remove(pilot)
        for event in events:
            if isinstance(event, TraderArrived):
                orders.append(LoadTrader(event.entity_id, "ore", d.integers(0, 40)))
            elif isinstance(event, LootTouched):
                orders.append(TakeLoot(event.loot_id))
        if d.random() < 0.01:
            world.calm[: world.n] = np.minimum(world.calm[: world.n], 2.0)
        return orders


def test_worlds_stepped_together_are_those_stepped_alone() -> None:
    shapes = specs() * 2
    numbers = range(len(shapes))
    alone = [World.create(spec, 100 + n) for n, spec in enumerate(shapes)]
    joint = [World.create(spec, 100 + n) for n, spec in enumerate(shapes)]
    hosts = [(Pilots(n), Pilots(n)) for n in numbers]
    told: list[list[Event]] = [[] for _ in numbers]
    together, kinds = Together(), set()
    for tick in range(TICKS):
        orders = [hosts[n][0].commands(joint[n], told[n]) for n in numbers]
        outcomes = together.step(joint, orders, TICK_S)
        for n in numbers:
            told_alone = step(alone[n], hosts[n][1].commands(alone[n], told[n]), TICK_S)
            assert outcomes[n] == told_alone, (tick, n)
            kinds |= {type(event) for event in told_alone}
        told = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
        if tick % 50 == 49:
            assert [world_hash(w) for w in joint] == [world_hash(w) for w in alone], tick
    assert {TraderArrived, ProjectileFired} <= kinds
    assert any((w.kind[: w.n] == Kind.PATROL).any() for w in joint)
