"""When pirates come, how many and whence, how they hunt, and when they let go."""

from math import hypot

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.catalog.npcs import npc_rules
from game.catalog.systems import BoundsSpec, TrafficSpec
from game.engine import (
    EncounterBegan,
    Hit,
    Kind,
    Manifest,
    ProjectileFired,
    Release,
    Steer,
    Task,
    ToggleDock,
    World,
    blend,
    chance_within,
    encounter_chance,
    step,
)
from game.engine.helm import bearing, intercept
from game.engine.pirates import ambush, may_lurk, meet
from tests.engine.worlds import SPEC, TICK_S, run, ship, world_with

RULES = npc_rules()
QUIET = TrafficSpec(pirates=False)
DEEP = msgspec.structs.replace(SPEC, bounds=BoundsSpec(-5e3, -5e3, 5e3, 5e3))
CALM = msgspec.structs.replace(DEEP, traffic=QUIET)
FAR = {"x": -3000.0, "y": -3000.0}  # from every zone and station


def chance(risk=0.0, security=0.0, cargo=0.0, heat=0.0, core_safe=False) -> float:
    inputs = {"risk": risk, "security": security, "cargo": cargo, "heat": heat}
    arrays = {name: np.array([value]) for name, value in inputs.items()}
    return float(encounter_chance(**arrays, core_safe=np.array([core_safe]))[0])


PARTS = st.floats(0.0, 1.0)


@given(PARTS, PARTS, PARTS, PARTS)
def test_the_chance_follows_the_formula(risk, security, cargo, heat):
    expected = 0.01 + 0.22 * risk + 0.08 * cargo + 0.06 * heat - 0.10 * security
    assert chance(risk, security, cargo, heat) == pytest.approx(min(max(expected, 0.01), 0.45))


def test_the_chance_is_flat_in_a_core_safe_zone():
    assert chance(1.0, 0.0, 1.0, 1.0, core_safe=True) == 0.01


@given(st.floats(0.01, 0.45), st.integers(1, 6000))
def test_a_minute_in_any_number_of_steps_has_the_same_chance(a_minute, steps):
    once = float(chance_within(np.array([a_minute]), 60.0 / steps)[0])
    assert 1.0 - (1.0 - once) ** steps == pytest.approx(a_minute)


