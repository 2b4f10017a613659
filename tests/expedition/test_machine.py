"""Whatever is played, in whatever order: every state is sound, stored and shown."""

import json

import msgspec
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from game.catalog.expedition import catalog, rules
from game.expedition import views
from game.expedition.actions import (
    Action,
    BuyAugmentation,
    BuyFood,
    BuyMod,
    BuyShip,
    Choose,
    CombatAction,
    ConsumeFood,
    Navigate,
    Refuel,
    RemoveMod,
    SellItem,
    Trade,
    UseItem,
)
from game.expedition.begin import new_run
from game.expedition.document import decode, encode
from game.expedition.journal import Outcome
from game.expedition.reduce import labels_on_offer, perform
from game.expedition.refusals import Code
from game.expedition.state import SLOT_TYPES, Difficulty, Run
from game.expedition.stats import effective, used_cargo
from game.expedition.views.possible import refusal_of
from tests.support.expedition_play import moves, well_off

IDS = st.sampled_from(
    [
        "nothing",
        "node_1",
        "node_9",
        "region_1",
        "region_5",
        *catalog().ship_types,
        *catalog().ship_mods,
        *catalog().items,
        *catalog().pod_augmentations,
        *catalog().combat_actions,
    ]
)
AMOUNTS = st.sampled_from([1, 2, 5, 99, 1_000_000])
FOOLISH = st.one_of(
    st.builds(Navigate, target_node_id=st.none() | IDS, target_region_id=st.none() | IDS),
    st.builds(Refuel, amount=AMOUNTS),
    st.builds(BuyFood, amount=AMOUNTS),
    st.builds(BuyShip, ship_type=IDS),
    st.builds(BuyMod, mod_id=IDS),
    st.builds(RemoveMod, mod_id=IDS, slot_type=st.sampled_from([None, *SLOT_TYPES])),
    st.builds(UseItem, item_id=IDS),
    st.builds(SellItem, item_id=IDS, quantity=AMOUNTS),
    st.builds(Trade, side=st.sampled_from(["buy", "sell"]), item_id=IDS, quantity=AMOUNTS),
    st.builds(BuyAugmentation, augmentation_id=IDS),
    st.builds(ConsumeFood, amount=AMOUNTS),
    st.builds(CombatAction, combat_action=IDS),
    st.builds(Choose, choice=st.integers(-2, 9) | st.text(min_size=1, max_size=9)),
)


class Expedition(RuleBasedStateMachine):
    """One run. `turns` and `actions` count what was carried out, beside the run's own counts."""

    run: Run

    @initialize(
        seed=st.integers(0, 10_000),
        difficulty=st.sampled_from(Difficulty),
        start=st.sampled_from(["plain", "rich", "tools"]),
    )
    def begin(self, seed: int, difficulty: Difficulty, start: str) -> None:
        if start == "plain":
            self.run = new_run(seed=f"machine {seed}", difficulty=difficulty)
        else:
            tools = start == "tools"
            self.run = well_off(seed=f"machine {seed}", difficulty=difficulty, tools=tools)
        self.turns = self.actions = 0

    @precondition(lambda self: not self.run.game_over)
    @rule(data=st.data())
    def do_what_is_allowed(self, data: st.DataObject) -> None:
        allowed = [move for move in moves(self.run) if refusal_of(self.run, move) is None]
        kind = data.draw(st.sampled_from(sorted({type(move).__name__ for move in allowed})))
        of_kind = [move for move in allowed if type(move).__name__ == kind]
        outcome = self.do(data.draw(st.sampled_from(of_kind)))
        assert outcome.ok

    @rule(data=st.data())
    def try_anything(self, data: st.DataObject) -> None:
        self.do(data.draw(st.sampled_from(moves(self.run))))

    @rule(action=FOOLISH)
    def be_foolish(self, action: Action) -> None:
        self.do(action)

    @rule()
    def store_and_load(self) -> None:
        """Goes on from the document, as a host does; the dice are not thrown anew."""
        self.run = decode(encode(self.run))

    @precondition(lambda self: not self.run.game_over)
    @rule(data=st.data())
    def ask_twice(self, data: st.DataObject) -> None:
        action = data.draw(st.sampled_from(moves(self.run)))
        assume(refusal_of(self.run, action) is None)
        first, second = perform(self.run, action), perform(decode(encode(self.run)), action)
        assert first == second

    def do(self, action: Action) -> Outcome:
        before, expected = encode(self.run), refusal_of(self.run, action)
        outcome = perform(self.run, action)
        assert encode(self.run) == before
        assert outcome.ok == (expected is None)
        if outcome.ok:
            assert outcome.run is not self.run
            assert outcome.code is None
            assert outcome.event
            self.check_progress(outcome)
            self.run = outcome.run
        else:
            assert expected is not None
            assert outcome.run is self.run
            assert outcome.event_type == "error"
            assert (outcome.code, outcome.event) == (expected.code.value, expected.words)
            assert not outcome.took_turn
            assert not outcome.happenings
        assert outcome.choices == labels_on_offer(self.run)
        msgspec.json.encode(outcome.details)
        return outcome

    def check_progress(self, outcome: Outcome) -> None:
        after = outcome.run
        self.turns += outcome.took_turn
        self.actions += 1
        assert after.turn == self.turns
        assert after.statistics.actions == self.actions
        for name, value in msgspec.structs.asdict(self.run.statistics).items():
            assert getattr(after.statistics, name) >= value, f"{name} goes back"
        flow = after.statistics.credits_earned - after.statistics.credits_spent
        before = self.run.statistics.credits_earned - self.run.statistics.credits_spent
        assert after.wealth - self.run.wealth == flow - before

    @invariant()
    def it_comes_back_from_its_document(self) -> None:
        data = encode(self.run)
        again = decode(data)  # which validates it
        assert again == self.run
        assert encode(again) == data

    @invariant()
    def it_keeps_within_its_limits(self) -> None:
        run, stats = self.run, effective(self.run)
        assert 0 <= run.hull <= stats.max_hull
        assert 0 <= run.fuel <= stats.max_fuel
        assert 0 <= run.food <= stats.max_food
        assert used_cargo(run) <= stats.cargo_capacity
        assert run.turn <= rules().goal.max_turns

    @invariant()
    def it_can_be_shown(self) -> None:
        text = json.dumps(views.game_state(self.run), allow_nan=False)
        assert self.run.dice not in text
        for view in (
            views.ship_info,
            views.inventory,
            views.navigation_options,
            views.available_mods,
            views.statistics,
            views.summary,
        ):
            json.dumps(view(self.run), allow_nan=False)

    @invariant()
    def there_is_always_something_to_do_until_it_is_over(self) -> None:
        possible = list(views.game_state(self.run)["possible"].values())
        if self.run.game_over:
            assert {one["code"] for one in possible} == {Code.GAME_OVER.value}
        else:
            assert any(one["available"] for one in possible)


Expedition.TestCase.settings = settings(max_examples=60, stateful_step_count=60, deadline=None)
TestExpedition = Expedition.TestCase
