"""What a place with trade buys and sells."""

from game.catalog.expedition import catalog
from game.catalog.expedition_story import texts
from game.expedition.actions import Action, BuyAugmentation, BuyPod, BuyShip
from game.expedition.places import node_of
from game.expedition.prices import (
    augmentation_price,
    buy_price,
    food_price,
    fuel_price,
    pod_price,
    repair_price,
    sell_price,
    ship_price,
    stocked,
    tradable,
    trade_in,
)
from game.expedition.state import SLOT_TYPES, Run
from game.expedition.stats import held
from game.expedition.views.possible import refusal_of
from game.expedition.views.shapes import (
    AugmentationOffer,
    MarketItem,
    MarketView,
    ShipOffer,
    ShipyardView,
)


def market(run: Run) -> MarketView | None:
    """Every good that has a price; None where nobody trades."""
    if not node_of(run).has_trade:
        return None
    tradables = [item_id for item_id, item in catalog().items.items() if tradable(item)]
    return {
        "fuel_price": fuel_price(run),
        "food_price": food_price(run),
        "repair_price": repair_price(run),
        "items": [_market_item(run, item_id) for item_id in tradables],
    }


def shipyard(run: Run) -> ShipyardView | None:
    """None where nobody trades."""
    if not node_of(run).has_trade:
        return None
    refused = _reason(run, BuyPod())
    return {
        "ships": [_ship_offer(run, ship_type) for ship_type in catalog().ship_types],
        "pod": {"cost": pod_price(run), "available": not refused, "reason": refused},
        "augmentations": [_augmentation_offer(run, one) for one in catalog().pod_augmentations],
    }


def _market_item(run: Run, item_id: str) -> MarketItem:
    item = catalog().items[item_id]
    return {
        "item_id": item_id,
        "name": item.name,
        "buy": buy_price(run, item_id) if stocked(run, item_id) else None,
        "sell": sell_price(run, item_id),
        "weight": item.weight,
        "held": held(run, item_id),
    }


def _ship_offer(run: Run, ship_type: str) -> ShipOffer:
    ship = catalog().ship_types[ship_type]
    refused = _reason(run, BuyShip(ship_type=ship_type))
    return {
        "ship_type": ship_type,
        "name": ship.name,
        "cost": ship_price(run, ship_type),
        "max_hp": ship.max_hp,
        "cargo_capacity": ship.cargo_capacity,
        "speed": ship.speed,
        "fuel_efficiency": ship.fuel_efficiency,
        "slots": {slot: getattr(ship.slots, slot) for slot in SLOT_TYPES},
        "trade_in": trade_in(run, ship_type),
        "owned": ship_type == run.ship_type and not run.pod.active,
        "available": not refused,
        "reason": refused,
    }


def _augmentation_offer(run: Run, augmentation_id: str) -> AugmentationOffer:
    extra = catalog().pod_augmentations[augmentation_id]
    refused = _reason(run, BuyAugmentation(augmentation_id=augmentation_id))
    return {
        "id": augmentation_id,
        "name": extra.name,
        "cost": augmentation_price(run, augmentation_id),
        "slot": extra.slot,
        "text": texts().augmentations[augmentation_id],
        "owned": augmentation_id in run.pod.augmentations,
        "available": not refused,
        "reason": refused,
    }


def _reason(run: Run, action: Action) -> str:
    """Why not, in words; empty when it can be done."""
    refusal = refusal_of(run, action)
    return "" if refusal is None else refusal.words
