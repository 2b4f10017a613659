"""What players see: the promised shapes, the rules' own numbers, and what can be done now."""

import json
from typing import Any

import msgspec
import pytest

from game.catalog.expedition import catalog, rules
from game.dice import Dice
from game.expedition import views
from game.expedition.actions import ACTIONS, BuyMod, Choose, Navigate, RemoveMod, Trade
from game.expedition.begin import new_run
from game.expedition.document import decode
from game.expedition.places import here, node_of
from game.expedition.reduce import perform
from game.expedition.refusals import Code
from game.expedition.state import Ending, OpenEvent, Run, Stack
from game.expedition.stats import effective
from game.expedition.views import shapes
from game.expedition.views.possible import refusal_of
from game.protocol.expedition import GameState
from tests.support.expedition_play import moves, travelled, wander, well_off
from tests.support.expedition_samples import SAMPLES, sample_path

ROW = {
    "session_id": "default",
    "created_at": "2030-01-01T00:00:00+00:00",
    "last_activity": "2030-01-01T00:00:00+00:00",
    "ranked": True,
    "daily": None,
    "revision": 1,
}


def sample(name: str) -> Run:
    return decode(sample_path(name).read_bytes())


def of_shape(value: Any, shape: Any) -> bool:
    """Whether a view has its shape's keys, all and none more, and their types."""
    return bool(msgspec.convert(value, shape) == value)


def without_trade(run: Run) -> Run:
    node_of(run).has_trade = False
    run.offer = None
    return run


@pytest.fixture(params=[*SAMPLES, "new", "travelled"])
def run(request: pytest.FixtureRequest) -> Run:
    if request.param == "new":
        return new_run(seed="seen")
    return travelled(5) if request.param == "travelled" else sample(request.param)


class TestShapes:
    def test_a_state_has_its_shape(self, run: Run) -> None:
        assert of_shape(views.game_state(run), shapes.GameState)

    def test_with_the_sessions_keys_it_is_the_state_of_the_wire(self, run: Run) -> None:
        state = json.loads(json.dumps({**ROW, **views.game_state(run)}, allow_nan=False))
        wire = msgspec.convert(state, GameState)
        assert set(msgspec.to_builtins(wire)) == set(state)

    def test_the_other_views_have_theirs(self, run: Run) -> None:
        assert of_shape(views.ship_info(run), shapes.ShipInfo)
        assert of_shape(views.inventory(run), shapes.InventoryView)
        assert of_shape(views.available_mods(run), dict[str, shapes.SlotView])
        assert of_shape(views.statistics(run), shapes.StatisticsView)
        assert of_shape(views.summary(run), shapes.Summary)
        options = views.navigation_options(run)
        assert of_shape(options["current_location"], shapes.LocationView)
        for option in options["options"]:
            kind = shapes.NodeOption if option["type"] == "node" else shapes.RegionOption
            assert of_shape(option, kind)

    def test_the_dice_are_nobodys_to_see(self, run: Run) -> None:
        assert run.dice not in json.dumps(views.game_state(run))

    def test_looking_changes_nothing(self, run: Run) -> None:
        before = msgspec.json.encode(run)
        state = views.game_state(run)
        state["player_stats"]["ship_mods"]["high"].append("laser_cannon")
        state["star_map"]["regions"][0]["links"].clear()
        state["completed_quests"].append("all")
        assert msgspec.json.encode(run) == before


