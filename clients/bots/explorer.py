"""How a careful bot plays expeditions: from the state that every client gets to the next action.

It weighs in credits. Every place promises something, every way there costs turns, fuel and harm,
and the best balance is where it goes next, as long as the tank still reaches a market from there.
"""

from collections.abc import Collection, Iterator
from random import Random

from clients.bots.charts import Action, Charts, State
from clients.bots.prospects import (
    BASE,
    FOOD_LOW,
    FUEL_KEPT,
    GOAL,
    HULL_LOW,
    HULL_POOR,
    KEPT,
    LATE,
    RESERVE,
    cargo_value,
    flights,
    held,
    hull,
    room,
)

FUEL_WANTED = 110.0
HEALTH_LOW = 60
GOOD_ODDS = 0.6
FAIR = 0.65  # of a good's base value: for less only what is in the way is sold
CROWDED = 0.7  # of the hold
POOR = 0.4  # richness below which a field is left
INVESTING = 0.5  # of the turns: tools bought later do not pay
SHOPPING = {"mining_laser": 250, "laser_cannon": 200}
HUNTING_POWER, HUNTING_HULL = 18, 60
PIRATES = ("core_worlds", "frontier")  # where enemies are weak


def careful(state: State, dice: Random, refused: Collection[Action] = ()) -> Action:
    """The first thing it wants to do; refused: what was tried in this very state and did not go.

    Raises StopIteration when nothing is left to try, which no running game leads to.
    """
    return next(action for action in _wishes(state) if action not in refused)


def can(state: State, name: str) -> bool:
    return bool(state["possible"].get(name, {}).get("available"))


def _wishes(state: State) -> Iterator[Action]:
    if state["combat"]:
        yield from _fight(state)
        return
    charts = Charts(state)
    if state["current_event"]:
        yield from _answers(state)
    yield from _upkeep(state)
    yield from _business(state, charts)
    yield from flights(state, charts)
    yield from _last_resorts(state)


# --- encounters ---------------------------------------------------------------------------


def _fight(state: State) -> Iterator[Action]:
    """Shoot while it goes well; talk or run when it does not."""
    fight, stats = state["combat"], state["player_stats"]
    enemy, talks = fight["enemy"], fight["negotiate"]
    shots = [one for one in fight["actions"] if one["available"]]
    shots.sort(key=lambda one: one["hit_chance"] * sum(one["damage"]), reverse=True)
    best = shots[0]
    hull = stats["pod_hp"] if stats["in_pod_mode"] else stats["ship_condition"]
    to_win = _rounds(enemy["hp"], best["hit_chance"] * sum(best["damage"]) / 2)
    to_lose = _rounds(hull, enemy["combat_power"] * enemy["accuracy"])
    if to_win * 1.5 < to_lose:
        yield {"action": "combat_action", "combat_action": best["id"]}
    if talks["available"] and talks["chance"] >= 0.5 and stats["wealth"] > talks["price"] * 2:
        yield {"action": "negotiate"}
    yield {"action": "flee"}
    yield {"action": "combat_action", "combat_action": best["id"]}


def _rounds(points: float, each: float) -> float:
    return points / max(each, 0.01)


def _answers(state: State) -> Iterator[Action]:
    """Retire; else take what is likely and cheap, or the last choice, which is to leave."""
    event, wealth = state["current_event"], state["player_stats"]["wealth"]
    on_offer = [choice for choice in event["choices"] if choice["available"]]
    if event["kind"] != "victory":
        good = [
            choice
            for choice in on_offer
            if (choice["odds"] or 0.0) >= GOOD_ODDS
            and choice["cost"].get("credits", 0) <= max(0, wealth - RESERVE) / 3
        ]
        on_offer = sorted(good, key=lambda choice: -choice["odds"]) + on_offer[::-1]
    for choice in on_offer:
        yield {"action": "choose", "choice": choice["id"]}


# --- at a place ---------------------------------------------------------------------------


