"""Fuel, food, repairs, and what is used up aboard."""

from math import ceil, floor

from game.catalog.expedition import ItemEffect, catalog, rules
from game.expedition import fight
from game.expedition.actions import BuyFood, ConsumeFood, Refuel, Repair, UseItem
from game.expedition.effects import (
    SHIELD,
    add_effect,
    check_credits,
    check_items,
    eat,
    gain_food,
    gain_fuel,
    heal,
    lose_items,
    mend_hull,
    money,
    spend,
)
from game.expedition.journal import Journal
from game.expedition.needs import need_repair, need_ship, need_trade
from game.expedition.prices import food_price, fuel_price, repair_price
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Run
from game.expedition.stats import effective
from game.expedition.trade import item_named


def on_repair(j: Journal, action: Repair) -> None:
    check_repair(j.run)
    price = repair_price(j.run)
    spend(j, price)
    mended = mend_hull(j, _wear(j.run))
    what = "pod" if j.run.pod.active else "hull"
    j.details |= {"mended": mended, "total": price}
    j.tell("repair", f"The {what} is whole again for {money(price)}: {mended} points are mended.")


def check_repair(run: Run) -> None:
    need_repair(run)
    if _wear(run) <= 0:
        raise Refusal(Code.HULL_FULL, "There is nothing to repair.")
    check_credits(run, repair_price(run))


def on_refuel(j: Journal, action: Refuel) -> None:
    check_refuel(j.run, action.amount)
    units = action.amount or min(_fuel_room(j.run), j.run.wealth // fuel_price(j.run))
    total = units * fuel_price(j.run)
    spend(j, total)
    gain_fuel(j, units)
    j.details |= {"units": units, "total": total}
    j.tell("refuel", f"You buy {units} units of fuel for {money(total)}.")


def check_refuel(run: Run, amount: int | None) -> None:
    """amount None: as much as fits and can be paid, but one unit at least."""
    need_trade(run)
    room = _fuel_room(run)
    if room == 0:
        raise Refusal(Code.FUEL_FULL, "The tank is full.")
    if amount is not None and amount > room:
        raise Refusal(Code.FUEL_FULL, f"The tank has room for {room} units more.", room=room)
    check_credits(run, (amount or 1) * fuel_price(run))


def on_buy_food(j: Journal, action: BuyFood) -> None:
    check_buy_food(j.run, action.amount)
    units = _food_asked(j.run, action.amount)
    total = units * food_price(j.run)
    spend(j, total)
    gain_food(j, units)
    j.details |= {"units": units, "total": total}
    j.tell("food", f"You buy {units} units of food for {money(total)}.")


def check_buy_food(run: Run, amount: int | None) -> None:
    """amount None: a crate, or what of it has room."""
    need_trade(run)
    room = _food_room(run)
    if room == 0:
        raise Refusal(Code.FOOD_FULL, "The pantry is full.")
    if amount is not None and amount > room:
        raise Refusal(Code.FOOD_FULL, f"The pantry has room for {room} units more.", room=room)
    check_credits(run, _food_asked(run, amount) * food_price(run))


def on_consume_food(j: Journal, action: ConsumeFood) -> None:
    """Not more than it takes to be well."""
    check_consume_food(j.run, action.amount)
    each = rules().food.health
    units = eat(j, min(action.amount, ceil((100 - j.run.health) / each)))
    gained = heal(j, units * each)
    j.details |= {"units": units, "health": gained}
    j.tell("food", f"You eat {units} units of food and gain {gained} health.")


def check_consume_food(run: Run, amount: int) -> None:
    if run.health >= 100:
        raise Refusal(Code.HEALTH_FULL, "You are well fed and well.")
    if run.food < amount:
        words = f"There are {run.food} units of food aboard, not {amount}."
        raise Refusal(Code.INSUFFICIENT_FOOD, words, food=run.food)


def on_use_item(j: Journal, action: UseItem) -> None:
    """In a fight, using something takes the round."""
    check_use_item(j.run, action.item_id)
    item = catalog().items[action.item_id]
    assert item.effect is not None  # checked
    lose_items(j, action.item_id, 1)
    _apply(j, item.name, item.effect)
    if j.run.enemy is not None:
        fight.take_round(j)


def check_use_item(run: Run, item_id: str) -> None:
    item = item_named(item_id)
    if item.effect is None:
        raise Refusal(Code.NOT_USABLE, f"{item.name} cannot be used by itself.")
    check_items(run, item_id, 1)
    if item.effect.ship_condition and _wear(run) <= 0:
        raise Refusal(Code.HULL_FULL, "There is nothing to repair.")
    if item.effect.fuel and _fuel_room(run) == 0:
        raise Refusal(Code.FUEL_FULL, "The tank is full.")
    if item.effect.health and run.health >= 100:
        raise Refusal(Code.HEALTH_FULL, "You are well.")
    if item.effect.temp_hp:
        need_ship(run)


def _apply(j: Journal, name: str, effect: ItemEffect) -> None:
    told = []
    if effect.ship_condition:
        what = "pod" if j.run.pod.active else "hull"
        told.append(f"the {what} gains {mend_hull(j, effect.ship_condition)} points")
    if effect.fuel:
        told.append(f"the tank gains {gain_fuel(j, effect.fuel):g} units")
    if effect.health:
        told.append(f"you gain {heal(j, effect.health)} health")
    if effect.temp_hp:
        add_effect(j, SHIELD, effect.temp_hp, effect.duration)
        told.append(f"a shield takes up to {effect.temp_hp} damage for {effect.duration} turns")
    j.tell("item", f"You use {name}: {', '.join(told)}.")


def _wear(run: Run) -> int:
    """Points that the hull, or in the pod the pod, lacks."""
    stats = effective(run)
    return stats.pod_max_hp - run.pod.hp if run.pod.active else stats.max_hull - run.hull


def _fuel_room(run: Run) -> int:
    """Whole units, the last of which may be a partial one that is paid in full."""
    return max(0, ceil(round(effective(run).max_fuel - run.fuel, 1)))


def _food_room(run: Run) -> int:
    return max(0, floor(effective(run).max_food - run.food))


def _food_asked(run: Run, amount: int | None) -> int:
    return min(rules().market.food_crate, _food_room(run)) if amount is None else amount
