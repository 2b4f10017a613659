"""Whether fights are fair, by many of them: duels, flights from pirates, and encounters a minute.

    python -m benchmarks.balance_combat [--duels 200] [--flights 300] [--minutes 400]

Fixed seeds, no server: the engine alone. The table goes to stdout and to
benchmarks/results/balance_combat.md; the exit code says whether every figure is within its limits.
"""

import argparse
import sys
from dataclasses import dataclass
from math import atan2, cos, exp, hypot, pi, remainder, sin
from pathlib import Path
from statistics import median

import msgspec
import numpy as np

from benchmarks.machine import description
from game.catalog.ships import ship_class
from game.catalog.systems import BoundsSpec, StationSpec, SystemSpec, TrafficSpec, ZoneSpec
from game.catalog.universe import FACTS, SystemFacts, universe_from
from game.dice import Dice
from game.engine import (
    Destroyed,
    EncounterBegan,
    Hit,
    Kind,
    Manifest,
    ProjectileFired,
    ShipState,
    Steer,
    Task,
    World,
    step,
)
from game.engine.pirates import ambush, may_lurk, meet

RESULT = Path(__file__).parent / "results" / "balance_combat.md"
TICK_S = 0.05
DUEL_MOST_S = 120.0  # a duel that lasts longer counts as so long
FLIGHT_MOST_S = 120.0
PILOT = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `kept` is None for what is told but not judged."""

    what: str
    figure: str
    limit: str = ""
    kept: bool | None = None


def system(facts: SystemFacts) -> SystemSpec:
    """As the site builds it, without peaceful ships."""
    stations = tuple(
        msgspec.convert(msgspec.to_builtins(place), StationSpec) for place in facts.locations
    )
    zones = tuple(msgspec.convert(msgspec.to_builtins(zone), ZoneSpec) for zone in facts.zones)
    return SystemSpec(facts.id, facts.name, facts.bounds, stations, zones)


def craft(entity_id: int, class_id: str, x: float, y: float, angle: float) -> ShipState:
    """A ship that cruises along its heading at four fifths of its speed."""
    model = ship_class(class_id)
    speed = 0.8 * model.max_speed
    return ShipState(
        entity_id=entity_id,
        name=model.name,
        kind=Kind.PLAYER_SHIP,
        class_id=class_id,
        x=x,
        y=y,
        vx=cos(angle) * speed,
        vy=sin(angle) * speed,
        angle=angle,
        hull=model.hull_max,
        fuel=model.fuel_max,
    )


# --- duels ------------------------------------------------------------------------------------


def duels(count: int) -> list[Row]:
    """Two freighters under the same helmsman, far from every zone, until one is gone."""
    dice = Dice(11)
    empty = SystemSpec("duel", "Duel", BoundsSpec(), (), (), traffic=TrafficSpec(pirates=False))
    seconds: list[float] = []
    fired = hit = first = 0
    for number in range(count):
        world = World.create(empty, number)
        bearing, apart = dice.uniform(-pi, pi), dice.uniform(250.0, 500.0)
        for entity_id, x in ((1, 0.0), (2, apart)):
            angle = dice.uniform(-pi, pi) if entity_id == 1 else bearing
            slot = world.spawn_ship(craft(entity_id, "freighter", x, 0.0, angle))
            world.task[slot], world.target[slot] = Task.HUNT, 3 - entity_id
        begun: float | None = None
        while len(world.slots_of_kind(Kind.PLAYER_SHIP)) == 2 and world.time_s < DUEL_MOST_S:
            for event in step(world, (), TICK_S):
                if isinstance(event, ProjectileFired):
                    fired += 1
                    begun = world.time_s if begun is None else begun
                hit += isinstance(event, Hit)
                first += isinstance(event, Destroyed) and event.entity_id == 1
        seconds.append(world.time_s - (begun or 0.0))
    seconds.sort()
    middle = median(seconds)
    return [
        Row(
            "even duel, median, from the first shot",
            f"{middle:.1f} s",
            "12-20 s",
            12.0 <= middle <= 20.0,
        ),
        Row(
            "even duel, nine in ten within",
            f"{seconds[int(0.05 * count)]:.1f}-{seconds[int(0.95 * count)]:.1f} s",
        ),
        Row("shots that hit", f"{hit / fired:.0%}"),
        Row(
            "the first of the two loses",
            f"{first / count:.0%}",
            "40-60 %",
            0.4 <= first / count <= 0.6,
        ),
    ]


# --- flights ----------------------------------------------------------------------------------


def flights(count: int, spec: SystemSpec, worth: int) -> list[Row]:
    """A starter freighter under way that turns for the nearest safe zone when pirates come."""
    dice = Dice(13)
    survived = clear = 0
    hulls: list[float] = []
    for number in range(count):
        world = World.create(spec, 1000 + number)
        x, y = somewhere(world, dice)
        world.spawn_ship(craft(PILOT, "freighter", x, y, dice.uniform(-pi, pi)))
        step(world, [Manifest(PILOT, 0.5, worth, 0.0)], TICK_S)
        assert ambush(world, world.slot_of[PILOT]) is not None
        alive = flee(world, spec)
        survived += alive
        if alive:
            hulls.append(world.ship_state(PILOT).hull)
            clear += hulls[-1] >= ship_class("freighter").hull_max
    share = survived / count
    first = worth < 20_000
    return [
        Row(
            f"flight from tier {1 if first else 2} to the nearest safe zone survived",
            f"{share:.1%}",
            "at least 90 %" if first else "",
            share >= 0.9 if first else None,
        ),
        Row("of those, hull left at the median", f"{median(hulls):.0f}"),
        Row("of those, without a scratch", f"{clear / max(survived, 1):.0%}"),
    ]


def somewhere(world: World, dice: Dice) -> tuple[float, float]:
    """On the way between two stations, where pirates may be."""
    while True:
        a, b = dice.choice(world.spec.stations), dice.choice(world.spec.stations)
        part = dice.random()
        place = np.array([[a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part]])
        if may_lurk(world, place)[0]:
            return float(place[0, 0]), float(place[0, 1])


def flee(world: World, spec: SystemSpec) -> bool:
    """Fly straight for the nearest core_safe zone; True when it or the pirates' end is reached."""
    while world.time_s < FLIGHT_MOST_S:
        ship = world.ship_state(PILOT)
        zones = [z for z in spec.zones if z.zone_type == "core_safe"]
        zone = min(zones, key=lambda z: hypot(z.center_x - ship.x, z.center_y - ship.y) - z.radius)
        if hypot(zone.center_x - ship.x, zone.center_y - ship.y) < zone.radius:
            return True
        if not (world.task[: world.n] == Task.HUNT).any():
            return True
        heading = atan2(zone.center_y - ship.y, zone.center_x - ship.x)
        turn = remainder(heading - ship.angle, 2 * pi) / (2.2 * TICK_S)
        step(world, [Steer(PILOT, 1.0, turn, False)], TICK_S)
        if PILOT not in world.slot_of:
            return False
    return True


