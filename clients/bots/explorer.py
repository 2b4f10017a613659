"""How bots play expeditions: from the state that every client gets to the next action.

A policy is a function of the game state and of dice; it knows nothing that a player does not see.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

State = dict[str, Any]
Action = dict[str, Any]
Policy = Callable[[State, Random], Action]

GOAL = 2000  # credits
FUEL_LOW, FUEL_WANTED = 20.0, 85.0
FOOD_LOW = 8
HULL_LOW, HULL_POOR = 0.45, 0.65  # parts of the whole hull
HEALTH_LOW = 60
RESERVE = 150  # credits that are kept for repair and fuel
GOOD_ODDS = 0.6
NAMES = ("scan", "mine", "salvage", "combat", "repair", "refuel", "buy_food", "buy_pod",
         "distress_signal", "consume_food", "negotiate", "flee")  # fmt: skip
SHOPPING = {"mining_laser": 250, "laser_cannon": 200, "armor_plates": 250, "shield_booster": 300}
KEPT = {"fuel_cells": 1, "repair_nanobots": 1, "med_pack": 1, "shield_booster_charge": 1}


def careful(state: State, dice: Random) -> Action:
    """Look after the ship first, take good odds, mine where it pays, retire when it can."""
    if state["combat"]:
        return _fight(state)
    if state["current_event"]:
        return _answer(state)
    for action in _upkeep(state):
        return action
    for action in _business(state):
        return action
    return _onward(state, dice)


def random_play(state: State, dice: Random) -> Action:
    """Any action that could mean something here, all kinds equally likely."""
    if state["available_choices"] and dice.random() < 0.5:
        return {"action": "choose", "choice": dice.randrange(len(state["available_choices"]))}
    kinds = (_random_move, _random_purchase, _random_plain, _random_goods, _random_fight)
    return dice.choice(kinds)(state, dice)


# --- what is possible ---------------------------------------------------------------------


def can(state: State, name: str) -> bool:
    return bool(state["possible"].get(name, {}).get("available"))


def nodes_of(state: State) -> dict[str, State]:
    return {node["id"]: node for region in state["star_map"]["regions"] for node in region["nodes"]}


def region_of(state: State) -> State:
    regions = state["star_map"]["regions"]
    return next(r for r in regions if r["id"] == state["current_region_id"])


# --- the careful player -------------------------------------------------------------------


def _fight(state: State) -> Action:
    """Shoot while it goes well; talk or run when it does not."""
    fight, stats = state["combat"], state["player_stats"]
    enemy = fight["enemy"]
    best = max(
        (a for a in fight["actions"] if a["available"]),
        key=lambda a: a["hit_chance"] * sum(a["damage"]),
        default=None,
    )
    hull = stats["pod_hp"] if stats["in_pod_mode"] else stats["ship_condition"]
    to_win = _rounds(enemy["hp"], best["hit_chance"] * sum(best["damage"]) / 2) if best else 1e9
    to_lose = _rounds(hull, enemy["combat_power"] * enemy["accuracy"])
    if best is not None and to_win * 1.5 < to_lose:
        return {"action": "combat_action", "combat_action": best["id"]}
    talks = fight["negotiate"]
    if talks["available"] and talks["chance"] >= 0.5 and stats["wealth"] > talks["price"] * 2:
        return {"action": "negotiate"}
    if can(state, "flee"):
        return {"action": "flee"}
    if talks["available"]:
        return {"action": "negotiate"}
    return {"action": "combat_action", "combat_action": best["id"] if best else "evasive"}


def _rounds(points: float, each: float) -> float:
    return points / max(each, 0.01)


def _answer(state: State) -> Action:
    """Take what is likely and cheap, or else the last choice, which is to leave."""
    event = state["current_event"]
    if event["kind"] == "victory":
        return {"action": "choose", "choice": "retire"}
    wealth = state["player_stats"]["wealth"]
    offered = [
        choice
        for choice in event["choices"]
        if choice["available"]
        and (choice["odds"] or 0.0) >= GOOD_ODDS
        and choice["cost"].get("credits", 0) <= max(0, wealth - RESERVE) / 3
    ]
    best = max(offered, key=lambda choice: choice["odds"], default=event["choices"][-1])
    if not best["available"]:
        best = next(choice for choice in event["choices"] if choice["available"])
    return {"action": "choose", "choice": best["id"]}


def _upkeep(state: State) -> Iterator[Action]:
    """Goods to sell, a hull to mend, a tank and a larder to fill; nothing when all is well."""
    stats = state["player_stats"]
    held = {stack["item_id"]: stack["quantity"] for stack in stats["inventory"]}
    quest = state["active_quest"]
    if quest and quest["ready"] and can(state, "quest"):
        yield {"action": "quest", "quest": "report"}
    if _hull(state) < HULL_POOR and stats["max_ship_condition"] - stats["ship_condition"] > 20:
        yield from _use(held, "repair_nanobots")
    if stats["fuel"] < FUEL_LOW and not state["market"]:
        yield from _use(held, "fuel_cells")
    if stats["health"] < HEALTH_LOW:
        yield from _use(held, "med_pack")
        if can(state, "consume_food") and stats["food"] > FOOD_LOW:
            yield {"action": "consume_food", "amount": min(10, stats["food"] - FOOD_LOW)}
    if state["market"]:
        yield from _sales(state, held)
    if can(state, "repair") and _hull(state) < HULL_POOR:
        yield {"action": "repair"}
    if can(state, "refuel") and stats["fuel"] < FUEL_WANTED - 15:
        units = min(FUEL_WANTED - stats["fuel"], stats["wealth"] / state["market"]["fuel_price"])
        if units >= 1:
            yield {"action": "refuel", "amount": int(units)}
    if can(state, "buy_food") and stats["food"] < FOOD_LOW:
        yield {"action": "buy_food"}


def _hull(state: State) -> float:
    """The part of the hull that is whole."""
    stats = state["player_stats"]
    return float(stats["ship_condition"] / stats["max_ship_condition"])


def _use(held: dict[str, int], item_id: str) -> Iterator[Action]:
    if held.get(item_id):
        yield {"action": "use_item", "item_id": item_id}


def _sales(state: State, held: dict[str, int]) -> Iterator[Action]:
    """Everything that is no use to a ship and brings a fair price, one kind after the other."""
    wanted = state["active_quest"] or {}
    for row in state["market"]["items"]:
        item = row["item_id"]
        spare = held.get(item, 0) - KEPT.get(item, 0)
        if spare > 0 and row["sell"] and item != wanted.get("item_id"):
            yield {"action": "sell_item", "item_id": item, "quantity": spare}


def _business(state: State) -> Iterator[Action]:
    """What this place is good for."""
    stats = state["player_stats"]
    if can(state, "quest") and state["quest_offer"] and not state["active_quest"]:
        yield {"action": "quest", "quest": "accept"}
    if _rich(state):
        return
    if can(state, "scan") and _hull(state) > HULL_LOW:
        yield {"action": "scan"}
    if state["market"] and not stats["in_pod_mode"]:
        yield from _shopping(state)
    if _hull(state) > HULL_LOW and stats["food"] > 2:
        if can(state, "salvage") and stats["fuel"] > FUEL_LOW:
            yield {"action": "salvage"}
        if can(state, "mine") and stats["fuel"] > FUEL_LOW:
            yield {"action": "mine"}


def _rich(state: State) -> bool:
    return bool(state["player_stats"]["wealth"] >= GOAL)


def _shopping(state: State) -> Iterator[Action]:
    """Tools that earn their price back, while there are turns left for it."""
    stats = state["player_stats"]
    fitted = {mod for mods in stats["ship_mods"].values() for mod in mods}
    if state["turn_count"] > state["max_turns"] * 0.4:
        return
    for mod, price in SHOPPING.items():
        if mod not in fitted and stats["wealth"] - price >= RESERVE:
            yield {"action": "buy_mod", "mod_id": mod}
            return


def _onward(state: State, dice: Random) -> Action:
    """Home when something is short, else to the neighbour that promises most."""
    nodes = nodes_of(state)
    here = nodes[state["current_node_id"]]
    for wanted in _needs(state):
        if wanted(here) and not _rich(state):
            continue
        step = _step_towards(nodes, here["id"], wanted)
        if step and can_fly(state, 5):
            return {"action": "navigate", "target_node_id": step}
        for region in _harbours(state, wanted):
            return {"action": "navigate", "target_region_id": region}
    if _hull(state) > HULL_POOR:
        for region in _jumps(state):
            return {"action": "navigate", "target_region_id": region}
    miner = _is_miner(state)
    scored = [(_promise(nodes[link], miner, dice), link) for link in here["links"]]
    if scored and can_fly(state, 5):
        return {"action": "navigate", "target_node_id": max(scored)[1]}
    for name in ("distress_signal", "combat"):
        if can(state, name):
            return {"action": name}
    return {"action": "mine"} if can(state, "mine") else {"action": "navigate"}


def can_fly(state: State, fuel: float) -> bool:
    """Whether a move that costs `fuel` before the ship's efficiency is in the tank."""
    stats = state["player_stats"]
    return bool(stats["fuel"] >= fuel * stats["fuel_efficiency"])


