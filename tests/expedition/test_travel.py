"""Flights: routes, fuel, what is found on the way and what waits there."""

import pytest

from game.catalog.expedition import catalog, rules
from game.expedition.actions import Navigate
from game.expedition.places import find_region, node_cost, region_cost
from game.expedition.refusals import Code
from game.expedition.state import Difficulty, OpenEvent
from game.expedition.stats import effective
from game.expedition.travel import entry_node, region_risk, risk
from game.expedition.views import game_state, navigation_options
from tests.expedition.voyages import (
    a_run,
    done,
    place,
    refused,
    share,
    throws,
    told,
    until,
)


def to(node_id):
    return Navigate(target_node_id=node_id)


def into(region_id):
    return Navigate(target_region_id=region_id)


def dangerous(at="home", **fields):
    run = a_run(at, **fields)
    place(run, "rock").danger = 1.0
    return run


def certain_risk(monkeypatch):
    """Every arrival at a place of danger 1 does harm."""
    monkeypatch.setattr("game.expedition.travel.risk", lambda run, node: node.danger)


def test_a_flight_in_a_region_burns_five_fuel_times_the_ships_efficiency():
    run = a_run()  # a scout: 0.8
    assert node_cost(run) == 4.0
    assert done(run, to("rock")).fuel == 96.0


@pytest.mark.parametrize(
    ("mods", "augmentations", "cost"),
    [
        (("fuel_optimizer",), (), 3.2),
        (("speed_rig",), (), 3.6),
        ((), ("emergency_thrusters",), 3.2),
        (("fuel_optimizer", "speed_rig"), ("emergency_thrusters",), 2.3),
    ],
)
def test_mods_and_augmentations_save_fuel(mods, augmentations, cost):
    assert node_cost(a_run(mods=mods, augmentations=augmentations)) == cost


def test_a_jump_costs_fifty_and_twenty_from_a_wormhole():
    assert done(a_run(), into("old")).fuel == 50.0
    assert done(a_run("gate"), into("core")).fuel == 80.0
    assert region_cost(a_run("market")) == 50


def test_a_flight_takes_a_turn_and_begins_a_new_stay():
    run = a_run()
    run.stay.scanned = run.stay.called = True
    after = done(run, to("rock"))
    assert after.turn == 1
    assert after.node_id == "rock"
    assert not after.stay.scanned
    assert not after.stay.called


def test_a_flight_shows_the_neighbours():
    after = done(a_run(), to("rock"))
    assert place(after, "rock").visited
    assert place(after, "wreck").discovered
    assert not place(after, "wreck").visited
    assert after.statistics.systems_visited == 2
    assert after.statistics.total_distance_traveled == 30.0


def test_coming_back_counts_no_place_twice():
    after = done(done(a_run(), to("rock")), to("home"))
    assert after.statistics.systems_visited == 2
    assert after.statistics.total_distance_traveled == 60.0


def test_a_jump_comes_out_at_the_nearest_place():
    run = a_run()
    assert entry_node(run, run.star_map.regions[1]).id == "gate"
    assert done(run, into("old")).node_id == "gate"


def test_the_first_visit_to_a_region_brings_a_hundred_credits_once():
    first = done(a_run(fuel=200.0), into("old"))
    assert first.wealth == 600
    home = done(first, into("core"))
    assert home.wealth == 600
    assert done(home, into("old")).wealth == 600


def test_a_jump_shows_the_regions_beyond():
    run = a_run("gate")
    assert not run.star_map.regions[2].discovered
    assert done(run, into("core")).star_map.regions[2].discovered


def test_without_a_target_a_neighbour_is_drawn():
    assert {one.run.node_id for one in throws(a_run("rock"), Navigate(), 40)} == {"home", "wreck"}


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (to("nowhere"), Code.UNKNOWN_NODE),
        (into("nowhere"), Code.UNKNOWN_REGION),
        (to("home"), Code.ALREADY_HERE),
        (into("core"), Code.ALREADY_HERE),
        (to("wreck"), Code.NO_ROUTE),
        (to("gate"), Code.NO_ROUTE),
    ],
)
def test_a_flight_that_cannot_be_is_refused(action, code):
    refused(a_run(), action, code)


def test_a_region_without_a_link_cannot_be_jumped_to():
    refused(a_run("gate"), into("far"), Code.NO_ROUTE)


@pytest.mark.parametrize("action", [to("rock"), Navigate()])
def test_a_flight_takes_its_fuel(action):
    outcome = refused(a_run(fuel=3.9), action, Code.INSUFFICIENT_FUEL)
    assert outcome.details == {"needed": 4.0, "fuel": 3.9}
    refused(a_run(fuel=49.9), into("old"), Code.INSUFFICIENT_FUEL)


