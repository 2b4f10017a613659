"""Ships enter a world, keep their slots, and leave it."""

from array import array
from dataclasses import replace
from math import inf, nan, pi

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from game.engine import (
    FLYING,
    DuplicateEntity,
    InvalidShip,
    Kind,
    Release,
    SetVitals,
    Steer,
    SteerMany,
    ToggleDock,
    UnknownEntity,
    UnknownShipClass,
    UnknownStation,
    World,
    step,
    world_hash,
)
from tests.engine.worlds import FREIGHTER, SPEC, TICK_S, run, ship, world_with


def test_a_ship_comes_out_as_it_went_in():
    state = ship(41, name="Ada", x=10.5, y=-3.25, vx=7.0, vy=-8.0, angle=1.25, hull=60.0, fuel=9.5)
    world = world_with(state)
    assert world.ship_state(41) == state
    assert world.names[world.slot_of[41]] == "Ada"


def test_a_docked_ship_comes_out_docked_and_at_rest():
    world = world_with(ship(1, x=5.0, y=6.0, vx=20.0, docked_at="lookout"))
    assert world.docked[world.slot_of[1]] == 1
    assert world.ship_state(1) == ship(1, x=5.0, y=6.0, docked_at="lookout")


def test_a_new_ship_has_no_input_and_nobody_at_the_helm():
    world = world_with(ship(1))
    slot = world.slot_of[1]
    assert not world.controlled[slot]
    assert (world.thrust[slot], world.turn[slot], world.fire[slot]) == (0.0, 0.0, False)
    assert world.docked[slot] == FLYING


def test_a_row_repeats_the_constants_of_its_class():
    world = world_with(ship(1))
    slot = world.slot_of[1]
    assert world.max_speed[slot] == FREIGHTER.max_speed
    assert world.accel[slot] == FREIGHTER.acceleration
    assert world.hull_max[slot] == FREIGHTER.hull_max
    assert world.fuel_max[slot] == FREIGHTER.fuel_max
    assert world.class_ids[slot] == "freighter"


def test_an_id_is_taken_once():
    world = world_with(ship(1))
    with pytest.raises(DuplicateEntity, match="entity 1 "):
        world.spawn_ship(ship(1, x=50.0))
    assert world.n == 1


@pytest.mark.parametrize("ask", [World.slot, World.ship_state, World.remove])
def test_an_unknown_id_is_named_in_the_error(ask):
    with pytest.raises(UnknownEntity, match="entity 99 "):
        ask(world_with(ship(1)), 99)


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ({"class_id": "teapot"}, UnknownShipClass),
        ({"docked_at": "nowhere"}, UnknownStation),
        ({"kind": Kind.PROJECTILE}, InvalidShip),
        ({"kind": Kind.LOOT}, InvalidShip),
        *(({field: value}, InvalidShip) for field in ("x", "vy", "angle") for value in (nan, inf)),
        ({"hull": nan}, InvalidShip),
        ({"fuel": -inf}, InvalidShip),
    ],
)
def test_a_ship_that_cannot_be_leaves_the_world_as_it_was(bad, error):
    world = world_with(ship(1))
    with pytest.raises(error):
        world.spawn_ship(ship(2, **bad))
    assert (world.n, world.free_slots, list(world.slot_of)) == (1, [], [1])


def test_what_lies_outside_of_the_limits_is_brought_within():
    wild = ship(1, x=9e9, y=-9e9, vx=300.0, vy=400.0, angle=7.0, hull=1e6, fuel=-5.0)
    world = world_with(wild)
    expected = ship(
        1, x=1000.0, y=-800.0, vx=72.0, vy=96.0, angle=7.0 - 2 * pi, hull=100.0, fuel=0.0
    )
    found = world.ship_state(1)
    assert found.vx == pytest.approx(expected.vx)
    assert found.vy == pytest.approx(expected.vy)
    assert replace(found, vx=72.0, vy=96.0, angle=expected.angle) == expected
    assert found.angle == pytest.approx(expected.angle)


@given(st.floats(-1e6, 1e6))
def test_headings_are_kept_between_minus_pi_and_pi(angle):
    stored = world_with(ship(1, angle=angle)).ship_state(1).angle
    assert -pi < stored <= pi
    assert np.cos(stored - angle) == pytest.approx(1.0)


def test_a_ship_keeps_its_slot_while_others_come_and_go():
    world = world_with(*(ship(number) for number in range(100)))
    slot = world.slot_of[50]
    for number in (3, 49, 51, 99):
        world.remove(number)
    for number in range(200, 400):
        world.spawn_ship(ship(number))
    assert world.slot_of[50] == slot
    assert world.id[slot] == 50


def test_freed_slots_are_used_again_before_new_ones():
    world = world_with(ship(1), ship(2), ship(3))
    freed = [world.slot_of[1], world.slot_of[3]]
    world.remove(1)
    world.remove(3)
    assert [world.spawn_ship(ship(4)), world.spawn_ship(ship(5))] == freed[::-1]
    assert world.n == 3


