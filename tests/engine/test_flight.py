"""The flight model: how a freighter feels, and what no ship ever does."""

from math import hypot, inf, nan, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.catalog.ships import ship_catalog
from game.catalog.systems import BoundsSpec, SystemSpec
from game.engine import World
from game.engine.flight import SUBSTEP_S, FlightState, Helm, flight_step, substeps
from game.engine.physics import move, steer
from tests.engine.flight_vectors import MODELS, VERSION, Case, cases, flown, stored
from tests.engine.worlds import FREIGHTER, ship

OPEN = BoundsSpec()
REST = FlightState(0.0, 0.0, 0.0, 0.0, 0.0, 100.0)
AHEAD = Helm(1.0, 0.0)
HANDS_OFF = Helm(0.0, 0.0)

# Sines may differ in the last bit between numpy, Python and the machine that wrote the vectors.
CLOSE = pytest.approx


def flight(state: FlightState, helm: Helm, seconds: float) -> FlightState:
    for _ in range(round(seconds / SUBSTEP_S)):
        state = flight_step(state, helm, FREIGHTER, OPEN, SUBSTEP_S)
    return state


def speed(state: FlightState) -> float:
    return hypot(state.vx, state.vy)


def seconds_until(state: FlightState, helm: Helm, done) -> float:  # type: ignore[no-untyped-def]
    for tick in range(100_000):
        if done(state):
            return tick * SUBSTEP_S
        state = flight_step(state, helm, FREIGHTER, OPEN, SUBSTEP_S)
    raise AssertionError("never")


def test_a_new_player_gets_the_freighter_that_the_rules_promise():
    assert ship_catalog().start.ship_class == FREIGHTER.id
    assert (FREIGHTER.hull_max, FREIGHTER.fuel_max, FREIGHTER.cargo_capacity) == (100, 100, 30)
    assert (FREIGHTER.max_speed, FREIGHTER.turn_rate) == (120, 2.2)


def test_a_freighter_reaches_its_top_speed_of_120_in_about_four_seconds():
    top = FREIGHTER.max_speed
    assert top == 120.0
    assert 3.5 <= seconds_until(REST, AHEAD, lambda s: speed(s) >= top - 0.1) <= 4.5
    assert speed(flight(REST, AHEAD, 20)) == CLOSE(top)


def test_flight_assist_slows_a_freighter_to_docking_speed_in_four_to_five_seconds():
    fast = REST._replace(vx=FREIGHTER.max_speed)
    assert 4.0 <= seconds_until(fast, HANDS_OFF, lambda s: speed(s) <= 25.0) <= 5.0


def test_velocity_persists_while_the_ship_turns_its_nose():
    drifting = REST._replace(vx=100.0)
    turned = flight(drifting, Helm(0.0, 1.0), 0.5)
    assert turned.r == CLOSE(0.5 * FREIGHTER.turn_rate)
    assert turned.vy == 0.0
    assert turned.vx > 80.0


def test_turning_the_ship_and_thrusting_brakes_it():
    assert speed(flight(REST._replace(vx=-100.0), AHEAD, 2.0)) < 50.0


def test_part_thrust_cruises_at_top_speed_on_less_fuel():
    cruise = flight(REST._replace(vx=120.0), Helm(0.6, 0.0), 30)
    assert speed(cruise) == CLOSE(120.0)
    assert cruise.fuel > flight(REST, AHEAD, 30).fuel


def test_thrust_burns_fuel_and_coasting_does_not():
    assert flight(REST, AHEAD, 10).fuel == CLOSE(100.0 - 10 * FREIGHTER.fuel_per_s)
    assert flight(REST._replace(vx=50.0), HANDS_OFF, 10).fuel == 100.0


def test_a_full_tank_crosses_the_system_and_comes_back():
    seconds = FREIGHTER.fuel_max / FREIGHTER.fuel_per_s
    assert seconds * FREIGHTER.max_speed > 2 * (OPEN.max_x - OPEN.min_x)


def test_an_empty_tank_leaves_a_slow_emergency_thrust():
    dry = REST._replace(fuel=0.0)
    crawl = flight(dry, AHEAD, 30)
    assert speed(crawl) == CLOSE(FREIGHTER.max_speed * FREIGHTER.emergency_speed)
    assert crawl.fuel == 0.0
    assert speed(flight(dry, AHEAD, 1)) == CLOSE(
        FREIGHTER.acceleration * FREIGHTER.emergency_thrust
    )


