"""What is written for expeditions: enough of it, and nothing that could lead a run astray."""

import re
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from itertools import product
from typing import Any

import msgspec
import pytest

from game.catalog import expedition_story as story
from game.catalog.expedition import catalog
from game.catalog.expedition_checks import event_faults, name_faults, quest_faults, text_faults
from game.catalog.expedition_tales import Events, PlaceNames, Quests, Texts
from game.expedition.state import Ending

MOODS = ("good", "bad", "neutral")
FLYING = ("ship", "pod")
EVENTS = story.event_tales()
QUESTS = story.quest_tales()


def raw(name, kind):
    """A file's content with every default spelled out, to be changed."""
    text = resources.files("game.catalog").joinpath(f"expedition_{name}.yaml").read_bytes()
    return msgspec.to_builtins(msgspec.yaml.decode(text, type=kind))


def test_there_is_more_to_meet_than_ten_runs_see():
    assert len(EVENTS) >= 50
    assert all(2 <= len(tale.choices) <= 4 for tale in EVENTS.values())
    assert set(Counter(tale.mood for tale in EVENTS.values())) == set(MOODS)


def test_there_are_twenty_quests_of_four_kinds():
    kinds = Counter(tale.kind for tale in QUESTS.values())
    assert sum(kinds.values()) >= 20
    assert set(kinds) == {"deliver", "scan", "hunt", "explore"}
    assert min(kinds.values()) >= 4


@pytest.mark.parametrize("region", catalog().region_types)
@pytest.mark.parametrize("mood", MOODS)
def test_every_region_has_a_choice_of_events_of_each_mood(region, mood):
    fitting = [
        tale
        for tale in EVENTS.values()
        if tale.mood == mood
        and tale.flying != "pod"
        and (not tale.when.regions or region in tale.when.regions)
    ]
    assert len(fitting) >= 8


@pytest.mark.parametrize("node", catalog().node_types)
def test_every_type_of_place_has_events_of_its_own(node):
    assert sum(node in tale.when.nodes for tale in EVENTS.values()) >= 5


def test_some_events_remember_an_earlier_choice():
    followers = [tale for tale in EVENTS.values() if tale.when.remembers is not None]
    assert len(followers) >= 5
    results = [r for tale in EVENTS.values() for c in tale.choices for r in c.results]
    assert any(result.opens for result in results)


def test_every_kind_of_consequence_happens_somewhere():
    results = [r for tale in EVENTS.values() for c in tale.choices for r in c.results]
    for name in msgspec.structs.asdict(results[0]):
        assert any(getattr(result, name) for result in results), name
    found = {item for result in results for item in result.items}
    assert {"ancient_key", "star_chart_fragment", "distress_beacon"} <= found
    assert {r.fight for r in results if r.fight} == set(catalog().enemies)


def test_no_two_choices_of_an_event_lead_to_the_same():
    for tale in EVENTS.values():
        told = [result.text for choice in tale.choices for result in choice.results]
        assert len(set(told)) == len(told), tale.id


def test_no_text_is_told_twice():
    told = [tale.text for tale in (*EVENTS.values(), *QUESTS.values())]
    told += [r.text for tale in EVENTS.values() for c in tale.choices for r in c.results]
    assert len(set(told)) == len(told)


def test_sentences_end():
    told = [r.text for tale in EVENTS.values() for c in tale.choices for r in c.results]
    told += [tale.text for tale in (*EVENTS.values(), *QUESTS.values())]
    assert [text for text in told if not re.search(r'[.!?]"?$', text)] == []


def test_harm_is_put_down_to_something():
    """What an event does to the hull or the health has a cause of its own."""
    for tale in EVENTS.values():
        results = [result for choice in tale.choices for result in choice.results]
        amounts = [amount for r in results for amount in (r.hull, r.health)]
        if any((amount if isinstance(amount, int) else amount[0]) < 0 for amount in amounts):
            assert tale.cause != "the encounter", tale.id


