"""Events: which one comes, how it is answered, what it costs, and when it lapses."""

from collections import Counter

import pytest

from game.catalog.expedition_story import event_tales
from game.expedition import events
from game.expedition.actions import Choose, Navigate, Quest, Refuel, SellItem
from game.expedition.endings import VICTORY, VICTORY_CHOICES
from game.expedition.openings import event_fault, must_answer, open_tale
from game.expedition.refusals import Code
from game.expedition.state import Ending, OpenEvent
from game.expedition.stats import held
from tests.expedition.voyages import a_run, done, journal, refused, share, until

TALES = event_tales()


def with_event(event_id, at="home", dice=1, **fields):
    run = a_run(at, **fields)
    open_tale(journal(run, dice), TALES[event_id])
    return run


def opened(mood, at="home", count=150, **fields):
    """Ids of what opens, with other dice each time."""
    seen = Counter()
    for number in range(count):
        run = a_run(at, **fields)
        events.open_event(journal(run, number), mood)
        seen[run.event.id] += 1
    return seen


class TestWhichOneComes:
    @pytest.mark.parametrize(
        ("mood", "moods"),
        [("good", {"good", "neutral"}), ("bad", {"bad"}), ("any", {"good", "neutral", "bad"})],
    )
    def test_its_mood_is_the_one_that_was_asked_for(self, mood, moods):
        assert {TALES[one].mood for one in opened(mood)} == moods

    @pytest.mark.parametrize("at", ["home", "rock", "wreck", "gate", "market", "edge"])
    def test_it_fits_the_place(self, at):
        kinds = {"home": "station", "rock": "asteroid_field", "wreck": "derelict"}
        kind = kinds.get(at, "wormhole" if at == "gate" else "planet")
        for one in opened("any", at):
            assert not TALES[one].when.nodes or kind in TALES[one].when.nodes

    def test_a_pod_meets_other_things_than_a_ship(self):
        in_ship, in_pod = opened("any"), opened("any", in_pod=True)
        assert all(TALES[one].flying in ("ship", "any") for one in in_ship)
        assert all(TALES[one].flying in ("pod", "any") for one in in_pod)
        assert {"pod_tow", "pod_leak", "pod_window"} <= set(in_pod)

    @pytest.mark.parametrize(
        ("event_id", "at", "fields", "otherwise"),
        [
            ("shared_larder", "rock", {"food": 9}, {"food": 10}),
            ("tanker_mercy", "rock", {"fuel": 15.9}, {"fuel": 16.0}),
            ("village_doctor", "home", {"health": 69}, {"health": 70}),
            ("groaning_frame", "rock", {"hull": 31}, {"hull": 32}),
            ("rich_mark", "home", {"wealth": 900}, {"wealth": 899}),
            ("collector", "home", {"cargo": {"alien_artifacts": 1}}, {}),
            ("model_ship", "home", {}, {"cargo": {"star_chart_fragment": 1}}),
            ("deep_listening", "rock", {"mods": ("scanner_upgrade",)}, {}),
            ("veterans_advice", "home", {"turn": 35}, {"turn": 34}),
            ("claim_jumpers", "rock", {"turn": 3}, {"turn": 2}),
            ("sleeper_thanks", "rock", {"seen_events": ["woke_a_sleeper"]}, {}),
            ("cryo_berths", "wreck", {}, {"seen_events": ["woke_a_sleeper"]}),
        ],
    )
    def test_some_come_only_as_things_stand(self, event_id, at, fields, otherwise):
        assert event_id in opened("any", at, count=400, **fields)
        assert event_id not in opened("any", at, count=400, **otherwise)

    def test_a_quest_under_way_keeps_others_away(self):
        assert "bounty_board" in opened("good", count=400)
        assert "bounty_board" not in opened("good", count=400, quest=object())

    def test_a_run_does_not_repeat_itself(self):
        run = a_run("wreck")
        for number in range(12):
            events.open_event(journal(run, number), "any")
        assert len(run.seen_events) == len(set(run.seen_events)) == 12

    def test_when_all_was_seen_something_comes_again_but_not_at_once(self):
        everything = list(TALES)
        for mood in events.MOODS:
            for one in opened(mood, seen_events=everything):
                assert TALES[one].when.remembers is None
        newest = ["pebble_storm", "slow_leak"]
        rest = [one for one in TALES if one not in newest]
        assert not opened("bad", seen_events=[*rest, *newest]).keys() & set(newest)

    def test_what_comes_again_is_the_newest_memory(self):
        run = a_run(seen_events=["quiet_hour", "space_post"])
        open_tale(journal(run), TALES["quiet_hour"])
        assert run.seen_events == ["space_post", "quiet_hour"]

    def test_what_another_event_opens_does_not_come_by_itself(self):
        assert "freighter_log" not in opened("any", "wreck", count=600)


