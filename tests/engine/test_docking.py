"""Docking and undocking, and why a ship is turned away."""

from dataclasses import replace

import pytest

from game.catalog.systems import BoundsSpec, StationSpec, SystemSpec
from game.engine import Docked, DockRefused, SetVitals, Steer, ToggleDock, Undocked
from tests.engine.worlds import run, ship, world_with


def refusal(events):
    (event,) = events
    assert isinstance(event, DockRefused)
    return event.reason


def test_a_slow_ship_docks_where_it_is_and_stops():
    world = world_with(ship(1, x=100.0, y=40.0, vx=15.0, vy=-20.0))  # exactly 25 units/s
    assert run(world, [ToggleDock(1)]) == [Docked(1, "harbour")]
    assert world.ship_state(1) == ship(1, x=100.0, y=40.0, docked_at="harbour")


def test_the_docking_radius_includes_its_rim():
    world = world_with(ship(1, x=120.0), ship(2, x=120.001))
    events = run(world, [ToggleDock(1), ToggleDock(2)])
    assert events[0] == Docked(1, "harbour")
    assert isinstance(events[1], DockRefused)


def test_each_station_has_its_own_radius_and_speed():
    world = world_with(ship(1, x=900.0, y=70.0), ship(2, x=900.0, y=50.0, vx=12.0))
    too_far, too_fast = run(world, [ToggleDock(1), ToggleDock(2)])
    assert too_far.reason == (
        "Too far away to dock: Lookout is the nearest, 70 units from here. Come within 60."
    )
    assert too_fast.reason == (
        "Too fast to dock at Lookout: you fly at 12 units/s. Slow down to 10."
    )


def test_a_distance_is_told_in_readable_thousands():
    far = SystemSpec("far", "Far", BoundsSpec(), (StationSpec("s", "Rim", 5000.0, 0.0),), ())
    world = world_with(ship(1), spec=far)
    assert "5,000 units" in refusal(run(world, [ToggleDock(1)]))


def test_a_speed_just_above_the_limit_does_not_read_as_the_limit_itself():
    world = world_with(ship(1, vx=25.01))
    assert "you fly at 26 units/s. Slow down to 25." in refusal(run(world, [ToggleDock(1)]))


def test_a_distance_just_outside_does_not_read_as_the_radius_itself():
    world = world_with(ship(1, x=120.2))
    assert "121 units from here. Come within 120." in refusal(run(world, [ToggleDock(1)]))


def test_a_refused_ship_flies_on():
    world = world_with(ship(1, vx=60.0))
    refusal(run(world, [ToggleDock(1)]))
    after = world.ship_state(1)
    assert after.docked_at is None
    assert after.vx > 55.0


def test_overlapping_stations_take_the_ship_at_the_one_it_is_deepest_in():
    pair = (
        StationSpec("small", "Small", 0.0, 0.0, docking_radius=50.0),
        StationSpec("large", "Large", 100.0, 0.0, docking_radius=300.0),
    )
    world = world_with(ship(1, x=30.0), spec=SystemSpec("pair", "Pair", BoundsSpec(), pair, ()))
    assert run(world, [ToggleDock(1)]) == [Docked(1, "large")]


def test_a_system_without_stations_says_so():
    world = world_with(ship(1), spec=SystemSpec("void", "Void", BoundsSpec(), (), ()))
    assert "no station" in refusal(run(world, [ToggleDock(1)]))


def test_a_docked_ship_neither_moves_nor_turns_nor_burns_fuel():
    docked = ship(1, x=10.0, y=20.0, angle=0.5, fuel=50.0, docked_at="harbour")
    world = world_with(docked)
    run(world, [Steer(1, 1.0, 1.0, True)], seconds=3.0)
    assert world.ship_state(1) == docked


def test_a_docked_ship_can_be_repaired_and_refuelled():
    world = world_with(ship(1, hull=10.0, fuel=5.0, docked_at="harbour"))
    run(world, [SetVitals(1, hull=100.0, fuel=80.0)])
    assert world.ship_state(1) == ship(1, fuel=80.0, docked_at="harbour")


def test_a_ship_undocks_at_rest_in_its_place():
    docked = ship(1, x=80.0, y=-30.0, docked_at="harbour")
    world = world_with(docked)
    assert run(world, [ToggleDock(1)]) == [Undocked(1, "harbour")]
    assert world.ship_state(1) == replace(docked, docked_at=None)


def test_an_undocked_ship_obeys_its_helm_again():
    world = world_with(ship(1, docked_at="harbour"))
    run(world, [ToggleDock(1), Steer(1, 1.0, 0.0, False)], seconds=1.0)
    assert world.ship_state(1).x > 10.0


def test_docking_twice_in_a_tick_is_docking_and_leaving():
    world = world_with(ship(1))
    assert run(world, [ToggleDock(1), ToggleDock(1)]) == [
        Docked(1, "harbour"),
        Undocked(1, "harbour"),
    ]


@pytest.mark.parametrize("removed_first", [True, False])
def test_docking_a_ship_that_has_gone_is_ignored(removed_first):
    world = world_with(ship(1), ship(2))
    if removed_first:
        world.remove(1)
        assert run(world, [ToggleDock(1)]) == []
    else:
        assert run(world, [ToggleDock(77)]) == []
