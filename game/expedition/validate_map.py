"""Whether a star map is one that the rules can fly on. Called by `validate`."""

from collections.abc import Iterable, Mapping, Sequence

from game.catalog.expedition import catalog, rules
from game.expedition.invalid import need
from game.expedition.state import Node, Region, StarMap

NODES_PER_REGION = range(3, 9)  # of every map, whatever today's rules draw
NAME_LENGTH = 80


def check_map(star_map: StarMap) -> None:
    """Every type of region once, ids unique, links mutual, everything within reach.

    Raises Invalid.
    """
    regions = star_map.regions
    nodes = [node for region in regions for node in region.nodes]
    _check_types(regions)
    _check_names([*regions, *nodes])
    _check_links("region", {region.id: region.links for region in regions})
    for region in regions:
        count = len(region.nodes)
        need(count in NODES_PER_REGION, f"region {region.id} has {count} nodes")
        _check_links("node", {node.id: node.links for node in region.nodes})
        _check_charts(region)
        _check_veins(region)


def _check_types(regions: Sequence[Region]) -> None:
    kinds = [region.type for region in regions]
    need(
        sorted(kinds) == sorted(catalog().region_types), "the map lacks or repeats a kind of region"
    )
    for region in regions:
        for node in region.nodes:
            need(node.type in catalog().node_types, f"there is no kind of node {node.type!r}")


def _check_names(places: Sequence[Region | Node]) -> None:
    need(len({place.id for place in places}) == len(places), "two places of the map share an id")
    for place in places:
        need(is_line(place.id), f"an id of the map is {place.id!r}")
        need(is_line(place.name, NAME_LENGTH), f"the name of {place.id} is not a short line")


def _check_links(kind: str, links: Mapping[str, Sequence[str]]) -> None:
    """`links` must be mutual, between its own keys, and join all of them."""
    for start, ends in links.items():
        need(len(set(ends)) == len(ends), f"{kind} {start} is linked twice to the same {kind}")
        for end in ends:
            need(end in links, f"{kind} {start} is linked to {end!r}, which is not there")
            need(end != start, f"{kind} {start} is linked to itself")
            need(start in links[end], f"the link from {kind} {start} to {end} does not lead back")
    need(len(_reached(links)) == len(links), f"not every {kind} can be reached")


def _reached(links: Mapping[str, Iterable[str]]) -> set[str]:
    start = next(iter(links))
    seen, ahead = {start}, [start]
    while ahead:
        new = set(links[ahead.pop()]) - seen
        seen |= new
        ahead.extend(new)
    return seen


def _check_charts(region: Region) -> None:
    places: list[Region | Node] = [region, *region.nodes]
    for place in places:
        need(place.discovered or not place.visited, f"{place.id} was visited but never discovered")
    visited = any(node.visited for node in region.nodes)
    need(region.visited == visited, f"the visits to region {region.id} contradict each other")


def _check_veins(region: Region) -> None:
    for node in region.nodes:
        is_field = node.type in rules().mining.node_types
        need(not node.mined or (is_field and node.visited), f"{node.id} was mined, which cannot be")


def is_line(text: str, length: int = 64) -> bool:
    """Whether a text can be shown on one line: neither empty nor with control characters."""
    return 0 < len(text) <= length and text.isprintable()