def test_every_ending_has_words_and_a_run_keeps_its_own():
    for ending in Ending:
        variants = {story.ending_text(ending, f"seed {n}").title for n in range(40)}
        assert len(variants) >= 2
        assert story.ending_text(ending, "a") == story.ending_text(ending, "a")
    with pytest.raises(KeyError):
        story.ending_text("boredom", "a")


def test_forty_places_of_a_type_can_have_names_of_their_own():
    for parts in story.place_names().nodes.values():
        assert len(parts.pairs()) >= 40


def test_what_was_written_is_read_once():
    assert story.texts() is story.texts()
    assert story.event_tales() is story.event_tales()


def test_a_story_with_a_fault_does_not_load(monkeypatch):
    monkeypatch.setattr(story, "text_faults", lambda texts, catalog: ["nothing about it"])
    story.texts.cache_clear()
    with pytest.raises(story.StoryError, match="nothing about it"):
        story.texts()


@dataclass
class Fault:
    """A change to what is written, by its path, and what is said about it."""

    path: tuple[Any, ...]
    value: Any
    words: str

    def __str__(self) -> str:
        return self.words


def broken(written, fault):
    at = written
    for key in fault.path[:-1]:
        at = at[key]
    at[fault.path[-1]] = fault.value
    return written


FIRST = ("events", 0)
CHOICE = (*FIRST, "choices", 0)


@pytest.mark.parametrize(
    "fault",
    [
        Fault((*FIRST, "id"), "pebble_storm", "two events pebble_storm"),
        Fault(("encounters", "frontier", 0, "enemy"), "ghost", "frontier ghost"),
        Fault(("encounters", "nowhere"), [{"enemy": "space_kraken", "share": 1}], "no nowhere"),
        Fault(
            ("encounters", "core_worlds"),
            [{"enemy": "space_kraken", "share": 1, "from_turn": 2}],
            "nobody to meet at first",
        ),
        Fault((*FIRST, "when", "nodes"), ["moon"], "unknown node moon"),
        Fault((*FIRST, "when", "regions"), ["home"], "unknown region home"),
        Fault((*FIRST, "when", "has_item"), "socks", "unknown item socks"),
        Fault((*FIRST, "when", "has_mod"), "horn", "unknown mod horn"),
        Fault((*FIRST, "when", "remembers"), "nothing", "unknown memory nothing"),
        Fault((*FIRST, "when", "forgets"), ["nothing"], "unknown memory nothing"),
        Fault((*FIRST, "draw", "goods"), ["socks"], "unknown item socks"),
        Fault((*FIRST, "draw", "price"), [9, 3], "price from more to less"),
        Fault((*FIRST, "text"), "Hello {stranger}", "unknown blank {stranger}"),
        Fault((*CHOICE, "id"), "leave", "two choices with id leave"),
        Fault((*CHOICE, "label"), "Let it drift", "two choices with label Let it drift"),
        Fault((*CHOICE, "odds"), None, "odds and a failure go together"),
        Fault((*CHOICE, "failure"), None, "odds and a failure go together"),
        Fault((*CHOICE, "cost"), {"socks": 1}, "unknown cost socks"),
        Fault((*CHOICE, "cost"), {"credits": "price"}, "once it is drawn"),
        Fault((*CHOICE, "success", "items"), {"socks": 1}, "unknown item socks"),
        Fault((*CHOICE, "success", "items"), {"drawn": 1}, "unknown item drawn"),
        Fault((*CHOICE, "success", "items"), {"med_pack": 0}, "less than one of an item"),
        Fault((*CHOICE, "success", "lose"), {"socks": 1}, "unknown item socks"),
        Fault((*CHOICE, "success", "fight"), "ghost", "unknown enemy ghost"),
        Fault((*CHOICE, "success", "fight"), "space_kraken", "neither guns nor shields"),
        Fault((*CHOICE, "success", "credits"), [5, 1], "an amount from more to less"),
        Fault((*CHOICE, "success", "credits"), [-5, 5], "gain or loss by chance"),
        Fault((*CHOICE, "success", "opens"), "nothing", "opens the unknown event nothing"),
        Fault((*CHOICE, "success", "opens"), "harvest_fair", "not the end of a chain"),
        Fault((*CHOICE, "success", "remember"), "harvest_fair", "names an event and a mark"),
        Fault((*FIRST, "choices", -1, "cost"), {"fuel": 1}, "its last choice is not free"),
        Fault((*FIRST, "choices", -1, "when", "armed"), True, "its last choice is not free"),
    ],
    ids=str,
)
def test_a_fault_of_an_event_is_found(fault):
    events = msgspec.convert(broken(raw("events", Events), fault), Events)
    assert any(fault.words in found for found in event_faults(events, catalog()))


