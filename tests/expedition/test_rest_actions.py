"""Actions over REST: carried out, refused by rules or by form, and what is recorded of them."""

from typing import Any

import msgspec
import pytest

from game.expedition import views
from game.expedition.actions import ACTIONS
from game.expedition.begin import new_run
from game.expedition.document import decode, encode
from game.expedition.state import Run
from game.models import Expedition, ExpeditionStep
from game.services import expeditions
from saves.models import SaveSlot
from tests.expedition.rest import READS, Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun(site: Site) -> Site:
    site.new(seed="amber")
    return site


def test_an_action_answers_with_what_happened_and_the_state(begun: Site) -> None:
    body = begun.act("navigate")
    assert set(body) == {"success", "result", "game_state"}
    assert body["success"] is True
    result = body["result"]
    assert set(result) == {
        "event", "event_type", "code", "choices", "details", "happenings", "took_turn",
    }  # fmt: skip
    assert (result["event_type"], result["code"], result["took_turn"]) == ("navigate", None, True)
    assert result["happenings"][0].keys() == {"type", "message"}
    assert body["game_state"]["turn_count"] == 1
    assert body["game_state"]["revision"] == 2
    assert body["game_state"] == begun.state()


def test_every_action_that_was_carried_out_is_recorded_in_order(begun: Site) -> None:
    begun.act("buy_food", amount=1)
    begun.act("flee")
    begun.act("navigate")
    row = Expedition.objects.get()
    steps = ExpeditionStep.objects.order_by("number")
    assert [(step.number, step.action["action"]) for step in steps] == [
        (1, "buy_food"),
        (2, "navigate"),
    ]
    assert (row.step_count, row.revision) == (2, 3)


def test_a_turn_is_kept_by_the_auto_save(begun: Site) -> None:
    begun.act("navigate")
    slot = SaveSlot.objects.get()
    assert slot.slot == 0
    assert slot.document == Expedition.objects.get().document
    assert slot.metadata["session_id"] == "default"


def test_a_rule_that_says_no_is_an_answer_and_changes_nothing(begun: Site) -> None:
    before = Expedition.objects.values().get()
    body = begun.act("repair")
    assert (body["success"], body["result"]["event_type"]) == (False, "error")
    assert body["result"]["code"] == "HULL_FULL"
    assert body["result"]["event"]
    assert body["game_state"]["revision"] == 1
    assert Expedition.objects.values().get() == before
    assert not ExpeditionStep.objects.exists()


@pytest.mark.parametrize("name", ["fly", "", "NAVIGATE", "x" * 1000, "\0"])
def test_an_unknown_action_is_an_answer(begun: Site, name: str) -> None:
    body = begun.act(name)
    assert body["success"] is False
    result = body["result"]
    assert (result["event_type"], result["code"]) == ("error", "UNKNOWN_ACTION")
    assert body["game_state"]["revision"] == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": None},
        {"action": 7},
        {"action": ["navigate"]},
        {"action": "navigate", "target_node_id": 7},
        {"action": "navigate", "target_node_id": ""},
        {"action": "buy_ship"},
        {"action": "sell_item", "item_id": "rations", "quantity": 0},
        {"action": "sell_item", "item_id": "rations", "quantity": -3},
        {"action": "sell_item", "item_id": "rations", "quantity": 1.5},
        {"action": "sell_item", "item_id": "rations", "quantity": 10**30},
        {"action": "trade", "side": "steal", "item_id": "rations"},
        {"action": "quest"},
        {"action": "choose"},
        {"action": "choose", "choice": {}},
        {"action": "remove_mod", "mod_id": "x", "slot_type": "top"},
        [],
        [{"action": "navigate"}],
        "navigate",
        7,
    ],
)
def test_a_malformed_body_is_400(begun: Site, body: object) -> None:
    status, answer = begun.post("game/action/default", body)
    assert (status, answer["success"], answer["code"]) == (400, False, "INVALID_INPUT")
    assert answer["details"]
    assert Expedition.objects.get().revision == 1


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_every_action_is_understood(begun: Site, name: str) -> None:
    needs: dict[str, Any] = {
        "target_node_id": "nowhere",
        "ship_type": "barge",
        "mod_id": "nothing",
        "item_id": "nothing",
        "side": "buy",
        "augmentation_id": "nothing",
        "quest": "report",
        "choice": 99,
        "combat_action": "shout",
    }
    body = begun.act(name, **needs)
    assert body["success"] or body["result"]["code"] != "UNKNOWN_ACTION"


