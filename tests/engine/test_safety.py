"""No fire hurts in a safe zone; pilots fight where zones at both ends allow it; docks protect."""

from math import atan2, hypot

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.catalog.systems import TrafficSpec, ZoneSpec
from game.engine import (
    Destroyed,
    Hit,
    Kind,
    ProjectileFired,
    Release,
    Steer,
    ToggleDock,
    step,
)
from tests.engine.worlds import SPEC, run, ship, world_with


def around(*zones: ZoneSpec):
    return msgspec.structs.replace(SPEC, zones=zones, traffic=TrafficSpec(pirates=False))


def zone(name: str, kind: str, x: float, radius: float, *, pvp: bool) -> ZoneSpec:
    return ZoneSpec(name, kind, x, 0.0, radius, 50.0, 50.0, 1.2, pvp)


CORE = zone("core", "core_safe", 0.0, 300.0, pvp=True)  # what it allows does not count
WIDE = zone("wide", "belt_open", 0.0, 2000.0, pvp=True)
PEACE = zone("peace", "belt_open", 600.0, 100.0, pvp=False)
TRIGGER = Steer(1, 0.0, 0.0, True)


def told(events, kind):
    return [event for event in events if isinstance(event, kind)]


def fired_at(spec, shooter: float, target: float, **changes):
    """Events of two seconds in which ship 1 fires at ship 2, both on the x axis."""
    angle = atan2(0.0, target - shooter)
    world = world_with(ship(1, x=shooter, angle=angle), ship(2, x=target, **changes), spec=spec)
    return run(world, [TRIGGER], seconds=2.0)


def test_weapons_are_locked_inside_a_core_safe_zone_whatever_overlaps_it():
    assert not told(fired_at(around(CORE, WIDE), 250.0, 400.0), ProjectileFired)
    assert told(fired_at(around(WIDE), 250.0, 400.0), Hit)


@pytest.mark.parametrize("kind", [Kind.PLAYER_SHIP, Kind.TRADER, Kind.PIRATE])
def test_shots_from_outside_vanish_at_the_border(kind):
    events = fired_at(around(CORE, WIDE), 400.0, 280.0, kind=kind)
    assert told(events, ProjectileFired)
    assert not told(events, Hit)


def test_a_shot_that_would_cross_a_core_safe_zone_does_not_come_out_of_it():
    small = zone("core", "core_safe", 0.0, 20.0, pvp=False)
    assert not told(fired_at(around(small), -100.0, 100.0), Hit)
    assert told(fired_at(around(), -100.0, 100.0), Hit)


def test_a_ship_that_leaves_a_core_safe_zone_can_fire_outward_from_its_border():
    assert told(fired_at(around(CORE), 300.5, 400.0), Hit)


@pytest.mark.parametrize(
    ("shooter", "target", "allowed"),
    [(400.0, 450.0, True), (460.0, 550.0, False), (550.0, 460.0, False), (560.0, 640.0, False)],
)
def test_pilots_hurt_each_other_only_where_all_zones_at_both_ships_allow_it(
    shooter, target, allowed
):
    assert bool(told(fired_at(around(WIDE, PEACE), shooter, target), Hit)) is allowed


def test_outside_of_all_zones_pilots_may_fight():
    assert told(fired_at(around(), 0.0, 100.0), Hit)


def test_npcs_can_be_hurt_where_pilots_may_not_hurt_each_other():
    events = fired_at(around(PEACE), 550.0, 640.0, kind=Kind.PIRATE, class_id="raider")
    assert told(events, Hit)


def test_docked_ships_are_not_hit():
    assert not told(fired_at(around(), -100.0, 0.0, docked_at="harbour"), Hit)


def protected_duel():
    """Ship 2 has just undocked in front of ship 1, where no zone is."""
    world = world_with(ship(1, x=-100.0), ship(2, docked_at="harbour", angle=1.0), spec=around())
    return world, run(world, [TRIGGER, ToggleDock(2)])


def test_nothing_hurts_a_ship_for_eight_seconds_after_undocking():
    world, events = protected_duel()
    while world.time_s < 7.9:
        events += run(world)
    assert not told(events, Hit)
    assert told(run(world, seconds=1.0), Hit)


def test_the_protection_ends_when_its_ship_fires():
    world, events = protected_duel()
    events += run(world, seconds=2.0)
    assert not told(events, Hit)
    assert told(run(world, [Steer(2, 0.0, 0.0, True)], seconds=1.0), Hit)


def test_a_patrol_does_not_hit_a_pilot_of_good_standing():
    world = world_with(
        ship(1, kind=Kind.PATROL, class_id="cutter"), ship(2, x=100.0), spec=around()
    )
    assert not told(run(world, [TRIGGER], seconds=2.0), Hit)
    world.reputation[world.slot_of[2]] = -100.0
    assert told(run(world, seconds=1.0), Hit)


@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**32),
    rate=st.floats(0.5, 60.0),
    shot_speed=st.floats(100.0, 5_000.0),
)
def test_no_fire_hurts_in_a_core_safe_zone(seed, rate, shot_speed):
    """Ships of every kind mill about on both sides of a border and fire all the time."""
    draw = np.random.default_rng(seed)
    ships = [
        ship(
            number,
            kind=Kind(int(draw.integers(0, 4))),
            class_id=str(draw.choice(["freighter", "raider", "cutter"])),
            x=x,
            y=y,
            vx=draw.uniform(-120, 120),
            vy=draw.uniform(-120, 120),
            angle=draw.uniform(-3, 3),
        )
        for number, (x, y) in enumerate(draw.uniform(-420, 420, (16, 2)), start=1)
    ]
    world = world_with(*ships, spec=around(CORE, WIDE))
    world.shot_speed[: world.n] = shot_speed
    events = step(world, [Steer(s.entity_id, 0.5, draw.uniform(-1, 1), True) for s in ships], 0.01)
    for _ in range(max(3, round(2.0 * rate))):
        events += step(world, (), 1 / rate)
    for event in told(events, Hit) + told(events, Destroyed) + told(events, ProjectileFired):
        assert hypot(event.x, event.y) >= CORE.radius * (1 - 1e-9)
    for event in told(events, Hit):
        assert event.damage >= 0.0 <= event.target_hp


def test_shots_under_way_end_with_nobody_left():
    world = world_with(ship(1), spec=around())
    run(world, [TRIGGER], seconds=1.0)
    run(world, [Release(1)], seconds=2.0)
    assert list(world.slot_of) == [1]
