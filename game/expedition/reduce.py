"""From a run and an action to the next run: the whole of an expedition's rules is one function."""

from collections.abc import Callable
from typing import Any

from game.dice import Dice
from game.expedition import events, fight, quests
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
from game.expedition.document import copied
from game.expedition.endings import judge_stranding
from game.expedition.fitting import on_buy_mod, on_buy_ship, on_remove_mod
from game.expedition.gathering import on_mine, on_salvage, on_scan
from game.expedition.journal import Journal, Outcome
from game.expedition.openings import check_way
from game.expedition.pod import on_buy_augmentation, on_buy_pod
from game.expedition.refusals import Code, Refusal
from game.expedition.rescue import on_distress_signal
from game.expedition.state import Run
from game.expedition.supplies import (
    on_buy_food,
    on_consume_food,
    on_refuel,
    on_repair,
    on_use_item,
)
from game.expedition.trade import on_sell_item, on_trade
from game.expedition.travel import on_navigate

HANDLERS: dict[type, Callable[[Journal, Any], None]] = {
    Navigate: on_navigate,
    Scan: on_scan,
    Repair: on_repair,
    Refuel: on_refuel,
    BuyFood: on_buy_food,
    BuyShip: on_buy_ship,
    BuyMod: on_buy_mod,
    RemoveMod: on_remove_mod,
    UseItem: on_use_item,
    SellItem: on_sell_item,
    BuyPod: on_buy_pod,
    BuyAugmentation: on_buy_augmentation,
    ConsumeFood: on_consume_food,
    Mine: on_mine,
    Salvage: on_salvage,
    Trade: on_trade,
    Quest: quests.on_quest,
    Choose: events.on_choose,
    Combat: fight.on_combat,
    CombatAction: fight.on_combat_action,
    Flee: fight.on_flee,
    Negotiate: fight.on_negotiate,
    DistressSignal: on_distress_signal,
}
FIGHTING = (CombatAction, Flee, Negotiate, Choose, UseItem)  # all that a fight leaves time for
ONLY_FIGHTING = (CombatAction, Flee, Negotiate)
MOVING_ON = (Navigate, Mine, Salvage, Scan, Combat, DistressSignal)  # an open event does not last
LONGEST_REPORT = 2000  # characters that a run remembers of its last event


def perform(run: Run, action: Action) -> Outcome:
    """Carry out an action on a copy of the run; `run` itself never changes.

    A rule that says no is an outcome with ok False, the run as it was, and a Code.
    """
    copy = copied(run)
    kind = str(action.__struct_config__.tag)
    j = Journal(copy, Dice.from_state(copy.dice), kind)
    try:
        check_admission(copy, action)
        if isinstance(action, MOVING_ON):
            copy.event = None
        HANDLERS[type(action)](j, action)
    except Refusal as refusal:
        return _refused(run, refusal)
    judge_stranding(j)
    return _carried_out(j)


def check_admission(run: Run, action: Action) -> None:
    """What every action has to pass before its own rules. Raises Refusal."""
    if run.game_over:
        raise Refusal(Code.GAME_OVER, "This expedition is over.")
    if run.enemy is not None and not isinstance(action, FIGHTING):
        raise Refusal(Code.IN_COMBAT, "You are in a fight.")
    if run.enemy is None and isinstance(action, ONLY_FIGHTING):
        raise Refusal(Code.NOT_IN_COMBAT, "There is nobody to fight.")
    if isinstance(action, MOVING_ON):
        check_way(run)


def labels_on_offer(run: Run) -> tuple[str, ...]:
    """What `choose` takes now."""
    on_offer = fight.fight_choices(run) if run.enemy is not None else events.event_choices(run)
    return tuple(choice.label for choice in on_offer)


def _refused(run: Run, refusal: Refusal) -> Outcome:
    return Outcome(
        run=run,
        ok=False,
        event=refusal.words,
        event_type="error",
        choices=labels_on_offer(run),
        happenings=(),
        details=refusal.details,
        code=refusal.code.value,
    )


def _carried_out(j: Journal) -> Outcome:
    run = j.run
    words = " ".join(happening.message for happening in j.happenings)
    run.statistics.actions += 1
    run.last_event = words[:LONGEST_REPORT]
    run.dice = j.dice.state()
    return Outcome(
        run=run,
        ok=True,
        event=words,
        event_type=j.event_type,
        choices=labels_on_offer(run),
        happenings=tuple(j.happenings),
        details=j.details,
        took_turn=j.took_turn,
    )
