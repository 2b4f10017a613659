"""Traders call at stations with real goods, patrols fly their beat and answer attacks."""

import msgspec
import numpy as np
import pytest

from game.catalog.npcs import npc_rules
from game.catalog.systems import TrafficSpec
from game.dice import Dice
from game.engine import (
    FLYING,
    Hit,
    Kind,
    LoadTrader,
    Task,
    TraderArrived,
    TraderLeft,
    dump,
    load,
    world_hash,
)
from tests.engine.worlds import SPEC, run, ship, world_with

RULES = npc_rules().traffic
BUSY = msgspec.structs.replace(SPEC, traffic=TrafficSpec(traders=3, patrols=2, pirates=False))
AWAY = ship(1, x=-950.0, y=-750.0)


def told(events, kind):
    return [event for event in events if isinstance(event, kind)]


def counts(world):
    return {kind: len(world.slots_of_kind(kind)) for kind in (Kind.TRADER, Kind.PATROL)}


def test_space_fills_up_to_its_numbers_and_no_further():
    world = world_with(AWAY, spec=BUSY)
    run(world, seconds=120.0)
    assert counts(world) == {Kind.TRADER: 3, Kind.PATROL: 2}
    lost = int(world.id[world.slots_of_kind(Kind.TRADER)[0]])
    world.remove(lost)
    run(world, seconds=60.0)
    assert counts(world) == {Kind.TRADER: 3, Kind.PATROL: 2}


def test_without_a_pilot_nobody_is_about():
    world = world_with(AWAY, spec=BUSY)
    run(world, seconds=60.0)
    world.remove(1)
    run(world)
    assert not world.slot_of
    assert not run(world, seconds=30.0)


def test_ships_that_a_host_brings_in_are_the_hosts():
    world = world_with(ship(3, kind=Kind.TRADER, class_id="hauler"), spec=BUSY)
    run(world, seconds=10.0)
    assert set(world.slot_of) == {3}


def test_traders_fly_from_dock_to_dock_with_the_goods_they_were_given():
    world = world_with(AWAY, spec=BUSY)
    arrived, left = [], []
    stations = {station.id for station in SPEC.stations}
    for _ in range(500):
        orders = [LoadTrader(e.entity_id, "ore", 7) for e in told(arrived[-3:], TraderArrived)]
        events = run(world, orders, seconds=0.5)
        arrived += told(events, TraderArrived)
        left += told(events, TraderLeft)
    first, later = {}, []
    for event in arrived:
        assert {event.station_id, event.next_station_id} == stations
        assert event.capacity == 40
        if event.entity_id in first:
            later.append(event)
        first.setdefault(event.entity_id, event)
    assert {(e.commodity_id, e.quantity) for e in first.values()} == {("", 0)}
    assert later
    assert {(e.commodity_id, e.quantity) for e in later} == {("ore", 7)}
    assert {(e.commodity_id, e.quantity) for e in left} <= {("ore", 7), ("", 0)}


def test_a_trader_stays_for_a_while_and_arrives_slow_enough():
    world = world_with(AWAY, spec=BUSY)
    seen = {}
    for _ in range(1500):
        for event in run(world, seconds=0.1):
            if isinstance(event, TraderArrived):
                slot = world.slot_of[event.entity_id]
                assert world.task[slot] == Task.CALL
                assert world.docked[slot] != FLYING
                assert not world.vel[slot].any()
                seen[event.entity_id] = world.time_s
            elif isinstance(event, TraderLeft):
                stay = world.time_s - seen[event.entity_id]
                assert RULES.stay_min_s - 0.2 <= stay <= RULES.stay_max_s + 0.2
                assert world.protection[world.slot_of[event.entity_id]] > 0.0
    assert seen