def test_a_risky_arrival_does_five_to_fifteen_damage(monkeypatch):
    certain_risk(monkeypatch)
    for outcome in throws(dangerous(), to("rock"), 100):
        assert 5 <= 80 - outcome.run.hull <= 15


def test_a_safe_arrival_does_none():
    assert all(one.run.hull == 80 and one.run.enemy is None for one in throws(a_run(), to("rock")))


def test_one_risky_arrival_in_four_begins_a_fight(monkeypatch):
    certain_risk(monkeypatch)
    fights = share(dangerous(), to("rock"), lambda one: one.run.enemy is not None, 800)
    assert fights == pytest.approx(rules().travel.fight_chance, abs=0.05)
    assert rules().travel.fight_chance == 0.25


def test_the_more_dangerous_a_place_the_likelier_the_harm():
    run = dangerous()
    assert risk(run, place(run, "home")) == 0
    assert risk(run, place(run, "rock")) == 1
    easy, run, hard = (a_run(difficulty=level) for level in Difficulty)
    for one in (easy, run, hard):
        place(one, "rock").danger = 0.4
    assert risk(run, place(run, "rock")) == 0.4
    assert risk(easy, place(easy, "rock")) < risk(run, place(run, "rock"))
    assert risk(run, place(run, "rock")) < risk(hard, place(hard, "rock"))


@pytest.mark.parametrize("difficulty", list(Difficulty))
def test_the_danger_on_the_map_is_the_chance_that_an_arrival_does_harm(difficulty):
    run = a_run(difficulty=difficulty)
    place(run, "rock").danger = 0.5
    shown = next(one for one in navigation_options(run)["options"] if one["id"] == "rock")
    on_map = [node for region in game_state(run)["star_map"]["regions"] for node in region["nodes"]]
    assert shown["danger_level"] in [one["danger_level"] for one in on_map if one["id"] == "rock"]
    harmed = share(run, to("rock"), lambda one: one.run.statistics.damage_taken > 0, 800)
    assert harmed == pytest.approx(shown["danger_level"], abs=0.06)


def test_a_regions_danger_is_the_mean_of_its_places():
    run = dangerous()
    core = find_region(run, "core")
    assert region_risk(run, core) == pytest.approx(1 / 3, abs=0.001)


def test_all_space_is_as_dangerous_to_a_pod():
    run = dangerous(in_pod=True)
    for name in ("home", "rock"):
        assert risk(run, place(run, name)) == catalog().pod.damage_chance


def test_arrivals_are_now_and_then_events():
    happened = share(a_run(), to("rock"), lambda one: one.run.event is not None)
    assert happened == pytest.approx(rules().travel.event_chance, abs=0.08)


def test_no_event_takes_the_place_of_a_chance_to_retire():
    run = a_run("rock", wealth=2500)
    for outcome in throws(run, to("home"), 40):
        assert outcome.run.event is not None
        assert outcome.run.event.id == "victory"


def test_an_event_that_does_not_insist_lapses_with_the_flight():
    run = a_run(event=OpenEvent("floating_crate", ["careful", "fuel", "leave"]))
    outcome = until(run, to("rock"), lambda one: one.run.event is None)
    assert outcome.run.node_id == "rock"


def test_every_move_in_the_pod_has_a_three_in_ten_chance_of_ten_damage():
    run = a_run(in_pod=True)
    hurt = share(run, to("rock"), lambda one: one.run.pod.hp == 20)
    assert hurt == pytest.approx(0.3, abs=0.07)
    assert all(one.run.pod.hp in (20, 30) for one in throws(run, to("rock")))


def test_nobody_fights_a_pod(monkeypatch):
    certain_risk(monkeypatch)
    run = dangerous(in_pod=True)
    assert all(one.run.enemy is None for one in throws(run, to("rock")))


def test_the_pod_flies_with_its_own_numbers():
    plain = effective(a_run(in_pod=True))
    assert (plain.fuel_efficiency, plain.combat_power, plain.cargo_capacity) == (1.0, 0, 0)
    assert node_cost(a_run(in_pod=True)) == 5.0
    assert node_cost(a_run(in_pod=True, augmentations=("emergency_thrusters",))) == 4.0


def test_a_ship_lost_on_arrival_leaves_the_pod_there(monkeypatch):
    certain_risk(monkeypatch)
    run = dangerous(pod=True, hull=3)
    outcome = next(throws(run, to("rock")))
    assert outcome.run.pod.active
    assert outcome.run.enemy is None
    assert outcome.run.turn == 1
    assert told(outcome, "pod")


def test_a_flight_reports_what_it_took():
    outcome = next(throws(a_run(), into("old")))
    assert outcome.details["fuel"] == 50
    assert outcome.details["node_id"] == "gate"
    assert outcome.took_turn
    assert outcome.event_type == "navigate"
    assert told(outcome, "navigation") == ["You jump to Old and come out at Gate."]
