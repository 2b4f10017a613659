"""The escape pod and its augmentations, at places with trade.

What they do is with the numbers that they change: stats, and the loss of a ship in effects.
"""

from game.catalog.expedition import Augmentation, catalog
from game.expedition.actions import BuyAugmentation, BuyPod
from game.expedition.effects import check_credits, money, spend
from game.expedition.journal import Journal
from game.expedition.needs import need_trade
from game.expedition.prices import augmentation_price, pod_price
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Run
from game.expedition.stats import pod_max_hp


def on_buy_pod(j: Journal, action: BuyPod) -> None:
    check_buy_pod(j.run)
    price = pod_price(j.run)
    spend(j, price)
    pod = j.run.pod
    pod.owned = True
    pod.hp = pod_max_hp(j.run)
    j.details["total"] = price
    j.tell("pod", f"An escape pod is yours for {money(price)}. It has its berth below the bridge.")


def check_buy_pod(run: Run) -> None:
    need_trade(run)
    if run.pod.owned:
        raise Refusal(Code.POD_OWNED, "You have a pod already.")
    check_credits(run, pod_price(run))


def on_buy_augmentation(j: Journal, action: BuyAugmentation) -> None:
    """What adds points to the hull or the pod comes whole."""
    run = j.run
    check_buy_augmentation(run, action.augmentation_id)
    extra = catalog().pod_augmentations[action.augmentation_id]
    price = augmentation_price(run, action.augmentation_id)
    before = pod_max_hp(run)
    spend(j, price)
    run.pod.augmentations.append(action.augmentation_id)
    run.pod.hp += pod_max_hp(run) - before
    if not run.pod.active:
        run.hull += extra.effect.max_ship_condition
    j.details["total"] = price
    j.tell("pod", f"The pod has its {extra.name} now, for {money(price)}.")


def check_buy_augmentation(run: Run, augmentation_id: str) -> None:
    """One of a kind of slot, and none before the pod was along on a flight."""
    need_trade(run)
    extra = augmentation_named(augmentation_id)
    if not run.pod.owned:
        raise Refusal(Code.NO_POD, "There is no pod to augment. You can buy one here.")
    if not run.pod.flown:
        raise Refusal(Code.POD_NOT_FLOWN, "The pod has to come along on a flight first.")
    if augmentation_id in run.pod.augmentations:
        raise Refusal(Code.ALREADY_FITTED, f"The pod has its {extra.name} already.")
    table = catalog().pod_augmentations
    for fitted in run.pod.augmentations:
        if table[fitted].slot == extra.slot:
            words = f"The pod's {extra.slot} slot holds the {table[fitted].name}."
            raise Refusal(Code.NO_FREE_SLOT, words, slot=extra.slot)
    if len(run.pod.augmentations) >= catalog().pod.max_augmentations:
        raise Refusal(Code.NO_FREE_SLOT, "The pod has room for no more augmentations.")
    check_credits(run, augmentation_price(run, augmentation_id))


def augmentation_named(augmentation_id: str) -> Augmentation:
    extra = catalog().pod_augmentations.get(augmentation_id)
    if extra is None:
        words = f"There is no augmentation called {augmentation_id!r}."
        raise Refusal(Code.UNKNOWN_AUGMENTATION, words)
    return extra
