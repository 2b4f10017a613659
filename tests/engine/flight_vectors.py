"""The golden vectors of the flight model, which Python and JavaScript both have to meet.

After a deliberate change of the model, raise VERSION and write them anew, from the root:
    .venv/bin/python -m tests.engine.flight_vectors
"""

from math import pi
from pathlib import Path

import msgspec
from msgspec import Struct

from game.catalog.ships import ShipClass
from game.catalog.systems import BoundsSpec
from game.dice import Dice
from game.engine.flight import SUBSTEP_S, FlightState, Helm, flight_step

VERSION = 1
PATH = Path(__file__).parents[1] / "golden" / "flight.json"


class State(Struct, frozen=True):
    x: float = 0.0
    y: float = 0.0
    vx: float = 0.0
    vy: float = 0.0
    r: float = 0.0
    fuel: float = 100.0


class Leg(Struct, frozen=True):
    """An input held for some sub-steps."""

    thrust: float
    turn: float
    steps: int


class Case(Struct, frozen=True):
    """`ends[i]` is the state after leg i."""

    name: str
    model: str
    dt: float
    start: State
    legs: list[Leg]
    ends: list[State] = []


class Vectors(Struct, frozen=True):
    version: int
    bounds: BoundsSpec
    models: dict[str, ShipClass]
    cases: list[Case]


# Copies on purpose: the catalog may be tuned without touching the vectors.
MODELS = {
    "hauler": ShipClass("hauler", "Hauler", 100, 100, 30, 120, 30, 0.35, 2.2, 0.2, 0.4, 0.35),
    "dart": ShipClass("dart", "Dart", 80, 40, 4, 210.5, 87.25, 0.6, 3.4, 0.1, 0.25, 1.3),
}

_FULL_AHEAD = Leg(1.0, 0.0, 80)
_COAST = Leg(0.0, 0.0, 100)


def cases() -> list[Case]:
    """Every branch of the model by name, then a few wild flights."""
    edge = 7990.0
    named = [
        ("from rest to top speed and on", State(), [_FULL_AHEAD, _FULL_AHEAD]),
        ("coasting under flight assist", State(vx=96.0, vy=-72.0), [_COAST, _COAST]),
        ("cruising at part thrust", State(), [Leg(0.6, 0.0, 200), Leg(0.3, 0.0, 200)]),
        ("turning while drifting", State(vx=100.0), [Leg(0.0, 0.7, 60), Leg(1.0, 0.0, 60)]),
        ("braking against the flight", State(vx=-120.0), [_FULL_AHEAD, _FULL_AHEAD]),
        ("a full circle to the left", State(r=3.1), [Leg(0.8, -1.0, 70), Leg(0.8, -1.0, 70)]),
        ("across the seam of angles", State(r=3.1), [Leg(0.5, 1.0, 2), Leg(0.5, -1.0, 2)]),
        ("heading exactly pi", State(r=pi), [Leg(1.0, 0.0, 10), Leg(1.0, 0.001, 1)]),
        ("an empty tank from rest", State(fuel=0.0), [_FULL_AHEAD, Leg(1.0, 0.1, 200)]),
        ("an empty tank at top speed", State(vx=120.0, fuel=0.0), [Leg(1.0, 0.3, 20)] * 4),
        ("running dry on the way", State(fuel=0.5), [Leg(1.0, 0.2, 20), Leg(1.0, 0.2, 60)]),
        ("against the eastern edge", State(edge, 0, 90, 50), [Leg(1.0, 0.0, 20), _COAST]),
        ("against the western edge", State(-edge, 0, -90, 50, pi), [Leg(0.4, 0.2, 20)] * 2),
        ("into the far corner", State(edge, edge, 80, 80, 0.8), [Leg(1.0, 0.0, 40)] * 2),
        ("away from the edge", State(8000.0, -8000.0, r=2.4), [Leg(1.0, 0.0, 40)]),
    ]
    short = SUBSTEP_S / 3
    plain = [Case(name, "hauler", SUBSTEP_S, start, legs) for name, start, legs in named]
    light = [Case(f"{c.name}, dart", "dart", short, c.start, c.legs) for c in plain[:4]]
    return plain + light + [_wild(number) for number in range(8)]


def _wild(number: int) -> Case:
    dice = Dice(number)
    start = State(
        x=dice.uniform(-8000, 8000),
        y=dice.uniform(-8000, 8000),
        vx=dice.uniform(-80, 80),
        vy=dice.uniform(-80, 80),
        r=dice.uniform(-pi, pi),
        fuel=dice.uniform(0, 3),
    )
    legs = [Leg(dice.random(), dice.uniform(-1, 1), dice.integers(1, 60)) for _ in range(5)]
    model = dice.choice(sorted(MODELS))
    return Case(f"wild flight {number}", model, dice.uniform(0.005, SUBSTEP_S), start, legs)


def flown(case: Case, model: ShipClass, bounds: BoundsSpec) -> list[State]:
    """The state after each leg, by the reference."""
    state = FlightState(*msgspec.structs.astuple(case.start))
    ends = []
    for leg in case.legs:
        for _ in range(leg.steps):
            state = flight_step(state, Helm(leg.thrust, leg.turn), model, bounds, case.dt)
        ends.append(State(*state))
    return ends


def stored() -> Vectors:
    return msgspec.json.decode(PATH.read_bytes(), type=Vectors)


def main() -> None:
    bounds = BoundsSpec()
    done = [
        msgspec.structs.replace(case, ends=flown(case, MODELS[case.model], bounds))
        for case in cases()
    ]
    text = msgspec.json.encode(Vectors(VERSION, bounds, MODELS, done))
    PATH.write_bytes(msgspec.json.format(text, indent=1) + b"\n")
    print(f"{len(done)} cases written to {PATH}")


if __name__ == "__main__":
    main()