def refusals() -> dict[str, tuple[dict[str, Any], str]]:
    """One action for each sort of refusal that a beginner meets."""
    return {
        "route": ({"action": "navigate", "target_node_id": "nowhere"}, "UNKNOWN_NODE"),
        "region": ({"action": "navigate", "target_region_id": "nowhere"}, "UNKNOWN_REGION"),
        "hull": ({"action": "repair"}, "HULL_FULL"),
        "ship": ({"action": "buy_ship", "ship_type": "barge"}, "UNKNOWN_SHIP"),
        "same ship": ({"action": "buy_ship", "ship_type": "scout"}, "SAME_SHIP"),
        "mod": ({"action": "buy_mod", "mod_id": "wheel"}, "UNKNOWN_MOD"),
        "not fitted": ({"action": "remove_mod", "mod_id": "mining_laser"}, "NOT_FITTED"),
        "item": ({"action": "use_item", "item_id": "wheel"}, "UNKNOWN_ITEM"),
        "health": ({"action": "consume_food"}, "HEALTH_FULL"),
        "no fight": ({"action": "flee"}, "NOT_IN_COMBAT"),
        "no pod": (
            {"action": "buy_augmentation", "augmentation_id": "shield_boost"},
            "NO_POD",
        ),
        "no choice": ({"action": "choose", "choice": 0}, "NOTHING_TO_CHOOSE"),
        "mine": ({"action": "mine"}, "NOTHING_TO_MINE"),
        "salvage": ({"action": "salvage"}, "NOTHING_TO_SALVAGE"),
        "quest": ({"action": "quest", "quest": "report"}, "NO_QUEST"),
    }


@pytest.mark.parametrize("which", refusals())
def test_the_codes_of_refusals_reach_the_client(begun: Site, which: str) -> None:
    fields, code = refusals()[which]
    if begun.state()["current_event"]:
        begun.act("choose", choice=len(begun.state()["available_choices"]) - 1)
    body = begun.act(**fields)
    assert (body["success"], body["result"]["code"]) == (False, code), body["result"]


def test_a_run_takes_so_many_actions_and_no_more(
    begun: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert expeditions.MAX_STEPS == 10_000
    monkeypatch.setattr(expeditions, "MAX_STEPS", 1)
    begun.act("navigate")
    body = begun.act("navigate")
    assert (body["success"], body["result"]["code"]) == (False, "ACTION_LIMIT")
    assert Expedition.objects.get().step_count == 1


def test_the_document_is_the_run_of_the_rules(begun: Site) -> None:
    assert Expedition.objects.get().document == encode(new_run(seed="amber")).decode()


def stored_run() -> Run:
    return decode(Expedition.objects.get().document)


@pytest.mark.parametrize("read", READS)
def test_every_view_is_of_the_present_run(begun: Site, read: str) -> None:
    begun.act("navigate")
    status, body = begun.get(f"game/{read}/default")
    assert status == 200
    assert body.pop("success") is True
    run = stored_run()
    if read == "state":
        assert body["player_stats"] == msgspec.to_builtins(views.game_state(run)["player_stats"])
    else:
        assert body == msgspec.to_builtins(getattr(views, read)(run))


def test_the_dice_are_never_shown(begun: Site) -> None:
    dice = stored_run().dice
    for read in READS:
        assert dice not in str(begun.get(f"game/{read}/default"))
    assert dice not in str(begun.act("navigate"))


@pytest.mark.parametrize(
    "document", ["", "{}", "[1", '{"format":"cosmic.expedition","version":99}']
)
def test_a_session_that_cannot_be_read_says_so_and_can_begin_anew(
    begun: Site, document: str
) -> None:
    Expedition.objects.update(document=document, revision=7)
    answers = [begun.get(f"game/{read}/default") for read in READS]
    answers.append(begun.post("game/action/default", {"action": "navigate"}))
    answers.append(begun.post("game/new", {}))
    for status, body in answers:
        assert (status, body["code"]) == (400, "DAMAGED_SAVE")
    assert begun.new(force_new=True)["revision"] == 8
