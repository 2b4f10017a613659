"""Wrecks leave goods, which drift, are touched once, are taken, and run out."""

from math import inf, nan

import numpy as np
import pytest

from game.catalog.combat import combat_rules
from game.catalog.npcs import npc_rules
from game.engine import (
    Destroyed,
    DropLoot,
    Kind,
    LoadTrader,
    LootDropped,
    LootTouched,
    Steer,
    TakeLoot,
)
from tests.engine.worlds import OPEN, run, ship, world_with

RULES = combat_rules().loot
TRIGGER = Steer(1, 0.0, 0.0, True)


def told(events, kind):
    return [event for event in events if isinstance(event, kind)]


def dropped(world, x=500.0, y=0.0, quantity=4):
    (event,) = told(run(world, [DropLoot(x, y, "ore", quantity)]), LootDropped)
    return event


def test_the_host_can_leave_goods_in_space():
    world = world_with(ship(1), spec=OPEN)
    loot = dropped(world)
    assert (loot.source_id, loot.commodity_id, loot.quantity) == (None, "ore", 4)
    slot = world.slot_of[loot.loot_id]
    assert world.kind[slot] == Kind.LOOT
    assert (world.goods[slot], world.quantity[slot]) == ("ore", 4)
    assert np.hypot(*world.vel[slot]) <= RULES.drift_speed


@pytest.mark.parametrize("bad", [(nan, 0.0, 1), (0.0, inf, 1), (0.0, 0.0, 0), (0.0, 0.0, -3)])
def test_no_goods_or_no_place_leave_nothing(bad):
    world = world_with(ship(1), spec=OPEN)
    x, y, quantity = bad
    assert not run(world, [DropLoot(x, y, "ore", quantity)])


def test_loot_runs_out():
    world = world_with(ship(1, x=-900.0), spec=OPEN)
    loot = dropped(world)
    run(world, seconds=RULES.lifetime_s - 1.0)
    assert loot.loot_id in world.slot_of
    run(world, seconds=2.0)
    assert loot.loot_id not in world.slot_of


def test_a_pilot_touches_loot_once_until_out_of_range_again():
    world = world_with(ship(1), spec=OPEN)
    loot = dropped(world, x=10.0)
    world.vel[world.slot_of[loot.loot_id]] = 0.0
    assert world.touching == {(1, loot.loot_id)}
    assert not told(run(world, seconds=3.0), LootTouched)
    world.pos[world.slot_of[1]] = (200.0, 0.0)
    assert not told(run(world), LootTouched)
    world.pos[world.slot_of[1]] = (0.0, 0.0)
    assert told(run(world), LootTouched) == [LootTouched(1, loot.loot_id, "ore", 4)]


def test_npcs_and_docked_ships_do_not_touch_loot():
    world = world_with(
        ship(1, docked_at="harbour"), ship(2, kind=Kind.TRADER, class_id="hauler"), spec=OPEN
    )
    dropped(world, x=0.0)
    assert not told(run(world, seconds=1.0), LootTouched)


def test_loot_can_be_taken_in_parts_and_is_gone_when_nothing_is_left():
    world = world_with(ship(1), spec=OPEN)
    loot = dropped(world)
    run(world, [TakeLoot(loot.loot_id, 3), TakeLoot(loot.loot_id, -5), TakeLoot(1)])
    assert world.quantity[world.slot_of[loot.loot_id]] == 1
    run(world, [TakeLoot(loot.loot_id)])
    assert set(world.slot_of) == {1}
    run(world, [TakeLoot(loot.loot_id)])


def test_a_pirates_wreck_drops_what_its_table_says():
    table = {row.commodity_id: row for row in npc_rules().loot.tables["raider"]}
    found = []
    for seed in range(40):
        pirate = ship(2, x=80.0, hull=5.0, kind=Kind.PIRATE, class_id="raider")
        world = world_with(ship(1), pirate, spec=OPEN, seed=seed)
        events = run(world, [TRIGGER], seconds=0.5)
        assert told(events, Destroyed)
        found += told(events, LootDropped)
    assert {loot.commodity_id for loot in found} == set(table)
    for loot in found:
        row = table[loot.commodity_id]
        assert row.least <= loot.quantity <= row.most
        assert loot.source_id == 2
        assert (loot.x, loot.y) == (80.0, 0.0)


def test_a_traders_wreck_drops_part_of_its_hold():
    trader = ship(2, docked_at="harbour", kind=Kind.TRADER, class_id="hauler")
    world = world_with(ship(1, x=-80.0), trader, spec=OPEN)
    run(world, [LoadTrader(2, "food", 40)])
    world.docked[world.slot_of[2]] = -1
    world.hull[world.slot_of[2]] = 1.0
    (loot,) = told(run(world, [TRIGGER], seconds=0.5), LootDropped)
    assert loot.commodity_id == "food"
    assert 0.3 * 40 - 1 <= loot.quantity <= 0.6 * 40


def test_a_pilots_wreck_drops_nothing_by_itself():
    world = world_with(ship(1), ship(2, x=80.0, hull=5.0), spec=OPEN)
    events = run(world, [TRIGGER], seconds=0.5)
    assert told(events, Destroyed)
    assert not told(events, LootDropped)