def _needs(state: State) -> Iterator[Callable[[State], bool]]:
    """Kinds of places that the ship should be at soon, the most urgent first."""
    stats = state["player_stats"]
    if _hull(state) < HULL_LOW and stats["wealth"] >= RESERVE:
        yield lambda node: bool(node["has_repair"])
    full = stats["used_cargo_space"] > 0.5 * stats["cargo_capacity"]
    short = stats["fuel"] < FUEL_LOW * 1.5 or stats["food"] < FOOD_LOW
    if _rich(state) or full or short:
        yield lambda node: bool(node["has_trade"])


def _is_miner(state: State) -> bool:
    return "mining_laser" in state["player_stats"]["ship_mods"]["high"]


def _jump_cost(state: State) -> float:
    return 20.0 if state["current_location"]["type"] == "wormhole" else 50.0


def _harbours(state: State, wanted: Callable[[State], bool]) -> Iterator[str]:
    """Regions in reach with the most places of that kind."""
    if not can_fly(state, _jump_cost(state)):
        return
    regions = {r["id"]: r for r in state["star_map"]["regions"]}
    links = [regions[link] for link in region_of(state)["links"]]
    links.sort(key=lambda r: sum(wanted(node) for node in r["nodes"]), reverse=True)
    yield from (region["id"] for region in links if any(wanted(n) for n in region["nodes"]))


