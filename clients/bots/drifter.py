"""How a bot plays expeditions that does not know what it does: the measure of luck."""

from random import Random

from clients.bots.charts import Action, State

MODS = ("mining_laser", "laser_cannon", "armor_plates", "shield_booster")
NAMES = ("scan", "mine", "salvage", "combat", "repair", "refuel", "buy_food", "buy_pod",
         "distress_signal", "consume_food", "negotiate", "flee")  # fmt: skip


def random_play(state: State, dice: Random) -> Action:
    """Any action that could mean something here, all kinds equally likely."""
    if state["available_choices"] and dice.random() < 0.5:
        return {"action": "choose", "choice": dice.randrange(len(state["available_choices"]))}
    kinds = (_random_move, _random_purchase, _random_plain, _random_goods, _random_fight)
    return dice.choice(kinds)(state, dice)


def _random_move(state: State, dice: Random) -> Action:
    regions = state["star_map"]["regions"]
    region = next(one for one in regions if one["id"] == state["current_region_id"])
    way = dice.randrange(6)
    if way == 0 and region["links"]:
        return {"action": "navigate", "target_region_id": dice.choice(region["links"])}
    if way < 4:
        here = next(one for one in region["nodes"] if one["id"] == state["current_node_id"])
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
    options += [{"action": "buy_mod", "mod_id": mod} for mod in MODS]
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
