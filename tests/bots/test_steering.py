"""How bots hold the helm, flown by the engine's own flight model."""

from math import cos, hypot, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.bots.steering import (
    Body,
    Helm,
    Model,
    Weapon,
    attack,
    come_alongside,
    cruise,
    intercept_s,
    may_dock,
    off_by,
    turn_to,
)
from game.catalog.ships import ship_class
from game.catalog.systems import BoundsSpec
from game.engine import flight

SHIP = ship_class("freighter")
MODEL = Model(SHIP.max_speed, SHIP.drag, SHIP.turn_rate)
CANNON = Weapon(280.0, 1.6)
BOUNDS = BoundsSpec()
TICK_S = 0.05
LATE_TICKS = 3  # what a pilot sees is so old, and so late do the hands act on it
HELM_TICKS = 2

angles = st.floats(-pi, pi)


def body_of(state: flight.FlightState) -> Body:
    return Body(state.x, state.y, state.vx, state.vy, state.r)


def flown(body: Body, decide, seconds: float) -> list[Body]:
    """Where the ship is, tick by tick, until the helm, which acts late, says None."""
    state = flight.FlightState(*body, fuel=SHIP.fuel_max)
    seen, helm = [body], Helm()
    for tick in range(round(seconds / TICK_S)):
        if tick % HELM_TICKS == 0:
            decided = decide(seen[max(0, len(seen) - 1 - LATE_TICKS)])
            if decided is None:
                break
            helm = decided
        held = flight.Helm(helm.thrust, helm.turn)
        state = flight.flight_step(state, held, SHIP, BOUNDS, TICK_S)
        seen.append(body_of(state))
    return seen


@given(r=angles, heading=angles)
def test_the_nose_comes_to_a_heading_and_stays_there(r: float, heading: float) -> None:
    path = flown(Body(0, 0, r=r), lambda body: Helm(0.0, turn_to(body, heading, MODEL)), 4.0)
    assert all(abs(off_by(heading, body.r)) < 0.05 for body in path[-10:])


@given(bearing=angles, r=angles, course=angles, speed=st.floats(0, 120), way=st.floats(300, 5000))
def test_a_ship_comes_alongside_slow_enough_to_dock(
    bearing: float, r: float, course: float, speed: float, way: float
) -> None:
    x, y = way * cos(bearing), way * sin(bearing)
    begun = Body(0, 0, speed * cos(course), speed * sin(course), r)

    def decide(body: Body) -> Helm | None:
        if may_dock(body, x, y, 120.0, 25.0):
            return None
        return come_alongside(body, x, y, 120.0, MODEL)

    path = flown(begun, decide, 40.0 + way / 60.0)
    assert path[-1].distance(x, y) <= 120.0
    assert path[-1].speed <= 25.0


@given(bearing=angles, r=angles)
def test_a_long_way_is_cruised_at_nearly_full_speed(bearing: float, r: float) -> None:
    x, y = 4000 * cos(bearing), 4000 * sin(bearing)
    path = flown(
        Body(0, 0, r=r),
        lambda body: None if body.distance(x, y) < 150.0 else cruise(body, x, y, MODEL),
        60.0,
    )
    assert path[-1].distance(x, y) < 200.0
    assert len(path) * TICK_S < 4000 / SHIP.max_speed + 9.0


def test_nobody_docks_fast_or_from_afar() -> None:
    assert may_dock(Body(100, 0, 20, 0), 0, 0, 120.0, 25.0)
    assert not may_dock(Body(100, 0, 24, 0), 0, 0, 120.0, 25.0)
    assert not may_dock(Body(118, 0), 0, 0, 120.0, 25.0)


@given(x=st.floats(-800, 800), y=st.floats(-800, 800), course=angles, speed=st.floats(0, 140))
def test_a_shot_that_is_led_meets_its_target(
    x: float, y: float, course: float, speed: float
) -> None:
    target = Body(x, y, speed * cos(course), speed * sin(course))
    when = intercept_s(Body(0, 0), target, CANNON.speed)
    way = hypot(x + target.vx * when, y + target.vy * when)
    assert way == pytest.approx(CANNON.speed * when, abs=1e-6)


def test_fire_is_opened_in_range_and_on_target_only() -> None:
    def fires(target: Body, r: float = 0.0) -> bool:
        return attack(Body(0, 0, r=r), target, MODEL, CANNON, standoff=140.0).fire

    assert fires(Body(200, 0))
    assert not fires(Body(200, 0), r=1.0)
    assert not fires(Body(400, 0))


def test_an_attacker_closes_in_and_keeps_its_distance() -> None:
    target = Body(900, 300)
    path = flown(Body(0, 0), lambda body: attack(body, target, MODEL, CANNON, standoff=140.0), 12.0)
    assert min(body.distance(900, 300) for body in path) < 200.0