class TestAnswering:
    @pytest.mark.parametrize("choice", [2, "leave", "Let it drift"], ids=["index", "id", "label"])
    def test_a_choice_is_named_by_its_index_id_or_label(self, choice):
        after = done(with_event("floating_crate"), Choose(choice=choice))
        assert after.event is None
        assert TALES["floating_crate"].choice("leave").success.text in after.last_event

    @pytest.mark.parametrize("choice", [3, -1, "fly", "LEAVE"])
    def test_what_is_not_on_offer_can_not_be_chosen(self, choice):
        outcome = refused(with_event("floating_crate"), Choose(choice=choice), Code.UNKNOWN_CHOICE)
        assert "Let it drift" in outcome.choices

    def test_without_an_event_there_is_nothing_to_choose(self):
        refused(a_run(), Choose(choice=0), Code.NOTHING_TO_CHOOSE)

    def test_what_can_not_be_paid_is_shown_and_refused(self):
        run = with_event("plague_flag")
        assert [choice.available for choice in events.event_choices(run)] == [False, True, True]
        refused(run, Choose(choice="donate"), Code.CHOICE_UNAVAILABLE)

    def test_a_cost_is_paid(self):
        run = with_event("plague_flag", cargo={"med_pack": 2})
        after = done(run, Choose(choice="donate"))
        assert held(after, "med_pack") == 1
        assert 650 <= after.wealth <= 710

    def test_a_cost_is_paid_for_a_failure_too(self):
        run = with_event("card_game")
        lost = until(run, Choose(choice="big"), lambda one: one.details["success"] == 0).run
        assert lost.wealth == run.wealth - 120

    def test_every_kind_of_cost_is_taken(self):
        assert done(with_event("pebble_storm"), Choose(choice="burn")).fuel == 95.0
        assert done(with_event("hitchhiker"), Choose(choice="carry")).food == 17

    def test_the_odds_that_are_shown_are_those_of_the_dice(self):
        run = with_event("card_game")
        shown = events.event_choices(run)[0]
        assert (shown.odds, shown.cost) == (0.5, {"credits": 30.0})
        seen = share(run, Choose(choice="small"), lambda one: one.details["success"] == 1)
        assert seen == pytest.approx(shown.odds, abs=0.1)

    def test_a_choice_takes_no_turn(self):
        assert done(with_event("quiet_hour"), Choose(choice="sleep")).turn == 0

    def test_choices_that_need_something_are_only_offered_with_it(self):
        bare = with_event("rich_vein", "rock")
        assert "laser" not in bare.event.choices
        assert "laser" in with_event("rich_vein", "rock", mods=("mining_laser",)).event.choices
        refused(bare, Choose(choice="laser"), Code.UNKNOWN_CHOICE)


class TestDrawing:
    def test_a_drawn_good_and_price_are_shown_and_dealt_in(self):
        run = with_event("sealed_auction")
        facts = run.event.facts
        assert facts["item"] in TALES["sealed_auction"].draw.goods
        shown = events.event_choices(run)[0]
        assert shown.cost == {"credits": float(facts["price"])}
        assert str(facts["price"]) in events.event_view(run)["text"]
        after = done(run, Choose(choice="bid"))
        assert held(after, facts["item"]) == 1
        assert after.wealth == run.wealth - facts["price"]

    def test_a_name_that_begins_a_sentence_begins_with_a_capital(self):
        texts = {events.event_view(with_event("card_game", dice=n))["text"] for n in range(30)}
        assert any("A very polite robot shuffles" in text for text in texts)

    def test_other_dice_draw_something_else(self):
        assert len({with_event("road_toll", dice=n).event.facts["who"] for n in range(30)}) == 4


class TestChains:
    def test_a_kindness_is_remembered(self):
        run = with_event("hitchhiker")
        after = done(run, Choose(choice="carry"))
        assert after.seen_events == ["hitchhiker", "carried_the_miner"]

    def test_an_event_can_lead_straight_to_the_next(self):
        after = done(with_event("sleeping_freighter", "wreck"), Choose(choice="bridge"))
        assert after.event.id == "freighter_log"
        assert after.seen_events == ["sleeping_freighter", "freighter_log"]

    def test_an_event_can_lead_to_a_fight(self):
        after = done(with_event("militia_call", "edge"), Choose(choice="join"))
        assert after.enemy.type == "pirate_raider"
        assert after.event is None

    def test_an_event_can_lead_to_a_job(self):
        after = done(with_event("bounty_board"), Choose(choice="take"))
        assert after.offer is not None
        assert done(after, Quest(quest="accept")).quest == after.offer

    def test_late_in_a_run_there_is_no_job_left(self):
        after = done(with_event("bounty_board", turn=49), Choose(choice="take"))
        assert after.offer is None
        assert "somebody else" in after.last_event