def test_an_event_that_has_to_be_answered_has_a_free_choice():
    written = raw("events", Events)
    event = next(one for one in written["events"] if one["must_answer"])
    for choice in event["choices"]:
        choice["cost"] = {"fuel": 1}
    faults = event_faults(msgspec.convert(written, Events), catalog())
    assert faults == [f"event {event['id']}: none of its choices is free"]


@pytest.mark.parametrize(("mood", "flying"), list(product(MOODS, FLYING)))
def test_something_of_each_mood_can_happen_anywhere(mood, flying):
    written = raw("events", Events)
    for event in written["events"]:
        if event["mood"] == mood and event["flying"] in (flying, "any"):
            event["when"]["turn_from"] = 1
    faults = event_faults(msgspec.convert(written, Events), catalog())
    assert f"no {mood} event that fits a {flying} everywhere" in faults


@pytest.mark.parametrize(("field", "value"), [("odds", 1.5), ("odds", -0.1), ("label", "")])
def test_what_has_no_sense_at_all_is_not_even_read(field, value):
    written = broken(raw("events", Events), Fault((*CHOICE, field), value, ""))
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(written, Events)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(("quests", 0, "id"), "clinic_run", "two quests clinic_run"),
        Fault(("quests", 0, "regions"), ["home"], "unknown region home"),
        Fault(("quests", 0, "nodes"), ["moon"], "unknown node moon"),
        Fault(("quests", 0, "goods"), ["socks"], "unknown item socks"),
        Fault(("quests", 0, "goods"), [], "goods belong to deliver"),
        Fault(("quests", 0, "needed"), [1, 500], "more is asked for than one can hold"),
        Fault(("quests", 0, "reward"), [9, 3], "reward from more to less"),
        Fault(("quests", 0, "enemies"), ["pirate_scout"], "enemies belong to hunt"),
        Fault(("quests", 0, "thanks"), "Thanks, {friend}", "unknown blank {friend}"),
        Fault(("quests", 8, "needed"), [1, 2], "one scan is all that counts"),
        Fault(("quests", -1, "nodes"), ["planet"], "nodes belong to scan and deliver"),
    ],
    ids=str,
)
def test_a_fault_of_a_quest_is_found(fault):
    written = raw("quests", Quests)
    faults = quest_faults(msgspec.convert(broken(written, fault), Quests), catalog())
    assert any(fault.words in found for found in faults)


def test_each_kind_of_quest_is_offered_everywhere():
    written = raw("quests", Quests)
    written["quests"] = [one for one in written["quests"] if one["kind"] != "hunt"]
    faults = quest_faults(msgspec.convert(written, Quests), catalog())
    assert faults == ["no hunt quest that is offered everywhere"]


def test_what_lacks_words_and_what_does_not_exist_is_found():
    written = raw("texts", Texts)
    del written["items"]["med_pack"]
    written["ships"]["raft"] = "Logs."
    faults = text_faults(msgspec.convert(written, Texts), catalog())
    assert faults == ["ships: there is no raft", "items: nothing about med_pack"]


def test_two_places_of_one_name_are_found():
    written = raw("names", PlaceNames)
    written["nodes"]["station"] = written["nodes"]["planet"]
    faults = name_faults(msgspec.convert(written, PlaceNames), catalog())
    assert "two places called Avelan Prime" in faults
