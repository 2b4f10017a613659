"""Star maps from dice: the same dice give the same map.

One region of each type stands on a circle; a region's nodes are joined by a minimum spanning tree
and some links more, regions by links to their nearest ones, so that every place can be reached.
"""

from collections.abc import Sequence
from itertools import combinations
from math import cos, hypot, pi, sin

from game.catalog.expedition import NodeType, RegionType, catalog, rules
from game.catalog.expedition_story import place_names
from game.dice import Dice
from game.expedition.draws import happens, shuffled, within
from game.expedition.state import Node, Region, StarMap

Point = tuple[float, float]  # map units, y downwards
Pair = tuple[int, int]  # indices, the lower one first

PLACING_TRIES = 40  # for a node that keeps its distance; then any place does


def make_map(dice: Dice) -> StarMap:
    """Nothing of it is discovered yet. Ids count up along the circle and within regions."""
    types = shuffled(dice, list(catalog().region_types))
    middles = _circle(dice, len(types))
    links = _region_links(dice, middles)
    names = _Names(dice)
    regions: list[Region] = []
    count = 0
    for index, (type_id, middle) in enumerate(zip(types, middles, strict=True)):
        nodes = _nodes(dice, type_id, middle, count, names)
        count += len(nodes)
        regions.append(
            Region(
                id=_region_id(index),
                name=names.region(type_id),
                type=type_id,
                x=middle[0],
                y=middle[1],
                links=[_region_id(other) for other in links[index]],
                nodes=nodes,
            )
        )
    return StarMap(regions)


def start_node(star_map: StarMap) -> Node:
    """Where expeditions begin: the first node of the region that the rules name."""
    start_type = rules().map.start_region_type
    return next(region for region in star_map.regions if region.type == start_type).nodes[0]


class _Names:
    """Names of which none is drawn twice for a map."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._left: dict[str, list[str]] = {}

    def region(self, type_id: str) -> str:
        return self._dice.choice(place_names().regions[type_id])

    def node(self, type_id: str) -> str:
        left = self._left.setdefault(type_id, list(place_names().nodes[type_id].pairs()))
        return left.pop(self._dice.integers(0, len(left)))


def _region_id(index: int) -> str:
    return f"region_{index + 1}"


def _circle(dice: Dice, count: int) -> list[Point]:
    step = 2 * pi / count
    jitter = rules().map.angle_jitter
    turned = dice.random() * step
    least, most = rules().map.circle_radius
    points = []
    for index in range(count):
        angle = turned + step * (index + dice.uniform(-jitter, jitter))
        points.append(_polar((0.0, 0.0), dice.uniform(least, most), angle))
    return points


def _polar(middle: Point, radius: float, angle: float) -> Point:
    """To a tenth of a map unit, so that no platform's last digit of a sine shows."""
    return (
        round(middle[0] + radius * cos(angle), 1) + 0.0,
        round(middle[1] + radius * sin(angle), 1) + 0.0,
    )


def _region_links(dice: Dice, middles: Sequence[Point]) -> list[list[int]]:
    pairs: set[Pair] = set()
    for index, middle in enumerate(middles):
        others = [other for other in range(len(middles)) if other != index]
        others.sort(key=lambda other: (_distance(middle, middles[other]), other))
        for other in others[: within(dice, rules().map.region_links)]:
            pairs.add((min(index, other), max(index, other)))
    for pair in _spanning(middles, pairs):
        pairs.add(pair)
    return _neighbours(len(middles), pairs)


def _nodes(dice: Dice, type_id: str, middle: Point, count: int, names: _Names) -> list[Node]:
    """count: how many nodes other regions have already."""
    region = catalog().region_types[type_id]
    points = _scattered(dice, middle, within(dice, rules().map.nodes))
    links = _node_links(dice, points)
    starts_here = type_id == rules().map.start_region_type
    nodes = []
    for index, (x, y) in enumerate(points):
        is_start = starts_here and index == 0
        node_type = rules().map.start_node_type if is_start else dice.choice(region.node_types)
        kind = catalog().node_types[node_type]
        has_repair = happens(dice, _repair_chance(node_type, region))
        has_trade = happens(dice, kind.has_trade)
        nodes.append(
            Node(
                id=_node_id(count + index),
                name=names.node(node_type),
                type=node_type,
                x=x,
                y=y,
                danger=_danger(kind, region),
                has_repair=has_repair or is_start,
                has_trade=has_trade or is_start,
                links=[_node_id(count + other) for other in links[index]],
            )
        )
    return nodes


def _node_id(index: int) -> str:
    return f"node_{index + 1}"


def _danger(kind: NodeType, region: RegionType) -> float:
    """The chance, at medium difficulty, that an arrival does harm."""
    return round((kind.danger + region.danger_level) / 2 * rules().map.danger, 3)


def _repair_chance(node_type: str, region: RegionType) -> float:
    """Both the place and its region must be fit for it."""
    return catalog().node_types[node_type].has_repair * region.repair_availability


def _scattered(dice: Dice, middle: Point, count: int) -> list[Point]:
    points: list[Point] = []
    for _ in range(count):
        for _ in range(PLACING_TRIES):
            # the root spreads points evenly over the disc
            radius = rules().map.region_radius * dice.random() ** 0.5
            point = _polar(middle, radius, dice.random() * 2 * pi)
            if all(_distance(point, one) >= rules().map.node_spacing for one in points):
                break
        points.append(point)
    return points


def _node_links(dice: Dice, points: Sequence[Point]) -> list[list[int]]:
    pairs = set(_spanning(points, set()))
    spare = [pair for pair in combinations(range(len(points)), 2) if pair not in pairs]
    spare.sort(key=lambda pair: (_distance(points[pair[0]], points[pair[1]]), pair))
    for pair in spare[: len(points)]:
        if happens(dice, rules().map.extra_links):
            pairs.add(pair)
    return _neighbours(len(points), pairs)


def _spanning(points: Sequence[Point], joined: set[Pair]) -> list[Pair]:
    """The shortest pairs that, with those joined already, connect all points (Kruskal)."""
    group = list(range(len(points)))

    def join(pair: Pair) -> bool:
        low, high = group[pair[0]], group[pair[1]]
        for index, one in enumerate(group):
            if one == high:
                group[index] = low
        return low != high

    for pair in sorted(joined):
        join(pair)
    pairs = sorted(
        combinations(range(len(points)), 2),
        key=lambda pair: (_distance(points[pair[0]], points[pair[1]]), pair),
    )
    return [pair for pair in pairs if join(pair)]


def _neighbours(count: int, pairs: set[Pair]) -> list[list[int]]:
    links: list[list[int]] = [[] for _ in range(count)]
    for low, high in sorted(pairs):
        links[low].append(high)
        links[high].append(low)
    return links


def _distance(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])
