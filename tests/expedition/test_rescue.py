"""Distress signals."""

import pytest

from game.catalog.expedition import rules
from game.expedition.actions import DistressSignal
from game.expedition.refusals import Code
from game.expedition.rescue import help_chance
from game.expedition.state import Ending
from tests.expedition.voyages import a_run, done, refused, share, throws, told

RULES = rules().distress
CALL = DistressSignal()


def helped(outcome):
    return any(words.startswith("Help comes") for words in told(outcome, "distress"))


def test_a_call_takes_a_turn_and_is_made_once_a_stay():
    after = next(one.run for one in throws(a_run("rock"), CALL) if one.run.enemy is None)
    assert after.turn == 1
    refused(after, CALL, Code.ALREADY_CALLED)


def test_calls_are_answered_as_often_as_the_rules_say():
    assert share(a_run("rock"), CALL, helped) == pytest.approx(RULES.help_chance, abs=0.07)


def test_helpers_leave_fuel_and_food_for_a_fee():
    run = a_run("rock", fuel=1.0, food=0)
    outcome = next(one for one in throws(run, CALL) if helped(one))
    assert outcome.run.fuel == 1.0 + RULES.fuel
    assert outcome.run.food == RULES.food - rules().turn.food
    assert outcome.run.wealth == 500 - RULES.fee


def test_who_has_nothing_is_helped_for_nothing():
    outcome = next(one for one in throws(a_run("rock", wealth=7), CALL) if helped(one))
    assert outcome.run.wealth == 0
    outcome = next(one for one in throws(a_run("rock", wealth=0), CALL) if helped(one))
    assert outcome.run.wealth == 0


def test_help_is_no_business():
    """What helpers leave is worth no more than a fair price of it, beyond their fee."""
    cheapest = rules().market.fuel * (1 - rules().market.supply_spread)
    assert RULES.fee >= RULES.fuel * cheapest * 0.5


def test_now_and_then_somebody_else_comes():
    fights = share(a_run("rock"), CALL, lambda one: one.run.enemy is not None)
    expected = (1 - RULES.help_chance) * RULES.pirate_chance
    assert fights == pytest.approx(expected, abs=0.05)


def test_a_pod_is_towed_to_where_ships_are_sold():
    run = a_run("wreck", in_pod=True)
    for outcome in throws(run, CALL, 60):
        assert outcome.run.node_id == ("home" if helped(outcome) else "wreck")
        assert outcome.run.enemy is None


def test_a_beacon_is_heard_more_often():
    plain, with_beacon = a_run(in_pod=True), a_run(in_pod=True, augmentations=("distress_beacon",))
    assert help_chance(plain) == RULES.pod_help_chance
    assert help_chance(with_beacon) == pytest.approx(RULES.pod_help_chance + RULES.beacon_bonus)


def test_a_beacon_from_the_hold_is_always_heard_and_used_up():
    for outcome in throws(a_run("rock", cargo={"distress_beacon": 1}), CALL, 30):
        assert helped(outcome)
        assert outcome.run.inventory == []


def test_a_call_in_vain_on_an_empty_tank_can_be_the_end():
    run = a_run("wreck", fuel=0.0)
    run.stay.scanned = run.stay.searched = True
    endings = {one.run.ending for one in throws(run, CALL, 60) if one.run.enemy is None}
    assert endings == {None, Ending.STRANDED}


def test_the_last_turn_can_be_spent_on_a_call():
    assert done(a_run("rock", turn=49), CALL).ending is Ending.OUT_OF_TURNS
