"""How one ship flies: the reference that `physics` repeats for all ships at once.

`static/cosmic/flight.js` is the same function for the browser's prediction; the vectors in
`tests/golden/flight.json` hold the three together. Only +, -, *, / and square roots besides one
sine and cosine: those are exact everywhere, so the copies differ in last bits at most.
"""

from math import ceil, cos, pi, sin, sqrt
from typing import NamedTuple

from game.catalog.ships import ShipClass
from game.catalog.systems import BoundsSpec

SUBSTEP_S = 0.05  # longer steps would let ships fly visibly different curves at low tick rates


class FlightState(NamedTuple):
    """World units, units/s, radians in (-pi, pi], fuel units."""

    x: float
    y: float
    vx: float
    vy: float
    r: float
    fuel: float


class Helm(NamedTuple):
    """What the pilot holds: thrust 0..1, turn -1..1 (positive turns from +x to +y)."""

    thrust: float
    turn: float


def substeps(dt: float) -> tuple[int, float]:
    """(count, seconds each) of the equal sub-steps that `dt` seconds are divided into.

    Raises ValueError unless dt is positive and finite.
    """
    if not 0.0 < dt < float("inf"):
        raise ValueError(f"a step lasts a positive, finite time, not {dt!r} s")
    count = max(1, ceil(dt / SUBSTEP_S - 1e-9))  # 0.15 / 0.05 is a hair above 3
    return count, dt / count


def flight_step(
    state: FlightState, helm: Helm, model: ShipClass, bounds: BoundsSpec, dt: float
) -> FlightState:
    """One sub-step of at most SUBSTEP_S seconds for one flying ship.

    The engine pushes along the heading; velocity persists. As far as the ship does not thrust,
    flight assist slows it (an implicit step, so it never overshoots). With an empty tank a ship
    that is faster than its emergency speed brakes down to it with its own acceleration.
    """
    x, y, vx, vy, r, fuel = state
    thrust, turn = helm

    r = wrapped(r + turn * model.turn_rate * dt)
    push = model.acceleration * thrust * dt
    limit = model.max_speed
    if fuel <= 0.0:
        braked = sqrt(vx * vx + vy * vy) - model.acceleration * dt
        limit = min(limit, max(limit * model.emergency_speed, braked))
        push *= model.emergency_thrust
    fuel = max(fuel - model.fuel_per_s * thrust * dt, 0.0)

    kept = 1.0 / (1.0 + model.drag * (1.0 - thrust) * dt)
    vx = (vx + cos(r) * push) * kept
    vy = (vy + sin(r) * push) * kept
    speed = sqrt(vx * vx + vy * vy)
    if speed > limit:
        vx *= limit / speed
        vy *= limit / speed

    x, vx = _stopped(x + vx * dt, vx, bounds.min_x, bounds.max_x)
    y, vy = _stopped(y + vy * dt, vy, bounds.min_y, bounds.max_y)
    return FlightState(x, y, vx, vy, r, fuel)


def wrapped(angle_rad: float) -> float:
    """The same direction in (-pi, pi], for an angle at most one turn outside of it."""
    if angle_rad > pi:
        return angle_rad - 2.0 * pi
    if angle_rad <= -pi:
        return angle_rad + 2.0 * pi
    return angle_rad


def _stopped(position: float, speed: float, low: float, high: float) -> tuple[float, float]:
    """Along one axis: held at the edge, without the speed that leads out of it."""
    if position < low:
        return low, max(speed, 0.0)
    if position > high:
        return high, min(speed, 0.0)
    return position, speed
