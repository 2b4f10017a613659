"""Shots keep their cooldown's pace, fly straight, and hit the first ship in their way."""

from math import pi

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.catalog.combat import combat_rules, weapon_class
from game.catalog.ships import ship_catalog, ship_class
from game.engine import (
    FIRST_OWN_ID,
    Destroyed,
    Hit,
    Kind,
    ProjectileFired,
    Release,
    Steer,
    step,
)
from tests.engine.worlds import FREIGHTER, OPEN, TICK_S, run, ship, world_with

CANNON = weapon_class("cannon")
TRIGGER = Steer(1, 0.0, 0.0, True)


def shots_of(events):
    return [e for e in events if isinstance(e, ProjectileFired)]


def hits_of(events):
    return [e for e in events if isinstance(e, Hit)]


def duel(distance=150.0, **changes):
    """Ship 1 has ship 2 ahead of its nose, far from every zone."""
    return world_with(ship(1), ship(2, x=distance, **changes), spec=OPEN)


def test_the_catalog_arms_ships_as_the_rules_say():
    raider, raider_gun = ship_class("raider"), weapon_class("raider_gun")
    assert (CANNON.cooldown_s, CANNON.speed, CANNON.damage, CANNON.lifetime_s) == (
        0.4,
        280,
        10,
        1.6,
    )
    assert (raider_gun.damage, raider_gun.cooldown_s) == (8, 0.45)
    assert (raider.hull_max, raider.max_speed, raider.turn_rate) == (80, 135, 2.5)
    assert FREIGHTER.weapon == "cannon"
    for model in ship_catalog().classes:
        assert model.weapon is None or weapon_class(model.weapon)


def test_a_shot_flies_along_the_heading_whatever_its_ship_does():
    world = world_with(ship(1, vx=50.0, vy=-100.0, angle=pi / 2), spec=OPEN)
    (shot,) = shots_of(run(world, [TRIGGER]))
    slot = world.slot_of[shot.projectile_id]
    assert world.kind[slot] == Kind.PROJECTILE
    assert shot.source_id == 1
    assert shot.projectile_id >= FIRST_OWN_ID
    assert world.vel[slot].tolist() == pytest.approx([0.0, CANNON.speed])
    assert (shot.x, shot.y) == (0.0, 0.0)


@pytest.mark.parametrize("rate", [0.5, 3.0, 20.0, 30.0, 60.0])
def test_held_fire_keeps_the_pace_of_the_cooldown_at_any_tick_rate(rate):
    world = world_with(ship(1), spec=OPEN)
    ticks = round(12 * rate)
    fired = 0
    for _ in range(ticks):
        fired += len(shots_of(step(world, [TRIGGER], 1 / rate)))
    assert fired in (30, 31)  # the last is due at the very end


@settings(max_examples=60)
@given(
    dts=st.lists(st.floats(0.004, 0.4), min_size=5, max_size=60),
    held=st.lists(st.booleans(), min_size=60, max_size=60),
)
def test_the_cooldown_is_never_beaten(dts, held):
    """However ticks are cut and the trigger is worked: shots in t seconds <= 1 + t / cooldown."""
    world = world_with(ship(1), spec=OPEN)
    shots, passed = 0, 0.0
    for dt, fire in zip(dts, held, strict=False):
        shots += len(shots_of(step(world, [Steer(1, 0.0, 1.0, fire)], dt)))
        passed += dt
    assert shots <= 1 + passed / CANNON.cooldown_s + 1e-9


def test_who_lets_go_of_the_trigger_stops_firing():
    world = world_with(ship(1), spec=OPEN)
    run(world, [TRIGGER])
    assert not shots_of(run(world, [Release(1)], seconds=2.0))


def test_an_unarmed_ship_does_not_fire():
    world = world_with(ship(1, kind=Kind.TRADER, class_id="hauler"), spec=OPEN)
    assert not shots_of(run(world, [TRIGGER], seconds=1.0))


def test_a_shot_lives_as_long_as_its_weapon_says():
    world = world_with(ship(1), spec=OPEN)
    run(world, [TRIGGER])
    run(world, [Release(1)], seconds=CANNON.lifetime_s - 2 * TICK_S)
    assert len(world.slots_of_kind(Kind.PROJECTILE)) == 1
    run(world, seconds=2 * TICK_S)
    assert not len(world.slots_of_kind(Kind.PROJECTILE))


def test_a_hit_takes_hull_and_the_shot_is_spent():
    world = duel()
    run(world, [TRIGGER])
    (hit,) = hits_of(run(world, [Release(1)], seconds=1.0))
    assert (hit.source_id, hit.target_id, hit.damage) == (1, 2, CANNON.damage)
    assert hit.target_hp == FREIGHTER.hull_max - CANNON.damage
    assert (hit.x, hit.y) == (150.0, 0.0)
    assert world.ship_state(2).hull == hit.target_hp
    assert not len(world.slots_of_kind(Kind.PROJECTILE))


def test_a_shot_hits_the_first_of_two_and_never_its_own_ship():
    world = world_with(ship(1), ship(2, x=160.0), ship(3, x=120.0), spec=OPEN)
    hits = hits_of(run(world, [TRIGGER], seconds=1.0))
    assert {hit.target_id for hit in hits} == {3}