def _upkeep(state: State) -> Iterator[Action]:
    """Pay to collect, goods to sell, a hull to mend, a tank and a larder to fill."""
    stats, market = state["player_stats"], state["market"]
    aboard = held(state)
    quest = state["active_quest"]
    if quest and quest["ready"] and can(state, "quest"):
        yield {"action": "quest", "quest": "report"}
    yield from _sales(state)
    if can(state, "repair") and hull(state) < HULL_POOR:
        yield {"action": "repair"}
    if hull(state) < HULL_POOR and aboard.get("repair_nanobots"):
        yield {"action": "use_item", "item_id": "repair_nanobots"}
    if stats["health"] < HEALTH_LOW and aboard.get("med_pack"):
        yield {"action": "use_item", "item_id": "med_pack"}
    if can(state, "refuel"):
        units = int(min(FUEL_WANTED - stats["fuel"], stats["wealth"] // market["fuel_price"]))
        if units > FUEL_KEPT:
            yield {"action": "refuel", "amount": units}
    if can(state, "buy_food") and stats["food"] < FOOD_LOW:
        yield {"action": "buy_food"}
    if stats["health"] < HEALTH_LOW and stats["food"] > FOOD_LOW and can(state, "consume_food"):
        yield {"action": "consume_food", "amount": min(10, stats["food"] - FOOD_LOW)}


def _sales(state: State) -> Iterator[Action]:
    """What is no use aboard, where it is paid fairly or the hold is crowded or money short."""
    if not state["market"]:
        return
    stats = state["player_stats"]
    wanted = (state["active_quest"] or {}).get("item_id")
    pressed = (
        stats["used_cargo_space"] > CROWDED * stats["cargo_capacity"]
        or stats["wealth"] < RESERVE
        or state["turn_count"] > state["max_turns"] - LATE
        or stats["wealth"] + cargo_value(state) >= GOAL
    )
    for row in state["market"]["items"]:
        item_id = row["item_id"]
        spare = row["held"] - KEPT.get(item_id, 0)
        fair = row["sell"] and (pressed or row["sell"] >= FAIR * BASE[item_id])
        if spare > 0 and fair and item_id != wanted:
            yield {"action": "sell_item", "item_id": item_id, "quantity": spare}


def _business(state: State, charts: Charts) -> Iterator[Action]:
    """What this place is good for."""
    stats = state["player_stats"]
    if state["quest_offer"] and not state["active_quest"] and can(state, "quest"):
        yield {"action": "quest", "quest": "accept"}
    if hull(state) > HULL_LOW and can(state, "scan"):
        yield {"action": "scan"}
    if stats["wealth"] >= GOAL:
        return
    if state["market"] and not stats["in_pod_mode"]:
        yield from _purchases(state)
    if hull(state) > HULL_LOW and stats["food"] > 2 and _spare_fuel(state, charts) > 0:
        if can(state, "salvage"):
            yield {"action": "salvage"}
        if can(state, "mine") and room(state) >= 2 and (charts.node["richness"] or 0) > POOR:
            yield {"action": "mine"}
    if _hunts(state, charts) and can(state, "combat"):
        yield {"action": "combat"}


def _spare_fuel(state: State, charts: Charts) -> float:
    """Units beyond what the way to the next market takes."""
    fuel: float = state["player_stats"]["fuel"]
    return fuel - charts.fuel_to_trade()[charts.here] - FUEL_KEPT


def _hunts(state: State, charts: Charts) -> bool:
    """Whether the ship is more than a match for the pirates of these parts."""
    stats = state["player_stats"]
    region = charts.regions[state["current_region_id"]]
    sound = stats["ship_condition"] >= HUNTING_HULL and hull(state) > HULL_POOR
    return sound and stats["combat_power"] >= HUNTING_POWER and region["type"] in PIRATES


def _purchases(state: State) -> Iterator[Action]:
    """What a job asks for; then tools that earn their price back, while there are turns left."""
    stats, quest = state["player_stats"], state["active_quest"]
    if quest and quest["kind"] == "deliver":
        yield from _errands(state, quest)
    if state["turn_count"] > INVESTING * state["max_turns"]:
        return
    fitted = {mod for mods in stats["ship_mods"].values() for mod in mods}
    for mod, price in SHOPPING.items():
        if mod not in fitted:
            if stats["wealth"] - price >= RESERVE:
                yield {"action": "buy_mod", "mod_id": mod}
            return


def _errands(state: State, quest: State) -> Iterator[Action]:
    """What is missing of a delivery, where it costs less than it pays."""
    missing = quest["needed"] - quest["done"]
    row = next(one for one in state["market"]["items"] if one["item_id"] == quest["item_id"])
    if missing <= 0 or row["buy"] is None:
        return
    cost = missing * row["buy"]
    if cost < 0.8 * quest["reward"] and state["player_stats"]["wealth"] - cost >= RESERVE / 2:
        goods = {"item_id": row["item_id"], "quantity": missing}
        yield {"action": "trade", "side": "buy", **goods}


def _last_resorts(state: State) -> Iterator[Action]:
    """No flight is possible: whatever may bring fuel, or the credits for it."""
    for row in (state["market"] or {"items": []})["items"]:
        if row["held"] and row["sell"]:
            yield {"action": "sell_item", "item_id": row["item_id"], "quantity": row["held"]}
    if held(state).get("fuel_cells"):
        yield {"action": "use_item", "item_id": "fuel_cells"}
    if can(state, "remove_mod"):
        for slot in ("mid", "low", "high"):
            for mod in state["player_stats"]["ship_mods"][slot]:
                yield {"action": "remove_mod", "mod_id": mod, "slot_type": slot}
    for name in ("refuel", "scan", "distress_signal", "salvage", "combat", "mine", "navigate"):
        if can(state, name):
            yield {"action": name}
    if state["active_quest"]:
        yield {"action": "quest", "quest": "report"}