@pytest.mark.parametrize("dt", [0.05, 0.01])
def test_encounters_come_as_often_as_the_formula_says(dt):
    """Chi-square over nine places, holds and heats, 60 pilots each: 20.1 is one per cent of
    nothing being wrong, at 8 degrees of freedom plus one for the total."""
    places = [(0.0, 0.0), (500.0, 0.0), (800.0, 500.0), (-3000.0, -3000.0), (950.0, 600.0)]
    conditions = [(*place, cargo) for place in places for cargo in (0.0, 1.0)][1:]
    each, minutes = 60, 3.0 if dt == 0.05 else 0.6
    ships = [
        ship(i * each + k + 1, x=x, y=y, heat=0.5 * (k % 2))
        for i, (x, y, _) in enumerate(conditions)
        for k in range(each)
    ]
    world = world_with(*ships, spec=CALM, seed=5)
    n = len(ships)
    world.cargo_fill[:n] = np.repeat([cargo for _, _, cargo in conditions], each)
    world.controlled[:n] = True
    zones = blend(world.zones, world.pos[:n])
    a_minute = encounter_chance(
        risk=zones.risk,
        security=zones.security,
        cargo=world.cargo_fill[:n],
        heat=world.heat[:n],
        core_safe=world.zones.in_core_safe(world.pos[:n]),
    )
    expected = -np.log1p(-a_minute).reshape(-1, each).sum(axis=1) * minutes
    world.spec = DEEP
    begun = np.zeros(len(conditions))
    for _ in range(round(minutes * 60 / dt)):
        for encounter in meet(world, dt):
            begun[(encounter.target_id - 1) // each] += 1
            world.calm[world.slot_of[encounter.target_id]] = 0.0
            for pirate in encounter.pirate_ids:
                world.remove(pirate)
    assert ((begun - expected) ** 2 / expected).sum() < 21.7


def first_encounter(seconds: float, world: World, orders=()) -> EncounterBegan | None:
    for _ in range(round(seconds / 0.5)):
        for event in step(world, orders, 0.5):
            if isinstance(event, EncounterBegan):
                return event
        orders = ()
    return None


@pytest.mark.parametrize("alone", ["docked", "released"])
def test_nobody_comes_for_docked_ships_and_ships_without_a_pilot(alone):
    state = ship(1, docked_at="harbour") if alone == "docked" else ship(1, **FAR)
    order = Steer(1, 0.0, 0.0, False) if alone == "docked" else Release(1)
    assert first_encounter(1200.0, world_with(state, spec=DEEP), [order]) is None


def test_somebody_comes_for_a_pilot_in_time():
    world = world_with(ship(1, x=800.0, y=500.0), spec=DEEP)
    assert first_encounter(6000.0, world, [Steer(1, 0.0, 0.0, False)]) is not None


def hunted(worth=0, seed=7, **changes) -> tuple[World, EncounterBegan]:
    world = world_with(ship(1, **(FAR | changes)), spec=CALM, seed=seed)
    run(world, [Steer(1, 0.0, 0.0, False), Manifest(1, 0.0, worth, 0.0)])
    encounter = ambush(world, world.slot_of[1])
    assert encounter is not None
    return world, encounter


@pytest.mark.parametrize(
    ("worth", "tier", "class_id"),
    [
        (0, 1, "raider"),
        (19_999, 1, "raider"),
        (20_000, 2, "marauder"),
        (80_000, 2, "marauder"),
        (80_001, 3, "corsair"),
        (10**12, 3, "corsair"),
    ],
)
def test_the_tier_goes_by_what_the_pilot_is_worth(worth, tier, class_id):
    world, encounter = hunted(worth)
    assert encounter.tier == tier
    assert {world.class_ids[world.slot_of[i]] for i in encounter.pirate_ids} == {class_id}


def test_one_to_three_come():
    sizes = [len(hunted(seed=seed)[1].pirate_ids) for seed in range(60)]
    assert set(sizes) == {1, 2, 3}


def test_they_come_from_far_enough_away_from_borders_docks_and_prey():
    for seed in range(40):
        x, y = 40.0 * seed - 400.0, 25.0 * seed
        world, encounter = hunted(seed=seed, x=x, y=y)
        for pirate in encounter.pirate_ids:
            state = world.ship_state(pirate)
            assert hypot(state.x, state.y) >= 300.0 + 250.0
            for station in SPEC.stations:
                assert hypot(state.x - station.x, state.y - station.y) >= 400.0
            assert hypot(state.x - x, state.y - y) >= RULES.ambush.nearest - 70.0
            assert may_lurk(world, np.array([[state.x, state.y]]))[0]


def test_where_there_is_no_place_for_them_nobody_comes():
    narrow = BoundsSpec(-300.0, -300.0, 300.0, 300.0)
    world = world_with(ship(1), spec=msgspec.structs.replace(CALM, bounds=narrow))
    assert ambush(world, world.slot_of[1]) is None


def test_no_second_encounter_while_hunted_and_for_a_calm_time_after():
    world, _ = hunted()
    slot = world.slot_of[1]
    run(world, seconds=5.0)
    assert world.calm[slot] == RULES.ambush.calm_s
    for pirate in world.id[world.slots_of_kind(Kind.PIRATE)].tolist():
        world.remove(pirate)
    world.spec = DEEP
    assert first_encounter(RULES.ambush.calm_s - 5.0, world) is None


def test_they_pursue_and_fire_at_a_ship_that_flies_off():
    world, encounter = hunted(vx=100.0)
    events = run(world, [Steer(1, 1.0, 0.0, False)], seconds=60.0)
    shots = [e for e in events if isinstance(e, ProjectileFired)]
    assert {shot.source_id for shot in shots} <= set(encounter.pirate_ids)
    assert shots


def test_they_hit_a_ship_that_waits():
    world, _ = hunted()
    events = run(world, seconds=60.0)
    assert any(isinstance(e, Hit) and e.target_id == 1 for e in events)


@given(st.floats(-500, 500), st.floats(-500, 500), st.floats(-150, 150), st.floats(-150, 150))
def test_the_lead_meets_a_target_that_flies_on(x, y, vx, vy):
    offset, vel, speed = np.array([[x, y]]), np.array([[vx, vy]]), np.array([280.0])
    when = intercept(offset, vel, speed)
    place = (offset + vel * when[:, None])[0]
    angle = bearing(place[None, :])[0]
    flown = 280.0 * when[0] * np.array([np.cos(angle), np.sin(angle)])
    assert when[0] >= 0.0
    assert flown == pytest.approx(place, abs=1e-6)


def test_members_of_a_group_keep_apart():
    for seed in range(60):
        world, encounter = hunted(seed=seed)
        if len(encounter.pirate_ids) == 3:
            break
    gaps = []
    for _ in range(20):
        run(world, [Steer(1, 0.6, 0.0, False)], seconds=0.5)
        pos = [world.pos[world.slot_of[i]] for i in encounter.pirate_ids]
        gaps += [np.hypot(*(pos[i] - pos[j])) for i, j in ((0, 1), (0, 2), (1, 2))]
    assert min(gaps) > RULES.hunt.wing_spacing / 4
    assert max(gaps) < 400.0


def task_of(world, pirate):
    return Task(int(world.task[world.slot_of[pirate]]))


def test_pirates_flee_below_a_quarter_hull():
    world, encounter = hunted()
    pirate = encounter.pirate_ids[0]
    slot = world.slot_of[pirate]
    world.hull[slot] = 0.25 * world.hull_max[slot]
    run(world)
    assert task_of(world, pirate) is Task.HUNT
    world.hull[slot] -= 0.1
    run(world)
    assert task_of(world, pirate) is Task.LEAVE
    before = np.hypot(*(world.pos[slot] - world.pos[world.slot_of[1]]))
    events = run(world, seconds=8.0)
    assert np.hypot(*(world.pos[slot] - world.pos[world.slot_of[1]])) > before + 200
    assert pirate not in {e.source_id for e in events if isinstance(e, ProjectileFired)}


@pytest.mark.parametrize("refuge", ["zone", "dock", "gone"])
def test_pirates_break_off_from_who_is_safe_or_gone(refuge):
    world, encounter = hunted()
    slot = world.slot_of[1]
    if refuge == "gone":
        world.remove(1)
        world.spawn_ship(ship(2, x=-2500.0, y=-2500.0))
        run(world)
    else:
        world.pos[slot] = (0.0, 0.0)
        place = world.slot_of[encounter.pirate_ids[0]]
        world.pos[place] = (700.0, 0.0)
        run(world, [ToggleDock(1)] if refuge == "dock" else ())
        assert task_of(world, encounter.pirate_ids[0]) is Task.HUNT
        events = run(world, seconds=RULES.hunt.patience_s + 1.0)
        assert not [e for e in events if isinstance(e, Hit)]
    assert task_of(world, encounter.pirate_ids[0]) is Task.LEAVE


def test_pirates_that_wait_stay_out_of_the_zone():
    world, encounter = hunted()
    world.pos[world.slot_of[1]] = (200.0, 0.0)
    pirate = world.slot_of[encounter.pirate_ids[0]]
    world.pos[pirate] = (600.0, 0.0)
    nearest = []
    for _ in range(round(RULES.hunt.patience_s / TICK_S)):
        run(world)
        nearest.append(float(np.hypot(*world.pos[pirate])))
    assert min(nearest) > 300.0


def test_pirates_vanish_when_nobody_has_been_near_for_a_while():
    world, encounter = hunted()
    world.pos[world.slot_of[1]] = (3000.0, 3000.0)
    run(world, seconds=RULES.despawn.lonely_s - 1.0)
    assert set(encounter.pirate_ids) <= set(world.slot_of)
    run(world, seconds=3.0)
    assert not set(encounter.pirate_ids) & set(world.slot_of)


def test_pirates_that_left_are_gone_in_the_end_even_if_they_are_followed():
    world, encounter = hunted()
    pirate = world.slot_of[encounter.pirate_ids[0]]
    world.task[pirate] = Task.LEAVE
    for _ in range(round(RULES.despawn.leave_s) + 2):
        run(world, seconds=1.0)
        if encounter.pirate_ids[0] in world.slot_of:
            world.pos[world.slot_of[1]] = world.pos[pirate] + 500.0
    assert encounter.pirate_ids[0] not in world.slot_of


def test_pirates_fly_like_any_ship_of_their_class():
    world, encounter = hunted()
    slot = world.slot_of[encounter.pirate_ids[0]]
    for _ in range(200):
        angle = float(world.angle[slot])
        run(world)
        turned = abs(np.remainder(world.angle[slot] - angle + np.pi, 2 * np.pi) - np.pi)
        assert turned <= world.turn_rate[slot] * TICK_S + 1e-9
        assert np.hypot(*world.vel[slot]) <= world.max_speed[slot] * (1 + 1e-12)