def test_two_shots_that_meet_one_ship_in_one_long_tick_both_count():
    world = world_with(ship(1), ship(2, x=100.0), ship(3, x=200.0, angle=pi), spec=OPEN)
    hits = hits_of(step(world, [TRIGGER, Steer(3, 0.0, 0.0, True)], 0.4))
    assert sorted(hit.source_id for hit in hits if hit.target_id == 2) == [1, 3]


def test_a_ship_without_hull_is_destroyed_and_leaves_in_that_step():
    world = duel(hull=8.0)
    events = run(world, [TRIGGER], seconds=1.0)
    (hit,) = hits_of(events)
    assert (hit.damage, hit.target_hp) == (8.0, 0.0)
    (destroyed,) = [e for e in events if isinstance(e, Destroyed)]
    assert (destroyed.entity_id, destroyed.killer_id) == (2, 1)
    assert (destroyed.kind, destroyed.killer_kind) == (Kind.PLAYER_SHIP, Kind.PLAYER_SHIP)
    assert (destroyed.cause, destroyed.unlawful) == ("pilot", True)
    assert (destroyed.name, destroyed.class_id) == ("Ship 2", "freighter")
    assert (destroyed.x, destroyed.y) == (150.0, 0.0)
    assert 2 not in world.slot_of


def test_a_shot_goes_on_when_who_fired_has_gone():
    world = duel()
    run(world, [TRIGGER])
    world.remove(1)
    (hit,) = hits_of(run(world, seconds=1.0))
    assert (hit.source_id, hit.target_id) == (1, 2)


def test_pirates_do_not_hit_each_other():
    pirate = {"kind": Kind.PIRATE, "class_id": "raider"}
    world = world_with(ship(1, **pirate), ship(2, x=80.0, **pirate), ship(3, x=160.0), spec=OPEN)
    hits = hits_of(run(world, [TRIGGER], seconds=2.0))
    assert {hit.target_id for hit in hits} == {3}


def test_shots_end_at_the_edge():
    world = world_with(ship(1, x=990.0), spec=OPEN)
    run(world, [TRIGGER])
    run(world, [Release(1)])
    assert not len(world.slots_of_kind(Kind.PROJECTILE))


def test_ids_of_shots_are_never_given_twice():
    world = world_with(ship(1), spec=OPEN)
    ids = [shot.projectile_id for shot in shots_of(run(world, [TRIGGER], seconds=20.0))]
    assert ids == list(range(FIRST_OWN_ID, FIRST_OWN_ID + len(ids)))


@settings(max_examples=80)
@given(
    speed=st.floats(200.0, 50_000.0),
    rate=st.floats(0.2, 100.0),
    distance=st.floats(20.0, 400.0),
    aside=st.floats(-13.0, 13.0),
    crossing=st.floats(-110.0, 110.0),
)
def test_no_shot_passes_through_a_ship_at_any_speed_or_tick_rate(
    speed, rate, distance, aside, crossing
):
    """The target's own motion is part of the sweep: it is where it is when the shot gets there."""
    world = world_with(ship(1), ship(2, x=distance, kind=Kind.PIRATE), spec=OPEN)
    world.shot_speed[world.slot_of[1]] = speed
    world.shot_lifetime[world.slot_of[1]] = 1.2 * distance / speed + 0.1
    target = world.slot_of[2]
    world.drag[target] = 0.0
    world.vel[target] = (0.0, crossing)
    world.pos[target, 1] = aside - crossing * distance / speed
    events = step(world, [TRIGGER], 1 / rate)
    world.fire[world.slot_of[1]] = False
    while len(world.slots_of_kind(Kind.PROJECTILE)):
        events += step(world, (), 1 / rate)
    assert hits_of(events)


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), speed=st.floats(100.0, 5_000.0))
def test_hits_are_those_that_every_pair_tried_by_itself_gives(seed, speed):
    """The broad phase leaves nobody out: against all shots and ships by plain arithmetic."""
    draw = np.random.default_rng(seed)
    ships = [
        ship(i, x=x, y=y, kind=Kind.PIRATE)
        for i, (x, y) in enumerate(draw.uniform(-300, 300, (12, 2)), start=2)
    ]
    world = world_with(ship(1, angle=draw.uniform(-3, 3)), *ships, spec=OPEN)
    world.shot_speed[world.slot_of[1]] = speed
    angle = world.angle[world.slot_of[1]]
    reach = speed * CANNON.lifetime_s
    nose = np.array([np.cos(angle), np.sin(angle)])
    first = None
    for other in ships:
        along = nose @ (other.x, other.y)
        off = abs(nose[0] * other.y - nose[1] * other.x)
        half = np.sqrt(max(FREIGHTER.hit_radius**2 - off**2, 0.0))
        enters = along - half
        inside = np.hypot(other.x, other.y) <= FREIGHTER.hit_radius
        if off <= FREIGHTER.hit_radius and (0.0 <= enters <= reach or inside):
            first = min(first or (np.inf, 0), (0.0 if inside else enters, other.entity_id))
    events = step(world, [TRIGGER], 0.35) + step(world, [Release(1)], 2.0)
    assert [hit.target_id for hit in hits_of(events)[:1]] == ([first[1]] if first else [])


def test_a_weapon_cannot_be_quicker_than_a_sub_step():
    quick = msgspec.to_builtins(CANNON) | {"cooldown_s": 0.01}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(quick, type(CANNON))
    assert all(weapon.cooldown_s >= 0.05 for weapon in combat_rules().weapons)