@pytest.mark.parametrize("bad", [0, -4])
def test_nothing_can_be_loaded_as_nothing(bad):
    world = world_with(AWAY, spec=BUSY)
    while not world.slots_of_kind(Kind.TRADER).size:
        run(world)
    slot = int(world.slots_of_kind(Kind.TRADER)[0])
    trader = int(world.id[slot])
    run(world, [LoadTrader(trader, "ore", 5)])
    assert (world.goods[slot], world.quantity[slot]) == ("ore", 5)
    run(world, [LoadTrader(trader, "ore", bad)])
    assert (world.goods[slot], world.quantity[slot]) == ("", 0)


def test_a_trader_whose_station_has_gone_flies_to_another():
    world = world_with(AWAY, spec=BUSY)
    events = []
    while not told(events, TraderLeft):
        events = run(world, seconds=0.5)
    fewer = msgspec.structs.replace(BUSY, stations=(SPEC.stations[0],))
    for spec in (fewer, msgspec.structs.replace(BUSY, stations=())):
        loaded = load(spec, dump(world))
        run(loaded, seconds=60.0)
        assert world_hash(load(spec, dump(loaded))) == world_hash(loaded)


def test_patrols_fly_around_their_zone_outside_of_its_border():
    world = world_with(AWAY, spec=BUSY)
    run(world, seconds=120.0)
    patrols = world.slots_of_kind(Kind.PATROL)
    turns = np.zeros(len(patrols))
    for _ in range(600):
        before = np.arctan2(world.pos[patrols, 1], world.pos[patrols, 0])
        run(world, seconds=0.1)
        after = np.arctan2(world.pos[patrols, 1], world.pos[patrols, 0])
        turns += np.remainder(after - before + np.pi, 2 * np.pi) - np.pi
        assert (np.hypot(*world.pos[patrols].T) > 300.0).all()
        assert (np.hypot(*world.pos[patrols].T) < 300.0 + 3 * RULES.beat_distance).all()
    assert (turns > 1.0).all()


def with_patrol(*ships):
    spec = msgspec.structs.replace(SPEC, traffic=TrafficSpec(pirates=False))
    patrol = ship(50, kind=Kind.PATROL, class_id="cutter", x=420.0, hull=160.0)
    world = world_with(*ships, patrol, spec=spec)
    world.task[world.slot_of[50]] = Task.BEAT
    return world


@pytest.mark.parametrize(
    ("reputation", "heat", "hunts"), [(0.0, 0.0, False), (-31.0, 0.0, True), (0.0, 0.2, True)]
)
def test_patrols_hunt_pilots_of_bad_standing_or_fresh_from_an_attack(reputation, heat, hunts):
    world = with_patrol(ship(1, x=700.0, heat=heat))
    world.reputation[world.slot_of[1]] = reputation
    events = run(world, seconds=15.0)
    assert bool(told(events, Hit)) is hunts
    assert all(event.source_id == 50 for event in told(events, Hit))


def test_patrols_hunt_pirates_in_sight():
    world = with_patrol(AWAY, ship(2, kind=Kind.PIRATE, class_id="raider", x=700.0))
    events = run(world, seconds=15.0)
    assert {(e.source_id, e.target_id) for e in told(events, Hit)} == {(50, 2)}


def test_patrols_leave_outlaws_in_a_core_safe_zone_alone_and_go_home_when_one_is_pardoned():
    world = with_patrol(ship(1, x=700.0, heat=0.2))
    slot = world.slot_of[50]
    run(world)
    assert world.task[slot] == Task.HUNT
    world.heat[world.slot_of[1]] = 0.0
    run(world)
    assert (world.task[slot], world.target[slot]) == (Task.BEAT, 0)
    world.heat[world.slot_of[1]] = 0.2
    world.pos[world.slot_of[1]] = (200.0, 0.0)
    run(world, seconds=1.0)
    assert world.task[slot] == Task.BEAT


def test_many_dice_are_the_same_as_one_after_the_other():
    one, many = Dice(5), Dice(5)
    assert many.randoms(50).tolist() == [one.random() for _ in range(50)]
    assert one.state() == many.state()