class TestState:
    def test_it_begins_as_the_rules_say(self) -> None:
        state = views.game_state(new_run(seed="seen"))
        player = state["player_stats"]
        assert (player["health"], player["wealth"], player["food"]) == (100, 500, 50)
        assert (player["ship_condition"], player["max_ship_condition"]) == (80, 80)
        assert (player["ship_type"], player["ship_name"]) == ("scout", "Scout Vessel")
        assert (state["turn_count"], state["max_turns"]) == (0, 50)
        assert (state["at_repair_location"], state["at_trade_location"]) == (True, True)
        assert state["repair_price"] == 100
        assert (state["game_over"], state["victory"], state["ending"]) == (False, False, None)
        assert len(state["star_map"]["regions"]) == 5
        assert len(state["history"]) == 1

    def test_the_price_of_a_repair_is_told_wherever_there_is_one(self) -> None:
        run = new_run(seed="seen")
        at = node_of(run)
        at.has_trade = False
        assert (views.game_state(run)["market"], views.game_state(run)["repair_price"]) == (
            None,
            100,
        )
        at.has_repair = False
        assert views.game_state(run)["repair_price"] is None

    def test_a_fight_shows_its_choices(self) -> None:
        state = views.game_state(sample("fight"))
        assert state["combat"] is not None
        assert state["current_event"] is not None
        assert state["current_event"]["kind"] == "combat"
        assert state["player_stats"]["in_combat"]
        assert "Flee" in state["available_choices"]
        assert "Attack" in state["available_choices"]

    def test_an_event_shows_what_can_be_answered(self) -> None:
        run = sample("journey")
        state = views.game_state(run)
        assert state["combat"] is None
        assert state["current_event"] is not None
        labels = [choice["label"] for choice in state["current_event"]["choices"]]
        assert state["available_choices"] == labels
        assert [choice.label for choice in views.choices_on_offer(run)] == labels

    def test_every_available_choice_can_be_chosen_by_its_text(self) -> None:
        run = sample("journey")
        for choice in views.choices_on_offer(run):
            if choice.available:
                assert perform(run, Choose(choice=choice.label)).ok

    def test_the_offer_to_retire_is_an_event(self) -> None:
        run = new_run(seed="seen")
        run.wealth = 2500
        run.event = OpenEvent("victory", ["retire", "fly_on"], {"wealth": 2500})
        event = views.game_state(run)["current_event"]
        assert event is not None
        assert (event["kind"], [one["id"] for one in event["choices"]]) == (
            "victory",
            ["retire", "fly_on"],
        )

    def test_nothing_to_choose_is_an_empty_list(self) -> None:
        state = views.game_state(new_run(seed="seen"))
        assert state["available_choices"] == []
        assert state["current_event"] is None

    def test_the_pod_is_shown_as_what_flies(self) -> None:
        player = views.game_state(sample("pod"))["player_stats"]
        assert player["in_pod_mode"]
        assert player["ship_name"] == "Escape Pod"
        assert player["ship_condition"] == 0
        assert 0 < player["pod_hp"] <= player["pod_max_hp"]
        assert (player["combat_power"], player["weapons"]) == (0, 0)

    def test_an_ending_is_told(self) -> None:
        state = views.game_state(sample("ended"))
        assert state["game_over"]
        assert state["ending"] is not None
        assert state["ending"]["title"]
        assert state["ending"]["text"]

    def test_without_trade_there_is_no_market(self) -> None:
        state = views.game_state(without_trade(new_run(seed="seen")))
        assert state["market"] is None
        assert state["shipyard"] is None

    def test_a_summary_names_the_place(self) -> None:
        run = new_run(seed="seen")
        region, node = here(run)
        assert views.summary(run) == {
            "turn_count": 0,
            "wealth": 500,
            "health": 100,
            "location": f"{node.name}, {region.name}",
        }


