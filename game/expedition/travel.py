"""Flights within a region and jumps between regions, and what waits on arrival."""

from game.catalog.expedition import catalog, rules, scale
from game.expedition import events, fight, quests
from game.expedition.actions import Navigate
from game.expedition.draws import happens, within
from game.expedition.effects import burn_fuel, check_fuel, earn, harm_hull, money
from game.expedition.endings import victory_due
from game.expedition.journal import Journal
from game.expedition.places import (
    distance,
    find_node,
    find_region,
    here,
    node_cost,
    node_of,
    region_cost,
    stand_at,
)
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Node, Region, Run
from game.expedition.turns import end_turn


def on_navigate(j: Journal, action: Navigate) -> None:
    """A node goes before a region; with neither the dice choose among the node's links."""
    check_navigate(j.run, action)
    region, target, cost = _destination(j, action)
    _fly(j, region, target, cost)
    _arrive(j)
    end_turn(j)


def check_navigate(run: Run, action: Navigate) -> None:
    if action.target_node_id is not None:
        _check_node_route(run, action.target_node_id)
        check_fuel(run, node_cost(run))
    elif action.target_region_id is not None:
        _check_region_route(run, action.target_region_id)
        check_fuel(run, region_cost(run))
    else:
        check_fuel(run, node_cost(run))


def entry_node(run: Run, region: Region) -> Node:
    """Where a jump from here comes out: the node of the region that is nearest."""
    origin = node_of(run)
    return min(region.nodes, key=lambda node: (distance(origin, node), node.id))


def risk(run: Run, node: Node) -> float:
    """The chance that an arrival there does harm. All space is as dangerous to a pod."""
    if run.pod.active:
        return catalog().pod.damage_chance
    return min(1.0, round(node.danger * scale(run.difficulty).danger, 4))


def region_risk(run: Run, region: Region) -> float:
    """The mean of the risks at its places."""
    return round(sum(risk(run, node) for node in region.nodes) / len(region.nodes), 4)


def _destination(j: Journal, action: Navigate) -> tuple[Region, Node, float]:
    """Where to, and what fuel it takes."""
    run = j.run
    if action.target_node_id is not None:
        return *_found_node(run, action.target_node_id), node_cost(run)
    if action.target_region_id is not None:
        region = _found_region(run, action.target_region_id)
        return region, entry_node(run, region), region_cost(run)
    return *_found_node(run, j.dice.choice(node_of(run).links)), node_cost(run)


def _found_node(run: Run, node_id: str) -> tuple[Region, Node]:
    found = find_node(run, node_id)
    if found is None:
        raise Refusal(Code.UNKNOWN_NODE, f"The charts show no place called {node_id!r}.")
    return found


def _found_region(run: Run, region_id: str) -> Region:
    region = find_region(run, region_id)
    if region is None:
        raise Refusal(Code.UNKNOWN_REGION, f"The charts show no region called {region_id!r}.")
    return region


def _check_node_route(run: Run, node_id: str) -> None:
    region, node = here(run)
    target_region, target = _found_node(run, node_id)
    if target.id == node.id:
        raise Refusal(Code.ALREADY_HERE, f"You are at {node.name} already.")
    if target_region.id != region.id:
        words = f"{target.name} is in another region. Jump to the region first."
        raise Refusal(Code.NO_ROUTE, words)
    if target.id not in node.links:
        words = f"No way leads straight from {node.name} to {target.name}."
        raise Refusal(Code.NO_ROUTE, words)


def _check_region_route(run: Run, region_id: str) -> None:
    region, _ = here(run)
    target = _found_region(run, region_id)
    if target.id == region.id:
        raise Refusal(Code.ALREADY_HERE, f"You are in {region.name} already.")
    if target.id not in region.links:
        raise Refusal(Code.NO_ROUTE, f"No jump leads from {region.name} to {target.name}.")


def _fly(j: Journal, region: Region, target: Node, cost: float) -> None:
    """Leave, and be there; the first visit to a region is rewarded."""
    run = j.run
    origin_region, origin = here(run)
    first_visit = not region.visited
    burn_fuel(j, cost)
    run.pod.flown = run.pod.flown or run.pod.owned
    flown = run.statistics.total_distance_traveled + distance(origin, target)
    run.statistics.total_distance_traveled = round(flown, 1)
    stand_at(run, target.id)
    j.details |= {"fuel": cost, "node_id": target.id, "region_id": region.id}
    if region.id == origin_region.id:
        j.tell("navigation", f"You reach {target.name}.")
    else:
        j.tell("navigation", f"You jump to {region.name} and come out at {target.name}.")
    if first_visit:
        bonus = rules().travel.region_bonus
        earn(j, bonus)
        j.tell("discovery", f"Nobody had good charts of this region: yours bring {money(bonus)}.")


def _arrive(j: Journal) -> None:
    run = j.run
    quests.note_arrival(j)
    if happens(j.dice, risk(run, node_of(run))):
        _meet_danger(j)
    if run.game_over or run.enemy is not None:
        return
    if not victory_due(run) and happens(j.dice, rules().travel.event_chance):
        events.open_event(j, "any")
    if not run.game_over and run.enemy is None:
        quests.offer_quest(j)


def _meet_danger(j: Journal) -> None:
    """A pod is too small to be worth a fight, and too weak for the way."""
    if j.run.pod.active:
        harm_hull(j, catalog().pod.base_damage, "the open void")
        return
    travel = rules().travel
    fights = happens(j.dice, travel.fight_chance)
    cause = "an ambush" if fights else "a rough approach"
    harm_hull(j, within(j.dice, travel.damage), cause)
    if fights and not j.run.game_over and not j.run.pod.active:
        fight.begin_fight(j, None)
