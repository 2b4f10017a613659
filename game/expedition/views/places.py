"""The star map, where the ship is on it, and where it can go."""

from game.catalog.expedition import catalog, rules
from game.catalog.expedition_story import texts
from game.expedition.actions import Navigate
from game.expedition.gathering import richness
from game.expedition.places import find_node, find_region, here, node_cost, region_cost
from game.expedition.state import Node, Region, Run
from game.expedition.travel import region_risk, risk
from game.expedition.views.possible import possibility, refusal_of
from game.expedition.views.shapes import (
    LocationView,
    NavigationOptions,
    NodeOption,
    NodeView,
    RegionOption,
    RegionView,
    StarMapView,
)


def star_map(run: Run) -> StarMapView:
    """All of it: `discovered` says what the charts show, and drawing the fog is up to the page."""
    return {"regions": [_region_view(run, region) for region in run.star_map.regions]}


def location(run: Run) -> LocationView:
    region, node = here(run)
    return {
        "region": region.id,
        "node": node.id,
        "type": node.type,
        "region_name": region.name,
        "node_name": node.name,
    }


def navigation_options(run: Run) -> NavigationOptions:
    """What is linked to this place, also what is out of reach now; nodes before regions."""
    region, node = here(run)
    nodes = [found[1] for found in (find_node(run, one) for one in node.links) if found]
    regions = [found for found in (find_region(run, one) for one in region.links) if found]
    return {
        "options": [
            *(_node_option(run, one) for one in nodes),
            *(_region_option(run, one) for one in regions),
        ],
        "current_location": location(run),
    }


def _region_view(run: Run, region: Region) -> RegionView:
    kind = catalog().region_types[region.type]
    return {
        "id": region.id,
        "name": region.name,
        "type": region.type,
        "type_name": kind.name,
        "x": region.x,
        "y": region.y,
        "danger_level": region_risk(run, region),
        "colors": list(kind.colors),
        "discovered": region.discovered,
        "visited": region.visited,
        "links": list(region.links),
        "nodes": [_node_view(run, node) for node in region.nodes],
    }


def _node_view(run: Run, node: Node) -> NodeView:
    return {
        "id": node.id,
        "name": node.name,
        "type": node.type,
        "type_name": texts().nodes[node.type].name,
        "x": node.x,
        "y": node.y,
        "danger_level": risk(run, node),
        "richness": richness(node) if node.type in rules().mining.node_types else None,
        "has_repair": node.has_repair,
        "has_trade": node.has_trade,
        "discovered": node.discovered,
        "visited": node.visited,
        "links": list(node.links),
    }


def _node_option(run: Run, node: Node) -> NodeOption:
    way = possibility(refusal_of(run, Navigate(target_node_id=node.id)))
    return {
        "type": "node",
        "id": node.id,
        "name": node.name,
        "node_type": node.type,
        "visited": node.visited,
        "has_repair": node.has_repair,
        "has_trade": node.has_trade,
        "danger_level": risk(run, node),
        "fuel_cost": node_cost(run),
        "reachable": way["available"],
        "reason": way["reason"],
    }


def _region_option(run: Run, region: Region) -> RegionOption:
    way = possibility(refusal_of(run, Navigate(target_region_id=region.id)))
    return {
        "type": "region",
        "id": region.id,
        "name": region.name,
        "region_type": region.type,
        "visited": region.visited,
        "fuel_cost": region_cost(run),
        "reachable": way["available"],
        "reason": way["reason"],
    }
