"""What can be done now, asked of the very checks that the actions begin with."""

from collections.abc import Iterable, Iterator
from typing import Literal, assert_never

from game.catalog.expedition import catalog
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
from game.expedition.events import check_choose
from game.expedition.fight import check_combat, check_combat_action, check_flee, check_negotiate
from game.expedition.fitting import check_buy_mod, check_buy_ship, check_remove_mod
from game.expedition.gathering import check_mine, check_salvage, check_scan
from game.expedition.pod import check_buy_augmentation, check_buy_pod
from game.expedition.quests import check_quest
from game.expedition.reduce import check_admission
from game.expedition.refusals import Code, Refusal
from game.expedition.rescue import check_distress_signal
from game.expedition.state import Run
from game.expedition.stats import fitted, held
from game.expedition.supplies import (
    check_buy_food,
    check_consume_food,
    check_refuel,
    check_repair,
    check_use_item,
)
from game.expedition.trade import check_buy, check_sell
from game.expedition.travel import check_navigate
from game.expedition.views.shapes import Possibility

Side = Literal["buy", "sell"]
Deal = BuyShip | BuyMod | RemoveMod | BuyPod | BuyAugmentation | SellItem | Trade
FightAction = Combat | CombatAction | Flee | Negotiate
WHATEVER_IT_IS = frozenset(
    {
        Code.GAME_OVER,
        Code.IN_COMBAT,
        Code.NOT_IN_COMBAT,
        Code.NO_POD,
        Code.POD_NOT_FLOWN,
        Code.NO_TRADE_HERE,
        Code.NOTHING_TO_CHOOSE,
    }
)
QUEST_TRIES = (Quest(quest="abandon"), Quest(quest="accept"), Quest(quest="report"))


def refusal_of(run: Run, action: Action) -> Refusal | None:
    """What `perform` would refuse the action with; None when it would be carried out."""
    try:
        check_admission(run, action)
        _check(run, action)
    except Refusal as refusal:
        return refusal
    return None


def _check(run: Run, action: Action) -> None:
    match action:
        case Navigate():
            check_navigate(run, action)
        case Scan():
            check_scan(run)
        case Repair():
            check_repair(run)
        case Refuel():
            check_refuel(run, action.amount)
        case BuyFood():
            check_buy_food(run, action.amount)
        case UseItem():
            check_use_item(run, action.item_id)
        case ConsumeFood():
            check_consume_food(run, action.amount)
        case Mine():
            check_mine(run)
        case Salvage():
            check_salvage(run)
        case DistressSignal():
            check_distress_signal(run)
        case Quest():
            check_quest(run, action.quest)
        case Choose():
            check_choose(run, action.choice)
        case Combat() | CombatAction() | Flee() | Negotiate():
            _check_fight(run, action)
        case _:
            _check_deal(run, action)


def _check_fight(run: Run, action: FightAction) -> None:
    match action:
        case Combat():
            check_combat(run)
        case CombatAction():
            check_combat_action(run, action.combat_action)
        case Flee():
            check_flee(run)
        case Negotiate():
            check_negotiate(run)
        case _:
            assert_never(action)


def _check_deal(run: Run, action: Deal) -> None:
    match action:
        case BuyShip():
            check_buy_ship(run, action.ship_type)
        case BuyMod():
            check_buy_mod(run, action.mod_id)
        case RemoveMod():
            check_remove_mod(run, action.mod_id, action.slot_type)
        case BuyPod():
            check_buy_pod(run)
        case BuyAugmentation():
            check_buy_augmentation(run, action.augmentation_id)
        case SellItem() | Trade(side="sell"):
            check_sell(run, action.item_id, action.quantity)
        case Trade():
            check_buy(run, action.item_id, action.quantity)
        case _:
            assert_never(action)


def possibility(refusal: Refusal | None) -> Possibility:
    if refusal is None:
        return {"available": True, "code": None, "reason": ""}
    return {"available": False, "code": refusal.code.value, "reason": refusal.words}


def possible(run: Run) -> dict[str, Possibility]:
    """By the action's name. With parameters it is available when it is for any that make sense;
    if for none, what speaks against the likeliest of them is said."""
    return {name: possibility(_first_refusal(run, tries)) for name, tries in _tries(run)}


def _first_refusal(run: Run, actions: Iterable[Action]) -> Refusal | None:
    """None when any of the actions would do, else what refuses the first.

    After a refusal that no parameter can change the others need not be asked.
    """
    first: Refusal | None = None
    for action in actions:
        refusal = refusal_of(run, action)
        if refusal is None:
            return None
        first = first or refusal
        if refusal.code in WHATEVER_IT_IS:
            break
    return first


def _tries(run: Run) -> Iterator[tuple[str, Iterable[Action]]]:
    """Each action's name with all that it could be, the likeliest first."""
    items, mods = catalog().items, catalog().ship_mods
    held_first = sorted(items, key=lambda item_id: held(run, item_id) == 0)
    fitted_first = sorted(mods, key=lambda mod_id: mod_id not in fitted(run))
    ships = catalog().ship_types
    own = None if run.pod.active else run.ship_type
    cheap_first = sorted(ships, key=lambda one: (one == own, ships[one].cost))
    yield "navigate", (Navigate(),)
    yield "scan", (Scan(),)
    yield "repair", (Repair(),)
    yield "refuel", (Refuel(),)
    yield "buy_food", (BuyFood(), BuyFood(amount=1))
    yield "buy_ship", (BuyShip(ship_type=one) for one in cheap_first)
    yield "buy_mod", (BuyMod(mod_id=one) for one in mods)
    yield "remove_mod", (RemoveMod(mod_id=one) for one in fitted_first)
    usable_first = (one for one in held_first if items[one].effect is not None)
    yield "use_item", (UseItem(item_id=one) for one in usable_first)
    yield "sell_item", (SellItem(item_id=one) for one in held_first)
    yield "buy_pod", (BuyPod(),)
    augmentations = catalog().pod_augmentations
    yield "buy_augmentation", (BuyAugmentation(augmentation_id=one) for one in augmentations)
    yield "consume_food", (ConsumeFood(),)
    yield "mine", (Mine(),)
    yield "salvage", (Salvage(),)
    sides: tuple[tuple[Side, list[str]], ...] = (("sell", held_first), ("buy", list(items)))
    yield "trade", (Trade(side=side, item_id=one) for side, ids in sides for one in ids)
    yield "quest", QUEST_TRIES
    yield "choose", (Choose(choice=index) for index in range(4))
    yield "combat", (Combat(),)
    maneuvers = catalog().combat_actions
    yield "combat_action", (CombatAction(combat_action=one) for one in maneuvers)
    yield "flee", (Flee(),)
    yield "negotiate", (Negotiate(),)
    yield "distress_signal", (DistressSignal(),)
