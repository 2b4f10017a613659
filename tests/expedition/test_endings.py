"""When a ship is stranded, and when it is not yet."""

import pytest

from game.catalog.expedition_story import quest_tales
from game.expedition.actions import ConsumeFood, Refuel, SellItem
from game.expedition.effects import end_run
from game.expedition.endings import cheapest_move, judge_stranding, stranded
from game.expedition.prices import fuel_price, sell_price
from game.expedition.state import Ending, OpenEvent, Quest, QuestKind
from tests.expedition.voyages import a_run, done, foe, journal, place


def adrift(at="wreck", **fields):
    """No fuel, and everything tried that can be tried once a stay."""
    run = a_run(at, **({"fuel": 0.0, "wealth": 0} | fields))
    run.stay.scanned = run.stay.called = run.stay.searched = run.stay.salvaged = True
    return run


def test_without_fuel_or_any_way_to_get_some_a_ship_is_stranded():
    assert stranded(adrift())
    assert stranded(adrift(in_pod=True))


def test_stranding_ends_a_run_after_any_action():
    run = adrift(health=50)
    assert done(run, ConsumeFood(amount=1)).ending is Ending.STRANDED


def test_fuel_for_the_cheapest_move_is_enough():
    assert cheapest_move(adrift()) == 4.0
    assert not stranded(adrift(fuel=4.0))
    assert stranded(adrift(fuel=3.9))


@pytest.mark.parametrize(
    "fields",
    [
        {"cargo": {"fuel_cells": 1}},
        {"enemy": foe()},
        {"event": OpenEvent("floating_crate", ["careful", "fuel", "leave"])},
    ],
    ids=["fuel cells", "a fight", "an event"],
)
def test_something_that_may_bring_fuel_is_hope(fields):
    assert not stranded(adrift(**fields))


@pytest.mark.parametrize("untried", ["scanned", "called", "searched"])
def test_what_was_not_tried_yet_is_hope(untried):
    run = adrift()
    setattr(run.stay, untried, False)
    assert not stranded(run)


def test_nobody_hunts_where_people_trade_or_from_a_pod():
    for run in (adrift("home"), adrift(in_pod=True)):
        run.stay.searched = False
        assert stranded(run)


def test_wreckage_is_hope_for_those_who_can_salvage_it():
    run = adrift(mods=("salvager",), fuel=3.0)
    run.stay.salvaged = False
    assert not stranded(run)
    run.fuel = 2.9
    assert stranded(run)
    unequipped = adrift(fuel=3.0)
    unequipped.stay.salvaged = False
    assert stranded(unequipped)


def test_where_fuel_is_sold_it_takes_the_means_to_buy_enough():
    run = adrift("home")
    price = fuel_price(run)
    run.wealth = 4 * price
    assert not stranded(run)
    run.wealth = 4 * price - 1
    assert stranded(run)


def test_cargo_that_can_be_sold_is_means():
    run = adrift("home", cargo={"exotic_matter": 1})
    assert sell_price(run, "exotic_matter") > 4 * fuel_price(run)
    assert not stranded(run)
    assert stranded(adrift("home", cargo={"ancient_key": 1}))
    sold = done(run, SellItem(item_id="exotic_matter"))
    assert not sold.game_over
    assert not done(sold, Refuel(amount=4)).game_over


def test_fuel_is_sold_by_the_whole_unit():
    run = adrift("home", fuel=1.5)
    run.wealth = 3 * fuel_price(run) - 1
    assert stranded(run)
    run.wealth += 1
    assert not stranded(run)


def test_fittings_that_can_be_sold_are_means_and_rigs_are_not():
    assert not stranded(adrift("home", mods=("laser_cannon",)))
    assert stranded(adrift("home", mods=("shield_rig",)))


def test_the_pay_for_a_finished_job_is_means():
    template = next(key for key, one in quest_tales().items() if one.kind == "explore")
    job = Quest("quest_1", template, QuestKind.EXPLORE, "home", "", "", 2, 2, 90, 40)
    assert not stranded(adrift("home", quest=job))
    job.done = 1
    assert stranded(adrift("home", quest=job))


def test_at_a_wormhole_a_move_within_the_region_is_still_the_cheapest():
    run = adrift("gate")
    assert cheapest_move(run) == 4.0
    place(run, "gate").links = []
    assert cheapest_move(run) == 4.0


def test_a_run_that_is_over_is_not_ended_again():
    j = journal(adrift())
    end_run(j, Ending.HEALTH)
    judge_stranding(j)
    assert j.run.ending is Ending.HEALTH