class TestDeals:
    def test_market_prices_are_what_is_paid(self) -> None:
        run = well_off(seed="prices")
        market = views.game_state(run)["market"]
        assert market is not None
        for item in market["items"]:
            bought = perform(run, Trade(side="buy", item_id=item["item_id"]))
            if item["buy"] is None:
                assert bought.code == Code.NOT_SOLD_HERE.value
                continue
            assert run.wealth - bought.run.wealth == item["buy"]
            sold = perform(bought.run, Trade(side="sell", item_id=item["item_id"]))
            assert sold.run.wealth - bought.run.wealth == item["sell"]
            assert item["sell"] is not None
            assert item["sell"] < item["buy"]

    def test_what_nobody_trades_is_not_listed(self) -> None:
        market = views.game_state(new_run(seed="seen"))["market"]
        assert market is not None
        listed = {item["item_id"] for item in market["items"]}
        kept = {one for one, item in catalog().items.items() if item.category == "quest"}
        assert listed == set(catalog().items) - kept

    def test_every_ship_is_offered_and_ones_own_marked(self) -> None:
        shipyard = views.game_state(well_off())["shipyard"]
        assert shipyard is not None
        assert [ship["ship_type"] for ship in shipyard["ships"]] == list(catalog().ship_types)
        assert [ship["owned"] for ship in shipyard["ships"]] == [True, False, False, False]
        assert [ship["available"] for ship in shipyard["ships"]] == [False, True, True, True]
        assert shipyard["pod"] == {"cost": 500, "available": True, "reason": ""}

    def test_augmentations_say_what_they_wait_for(self) -> None:
        shipyard = views.game_state(well_off())["shipyard"]
        assert shipyard is not None
        for extra in shipyard["augmentations"]:
            assert not extra["available"]
            assert "no pod" in extra["reason"]


class TestFitting:
    def test_every_mod_stands_under_its_slot(self) -> None:
        shelf = views.available_mods(new_run(seed="seen"))
        assert {slot: view["max_slots"] for slot, view in shelf.items()} == {
            "high": 2,
            "mid": 3,
            "low": 1,
            "rig": 1,
        }
        for slot, view in shelf.items():
            assert view["available_mods"]
            for mod_id, offer in view["available_mods"].items():
                assert catalog().ship_mods[mod_id].slot == offer["slot"] == slot

    def test_effects_name_only_what_changes(self) -> None:
        shelf = views.available_mods(new_run(seed="seen"))
        assert shelf["high"]["available_mods"]["laser_cannon"]["effects"] == {"combat_power": 10}
        assert shelf["rig"]["available_mods"]["speed_rig"]["effects"] == {
            "speed": 0.2,
            "fuel_efficiency": 0.9,
        }

    def test_affordable_and_purchasable_are_two_things(self) -> None:
        offer = views.available_mods(without_trade(well_off()))["high"]["available_mods"]
        assert offer["laser_cannon"]["affordable"]
        assert not offer["laser_cannon"]["purchasable"]
        assert offer["laser_cannon"]["code"] == Code.NO_TRADE_HERE.value

    def test_what_is_fitted_takes_its_slot(self) -> None:
        run = perform(well_off(), BuyMod(mod_id="shield_rig")).run
        rigs = views.available_mods(run)["rig"]
        assert (rigs["max_slots"], rigs["used_slots"]) == (1, 1)
        assert rigs["available_mods"]["shield_rig"]["fitted"]
        assert rigs["available_mods"]["speed_rig"]["code"] == Code.NO_FREE_SLOT.value

    def test_rigs_stay_and_the_rest_has_its_refund(self) -> None:
        run = well_off()
        for mod_id in ("shield_rig", "laser_cannon"):
            run = perform(run, BuyMod(mod_id=mod_id)).run
        slots = views.ship_info(run)["slots"]
        (rig,), (laser,) = slots["rig"]["mods"], slots["high"]["mods"]
        assert (rig["permanent"], rig["removable"], rig["refund"]) == (True, False, 0)
        assert (laser["permanent"], laser["removable"], laser["refund"]) == (False, True, 100)
        sold = perform(run, RemoveMod(mod_id="laser_cannon")).run
        assert sold.wealth - run.wealth == laser["refund"]

    def test_ship_info_has_the_effective_numbers(self) -> None:
        run = perform(well_off(), BuyMod(mod_id="shield_rig")).run
        info = views.ship_info(run)
        assert info["base"]["max_hp"] == 80
        assert info["max_hull"] == effective(run).max_hull == 120


