"""Ships and their modifications: slots, prices, and what they change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.catalog.expedition import catalog
from game.expedition.actions import BuyMod, BuyShip, RemoveMod
from game.expedition.prices import mod_price, mod_refund, ship_price, trade_in
from game.expedition.reduce import perform
from game.expedition.refusals import Code
from game.expedition.state import Difficulty
from game.expedition.stats import effective, fitted
from tests.expedition.voyages import a_run, done, refused

SHIPS = sorted(catalog().ship_types)
MODS = sorted(catalog().ship_mods)


def test_a_mod_costs_its_price_and_takes_a_slot():
    after = done(a_run(), BuyMod(mod_id="laser_cannon"))
    assert (after.wealth, after.mods.high) == (300, ["laser_cannon"])


@pytest.mark.parametrize(
    ("mod_id", "name", "change"),
    [
        ("laser_cannon", "combat_power", 10),
        ("missile_launcher", "combat_power", 15),
        ("mining_laser", "mining_yield", 1.5),
        ("salvager", "salvage_chance", 0.3),
        ("shield_booster", "max_hull", 20),
        ("scanner_upgrade", "scan_bonus", 1.0),
        ("targeting_computer", "accuracy", 0.2),
        ("afterburner", "speed", 0.3),
        ("armor_plates", "max_hull", 30),
        ("cargo_expander", "cargo_capacity", 50),
        ("repair_drones", "hull_repair", 1),
        ("cargo_rig", "cargo_capacity", 75),
        ("speed_rig", "speed", 0.2),
        ("shield_rig", "max_hull", 40),
    ],
)
def test_every_mod_does_what_the_catalog_says(mod_id, name, change):
    plain, better = effective(a_run()), effective(a_run(mods=(mod_id,)))
    assert getattr(better, name) - getattr(plain, name) == pytest.approx(change)


@pytest.mark.parametrize(("mod_id", "factor"), [("fuel_optimizer", 0.8), ("speed_rig", 0.9)])
def test_engines_that_save_fuel_multiply(mod_id, factor):
    assert effective(a_run(mods=(mod_id,))).fuel_efficiency == pytest.approx(0.8 * factor)


def test_two_weapons_are_two():
    assert effective(a_run()).weapons == 0
    assert effective(a_run(mods=("laser_cannon", "mining_laser"))).weapons == 1
    assert effective(a_run(mods=("laser_cannon", "missile_launcher"))).weapons == 2


def test_new_plates_are_whole():
    after = done(a_run(hull=50), BuyMod(mod_id="armor_plates"))
    assert (after.hull, effective(after).max_hull) == (80, 110)


def test_there_is_one_of_a_kind_and_no_more_than_slots():
    run = a_run(wealth=9000, mods=("laser_cannon", "missile_launcher"))
    refused(run, BuyMod(mod_id="laser_cannon"), Code.ALREADY_FITTED)
    outcome = refused(run, BuyMod(mod_id="salvager"), Code.NO_FREE_SLOT)
    assert outcome.details == {"slot": "high", "slots": 2}


def test_mods_are_refused_with_a_reason():
    refused(a_run(), BuyMod(mod_id="death_ray"), Code.UNKNOWN_MOD)
    refused(a_run(wealth=199), BuyMod(mod_id="laser_cannon"), Code.INSUFFICIENT_CREDITS)
    refused(a_run("rock"), BuyMod(mod_id="laser_cannon"), Code.NO_TRADE_HERE)
    refused(a_run(in_pod=True), BuyMod(mod_id="laser_cannon"), Code.IN_POD)


def test_a_removed_mod_brings_half_its_price():
    after = done(a_run(mods=("laser_cannon",)), RemoveMod(mod_id="laser_cannon"))
    assert (after.wealth, after.mods.high) == (600, [])
    named = RemoveMod(mod_id="laser_cannon", slot_type="high")
    assert done(a_run(mods=("laser_cannon",)), named) == after


@pytest.mark.parametrize("mod_id", ["cargo_rig", "speed_rig", "shield_rig"])
def test_a_rig_cannot_be_removed(mod_id):
    refused(a_run(mods=(mod_id,)), RemoveMod(mod_id=mod_id), Code.PERMANENT_MOD)


def test_removal_is_refused_with_a_reason():
    run = a_run(mods=("laser_cannon",))
    refused(run, RemoveMod(mod_id="salvager"), Code.NOT_FITTED)
    refused(run, RemoveMod(mod_id="laser_cannon", slot_type="low"), Code.NOT_FITTED)
    refused(run, RemoveMod(mod_id="death_ray"), Code.UNKNOWN_MOD)
    far = a_run("rock", mods=("laser_cannon",))
    refused(far, RemoveMod(mod_id="laser_cannon"), Code.NO_TRADE_HERE)


def test_a_hold_that_is_needed_stays():
    run = a_run(mods=("cargo_expander",), cargo={"scrap_metal": 6})
    refused(run, RemoveMod(mod_id="cargo_expander"), Code.CARGO_FULL)


def test_without_its_plates_a_hull_has_no_more_than_it_holds():
    run = a_run(mods=("armor_plates",), hull=110)
    assert done(run, RemoveMod(mod_id="armor_plates")).hull == 80


def test_a_new_ship_is_whole_and_takes_the_old_one_in_payment():
    run = a_run(wealth=2000, ship_type="scout")
    after = done(run, BuyShip(ship_type="combat"))
    assert after.wealth == 2000 - (1200 - 200)
    assert (after.ship_type, after.hull) == ("combat", 150)


def test_a_worn_ship_brings_less():
    assert trade_in(a_run(hull=40), "combat") == 100
    assert trade_in(a_run(hull=80), "combat") == 200


def test_the_cargo_and_the_pod_come_along_and_old_mods_are_paid_for():
    run = a_run(
        wealth=2000,
        mods=("laser_cannon", "speed_rig"),
        cargo={"data_cores": 7},
        augmentations=("shield_boost",),
        hull=100,
    )
    after = done(run, BuyShip(ship_type="explorer"))
    assert after.wealth == 2000 - (2000 - 200) + 100
    assert fitted(after) == []
    assert after.inventory == run.inventory
    assert after.pod == run.pod
    assert after.hull == 120 + 20


def test_what_the_old_mods_bring_can_pay_for_the_new_ship():
    run = a_run(wealth=500, mods=("laser_cannon",))
    assert done(run, BuyShip(ship_type="trader")).wealth == 500 + 100 - 600


def test_no_ship_is_given_away_with_money_on_top():
    run = a_run(ship_type="explorer", hull=120, wealth=10)
    assert trade_in(run, "scout") == ship_price(run, "scout") == 400
    assert done(run, BuyShip(ship_type="scout")).wealth == 10


def test_ships_are_refused_with_a_reason():
    refused(a_run(), BuyShip(ship_type="scout"), Code.SAME_SHIP)
    refused(a_run(), BuyShip(ship_type="zeppelin"), Code.UNKNOWN_SHIP)
    refused(a_run(), BuyShip(ship_type="explorer"), Code.INSUFFICIENT_CREDITS)
    refused(a_run("rock"), BuyShip(ship_type="trader"), Code.NO_TRADE_HERE)
    laden = a_run(ship_type="trader", hull=100, cargo={"scrap_metal": 12}, wealth=5000)
    refused(laden, BuyShip(ship_type="scout"), Code.CARGO_FULL)


def test_a_new_ship_ends_the_flight_in_the_pod():
    run = a_run(in_pod=True, wealth=500)
    run.pod.hp = 7
    after = done(run, BuyShip(ship_type="scout"))
    assert not after.pod.active
    assert after.pod.owned
    assert (after.hull, after.pod.hp, after.wealth) == (80, 30, 100)


@given(
    st.sampled_from(Difficulty),
    st.sampled_from(MODS),
)
def test_no_mod_is_worth_buying_to_sell(difficulty, mod_id):
    run = a_run(difficulty=difficulty)
    assert mod_refund(run, mod_id) < mod_price(run, mod_id)


@given(
    st.sampled_from(Difficulty),
    st.lists(st.sampled_from([*SHIPS, *MODS]), min_size=1, max_size=12),
)
def test_no_round_of_the_yard_makes_anyone_richer(difficulty, purchases):
    """What is owned at yard prices, with what the yard would pay for it, never grows."""
    run = a_run(difficulty=difficulty, wealth=6000)

    def worth(run):
        whole = ship_price(run, run.ship_type) * run.hull / effective(run).max_hull
        return run.wealth + whole + sum(mod_price(run, one) for one in fitted(run))

    for name in purchases:
        before = worth(run)
        action = BuyShip(ship_type=name) if name in SHIPS else BuyMod(mod_id=name)
        outcome = perform(run, action)
        run = outcome.run
        assert worth(run) <= before + 1


def test_every_ship_has_room_for_what_its_slots_say():
    for ship_type in SHIPS:
        run = a_run(ship_type=ship_type, hull=1, wealth=100_000)
        for mod_id in catalog().ship_mods:
            outcome = perform(run, BuyMod(mod_id=mod_id))
            assert outcome.ok or outcome.code == Code.NO_FREE_SLOT
            run = outcome.run
        slots = catalog().ship_types[ship_type].slots
        kinds = [mod.slot for mod in catalog().ship_mods.values()]
        for slot in ("high", "mid", "low", "rig"):
            expected = min(getattr(slots, slot), kinds.count(slot))
            assert len(getattr(run.mods, slot)) == expected
