"""Bots on expeditions: what a careful one does, and that neither is ever stuck."""

from random import Random

import pytest

from clients.bots.charts import Charts
from clients.bots.drifter import random_play
from clients.bots.explorer import careful
from game.expedition.actions import Repair, parse_action
from game.expedition.begin import new_run
from game.expedition.reduce import perform
from game.expedition.state import Difficulty, OpenEvent
from game.expedition.travel import entry_node, risk
from game.expedition.views import game_state, navigation_options
from tests.expedition.voyages import a_run, foe, place

DICE = Random(0)


def wish(run, refused=()):
    return careful(dict(game_state(run)), DICE, refused)


def wishes(run, count=8):
    """What it would try, were everything refused."""
    tried = []
    for _ in range(count):
        try:
            tried.append(wish(run, tried))
        except StopIteration:
            break
    return tried


@pytest.mark.parametrize("difficulty", list(Difficulty))
@pytest.mark.parametrize("seed", range(4))
def test_a_careful_run_comes_to_an_end_without_a_loop(difficulty, seed):
    run, refused = new_run(seed=f"bot {seed}", difficulty=difficulty), []
    for _ in range(600):
        if run.game_over:
            break
        action = wish(run, refused)
        outcome = perform(run, parse_action(action))
        refused = [] if outcome.ok else [*refused, action]
        run = outcome.run
        assert len(refused) < 10
    assert run.game_over


@pytest.mark.parametrize("seed", range(3))
def test_a_random_run_comes_to_an_end(seed):
    run, dice = new_run(seed=f"bot {seed}"), Random(seed)
    for _ in range(5000):
        if run.game_over:
            break
        run = perform(run, parse_action(random_play(dict(game_state(run)), dice))).run
    assert run.game_over


def test_a_refusal_changes_what_is_tried_next():
    tried = wishes(a_run())
    assert len(tried) >= 6
    assert all(tried.count(action) == 1 for action in tried)


def test_it_retires_when_it_can():
    offer = OpenEvent("victory", ["retire", "fly_on"], {"wealth": 2345})
    assert wish(a_run(wealth=2345, event=offer)) == {"action": "choose", "choice": "retire"}
    poorer = wish(a_run(wealth=1999, event=offer))
    assert poorer != {"action": "choose", "choice": "retire"}


def test_a_fortune_is_taken_to_a_market():
    run = a_run("rock", wealth=2500, fuel=50.0, mods=("mining_laser",), hull=80)
    run.stay.scanned = True
    assert wish(run) == {"action": "navigate", "target_node_id": "home"}


def test_it_mines_with_a_sound_hull_only():
    sound = a_run("rock", mods=("mining_laser",))
    sound.stay.scanned = True
    assert wish(sound) == {"action": "mine"}
    poor = a_run("rock", mods=("mining_laser",), hull=20)
    assert wish(poor) == {"action": "navigate", "target_node_id": "home"}


def test_it_repairs_a_poor_hull_where_it_can():
    run = a_run(hull=20)
    assert wish(run) == {"action": "repair"}
    assert perform(run, Repair()).ok


def test_it_turns_back_while_the_tank_still_reaches_a_market():
    run = a_run("rock", fuel=15.0)
    run.stay.scanned = True
    assert wish(run) == {"action": "navigate", "target_node_id": "home"}


def test_it_leaves_a_field_that_is_mined_out():
    run = a_run("rock", mods=("mining_laser",))
    run.stay.scanned = True
    place(run, "rock").mined = 500
    assert wish(run)["action"] == "navigate"


def test_it_fights_the_weak_and_flees_from_the_strong():
    assert wish(a_run(enemy=foe()))["action"] == "combat_action"
    kraken = foe(type="space_kraken", hp=100, max_hp=100, power=20)
    assert wish(a_run(enemy=kraken, wealth=0)) == {"action": "flee"}


def test_charts_know_what_flights_cost_and_where_jumps_end():
    for run in (a_run(), a_run("gate"), a_run("rock", mods=("fuel_optimizer",))):
        charts = Charts(dict(game_state(run)))
        legs = {str(leg.action): leg for leg in charts.legs(run.node_id)}
        options = navigation_options(run)["options"]
        assert len(legs) == len(options)
        for option in options:
            key = f"target_{option['type']}_id"
            leg = legs[str({"action": "navigate", key: option["id"]})]
            assert leg.fuel == option["fuel_cost"]
            region = next((r for r in run.star_map.regions if r.id == option["id"]), None)
            end = place(run, option["id"]) if region is None else entry_node(run, region)
            assert (leg.end, leg.danger) == (end.id, risk(run, end))
