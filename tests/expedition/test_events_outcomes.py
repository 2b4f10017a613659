"""What choices lead to: each of every event, whichever way the dice fall, in any state of a run."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.catalog.expedition import catalog, rules
from game.catalog.expedition_story import event_tales
from game.dice import Dice
from game.expedition.actions import Choose
from game.expedition.begin import new_run
from game.expedition.document import decode, encode
from game.expedition.effects import gain_items
from game.expedition.events import check_choose, event_choices, event_view, open_event
from game.expedition.openings import open_tale
from game.expedition.places import stand_at
from game.expedition.reduce import perform
from game.expedition.state import SLOT_TYPES, Difficulty, Ending, Point, Run, TempEffect
from game.expedition.stats import effective, held, pod_max_hp
from game.expedition.turns import note_point
from tests.expedition.voyages import a_run, done, journal, place, throws

TALES = event_tales()
CHOICES = [(tale.id, choice.id) for tale in TALES.values() for choice in tale.choices]
PLENTY = {  # of everything that a choice can cost
    "wealth": 900,
    "food": 60,
    "ship_type": "trader",
    "hull": 60,
    "health": 60,
}


def well_stocked(event_id, at="home"):
    run = a_run(at, **PLENTY)
    for item_id in catalog().items:
        gain_items(journal(run), item_id, 3)
    open_tale(journal(run), TALES[event_id])
    run.event.choices = [choice.id for choice in TALES[event_id].choices]
    return run


@pytest.mark.parametrize(("event_id", "choice_id"), CHOICES)
def test_every_choice_is_told_in_its_own_words_both_ways(event_id, choice_id):
    run = well_stocked(event_id)
    tale = TALES[event_id].choice(choice_id)
    missing = {0, 1} if tale.failure is not None else {None}
    for outcome in throws(run, Choose(choice=choice_id)):
        missing.discard(outcome.details.get("success"))
        result = tale.failure if outcome.details.get("success") == 0 else tale.success
        assert result.text.split("{")[0] in outcome.event
        assert "{" not in outcome.event
        assert outcome.run.event is None or outcome.run.event.id == result.opens
        if not missing:
            return
    pytest.fail(f"never happened: {missing}")


@pytest.mark.parametrize(("event_id", "choice_id"), CHOICES)
def test_what_changes_is_what_was_written(event_id, choice_id):
    """Net of what it costs, and as long as there is room and something to lose."""
    run = well_stocked(event_id)
    choice = TALES[event_id].choice(choice_id)
    cost = next(one for one in event_choices(run) if one.id == choice_id).cost
    for outcome in list(throws(run, Choose(choice=choice_id), count=12)):
        result = choice.failure if outcome.details.get("success") == 0 else choice.success
        after = outcome.run
        for name, before, now, change in (
            ("credits", run.wealth, after.wealth, result.credits),
            ("fuel", run.fuel, after.fuel, result.fuel),
            ("food", run.food, after.food, result.food),
            ("health", run.health, after.health, result.health),
            ("hull", run.hull, after.hull, result.hull),
        ):
            least, most = (change, change) if isinstance(change, int) else change
            assert least <= now - before + cost.get(name, 0) <= most, name
        for item_id, count in result.items.items():
            wanted = run.event.facts["item"] if item_id == "drawn" else item_id
            had = held(run, wanted) - cost.get(wanted, 0)
            most = count if isinstance(count, int) else count[1]
            assert had <= held(after, wanted) <= had + most
        assert (after.enemy is not None) == (result.fight is not None)
        assert result.remember is None or result.remember in after.seen_events


class TestLimits:
    def test_a_loss_takes_no_more_than_there_is(self):
        run = a_run(wealth=10)
        open_tale(journal(run), TALES["customs"])
        assert done(run, Choose(choice="open")).wealth == 0

    def test_what_has_no_room_is_said(self):
        run = a_run("wreck", cargo={"scrap_metal": 5})
        open_tale(journal(run), TALES["dead_mans_switch"])
        outcomes = [o for o in throws(run, Choose(choice="defuse")) if o.details["success"]]
        assert all("no room for 1 Repair Nanobots" in outcome.event for outcome in outcomes)

    def test_a_shield_is_put_up(self):
        run = a_run("gate")
        open_tale(journal(run), TALES["ion_bath"])
        assert done(run, Choose(choice="bathe")).temp_effects == [TempEffect("shield", 35, 6)]

    def test_charts_show_the_region_first(self):
        run = a_run("home")
        open_tale(journal(run), TALES["time_echo"])
        after = done(run, Choose(choice="where"))
        assert place(after, "rock").discovered
        assert place(after, "wreck").discovered

    def test_a_full_chart_learns_nothing(self):
        run = a_run("home")
        for region in run.star_map.regions:
            region.discovered = True
            for node in region.nodes:
                node.discovered = True
        open_tale(journal(run), TALES["time_echo"])
        assert "knew all of it" in perform(run, Choose(choice="where")).event

    def test_a_hidden_region_comes_on_the_chart(self):
        run = a_run("home")
        open_tale(journal(run), TALES["chart_broker"])
        before = sum(region.discovered for region in run.star_map.regions)
        after = done(run, Choose(choice="buy"))
        assert sum(region.discovered for region in after.star_map.regions) == before + 1


class TestHarm:
    def test_harm_can_be_the_end(self):
        run = a_run(health=1, wealth=0)
        open_tale(journal(run), TALES["gravity_shear"])
        assert done(run, Choose(choice="hold")).ending is Ending.HEALTH

    def test_without_a_ship_there_is_no_fight_after_it(self):
        run = a_run("gate", hull=1, pod=True)
        open_tale(journal(run), TALES["drone_patrol"])
        after = done(run, Choose(choice="leave"))
        assert after.pod.active
        assert after.enemy is None

    def test_harm_is_put_down_to_its_cause(self):
        run = a_run()
        open_tale(journal(run), TALES["pebble_storm"])
        assert "from the pebble storm" in perform(run, Choose(choice="endure")).event


@st.composite
def runs(draw) -> Run:
    """Any state that play can lead to, as far as events see it."""
    run = new_run(
        seed=draw(st.text("abc", min_size=1, max_size=3)),
        difficulty=draw(st.sampled_from(Difficulty)),
    )
    nodes = [node.id for region in run.star_map.regions for node in region.nodes]
    for node_id in draw(st.lists(st.sampled_from(nodes), max_size=3)):
        stand_at(run, node_id)
    run.ship_type = draw(st.sampled_from(list(catalog().ship_types)))
    fit_out(draw, run)
    stats = effective(run)
    run.health = draw(st.integers(1, 100))
    run.wealth = draw(st.sampled_from([0, 1, 50, 400, 2500]))
    run.fuel = draw(st.integers(0, int(stats.max_fuel) * 10)) / 10
    run.food = draw(st.integers(0, stats.max_food))
    if not run.pod.active:
        run.hull = draw(st.integers(1, stats.max_hull))
    cargo = st.tuples(st.sampled_from(list(catalog().items)), st.integers(1, 5))
    for item_id, count in draw(st.lists(cargo, max_size=6)):
        gain_items(journal(run), item_id, count)
    age(run, draw(st.integers(0, rules().goal.max_turns - 1)))
    marks = [
        result.remember for tale in TALES.values() for c in tale.choices for result in c.results
    ]
    memories = sorted({*TALES, *(mark for mark in marks if mark)})
    run.seen_events = draw(st.lists(st.sampled_from(memories), unique=True, max_size=90))
    run.dice = Dice(draw(st.integers(0, 2**32))).state()
    return run


def fit_out(draw, run):
    in_pod = draw(st.booleans())
    if not in_pod:
        slots = catalog().ship_types[run.ship_type].slots
        for slot in SLOT_TYPES:
            known = [one for one, mod in catalog().ship_mods.items() if mod.slot == slot]
            fits = st.lists(st.sampled_from(known), unique=True, max_size=getattr(slots, slot))
            setattr(run.mods, slot, draw(fits))
    if in_pod or draw(st.booleans()):
        run.pod.owned = run.pod.flown = True
        extra = [[], ["distress_beacon"], ["armor_plating", "cargo_module"]]
        run.pod.augmentations = draw(st.sampled_from(extra))
        run.pod.hp = draw(st.integers(1, pod_max_hp(run)))
    if in_pod:
        run.pod.active = True
        run.hull = 0
        run.statistics.pod_uses = 1


def age(run, turn):
    """As old as that; a quest does not last that long."""
    run.quest = run.offer = None
    run.history = [
        Point(number, run.wealth, run.hull, run.health, run.fuel, run.food, run.node_id)
        for number in range(turn)
    ]
    run.turn = turn
    note_point(run)


def sound(run):
    """A run that its document gives back, which checks all that a run has to be."""
    assert decode(encode(run)) == run


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(runs(), st.sampled_from(list(TALES)), st.integers(0, 3))
def test_no_outcome_in_any_state_makes_a_run_invalid(run, event_id, index):
    """Also of events that would not have come here: they stay open while things change."""
    open_tale(journal(run), TALES[event_id])
    sound(run)
    view = event_view(run)
    offered = event_choices(run)
    assert [choice["id"] for choice in view["choices"]] == [choice.id for choice in offered]
    outcome = perform(run, Choose(choice=index))
    can = index < len(offered) and offered[index].available
    assert outcome.ok is can
    if can:
        assert check_choose(run, index) == offered[index]
    sound(outcome.run)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(runs(), st.sampled_from(["good", "bad", "any"]))
def test_something_can_happen_in_any_state_and_be_left(run, mood):
    before = run.seen_events
    open_event(journal(run), mood)
    tale = TALES[run.event.id]
    assert tale.mood in {"good": ("good", "neutral"), "bad": ("bad",)}.get(mood, (tale.mood,))
    assert tale.flying in ("any", "pod" if run.pod.active else "ship")
    assert run.seen_events[-1] == tale.id
    assert set(run.seen_events) == {*before, tale.id}
    free = [choice for choice in event_choices(run) if not choice.cost]
    assert free
    if not tale.must_answer:
        assert event_choices(run)[-1] == free[-1]
    sound(run)


def worth(tale, goods):
    """Credits of some goods, the dearest where one is drawn."""
    items = catalog().items
    drawn = max([items[one].base_value for one in tale.draw.goods], default=0)
    return sum(
        most(count) * (drawn if item_id == "drawn" else items[item_id].base_value)
        for item_id, count in goods.items()
        if item_id in (*items, "drawn")
    )


@pytest.mark.parametrize("event_id", TALES)
def test_no_choice_gives_away_a_fortune(event_id):
    """A run is won by 2,000 credits; no event is a fifth of its way, but for what a key opens."""
    tale = TALES[event_id]
    for choice in tale.choices:
        credits = choice.cost.get("credits", 0)
        paid = worth(tale, choice.cost) + (0 if credits == "price" else credits)
        limit = 900 if {"ancient_key", "star_chart_fragment"} & choice.cost.keys() else 350
        if credits == "price":
            limit += worth(tale, {"drawn": 1}) * tale.draw.price[0] // 100
        for result in choice.results:
            assert most(result.credits) + worth(tale, result.items) - paid <= limit


def most(amount):
    return amount if isinstance(amount, int) else amount[1]
