"""Quests: what is offered, how it is done, where and until when it is rewarded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.catalog.expedition import catalog, rules
from game.catalog.expedition_story import quest_rules, quest_tales
from game.expedition import quests
from game.expedition.actions import Navigate
from game.expedition.actions import Quest as Step
from game.expedition.begin import new_run
from game.expedition.quest_offers import draw_quest
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Quest, QuestKind
from game.expedition.stats import held
from tests.expedition.voyages import a_run, done, journal, place, refused

ACCEPT, ABANDON, REPORT = (Step(quest=step) for step in ("accept", "abandon", "report"))
TEMPLATES = {
    QuestKind.DELIVER: "clinic_run",
    QuestKind.SCAN: "star_that_flickers",
    QuestKind.HUNT: "bounty_scouts",
    QuestKind.EXPLORE: "fill_the_chart",
}
TARGETS = {
    QuestKind.DELIVER: "market",
    QuestKind.SCAN: "rock",
    QuestKind.HUNT: "pirate_scout",
    QuestKind.EXPLORE: "core",
}


def job(kind=QuestKind.DELIVER, **fields):
    values = {
        "id": f"{TEMPLATES[kind]}-0",
        "template": TEMPLATES[kind],
        "kind": kind,
        "giver_node_id": "home",
        "target_id": TARGETS[kind],
        "item_id": "med_pack" if kind is QuestKind.DELIVER else "",
        "needed": 1,
        "done": 0,
        "reward": 150,
        "deadline": 20,
    }
    return Quest(**(values | fields))


def offers(at="home", count=60, **fields):
    drawn = (draw_quest(journal(a_run(at, **fields), number)) for number in range(count))
    return [quest for quest in drawn if quest is not None]


class TestOffers:
    def test_jobs_are_to_be_had_where_people_trade(self):
        made = []
        for number in range(200):
            run = a_run("home")
            quests.offer_quest(journal(run, number))
            made.append(run.offer is not None)
        assert sum(made) / 200 == pytest.approx(quest_rules().offer_chance, abs=0.1)

    def test_nobody_offers_anything_in_the_wild(self):
        for number in range(40):
            run = a_run("rock")
            quests.offer_quest(journal(run, number))
            assert run.offer is None

    def test_who_has_a_job_is_offered_no_other(self):
        for number in range(40):
            run = a_run("home", quest=job())
            quests.offer_quest(journal(run, number))
            assert run.offer is None

    def test_near_the_end_nobody_offers_anything(self):
        last = rules().goal.max_turns - quest_rules().least_turns
        assert offers(turn=last)
        assert not offers(turn=last + 1)

    def test_an_offer_is_left_behind_on_a_flight(self):
        run = a_run("home", offer=job())
        assert done(run, Navigate(target_node_id="rock")).offer is None

    def test_a_job_that_was_done_comes_back_last(self):
        fresh = {quest.template for quest in offers()}
        for template in fresh:
            run = a_run(finished_quests=[f"{template}-3"])
            drawn = [draw_quest(journal(run, number)) for number in range(20)]
            assert all(quest.template != template for quest in drawn if quest is not None)

    def test_after_everything_was_done_jobs_come_again(self):
        everything = [f"{template}-1" for template in quest_tales()]
        assert offers(finished_quests=everything)

    def test_a_target_far_away_is_worth_more_and_gets_more_time(self):
        tale = quest_tales()["distant_echo"]
        far = [quest for quest in offers(count=400) if quest.template == tale.id]
        assert far
        for quest in far:
            assert quest.reward >= tale.reward[0] + quest_rules().far_reward
            assert quest.deadline >= tale.turns[0] + quest_rules().far_turns

    @settings(max_examples=60, deadline=None)
    @given(st.text(min_size=1, max_size=8), st.integers(0, 42), st.integers(0, 2**32))
    def test_every_offer_can_be_done_on_its_map(self, seed, turn, dice):
        run = new_run(seed=seed)
        run.turn = turn
        quest = draw_quest(journal(run, dice))
        assert quest is not None
        assert quests.quest_fault(run, quest) is None
        assert turn < quest.deadline <= rules().goal.max_turns
        assert quest.done < quest.needed
        assert "{" not in quests.quest_view(run, quest)["text"]
        if quest.kind is QuestKind.DELIVER:
            worth = catalog().items[quest.item_id].base_value * quest.needed
            assert quest.reward > worth
        if quest.kind is QuestKind.EXPLORE:
            places = [
                node
                for region in run.star_map.regions
                for node in region.nodes
                if quest.target_id in ("", region.id)
            ]
            assert quest.needed <= len(places)

    def test_every_template_is_offered_somewhere(self):
        drawn = set()
        for number in range(150):
            run = new_run(seed=f"map {number}")
            for region in run.star_map.regions:
                run.node_id = region.nodes[0].id
                run.turn = number % 40
                quest = draw_quest(journal(run, number))
                drawn |= {quest.template} if quest else set()
        assert drawn == set(quest_tales())


class TestTaking:
    def test_an_offer_is_accepted(self):
        after = done(a_run(offer=job()), ACCEPT)
        assert (after.quest, after.offer) == (job(), None)
        assert after.turn == 0

    def test_the_target_is_on_the_charts_then(self):
        after = done(a_run(offer=job()), ACCEPT)
        assert place(after, "market").discovered

    def test_without_an_offer_there_is_nothing_to_accept(self):
        refused(a_run(), ACCEPT, Code.NO_QUEST)

    def test_there_is_one_job_at_a_time(self):
        refused(a_run(quest=job(), offer=job()), ACCEPT, Code.QUEST_ACTIVE)

    def test_a_job_can_be_given_up(self):
        assert done(a_run(quest=job()), ABANDON).quest is None
        refused(a_run(), ABANDON, Code.NO_QUEST)

    def test_without_a_job_there_is_nothing_to_report(self):
        refused(a_run(), REPORT, Code.NO_QUEST)


class TestDelivering:
    def test_goods_are_handed_over_at_the_target_and_nowhere_else(self):
        run = a_run("market", quest=job(), cargo={"med_pack": 2})
        after = done(run, REPORT)
        assert held(after, "med_pack") == 1
        assert after.wealth == run.wealth + 150
        assert after.finished_quests == ["clinic_run-0"]
        assert after.statistics.quests_completed == 1
        refused(a_run("home", quest=job(), cargo={"med_pack": 1}), REPORT, Code.WRONG_PLACE)

    def test_too_few_will_not_do(self):
        run = a_run("market", quest=job(needed=2), cargo={"med_pack": 1})
        refused(run, REPORT, Code.QUEST_UNDONE)
        assert quests.quest_view(run, run.quest)["done"] == 1


class TestScanning:
    def test_a_scan_at_the_target_is_all_it_takes(self):
        run = a_run("rock", quest=job(QuestKind.SCAN))
        quests.note_scan(journal(run))
        assert run.quest.done == 1

    def test_a_scan_elsewhere_is_not(self):
        run = a_run("wreck", quest=job(QuestKind.SCAN))
        quests.note_scan(journal(run))
        assert run.quest.done == 0


class TestHunting:
    @pytest.mark.parametrize(
        ("target", "prey", "counts"),
        [
            ("pirate_scout", "pirate_scout", True),
            ("pirate_scout", "space_kraken", False),
            ("", "space_kraken", True),
        ],
    )
    def test_the_right_prey_counts(self, target, prey, counts):
        run = a_run(quest=job(QuestKind.HUNT, target_id=target, needed=2))
        quests.note_kill(journal(run), prey)
        assert run.quest.done == int(counts)

    def test_more_than_enough_is_enough(self):
        run = a_run(quest=job(QuestKind.HUNT, done=1))
        quests.note_kill(journal(run), "pirate_scout")
        assert run.quest.done == 1


class TestExploring:
    def test_places_count_that_the_ship_has_been_to(self):
        run = done(a_run(offer=job(QuestKind.EXPLORE, needed=3)), ACCEPT)
        assert run.quest.done == 1
        run = done(run, Navigate(target_node_id="rock"))
        run = done(run, Navigate(target_node_id="home"))
        assert run.quest.done == 2

    def test_places_of_another_region_do_not(self):
        run = a_run("gate", quest=job(QuestKind.EXPLORE, needed=3))
        assert done(run, Navigate(target_node_id="market")).quest.done == 0

    def test_any_region_will_do_where_none_is_named(self):
        run = a_run("gate", quest=job(QuestKind.EXPLORE, target_id="", needed=9))
        assert done(run, Navigate(target_node_id="market")).quest.done == 2


class TestReporting:
    @pytest.mark.parametrize("kind", [QuestKind.SCAN, QuestKind.HUNT, QuestKind.EXPLORE])
    def test_what_is_done_is_reported_where_it_was_asked_for_or_where_people_trade(self, kind):
        for at in ("home", "market"):
            assert done(a_run(at, quest=job(kind, done=1)), REPORT).quest is None
        given_here = job(kind, done=1, giver_node_id="rock")
        assert done(a_run("rock", quest=given_here), REPORT).quest is None
        refused(a_run("rock", quest=job(kind, done=1)), REPORT, Code.WRONG_PLACE)

    def test_what_is_not_done_is_not_rewarded(self):
        refused(a_run(quest=job(QuestKind.HUNT)), REPORT, Code.QUEST_UNDONE)

    @pytest.mark.parametrize("kind", QuestKind)
    def test_a_view_says_ready_when_reporting_would_do(self, kind):
        cargo = {"med_pack": 1}
        for at in ("home", "rock", "market"):
            for progress in (0, 1):
                run = a_run(at, quest=job(kind, done=progress), cargo=cargo)
                try:
                    quests.check_quest(run, "report")
                    ready = True
                except Refusal:
                    ready = False
                assert quests.quest_view(run, run.quest)["ready"] is ready

    def test_a_view_tells_all(self):
        run = a_run(quest=job(needed=2), cargo={"med_pack": 1})
        view = quests.quest_view(run, run.quest)
        assert view["title"] == "Night call"
        assert "Market" in view["text"]
        assert "2 of Medical Pack" in view["text"]
        assert (view["target_id"], view["target_name"]) == ("market", "Market")
        assert (view["done"], view["needed"], view["reward"], view["deadline"]) == (1, 2, 150, 20)


class TestDeadlines:
    def test_the_deadline_is_the_last_turn_to_report(self):
        run = a_run(quest=job(QuestKind.HUNT, done=1), turn=20)
        quests.expire(journal(run))
        assert run.quest is not None
        run.turn = 21
        j = journal(run)
        quests.expire(j)
        assert run.quest is None
        assert "too late" in j.happenings[0].message

    def test_an_offer_does_not_outlast_its_deadline(self):
        run = a_run(offer=job(), turn=20)
        quests.expire(journal(run))
        assert run.offer is None


class TestForeignQuests:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"template": "nothing"}, "there is no deliver quest"),
            ({"template": "bounty_scouts"}, "there is no deliver quest"),
            ({"giver_node_id": "nowhere"}, "its giver"),
            ({"done": 2}, "more is done"),
            ({"target_id": "nowhere"}, "its target"),
            ({"item_id": "scrap_metal"}, "other goods"),
            ({"kind": QuestKind.HUNT, "target_id": "ghost"}, "its target"),
            ({"kind": QuestKind.EXPLORE, "target_id": "market"}, "its target"),
        ],
    )
    def test_a_quest_that_can_not_be_is_found_out(self, fields, words):
        assert words in quests.quest_fault(a_run(), job(**fields))

    @pytest.mark.parametrize("kind", QuestKind)
    def test_an_honest_one_is_not(self, kind):
        assert quests.quest_fault(a_run(), job(kind)) is None