class TestInventory:
    def test_weights_and_values_add_up(self) -> None:
        run = new_run(seed="seen")
        run.inventory = [Stack("rare_minerals", 4), Stack("med_pack", 2), Stack("ancient_key", 1)]
        view = views.inventory(run)
        assert (view["used_space"], view["total_value"]) == (24, 440)
        minerals, packs, key = view["items"]
        assert (minerals["total_weight"], minerals["total_value"]) == (20, 200)
        assert [one["usable"] for one in (minerals, packs, key)] == [False, True, False]
        assert minerals["text"]

    def test_an_empty_hold_is_worth_nothing(self) -> None:
        view = views.inventory(new_run(seed="seen"))
        assert view == {"items": [], "cargo_capacity": 50, "used_space": 0, "total_value": 0}


class TestNavigation:
    def test_options_are_the_links_and_cost_what_is_burnt(self) -> None:
        run = new_run(seed="seen")
        region, node = here(run)
        options = views.navigation_options(run)["options"]
        assert [one["id"] for one in options] == [*node.links, *region.links]
        for option in options:
            node_id = option["id"] if option["type"] == "node" else None
            region_id = option["id"] if option["type"] == "region" else None
            action = Navigate(target_node_id=node_id, target_region_id=region_id)
            assert perform(run, action).details["fuel"] == option["fuel_cost"]

    def test_what_is_out_of_reach_says_why(self) -> None:
        run = new_run(seed="seen")
        run.fuel = 10.0
        for option in views.navigation_options(run)["options"]:
            assert option["reachable"] == (option["type"] == "node")
            assert bool(option["reason"]) != option["reachable"]

    def test_in_a_fight_nothing_is_in_reach(self) -> None:
        options = views.navigation_options(sample("fight"))["options"]
        assert options
        assert not any(option["reachable"] for option in options)


class TestPossible:
    def test_every_action_is_judged(self, run: Run) -> None:
        assert set(views.game_state(run)["possible"]) == set(ACTIONS) - {"event"}

    def test_a_no_has_a_code_and_words(self, run: Run) -> None:
        for verdict in views.game_state(run)["possible"].values():
            if verdict["available"]:
                assert (verdict["code"], verdict["reason"]) == (None, "")
            else:
                assert verdict["code"] in set(Code)
                assert verdict["reason"]

    def test_what_is_refused_is_what_perform_refuses(self, run: Run) -> None:
        for action in moves(run):
            refusal, outcome = refusal_of(run, action), perform(run, action)
            assert outcome.ok == (refusal is None), action
            if refusal is not None:
                assert (outcome.code, outcome.event) == (refusal.code.value, refusal.words)

    def test_it_holds_all_along_a_run(self) -> None:
        for _, run in wander(new_run(seed="seen"), Dice(8), steps=40):
            possible = views.game_state(run)["possible"]
            for action in moves(run):
                name = str(action.__struct_config__.tag)
                assert possible[name]["available"] or not perform(run, action).ok, action

    def test_when_it_is_over_nothing_is(self) -> None:
        possible = views.game_state(sample("ended"))["possible"]
        assert {one["code"] for one in possible.values()} == {Code.GAME_OVER.value}


class TestScore:
    def test_what_counts(self) -> None:
        run = new_run(seed="seen")
        points = rules().score
        before = views.score(run)
        assert before == run.wealth + points.region_visited
        run.wealth += 7
        run.statistics.quests_completed = 2
        run.statistics.ships_destroyed = 3
        assert views.score(run) == before + 7 + 2 * points.quest + 3 * points.ship_destroyed

    def test_an_early_victory_is_worth_more(self) -> None:
        run = new_run(seed="seen")
        lost = views.score(run)
        run.ending, run.turn = Ending.RETIRED, 30
        early = views.score(run)
        run.turn = 49
        assert lost < views.score(run) < early
