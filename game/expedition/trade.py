"""Buying and selling goods at places with trade."""

from game.catalog.expedition import Item, catalog
from game.expedition.actions import SellItem, Trade
from game.expedition.demand import note_sale
from game.expedition.effects import (
    check_credits,
    check_items,
    earn,
    gain_items,
    lose_items,
    money,
    spend,
)
from game.expedition.journal import Journal
from game.expedition.needs import need_ship, need_trade
from game.expedition.prices import buy_price, sell_price, stocked, tradable
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Run
from game.expedition.stats import effective, held, used_cargo


def on_trade(j: Journal, action: Trade) -> None:
    if action.side == "sell":
        _sell(j, action.item_id, action.quantity)
    else:
        _buy(j, action.item_id, action.quantity)


def on_sell_item(j: Journal, action: SellItem) -> None:
    _sell(j, action.item_id, action.quantity)


def check_buy(run: Run, item_id: str, quantity: int) -> None:
    need_trade(run)
    need_ship(run)
    item = item_named(item_id)
    if not stocked(run, item_id):
        raise Refusal(Code.NOT_SOLD_HERE, f"{item.name} is not for sale here.")
    check_room(run, item_id, quantity)
    check_credits(run, buy_price(run, item_id) * quantity)


def check_sell(run: Run, item_id: str, quantity: int) -> None:
    """Even from the pod: what its module kept can help to a new ship."""
    need_trade(run)
    item = item_named(item_id)
    check_items(run, item_id, quantity)
    if not tradable(item):
        raise Refusal(Code.NOT_FOR_SALE, f"Nobody has a price for {item.name}.")


def check_room(run: Run, item_id: str, quantity: int) -> None:
    item = catalog().items[item_id]
    by_stack = item.stack_size - held(run, item_id)
    if quantity > by_stack:
        raise Refusal(
            Code.STACK_FULL,
            f"You can hold {item.stack_size} of {item.name} at most, and have"
            f" {held(run, item_id)}.",
            room=by_stack,
        )
    free = effective(run).cargo_capacity - used_cargo(run)
    if item.weight * quantity > max(0, free):
        raise Refusal(
            Code.CARGO_FULL,
            f"That weighs {item.weight * quantity}, and the hold has room for {max(0, free)}.",
            room=max(0, free) // item.weight,
        )


def item_named(item_id: str) -> Item:
    item = catalog().items.get(item_id)
    if item is None:
        raise Refusal(Code.UNKNOWN_ITEM, f"There is no item called {item_id!r}.")
    return item


def _buy(j: Journal, item_id: str, quantity: int) -> None:
    check_buy(j.run, item_id, quantity)
    total = buy_price(j.run, item_id) * quantity
    spend(j, total)
    gain_items(j, item_id, quantity)
    j.details |= {"quantity": quantity, "total": total}
    j.tell("trade", f"You buy {quantity} of {catalog().items[item_id].name} for {money(total)}.")


def _sell(j: Journal, item_id: str, quantity: int) -> None:
    """All for the price of now; the next sale here brings less."""
    check_sell(j.run, item_id, quantity)
    total = sell_price(j.run, item_id) * quantity
    lose_items(j, item_id, quantity)
    earn(j, total)
    note_sale(j.run, item_id, quantity)
    j.details |= {"quantity": quantity, "total": total}
    j.tell("trade", f"You sell {quantity} of {catalog().items[item_id].name} for {money(total)}.")
