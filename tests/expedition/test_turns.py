"""The end of a turn: hunger, effects, drones, the plot, the last turn and the offer to retire."""

import pytest

from game.catalog.expedition import rules, scale
from game.expedition.actions import Choose, Navigate, Refuel, Scan
from game.expedition.state import Difficulty, Ending, TempEffect
from game.expedition.turns import end_turn
from tests.expedition.voyages import a_run, done, foe, journal

RULES = rules().turn


def after_turn(run):
    j = journal(run)
    end_turn(j)
    assert j.took_turn
    return run


def test_each_turn_eats():
    run = after_turn(a_run(food=20))
    assert (run.food, run.health, run.turn) == (20 - RULES.food, 100, 1)


@pytest.mark.parametrize("level", Difficulty)
def test_without_food_health_suffers(level):
    run = after_turn(a_run(food=0, difficulty=level))
    assert run.health == 100 - round(RULES.hunger * scale(level).hunger)


def test_hunger_can_be_the_end():
    run = after_turn(a_run(food=0, health=RULES.hunger))
    assert run.ending is Ending.HEALTH
    assert run.turn == 1


def test_effects_last_their_turns():
    run = a_run(temp_effects=[TempEffect("shield", 50, 2)])
    assert after_turn(run).temp_effects == [TempEffect("shield", 50, 1)]
    assert after_turn(run).temp_effects == []


def test_drones_mend_the_hull_each_turn_up_to_the_whole():
    run = a_run(mods=("repair_drones",), hull=75)
    assert after_turn(run).hull == min(80, 75 + RULES.drone_points)
    assert after_turn(after_turn(run)).hull == 80
    assert after_turn(a_run(hull=75)).hull == 75


def test_every_turn_is_a_point_of_the_plot():
    run = done(done(a_run(), Navigate(target_node_id="rock")), Navigate(target_node_id="home"))
    assert [(point.turn, point.node_id, point.fuel) for point in run.history] == [
        (1, "rock", 96.0),
        (2, "home", 92.0),
    ]


@pytest.mark.parametrize("action", [Refuel(amount=1), Scan()])
def test_what_takes_no_turn_ends_none(action):
    run = a_run()
    after = done(run, action)
    assert (after.turn, after.food, after.history) == (0, 20, [])


def test_a_fortune_at_a_place_with_trade_is_an_offer_to_retire():
    run = done(a_run("rock", wealth=2000), Navigate(target_node_id="home"))
    assert run.event is not None
    assert (run.event.id, run.event.choices) == ("victory", ["retire", "fly_on"])
    assert run.ending is None
    retired = done(run, Choose(choice="retire"))
    assert retired.victory
    assert retired.game_over


def test_whoever_flies_on_is_asked_again_at_the_next_turn_there():
    run = done(a_run("rock", wealth=2000), Navigate(target_node_id="home"))
    run = done(run, Choose(choice="fly_on"))
    assert run.event is None
    assert not run.game_over
    run = done(done(run, Navigate(target_node_id="rock")), Navigate(target_node_id="home"))
    assert run.event is not None
    assert run.event.id == "victory"


def test_the_offer_lapses_with_the_next_flight():
    run = done(a_run("rock", wealth=2000), Navigate(target_node_id="home"))
    run = done(run, Navigate(target_node_id="rock"))
    assert run.event is None or run.event.id != "victory"


@pytest.mark.parametrize(
    "fields",
    [{"at": "rock"}, {"wealth": 1999}, {"enemy": foe()}],
    ids=["no trade", "less", "fight"],
)
def test_otherwise_nobody_can_retire(fields):
    assert after_turn(a_run(**({"wealth": 2000} | fields))).event is None


def test_turn_fifty_is_the_last():
    assert after_turn(a_run("rock", turn=48)).ending is None
    assert after_turn(a_run("rock", turn=49, wealth=9000)).ending is Ending.OUT_OF_TURNS
    assert rules().goal.max_turns == 50


def test_a_fortune_at_the_last_turn_where_people_trade_is_a_success():
    assert after_turn(a_run("home", turn=49, wealth=2000)).ending is Ending.RETIRED
    assert after_turn(a_run("home", turn=49, wealth=1999)).ending is Ending.OUT_OF_TURNS