class TestWaiting:
    def test_an_event_lapses_when_the_ship_moves_on(self):
        after = done(with_event("quiet_hour"), Navigate(target_node_id="rock"))
        assert after.event is None or after.event.id != "quiet_hour"

    def test_an_event_that_has_to_be_answered_keeps_the_ship(self):
        run = with_event("customs")
        assert must_answer(run)
        assert events.event_view(run)["must_answer"]
        outcome = refused(run, Navigate(target_node_id="rock"), Code.CHOICE_PENDING)
        assert outcome.choices == tuple(choice.label for choice in events.event_choices(run))

    def test_trade_goes_on_beside_it(self):
        assert done(with_event("customs"), Refuel(amount=1)).event.id == "customs"


class TestTheOfferToRetire:
    def offered(self):
        return a_run(wealth=2345, event=OpenEvent(VICTORY, list(VICTORY_CHOICES), {"wealth": 2345}))

    def test_it_can_be_taken(self):
        after = done(self.offered(), Choose(choice="retire"))
        assert after.ending is Ending.RETIRED
        assert after.event is None

    def test_whoever_spends_the_fortune_cannot_retire_on_it(self):
        poorer = done(a_run(wealth=2001, event=self.offered().event), Refuel(amount=1))
        assert [one.available for one in events.event_choices(poorer)] == [False, True]
        refused(poorer, Choose(choice="retire"), Code.CHOICE_UNAVAILABLE)
        assert done(poorer, Choose(choice="fly_on")).event is None

    def test_whoever_earns_it_back_can(self):
        poorer = a_run(wealth=1990, event=self.offered().event, cargo={"data_cores": 1})
        richer = done(poorer, SellItem(item_id="data_cores"))
        assert done(richer, Choose(choice="retire")).victory

    def test_it_can_be_left(self):
        after = done(self.offered(), Choose(choice="fly_on"))
        assert after.ending is None
        assert after.event is None

    def test_it_lapses_like_any_other(self):
        assert done(self.offered(), Navigate(target_node_id="rock")).ending is None

    def test_it_reads_as_what_it_is(self):
        view = events.event_view(self.offered())
        assert (view["kind"], view["must_answer"]) == ("victory", False)
        assert "2345 credits" in view["text"]
        assert [choice["id"] for choice in view["choices"]] == list(VICTORY_CHOICES)


def test_a_view_tells_all_that_a_page_shows():
    run = with_event("plague_flag")
    view = events.event_view(run)
    assert (view["id"], view["kind"], view["title"]) == ("plague_flag", "event", "The yellow flag")
    assert "port of Home" in view["text"]
    assert view["choices"][0] == {
        "id": "donate",
        "label": "Hand over a medical pack",
        "odds": None,
        "cost": {"med_pack": 1.0},
        "available": False,
    }
    assert events.event_view(a_run()) is None
    assert events.event_choices(a_run()) == ()


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (OpenEvent("nothing", ["leave"]), "there is no event"),
        (OpenEvent("quiet_hour", []), "not its own"),
        (OpenEvent("quiet_hour", ["tune", "sleep"]), "in their order"),
        (OpenEvent("quiet_hour", ["sleep", "sleep"]), "not its own"),
        (OpenEvent("quiet_hour", ["sleep"], {"price": 3}), "not what it draws"),
        (OpenEvent("road_toll", ["pay"], {"price": 3, "who": "Red Agatha"}), "not what it draws"),
        (OpenEvent("road_toll", ["pay"], {"price": "50", "who": "Red Agatha"}), "not what"),
        (OpenEvent("road_toll", ["pay"], {"price": 50, "who": "Bob"}), "not what it draws"),
        (OpenEvent("sealed_auction", ["bid"], {"price": 80, "item": "scrap_metal"}), "not what"),
        (OpenEvent("sealed_auction", ["bid"], {"price": 80}), "not what it draws"),
        (OpenEvent(VICTORY, ["retire"]), "not as it is made"),
    ],
)
def test_an_open_event_that_can_not_be_is_found_out(event, words):
    assert words in event_fault(event)


@pytest.mark.parametrize("event_id", TALES)
def test_an_event_as_it_opens_has_no_fault(event_id):
    run = with_event(event_id)
    assert event_fault(run.event) is None
    assert run.event.choices
