"""Players that try everything: for tests that need runs as play makes them.

A policy's dice are its own; the run's stay in the run.
"""

from collections.abc import Iterator
from itertools import groupby

from game.catalog.expedition import catalog, rules
from game.dice import Dice
from game.expedition.actions import (
    Action,
    BuyAugmentation,
    BuyFood,
    BuyMod,
    BuyPod,
    BuyShip,
    Choose,
    Combat,
    CombatAction,
    ConsumeFood,
    DistressSignal,
    Flee,
    Mine,
    Navigate,
    Negotiate,
    Quest,
    Refuel,
    RemoveMod,
    Repair,
    Salvage,
    Scan,
    SellItem,
    Trade,
    UseItem,
)
from game.expedition.begin import new_run
from game.expedition.places import here
from game.expedition.reduce import perform
from game.expedition.state import Difficulty, Run
from game.expedition.views.possible import refusal_of


def moves(run: Run) -> list[Action]:
    """All that there is to try, of which much is refused, in order of the actions' kinds."""
    region, node = here(run)
    items = list(catalog().items)
    return [
        *(Navigate(target_node_id=one) for one in node.links),
        *(Navigate(target_region_id=one) for one in region.links),
        Navigate(),
        Scan(),
        Repair(),
        *(Refuel(amount=amount) for amount in (None, 1, 30)),
        *(BuyFood(amount=amount) for amount in (None, 1, 30)),
        *(BuyShip(ship_type=one) for one in catalog().ship_types),
        *(BuyMod(mod_id=one) for one in catalog().ship_mods),
        *(RemoveMod(mod_id=one) for one in catalog().ship_mods),
        *(UseItem(item_id=one) for one in items),
        *(SellItem(item_id=one, quantity=2) for one in items),
        BuyPod(),
        *(BuyAugmentation(augmentation_id=one) for one in catalog().pod_augmentations),
        *(ConsumeFood(amount=amount) for amount in (1, 5)),
        Mine(),
        Salvage(),
        *(Trade(side="buy", item_id=one, quantity=n) for one in items for n in (1, 7)),
        *(Trade(side="sell", item_id=stack.item_id) for stack in run.inventory),
        Quest(quest="accept"),
        Quest(quest="report"),
        Quest(quest="abandon"),
        *(Choose(choice=index) for index in range(5)),
        Combat(),
        *(CombatAction(combat_action=one) for one in catalog().combat_actions),
        Flee(),
        Negotiate(),
        DistressSignal(),
    ]


def some_move(run: Run, dice: Dice) -> Action | None:
    """One that the rules allow, each kind as likely as the others; None when the run is over."""
    allowed = [action for action in moves(run) if refusal_of(run, action) is None]
    kinds = [list(group) for _, group in groupby(allowed, key=type)]
    return dice.choice(dice.choice(kinds)) if kinds else None


def wander(run: Run, dice: Dice, *, steps: int) -> Iterator[tuple[Action, Run]]:
    """Up to `steps` actions, all of which are carried out, and the run after each."""
    for _ in range(steps):
        action = some_move(run, dice)
        if action is None:
            return
        outcome = perform(run, action)
        assert outcome.ok, (action, outcome.code, outcome.event)
        run = outcome.run
        yield action, run


def well_off(
    *, seed: str = "well off", difficulty: Difficulty = Difficulty.MEDIUM, tools: bool = False
) -> Run:
    """A new run with the means to try what takes credits, or with tools to mine and salvage."""
    run = new_run(seed=seed, difficulty=difficulty)
    run.wealth = 9000
    if tools:
        run.mods.high = [rules().ship.mining_mod, rules().ship.salvage_mod]
    return run


def travelled(number: int, *, steps: int = 40) -> Run:
    """The same run for the same numbers: somebody well off has wandered about."""
    run = well_off(seed=f"travelled {number}")
    for _, after in wander(run, Dice(number), steps=steps):
        if not after.game_over:
            run = after
    return run
