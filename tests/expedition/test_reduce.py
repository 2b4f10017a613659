"""`perform`: every action has its rules, and a rule that says no changes nothing."""

import subprocess
import sys
import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.catalog.expedition import catalog
from game.catalog.expedition_story import event_tales
from game.expedition import reduce
from game.expedition.actions import (
    ACTIONS,
    Choose,
    Combat,
    CombatAction,
    DistressSignal,
    Flee,
    Mine,
    Navigate,
    Negotiate,
    Refuel,
    Repair,
    Salvage,
    Scan,
    parse_action,
)
from game.expedition.begin import new_run
from game.expedition.document import copied, decode, encode
from game.expedition.reduce import perform
from game.expedition.refusals import Code
from game.expedition.state import Difficulty, Ending, OpenEvent
from tests.expedition.voyages import a_run, done, foe, refused, throws, told

ITEMS = sorted(catalog().items)

FIELDS = {
    "target_node_id": st.integers(1, 42).map("node_{}".format) | st.none(),
    "target_region_id": st.integers(1, 6).map("region_{}".format) | st.none(),
    "amount": st.integers(1, 40),
    "ship_type": st.sampled_from([*catalog().ship_types, "zeppelin"]),
    "mod_id": st.sampled_from([*catalog().ship_mods, "death_ray"]),
    "item_id": st.sampled_from([*ITEMS, "moon_cheese"]),
    "augmentation_id": st.sampled_from([*catalog().pod_augmentations, "warp_core"]),
    "quantity": st.integers(1, 12),
    "side": st.sampled_from(["buy", "sell"]),
    "quest": st.sampled_from(["accept", "abandon", "report"]),
    "choice": st.integers(-1, 6),
    "combat_action": st.sampled_from([*catalog().combat_actions, "shout"]),
}
actions = st.fixed_dictionaries({"action": st.sampled_from(sorted(ACTIONS)), **FIELDS}).map(
    parse_action
)
scripts = st.lists(actions, max_size=60)
seeds = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


def test_every_action_has_a_handler():
    assert set(reduce.HANDLERS) == set(ACTIONS.values())


@settings(max_examples=60, deadline=None)
@given(seeds, st.sampled_from(Difficulty), scripts)
def test_any_actions_in_any_order_have_an_outcome(seed, difficulty, script):
    run = new_run(seed=seed, difficulty=difficulty)
    for action in script:
        before = copied(run)
        outcome = perform(run, action)
        assert run == before  # whatever came of it
        assert outcome.event
        assert outcome.ok == (outcome.code is None)
        assert (outcome.run is run) == (not outcome.ok)
        assert not (outcome.took_turn and outcome.run.turn == run.turn)
        run = outcome.run
        assert decode(encode(run)) == run


@settings(max_examples=30, deadline=None)
@given(seeds, scripts)
def test_the_same_seed_and_actions_give_the_same_run_byte_for_byte(seed, script):
    first, second = new_run(seed=seed), new_run(seed=seed)
    for action in script:
        first = perform(first, action).run
        second = perform(decode(encode(second)), action).run  # loading does not re-roll
    assert encode(first) == encode(second)


def test_another_process_gives_the_same_run():
    script = """
from hashlib import sha256
from game.expedition.actions import Navigate, Scan
from game.expedition.begin import new_run
from game.expedition.document import encode
from game.expedition.reduce import perform
run = new_run(seed="processes")
for action in [Navigate(), Scan()] * 8:
    run = perform(run, action).run
print(sha256(encode(run)).hexdigest())
"""
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(digests) == 1


def test_after_the_end_nothing_can_be_done():
    run = a_run(ending=Ending.STRANDED)
    for kind in sorted(ACTIONS):
        values = dict.fromkeys(("ship_type", "mod_id", "item_id", "augmentation_id"), "home")
        fields = {"side": "buy", "quest": "accept", "choice": 0, "combat_action": "attack"}
        refused(run, parse_action({"action": kind, **values, **fields}), Code.GAME_OVER)


@pytest.mark.parametrize(
    "action",
    [Navigate(), Scan(), Repair(), Refuel(), Mine(), Salvage(), Combat(), DistressSignal()],
)
def test_a_fight_leaves_no_time_for_anything_else(action):
    outcome = refused(a_run(enemy=foe()), action, Code.IN_COMBAT)
    assert "Attack" in outcome.choices


@pytest.mark.parametrize("action", [CombatAction(combat_action="attack"), Flee(), Negotiate()])
def test_without_a_fight_there_is_nobody_to_fight(action):
    refused(a_run(), action, Code.NOT_IN_COMBAT)


def insistent():
    tale = next(one for one in event_tales().values() if one.must_answer)
    facts = {"price": tale.draw.price[0]} if tale.draw.price is not None else {}
    return OpenEvent(tale.id, [choice.id for choice in tale.choices], facts)


@pytest.mark.parametrize(
    "action", [Navigate(), Scan(), Mine(), Salvage(), Combat(), DistressSignal()]
)
def test_an_event_that_insists_has_to_be_answered_first(action):
    run = a_run("rock", event=insistent(), mods=("mining_laser", "salvager"))
    outcome = refused(run, action, Code.CHOICE_PENDING)
    assert len(outcome.choices) == len(run.event.choices)


def test_an_event_that_insists_lets_one_do_what_takes_no_time():
    run = a_run(event=insistent(), fuel=20.0)
    after = done(run, Refuel(amount=1))
    assert after.event == run.event


def test_a_refused_action_keeps_the_event_that_it_would_have_left():
    run = a_run(event=OpenEvent("floating_crate", ["careful", "fuel", "leave"]), fuel=0.0)
    refused(run, Navigate(), Code.INSUFFICIENT_FUEL)
    assert run.event is not None


def test_an_outcome_tells_what_happened_in_one_text_and_in_parts():
    outcome = next(throws(a_run(), Refuel(amount=12)))
    assert outcome.event == " ".join(one.message for one in outcome.happenings)
    assert outcome.event == told(outcome, "refuel")[0]
    assert outcome.event_type == "refuel"
    assert outcome.run.last_event == outcome.event
    assert not outcome.took_turn
    assert outcome.run.statistics.actions == 1


def test_refused_actions_are_not_counted_and_do_not_move_the_dice():
    run = a_run(fuel=0.0)
    outcome = refused(run, Navigate(), Code.INSUFFICIENT_FUEL)
    assert outcome.run.statistics.actions == 0
    assert outcome.run.dice == run.dice


def test_an_unknown_choice_is_named():
    run = a_run(event=OpenEvent("floating_crate", ["careful", "fuel", "leave"]))
    refused(run, Choose(choice="dance"), Code.UNKNOWN_CHOICE)
    refused(a_run(), Choose(choice=0), Code.NOTHING_TO_CHOOSE)


def test_an_action_takes_less_than_a_millisecond_on_average():
    run = new_run(seed="speed")
    script = [Navigate(), Scan(), Refuel(), Choose(choice=0), Flee()] * 40
    began = time.process_time()
    for action in script:
        run = perform(run, action).run
    assert (time.process_time() - began) / len(script) < 0.001


def test_outcomes_are_plain_values():
    outcome = perform(new_run(seed="plain"), Navigate())
    assert msgspec.json.decode(msgspec.json.encode(outcome))["ok"] is True
