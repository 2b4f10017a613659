"""What a tick of the engine costs, and how much of it is for whom.

    python -m benchmarks.engine [--ships 1000 10000] [--ticks 400]

Ships are spread over a system with nine zones; all fly and burn fuel, some on an empty tank. A
fight is 200 pilots and 400 NPCs in the middle of it, all armed ones of whom fire. The table goes to
stdout and to benchmarks/results/engine.md.
"""

import argparse
import gc
from collections.abc import Callable
from dataclasses import dataclass
from math import pi
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.machine import description
from game.catalog.systems import BoundsSpec, StationSpec, SystemSpec, TrafficSpec, ZoneSpec
from game.dice import Dice
from game.engine import (
    FIRST_OWN_ID,
    Kind,
    ShipState,
    Steer,
    Task,
    World,
    blend,
    dump,
    load,
    step,
)

RESULT = Path(__file__).parent / "results" / "engine.md"
TICK_S = 0.05
BUDGET_MS = {1_000: 3.0, 10_000: 15.0}  # for step and zones together
WARM_UP = 20  # ticks that nobody counts
FIGHT_BUDGET_MS = 15.0  # p99 of a whole step
PILOTS, NPCS, FRONT = 200, 400, 3000.0  # ships, ships, world units: half the side of the fight
DRY = 0.05  # share of the ships that fly on an empty tank


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one kind of work, tick by tick."""

    work: str
    ms: list[float]

    @property
    def p99(self) -> float:
        return sorted(self.ms)[int(len(self.ms) * 0.99)]

    @property
    def median(self) -> float:
        return median(self.ms)


def system(dice: Dice) -> SystemSpec:
    """As many stations and zones as the first system has."""
    bounds = BoundsSpec()

    def place() -> tuple[float, float]:
        return dice.uniform(-6000, 6000), dice.uniform(-6000, 6000)

    stations = tuple(StationSpec(f"station-{i}", f"Station {i}", *place()) for i in range(4))
    zones = tuple(
        ZoneSpec(f"zone-{i}", "belt_open", *place(), dice.uniform(500, 2500), 40, 50, 1.2, True)
        for i in range(9)
    )
    quiet = TrafficSpec(pirates=False)
    return SystemSpec("bench", "Bench", bounds, stations, zones, traffic=quiet)


def fleet(ships: int, dice: Dice) -> World:
    world = World.create(system(dice), seed=1)
    for number in range(ships):
        world.spawn_ship(
            ShipState(
                entity_id=number + 1,
                name=f"Ship {number}",
                kind=Kind.PLAYER_SHIP,
                class_id="freighter",
                x=dice.uniform(-8000, 8000),
                y=dice.uniform(-8000, 8000),
                vx=dice.uniform(-80, 80),
                vy=dice.uniform(-80, 80),
                angle=dice.uniform(-pi, pi),
                hull=100.0,
                fuel=0.0 if dice.random() < DRY else 100.0,
            )
        )
    step(world, helms(world, dice), TICK_S)
    return world


def battle(dice: Dice) -> World:
    """Pilots and NPCs of every kind at their work, with hulls that outlast the measurement."""
    world = World.create(system(dice), seed=1)
    pilots = [spawn(world, n + 1, Kind.PLAYER_SHIP, "freighter", dice) for n in range(PILOTS)]
    for number in range(NPCS):
        entity_id = FIRST_OWN_ID + number
        if number < 300:
            slot = spawn(world, entity_id, Kind.PIRATE, "raider", dice)
            prey = pilots[number % PILOTS]
            world.task[slot], world.target[slot] = Task.HUNT, world.id[prey]
        elif number < 350:
            slot = spawn(world, entity_id, Kind.PATROL, "cutter", dice)
            world.task[slot] = Task.BEAT
        else:
            slot = spawn(world, entity_id, Kind.TRADER, "hauler", dice)
            world.task[slot], world.bound_for[slot] = Task.TRAVEL, number % 4
    world.hull[: world.n] = world.hull_max[: world.n] = 1e9
    orders = [Steer(i + 1, dice.random(), dice.uniform(-1, 1), True) for i in range(PILOTS)]
    step(world, orders, TICK_S)
    return world


def spawn(world: World, entity_id: int, kind: Kind, class_id: str, dice: Dice) -> int:
    return world.spawn_ship(
        ShipState(
            entity_id=entity_id,
            name=f"Ship {entity_id}",
            kind=kind,
            class_id=class_id,
            x=dice.uniform(-FRONT, FRONT),
            y=dice.uniform(-FRONT, FRONT),
            vx=0.0,
            vy=0.0,
            angle=dice.uniform(-pi, pi),
            hull=100.0,
            fuel=100.0,
        )
    )


def helms(world: World, dice: Dice) -> list[Steer]:
    """An input from every ship."""
    return [Steer(i, dice.random(), dice.uniform(-1, 1), False) for i in world.slot_of]


def measure(ships: int, ticks: int) -> list[Times]:
    dice = Dice(7)
    world = fleet(ships, dice)
    orders = helms(world, dice)
    blob = dump(world)

    def step_and_zones() -> None:
        step(world, (), TICK_S)
        blend(world.zones, world.pos[: world.n])

    return [
        timed("step", ticks, lambda: step(world, (), TICK_S)),
        timed("zones for every ship", ticks, lambda: blend(world.zones, world.pos[: world.n])),
        timed("step and zones", ticks, step_and_zones),
        timed("step with an input from every ship", ticks, lambda: step(world, orders, TICK_S)),
        timed("store the world", ticks // 10, lambda: dump(world)),
        timed("load the world", ticks // 10, lambda: load(world.spec, blob)),
    ]


def measure_fight(ticks: int) -> Times:
    world = battle(Dice(9))
    return timed("step of a fight, all armed", ticks, lambda: step(world, (), TICK_S))


def timed(work: str, ticks: int, call: Callable[[], object]) -> Times:
    """Garbage is collected before, and as usual meanwhile."""
    for _ in range(WARM_UP):
        call()
    gc.collect()
    ms = []
    for _ in range(ticks):
        started = perf_counter()
        call()
        ms.append((perf_counter() - started) * 1000)
    return Times(work, ms)


def rows(ships: int, measured: list[Times]) -> list[str]:
    lines = []
    for times in measured:
        budget = BUDGET_MS.get(ships) if times.work == "step and zones" else None
        verdict = ""
        if budget is not None:
            verdict = f"{budget:g} ms: {'kept' if times.median < budget else 'MISSED'}"
        lines.append(
            f"| {ships:,} | {times.work} | {times.median:.3f} | {times.p99:.3f} | {verdict} |"
        )
    return lines


def fight_row(times: Times) -> str:
    verdict = f"p99 {FIGHT_BUDGET_MS:g} ms: {'kept' if times.p99 < FIGHT_BUDGET_MS else 'MISSED'}"
    who = f"{PILOTS} + {NPCS} NPCs"
    return f"| {who} | {times.work} | {times.median:.3f} | {times.p99:.3f} | {verdict} |"


def table(results: dict[int, list[Times]], fight: Times) -> str:
    """The whole result as Markdown."""
    return "\n".join(
        (
            "# The engine, milliseconds a tick",
            "",
            description("benchmarks.engine"),
            "- All ships fly, each under an input of its own; one in twenty on an empty tank.",
            "  Nine zones, four stations; one core; a tick of 50 ms is one sub-step.",
            "",
            "| ships | work | median ms | p99 ms | budget |",
            "|---|---|---|---|---|",
            *(line for ships, measured in results.items() for line in rows(ships, measured)),
            fight_row(fight),
            "",
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ships", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--ticks", type=int, default=400)
    arguments = parser.parse_args()
    flights = {ships: measure(ships, arguments.ticks) for ships in arguments.ships}
    text = table(flights, measure_fight(arguments.ticks))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