def test_a_ship_that_runs_dry_at_top_speed_brakes_down_without_a_jolt():
    state = REST._replace(vx=120.0, fuel=0.0)
    for _ in range(100):
        after = flight_step(state, AHEAD, FREIGHTER, OPEN, SUBSTEP_S)
        assert speed(state) - speed(after) <= FREIGHTER.acceleration * SUBSTEP_S + 1e-9
        state = after
    assert speed(state) == CLOSE(FREIGHTER.max_speed * FREIGHTER.emergency_speed)


def test_the_edge_stops_a_ship_and_lets_it_slide_along():
    at_edge = flight(REST._replace(x=7990.0, vx=60.0, vy=40.0), HANDS_OFF, 1)
    assert at_edge.x == OPEN.max_x
    assert at_edge.vx == 0.0
    assert at_edge.vy > 20.0


@pytest.mark.parametrize(
    ("dt", "count"),
    [(0.001, 1), (1 / 30, 1), (1 / 20, 1), (0.0500001, 2), (0.15, 3), (0.1, 2), (1, 20), (10, 200)],
)
def test_a_step_is_divided_into_equal_parts_of_at_most_50_ms(dt, count):
    parts, seconds = substeps(dt)
    assert parts == count
    assert parts * seconds == CLOSE(dt)
    assert seconds <= SUBSTEP_S + 1e-9


@pytest.mark.parametrize("dt", [0.0, -0.05, nan, inf])
def test_a_step_without_a_duration_is_refused(dt):
    with pytest.raises(ValueError, match="positive"):
        substeps(dt)


def test_the_golden_vectors_are_complete():
    vectors = stored()
    assert vectors.version == VERSION
    assert vectors.models == MODELS
    assert [case.name for case in vectors.cases] == [case.name for case in cases()]


@pytest.mark.parametrize("case", stored().cases, ids=lambda case: case.name)
def test_the_reference_meets_the_golden_vectors(case: Case):
    vectors = stored()
    for end, expected in zip(
        flown(case, vectors.models[case.model], vectors.bounds), case.ends, strict=True
    ):
        for key in expected.__struct_fields__:
            assert getattr(end, key) == CLOSE(getattr(expected, key), rel=1e-9, abs=1e-9), key


# Wild, but as a world would hold them.
fuels = st.one_of(st.just(0.0), st.floats(0.0, 0.05), st.floats(0.0, 100.0))
inputs = st.builds(
    Helm,
    st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.0, 1.0)),
    st.one_of(st.sampled_from([-1.0, 0.0, 1.0]), st.floats(-1.0, 1.0)),
)
places = st.one_of(st.sampled_from([-8000.0, 7999.0, 8000.0]), st.floats(-8000.0, 8000.0))
speeds = st.floats(-80.0, 80.0)  # both axes together stay below every top speed
headings = st.one_of(st.just(pi), st.floats(-pi, pi, exclude_min=True))
states = st.builds(FlightState, places, places, speeds, speeds, headings, fuels)
models = st.sampled_from(sorted(MODELS))
durations = st.floats(0.001, SUBSTEP_S)


@given(state=states, helm=inputs, model=models, dt=durations)
def test_no_ship_ever_leaves_its_limits(state, helm, model, dt):
    limits = MODELS[model]
    for _ in range(5):
        state = flight_step(state, helm, limits, OPEN, dt)
        assert OPEN.min_x <= state.x <= OPEN.max_x
        assert OPEN.min_y <= state.y <= OPEN.max_y
        assert speed(state) <= limits.max_speed * (1 + 1e-12)
        assert 0.0 <= state.fuel <= 100.0
        assert -pi < state.r <= pi


@settings(max_examples=150)
@given(
    fleet=st.lists(st.tuples(states, inputs, models), min_size=1, max_size=12),
    dt=durations,
    ticks=st.integers(1, 20),
)
def test_all_ships_at_once_fly_as_each_would_alone(fleet, dt, ticks):
    world = World.create(SystemSpec("empty", "Empty", OPEN, (), ()), seed=1)
    for number, (state, helm, model) in enumerate(fleet):
        x, y, vx, vy, r, fuel = state
        slot = world.spawn_ship(ship(number, x=x, y=y, vx=vx, vy=vy, angle=r, fuel=fuel))
        world.set_constants(slot, MODELS[model])
        world.thrust[slot], world.turn[slot] = helm
    expected = [state for state, _, _ in fleet]
    for _ in range(ticks):
        steer(world, dt)
        move(world, dt)
        expected = [
            flight_step(state, helm, MODELS[model], OPEN, dt)
            for state, (_, helm, model) in zip(expected, fleet, strict=True)
        ]
    rows = slice(world.n)
    flown_at_once = np.column_stack(
        (world.pos[rows], world.vel[rows], world.angle[rows], world.fuel[rows])
    )
    np.testing.assert_allclose(flown_at_once, np.array(expected), rtol=1e-9, atol=1e-9)