def _jumps(state: State) -> Iterator[str]:
    """Regions not seen yet pay for the jump; a miner wants rocks."""
    region = region_of(state)
    regions = {r["id"]: r for r in state["star_map"]["regions"]}
    if state["player_stats"]["fuel"] < _jump_cost(state) + FUEL_LOW:
        return
    miner = _is_miner(state)
    if miner and region["type"] == "frontier":
        return
    for link in region["links"]:
        if miner and regions[link]["type"] == "frontier":
            yield link
    if miner or all(node["visited"] for node in region["nodes"]):
        for link in region["links"]:
            if not regions[link]["visited"] and regions[link]["danger_level"] < 0.7:
                yield link


def _promise(node: State, miner: bool, dice: Random) -> float:
    worth = 0.0 if node["visited"] else 1.0
    worth += 1.5 if miner and node["type"] == "asteroid_field" else 0.0
    worth += 0.3 if node["has_trade"] else 0.0
    return float(worth - 1.5 * node["danger_level"] + 0.2 * dice.random())


def _step_towards(nodes: dict[str, State], start: str, wanted: Callable[[State], bool]) -> str:
    """The first step of a shortest way to a place that is wanted; "" when there is none."""
    first = {link: link for link in nodes[start]["links"]}
    queue = list(first)
    for node_id in queue:
        if wanted(nodes[node_id]):
            return first[node_id]
        for link in nodes[node_id]["links"]:
            if link not in first and link != start:
                first[link] = first[node_id]
                queue.append(link)
    return ""


# --- the random player --------------------------------------------------------------------


def _random_move(state: State, dice: Random) -> Action:
    region = region_of(state)
    way = dice.randrange(6)
    if way == 0 and region["links"]:
        return {"action": "navigate", "target_region_id": dice.choice(region["links"])}
    if way < 4:
        here = nodes_of(state)[state["current_node_id"]]
        return {"action": "navigate", "target_node_id": dice.choice(here["links"])}
    return {"action": "navigate"}


def _random_purchase(state: State, dice: Random) -> Action:
    shipyard = state["shipyard"] or {"ships": [], "augmentations": []}
    options: list[Action] = [{"action": "buy_pod"}]
    options += [{"action": "buy_ship", "ship_type": s["ship_type"]} for s in shipyard["ships"]]
    options += [
        {"action": "buy_augmentation", "augmentation_id": a["id"]}
        for a in shipyard["augmentations"]
    ]
    options += [{"action": "buy_mod", "mod_id": mod} for mod in SHOPPING]
    options += [
        {"action": "remove_mod", "mod_id": mod, "slot_type": slot}
        for slot, mods in state["player_stats"]["ship_mods"].items()
        for mod in mods
    ]
    return dice.choice(options)


def _random_plain(state: State, dice: Random) -> Action:
    return {"action": dice.choice(NAMES)}


def _random_goods(state: State, dice: Random) -> Action:
    rows = state["market"]["items"] if state["market"] else []
    options: list[Action] = [
        {"action": "quest", "quest": dice.choice(["accept", "abandon", "report"])}
    ]
    for stack in state["player_stats"]["inventory"]:
        item = stack["item_id"]
        options.append({"action": "use_item", "item_id": item})
        options.append({"action": "sell_item", "item_id": item, "quantity": 1})
    options += [
        {"action": "trade", "side": "buy", "item_id": r["item_id"], "quantity": 1} for r in rows
    ]
    return dice.choice(options)


def _random_fight(state: State, dice: Random) -> Action:
    name = dice.choice(["attack", "precise_shot", "barrage", "evasive"])
    return {"action": "combat_action", "combat_action": name}
