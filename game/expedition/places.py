"""Where the ship is, what lies around it, and what a flight there burns."""

from math import hypot

from game.catalog.expedition import rules
from game.expedition.state import Node, Region, Run, Stay
from game.expedition.stats import effective


def find_node(run: Run, node_id: str) -> tuple[Region, Node] | None:
    for region in run.star_map.regions:
        for node in region.nodes:
            if node.id == node_id:
                return region, node
    return None


def find_region(run: Run, region_id: str) -> Region | None:
    return next((one for one in run.star_map.regions if one.id == region_id), None)


def here(run: Run) -> tuple[Region, Node]:
    """Raises LookupError for a run whose place is not on its map."""
    found = find_node(run, run.node_id)
    if found is None:
        raise LookupError(f"{run.node_id} is not on the map")
    return found


def node_of(run: Run) -> Node:
    return here(run)[1]


def region_of(run: Run) -> Region:
    return here(run)[0]


def node_cost(run: Run) -> float:
    """Fuel of a move within a region."""
    return round(rules().travel.node_fuel * effective(run).fuel_efficiency, 1)


def region_cost(run: Run) -> float:
    """Fuel of a jump to another region from where the ship is."""
    travel = rules().travel
    at_wormhole = node_of(run).type == travel.wormhole_type
    return travel.wormhole_fuel if at_wormhole else travel.region_fuel


def distance(a: Node, b: Node) -> float:
    """Map units."""
    return hypot(a.x - b.x, a.y - b.y)


def nearest_trade(run: Run) -> Node:
    """The place with trade that is nearest by map units; the start is one, so there is one."""
    at = node_of(run)
    places = [node for region in run.star_map.regions for node in region.nodes if node.has_trade]
    return min(places, key=lambda node: (distance(at, node), node.id))


def stand_at(run: Run, node_id: str) -> None:
    """The ship is there now: a new stay, with what can be seen from there on the charts.

    An unanswered event and an offered quest stay behind. Raises LookupError for an unknown node.
    """
    run.node_id = node_id
    region, node = here(run)
    if not node.visited:
        run.statistics.systems_visited += 1
    run.stay = Stay()
    run.event = None
    run.offer = None
    region.discovered = region.visited = True
    node.discovered = node.visited = True
    for neighbour in region.nodes:
        if neighbour.id in node.links:
            neighbour.discovered = True
    for other in run.star_map.regions:
        if other.id in region.links:
            other.discovered = True