# --- encounters -------------------------------------------------------------------------------

ROLL_S = 1.0  # chances are converted, so longer steps than a tick's give the same rate
ABOUT = 0.01  # the limits are round figures
LIMITS = {
    "core_safe": (0.01, 0.01),
    "belt_open": (0.05, 0.14),
    "approach_high_value": (0.13, 0.22),
    "edge_wild": (0.19, 0.28),
}


def encounters(minutes: int, spec: SystemSpec) -> list[Row]:
    """Pilots in every zone, where no other reaches, with an empty and a full hold."""
    rows = []
    for kind, (least, most) in LIMITS.items():
        rates = [rate(spec, kind, cargo, minutes) for cargo in (0.0, 1.0)]
        kept = all(least - ABOUT <= r <= most + ABOUT for r in rates)
        rows.append(
            Row(
                f"encounters a minute, {kind}, empty and full hold",
                " and ".join(f"{r:.1%}" for r in rates),
                f"about {least:.0%}-{most:.0%}",
                kept,
            )
        )
    return rows


def rate(spec: SystemSpec, kind: str, cargo: float, minutes: int) -> float:
    """The chance of at least one encounter a minute in the zones of a kind."""
    zones = tuple(zone for zone in spec.zones if zone.zone_type == kind)
    world = World.create(msgspec.structs.replace(spec, zones=zones), 17)
    pilots = 100
    for entity_id in range(1, pilots + 1):
        zone = zones[entity_id % len(zones)]
        x, y = zone.center_x + zone.radius / 3, zone.center_y
        world.spawn_ship(craft(entity_id, "freighter", x, y, 0.0))
    orders = [Manifest(i, cargo, 0, 0.0) for i in range(1, pilots + 1)]
    traffic = msgspec.structs.replace(spec.traffic, pirates=False)
    world.spec = msgspec.structs.replace(world.spec, traffic=traffic)
    step(world, [*orders, *(Steer(i, 0.0, 0.0, False) for i in range(1, pilots + 1))], TICK_S)
    world.spec = spec
    begun = 0
    for _ in range(round(minutes / pilots * 60.0 / ROLL_S)):
        found: list[EncounterBegan] = meet(world, ROLL_S)
        begun += len(found)
        for encounter in found:
            for pirate in encounter.pirate_ids:
                world.remove(pirate)
            world.calm[world.slot_of[encounter.target_id]] = 0.0
    return 1.0 - exp(-begun / minutes)


def table(rows: list[Row]) -> str:
    verdicts = {None: "", True: "kept", False: "MISSED"}
    return "\n".join(
        (
            "# Balance of fights",
            "",
            description("benchmarks.balance_combat"),
            "",
            "| what | figure | limits | |",
            "|---|---|---|---|",
            *(f"| {r.what} | {r.figure} | {r.limit} | {verdicts[r.kept]} |" for r in rows),
            "",
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--duels", type=int, default=200)
    parser.add_argument("--flights", type=int, default=300)
    parser.add_argument("--minutes", type=int, default=20_000)
    arguments = parser.parse_args()
    spec = system(next(s for s in universe_from(FACTS).systems if s.id == "sol-1"))
    rows = [
        *duels(arguments.duels),
        *flights(arguments.flights, spec, 6_000),
        *flights(arguments.flights, spec, 40_000),
        *encounters(arguments.minutes, spec),
    ]
    text = table(rows)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text)
    print(text)
    return int(any(row.kept is False for row in rows))


if __name__ == "__main__":
    sys.exit(main())