def test_a_removed_ship_leaves_an_empty_row_behind():
    world = world_with(ship(1, x=9.0, vx=5.0, angle=1.0, docked_at=None), ship(2))
    run(world, [Steer(1, 1.0, 1.0, True)])
    slot = world.slot_of[1]
    world.remove(1)
    assert not world.alive[slot]
    assert not world.pos[slot].any()
    assert not world.thrust[slot]
    assert not world.fire[slot]
    assert world.names[slot] == ""
    assert world.flying_ships().tolist() == [world.slot_of[2]]


def test_a_ship_in_a_used_slot_inherits_nothing():
    world = world_with(ship(1, docked_at="harbour"))
    run(world, [Steer(1, 1.0, -1.0, True)])
    world.remove(1)
    world.spawn_ship(ship(2, x=100.0))
    run(world, seconds=1.0)
    assert world.ship_state(2) == ship(2, x=100.0)


def test_an_input_holds_until_the_next_one():
    world = world_with(ship(1))
    run(world, [Steer(1, 1.0, 0.5, True)], seconds=1.0)
    moved = world.ship_state(1)
    assert moved.vx > 10.0
    assert moved.angle == pytest.approx(0.5 * FREIGHTER.turn_rate)
    slot = world.slot_of[1]
    assert world.fire[slot]
    assert world.controlled[slot]


def test_a_released_ship_coasts_and_slows_down():
    world = world_with(ship(1, vx=100.0))
    run(world, [Steer(1, 1.0, 1.0, True), Release(1)], seconds=5.0)
    after = world.ship_state(1)
    assert after.angle == 0.0
    assert 0.0 < after.vx < 25.0
    assert not world.controlled[world.slot_of[1]]


def test_inputs_beyond_the_helm_are_clamped():
    world = world_with(ship(1), ship(2))
    run(world, [Steer(1, 5.0, -7.0, False), Steer(2, nan, nan, False)])
    slot, broken = world.slot_of[1], world.slot_of[2]
    assert (world.thrust[slot], world.turn[slot]) == (1.0, -1.0)
    assert (world.thrust[broken], world.turn[broken]) == (0.0, -1.0)


ROWS = st.lists(st.tuples(st.integers(1, 4), st.floats(), st.floats(), st.booleans()), max_size=6)


def many(rows: list[tuple[int, float, float, bool]]) -> SteerMany:
    ids, thrust, turn, fire = zip(*rows, strict=True) if rows else ((), (), (), ())
    columns = (array("q", ids), array("d", thrust), array("d", turn), bytes(fire))
    return SteerMany(*map(bytes, columns))


@example(
    [],
    [(1, 0.0, 0.0, False), (1, -0.0, 0.0, False)],
    [Release(1), ToggleDock(2), Steer(3, 0.5, 0.5, True)],
)
@given(ROWS, ROWS, st.permutations([Release(1), ToggleDock(2), Steer(3, 0.5, 0.5, True)]))
def test_inputs_in_columns_do_what_they_do_one_by_one(first, then, others):
    """Ship 4 is not there."""
    ships = [ship(number, x=10.0 * number) for number in (1, 2, 3)]
    columns, rows = world_with(*ships), world_with(*ships)
    run(columns, [many(first), others[0], many(then), *others[1:]])
    one_by_one = [Steer(*row) for row in first], [Steer(*row) for row in then]
    run(rows, [*one_by_one[0], others[0], *one_by_one[1], *others[1:]])
    assert world_hash(columns) == world_hash(rows)


def test_vitals_are_set_within_their_limits():
    world = world_with(ship(1, hull=40.0, fuel=30.0))
    run(world, [SetVitals(1, hull=55.5)])
    assert (world.ship_state(1).hull, world.ship_state(1).fuel) == (55.5, 30.0)
    run(world, [SetVitals(1, fuel=1e9)])
    assert (world.ship_state(1).hull, world.ship_state(1).fuel) == (55.5, 100.0)
    run(world, [SetVitals(1, hull=-4.0, fuel=-4.0)])
    assert (world.ship_state(1).hull, world.ship_state(1).fuel) == (0.0, 0.0)


def test_commands_for_a_ship_that_has_gone_are_ignored():
    world = world_with(ship(1))
    gone = [Steer(9, 1.0, 0.0, False), Release(9), SetVitals(9, hull=1.0)]
    assert run(world, gone) == []
    assert world.ship_state(1) == ship(1)


def test_a_step_counts_ticks_and_seconds():
    world = world_with()
    step(world, (), 0.05)
    step(world, (), 0.5)
    assert world.tick == 2
    assert world.time_s == pytest.approx(0.55)


def test_a_refused_step_changes_nothing():
    world = world_with(ship(1))
    with pytest.raises(ValueError):
        step(world, [Steer(1, 1.0, 0.0, False)], 0.0)
    assert world.tick == 0
    assert not world.controlled[world.slot_of[1]]


def test_a_slow_tick_rate_flies_the_same_curve():
    fast, slow = world_with(ship(1)), world_with(ship(1))
    order = [Steer(1, 0.8, 0.3, False)]
    for _ in range(20):
        step(fast, order, TICK_S)
    step(slow, order, 20 * TICK_S)
    assert slow.ship_state(1).x == pytest.approx(fast.ship_state(1).x)
    assert slow.ship_state(1).y == pytest.approx(fast.ship_state(1).y)


def test_worlds_of_one_spec_share_its_zones():
    assert world_with().zones is world_with().zones
    assert world_with().spec == SPEC
