"""What places promise a careful explorer and what the ways there cost it, all in credits."""

from collections.abc import Iterator

from clients.bots.charts import Action, Charts, Leg, State, Way

GOAL = 2000  # credits
RESERVE = 150  # credits that are kept for repair and fuel
FUEL_KEPT = 10.0  # units beyond the way to the next market
FOOD_LOW = 10
HULL_LOW, HULL_POOR = 0.45, 0.7  # parts of the whole hull

TURN, FUEL = 35.0, 2.0  # what a turn and a unit of fuel are worth
HARM = 45.0  # of harm on arrival, to a whole hull
SIGHTS, AGAIN = 40.0, 5.0  # what a stay at a new and at a known place brings
CHARTED = 100.0  # for a new region
ORE, WRECK = 35.0, 100.0  # of a unit that is mined, and of a wreck
LOAD, ORE_WEIGHT = 10, 5  # units of ore that are worth a way to rich rocks, and what one weighs
MENDED = 1200.0  # of the whole hull, where it is poor
FED = 100.0  # of food, where there is little
WON = 1000.0  # of a market, to whoever has a fortune
LATE = 10  # turns before the last, from when on cargo has to be sold
KEPT = {"fuel_cells": 1, "repair_nanobots": 1, "med_pack": 1, "shield_booster_charge": 1}
BASE = {"rare_minerals": 50, "alien_artifacts": 200, "data_cores": 100, "luxury_goods": 150,
        "scrap_metal": 20, "repair_nanobots": 100, "fuel_cells": 80, "med_pack": 120,
        "shield_booster_charge": 150, "quantum_processor": 300, "exotic_matter": 500,
        "fusion_core": 400}  # fmt: skip


def flights(state: State, charts: Charts) -> Iterator[Action]:
    """The first leg to each place in reach, the most promising place first."""
    tank = state["player_stats"]["fuel"]
    harm = HARM / max(0.2, hull(state))
    after = charts.fuel_to_trade()

    def price(leg: Leg) -> float:
        return TURN + FUEL * leg.fuel + harm * leg.danger

    def balance(node_id: str, way: Way) -> float:
        cost = TURN * way.turns + FUEL * way.fuel + harm * way.harm
        return _promise(state, charts, charts.nodes[node_id]) - cost

    ways = charts.ways(price)
    kept = {one: ways[one].fuel + after[one] for one in ways}
    reached = (
        [one for one in ways if kept[one] + FUEL_KEPT <= tank]
        or [one for one in ways if kept[one] <= tank]
        or [one for one in ways if ways[one].fuel <= tank]
    )
    for node_id in sorted(reached, key=lambda one: balance(one, ways[one]), reverse=True):
        yield ways[node_id].first


def _promise(state: State, charts: Charts, node: State) -> float:
    """Credits that a stay at a place may bring, roughly."""
    stats = state["player_stats"]
    left = state["max_turns"] - state["turn_count"]
    worth = AGAIN if node["visited"] else SIGHTS
    if not charts.regions[charts.region_of[node["id"]]]["visited"]:
        worth += CHARTED
    if hull(state) > HULL_LOW:
        if node["type"] == "asteroid_field" and "mining_laser" in stats["ship_mods"]["high"]:
            worth += ORE * min(LOAD * node["richness"], room(state))
        if node["type"] == "derelict" and "salvager" in stats["ship_mods"]["high"]:
            worth += WRECK
    if node["has_repair"] and stats["wealth"] >= RESERVE:
        worth += MENDED * max(0.0, HULL_POOR - hull(state))
    if node["has_trade"]:
        worth += cargo_value(state) * (0.5 if left > LATE else 1.0)
        worth += FED if stats["food"] < FOOD_LOW else 0
        if stats["wealth"] + cargo_value(state) >= GOAL:
            worth += WON
    return worth + _quest_worth(state, charts, node)


def _quest_worth(state: State, charts: Charts, node: State) -> float:
    """A job's pay, where the next step of it can be done."""
    quest = state["active_quest"]
    if not quest:
        return 0.0
    pay, done = float(quest["reward"]), quest["done"] >= quest["needed"]
    delivers = quest["kind"] == "deliver"
    goal = quest["giver_node_id"] if done and not delivers else quest["target_id"]
    if node["id"] == goal:
        return pay if done or not delivers else 0.0
    if quest["kind"] == "explore" and not done and not node["visited"]:
        fits = quest["target_id"] in ("", charts.region_of[node["id"]])
        return pay / (quest["needed"] - quest["done"]) if fits else 0.0
    return 0.0


def held(state: State) -> dict[str, int]:
    return {one["item_id"]: one["quantity"] for one in state["player_stats"]["inventory"]}


def hull(state: State) -> float:
    """The part of the hull, or of the pod, that is whole."""
    stats = state["player_stats"]
    if stats["in_pod_mode"]:
        return float(stats["pod_hp"] / stats["pod_max_hp"])
    return float(stats["ship_condition"] / stats["max_ship_condition"])


def room(state: State) -> int:
    """Units of ore that the hold still takes."""
    stats = state["player_stats"]
    return int((stats["cargo_capacity"] - stats["used_cargo_space"]) // ORE_WEIGHT)


def cargo_value(state: State) -> float:
    """Credits that all to be sold may bring."""
    wanted = (state["active_quest"] or {}).get("item_id")
    return sum(
        0.8 * BASE.get(item_id, 0) * max(0, count - KEPT.get(item_id, 0))
        for item_id, count in held(state).items()
        if item_id != wanted
    )
