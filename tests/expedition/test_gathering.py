"""Mining, salvage and scans."""

import pytest

from game.catalog.expedition import rules
from game.catalog.expedition_story import quest_tales
from game.expedition.actions import Mine, Salvage, Scan
from game.expedition.gathering import richness
from game.expedition.refusals import Code
from game.expedition.state import Ending, OpenEvent, Quest, QuestKind
from game.expedition.stats import held, used_cargo
from game.expedition.views.places import star_map
from tests.expedition.voyages import a_run, done, place, refused, share, throws, told


def miner(**fields):
    return a_run("rock", **({"mods": ("mining_laser",), "ship_type": "trader"} | fields))


def salvager(**fields):
    return a_run("wreck", **({"mods": ("salvager",), "ship_type": "trader"} | fields))


def mined(outcome):
    return held(outcome.run, "rare_minerals")


def test_mining_burns_five_fuel_and_takes_a_turn():
    for outcome in throws(miner(), Mine(), 20):
        assert outcome.run.fuel == 95.0
        assert outcome.run.turn == 1


def test_seven_of_ten_attempts_bring_minerals():
    assert share(miner(), Mine(), lambda one: mined(one) > 0) == pytest.approx(0.7, abs=0.07)


def test_a_success_brings_two_to_five_times_the_yield():
    amounts = {mined(outcome) for outcome in throws(miner(), Mine())} - {0}
    assert amounts == {int(count * 1.5) for count in (2, 3, 4, 5)}


def test_a_field_gives_less_the_more_is_mined():
    run = miner()
    field = place(run, "rock")
    assert richness(field) == 1
    field.mined = rules().mining.vein
    assert richness(field) == 0.5
    amounts = {mined(outcome) for outcome in throws(run, Mine())} - {0}
    assert amounts == {int(count * 0.75) for count in (2, 3, 4, 5)}


def test_what_was_mined_is_remembered_and_a_poor_field_still_gives_one():
    run = miner()
    outcome = next(one for one in throws(run, Mine()) if mined(one))
    assert place(outcome.run, "rock").mined == mined(outcome)
    place(run, "rock").mined = 100_000
    assert {mined(outcome) for outcome in throws(run, Mine(), 40)} == {0, 1}


def test_the_map_shows_how_rich_fields_are():
    run = miner()
    place(run, "rock").mined = rules().mining.vein
    shown = [node for region in star_map(run)["regions"] for node in region["nodes"]]
    assert {one["id"]: one["richness"] for one in shown if one["id"] in ("rock", "home")} == {
        "rock": 0.5,
        "home": None,
    }


def test_one_success_in_ten_brings_something_more():
    successes = [one for one in throws(miner(), Mine(), 600) if mined(one)]
    more = [one for one in successes if len(one.run.inventory) > 1]
    assert len(more) / len(successes) == pytest.approx(0.1, abs=0.04)
    kinds = {row.item_id for row in rules().mining.bonus}
    assert {one.run.inventory[1].item_id for one in more} <= kinds


def test_a_failure_costs_five_to_fifteen_hull_points():
    for outcome in throws(miner(hull=80), Mine()):
        lost = 80 - outcome.run.hull
        assert (5 <= lost <= 15) if mined(outcome) == 0 else lost == 0


def test_a_rock_can_be_the_end():
    endings = {one.run.ending for one in throws(miner(hull=5), Mine(), 40)}
    assert endings == {None, Ending.HULL}


def test_what_has_no_room_stays_outside():
    run = a_run("rock", mods=("mining_laser",), cargo={"scrap_metal": 4})
    outcome = next(one for one in throws(run, Mine()) if mined(one))
    assert used_cargo(outcome.run) <= 50
    assert mined(outcome) == 2
    assert any("no room" in words for words in told(outcome, "find"))


def test_mining_is_refused_with_a_reason():
    refused(a_run("home", mods=("mining_laser",)), Mine(), Code.NOTHING_TO_MINE)
    refused(a_run("rock"), Mine(), Code.NO_MINING_LASER)
    refused(miner(fuel=4.9), Mine(), Code.INSUFFICIENT_FUEL)


def test_four_of_five_wrecks_hold_something():
    found = share(salvager(), Salvage(), lambda one: bool(one.run.inventory))
    assert found == pytest.approx(0.8, abs=0.06)


def test_salvage_burns_three_fuel_and_takes_a_turn_once_a_stay():
    after = done(salvager(), Salvage())
    assert (after.fuel, after.turn) == (97.0, 1)
    refused(after, Salvage(), Code.NOTHING_TO_SALVAGE)


def test_a_fight_leaves_a_wreck_anywhere_once():
    run = a_run("home", mods=("salvager",), ship_type="trader")
    refused(run, Salvage(), Code.NOTHING_TO_SALVAGE)
    run.stay.wreck = True
    after = done(run, Salvage())
    refused(after, Salvage(), Code.NOTHING_TO_SALVAGE)


def test_at_a_derelict_a_fights_wreck_is_one_more():
    run = salvager()
    run.stay.wreck = True
    refused(done(done(run, Salvage()), Salvage()), Salvage(), Code.NOTHING_TO_SALVAGE)


def test_salvage_is_refused_with_a_reason():
    refused(a_run("wreck"), Salvage(), Code.NO_SALVAGER)
    refused(salvager(fuel=2.9), Salvage(), Code.INSUFFICIENT_FUEL)


def test_a_scan_takes_no_turn_and_is_done_once_a_stay():
    after = done(a_run(), Scan())
    assert after.turn == 0
    after.event = None
    refused(after, Scan(), Code.ALREADY_SCANNED)


def found_something(outcome):
    return "nothing" not in told(outcome, "scan")[0]


@pytest.mark.parametrize(
    ("fields", "chance"),
    [
        ({}, 0.3),
        ({"mods": ("scanner_upgrade",)}, 0.5),
        ({"augmentations": ("scanner_array",)}, 0.5),
        ({"in_pod": True}, 0.3),
    ],
)
def test_scans_find_something_as_often_as_their_scanner_does(fields, chance):
    assert share(a_run("rock", **fields), Scan(), found_something, 600) == pytest.approx(
        chance, abs=0.06
    )


def test_finds_are_loot_or_events():
    run = a_run("rock", mods=("scanner_upgrade",))
    finds = [one for one in throws(run, Scan(), 800) if found_something(one)]
    events = [one for one in finds if one.run.event is not None]
    assert 1 - len(events) / len(finds) == pytest.approx(0.3, abs=0.06)
    for outcome in finds:
        gained = outcome.run.wealth - run.wealth + used_cargo(outcome.run)
        assert (gained > 0) == (outcome.run.event is None)


def test_an_open_event_lapses_with_a_scan():
    run = a_run("rock", event=OpenEvent("floating_crate", ["careful", "fuel", "leave"]))
    outcome = next(one for one in throws(run, Scan()) if not found_something(one))
    assert outcome.run.event is None


def test_a_scan_where_a_quest_asks_for_it_counts():
    template = next(key for key, one in quest_tales().items() if one.kind == "scan")
    quest = Quest("quest_1", template, QuestKind.SCAN, "home", "rock", "", 1, 0, 100, 40)
    run = a_run("rock", quest=quest)
    after = done(run, Scan())
    assert after.quest is not None
    assert after.quest.done == 1
