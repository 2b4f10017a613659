"""What an expedition's star map says of ways: turns, fuel and danger from the ship to each place.

Costs of flights are what every player reads on the map: a move, a jump, and a jump's rebate at a
wormhole.
"""

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from itertools import count
from math import hypot
from typing import Any, NamedTuple

State = dict[str, Any]
Action = dict[str, Any]

MOVE_FUEL = 5.0  # times the ship's fuel efficiency
JUMP_FUEL, WORMHOLE_FUEL = 50.0, 20.0
NEVER = float("inf")


class Leg(NamedTuple):
    """One flight. fuel: units that it burns; danger: the chance of harm on arrival."""

    end: str
    fuel: float
    danger: float
    action: Action


class Way(NamedTuple):
    """All flights to a place together. harm: how often something is to be expected on it."""

    turns: int
    fuel: float
    harm: float
    first: Action


class Charts:
    """A state's map, read once. `nodes` and `regions` are its own entries, by id."""

    def __init__(self, state: State) -> None:
        regions = state["star_map"]["regions"]
        self.here: str = state["current_node_id"]
        self.regions = {region["id"]: region for region in regions}
        self.nodes = {node["id"]: node for region in regions for node in region["nodes"]}
        self.node = self.nodes[self.here]
        self.region_of = {
            node["id"]: region["id"] for region in regions for node in region["nodes"]
        }
        self._move = round(MOVE_FUEL * state["player_stats"]["fuel_efficiency"], 1)
        self._legs = {node_id: list(self._legs_from(node_id)) for node_id in self.nodes}

    def legs(self, node_id: str) -> list[Leg]:
        return self._legs[node_id]

    def ways(self, price: Callable[[Leg], float]) -> dict[str, Way]:
        """The cheapest way to each place but this one; price: of a leg, above 0."""
        found: dict[str, Way] = {}
        numbers = count()  # what costs the same leaves the heap in its order
        ahead = [(0.0, next(numbers), self.here, Way(0, 0.0, 0.0, {}))]
        while ahead:
            cost, _, at, way = heappop(ahead)
            if at in found:
                continue
            found[at] = way
            for leg in self._legs[at]:
                onward = Way(
                    way.turns + 1,
                    way.fuel + leg.fuel,
                    way.harm + leg.danger,
                    way.first or leg.action,
                )
                heappush(ahead, (cost + price(leg), next(numbers), leg.end, onward))
        del found[self.here]
        return found

    def fuel_to_trade(self) -> dict[str, float]:
        """What it takes from each place to the nearest with a market."""
        fuel = {key: 0.0 if node["has_trade"] else NEVER for key, node in self.nodes.items()}
        shorter = True
        while shorter:
            shorter = False
            for node_id, legs in self._legs.items():
                least = min((leg.fuel + fuel[leg.end] for leg in legs), default=NEVER)
                if least < fuel[node_id]:
                    fuel[node_id] = least
                    shorter = True
        return fuel

    def _legs_from(self, node_id: str) -> Iterable[Leg]:
        node = self.nodes[node_id]
        for end in node["links"]:
            action = {"action": "navigate", "target_node_id": end}
            yield Leg(end, self._move, self.nodes[end]["danger_level"], action)
        jump = WORMHOLE_FUEL if node["type"] == "wormhole" else JUMP_FUEL
        for region_id in self.regions[self.region_of[node_id]]["links"]:
            entry = self._entry(node, self.regions[region_id])
            action = {"action": "navigate", "target_region_id": region_id}
            yield Leg(entry["id"], jump, entry["danger_level"], action)

    @staticmethod
    def _entry(origin: State, region: State) -> State:
        """A jump comes out at the nearest place of the region."""
        return min(
            region["nodes"],
            key=lambda node: (hypot(origin["x"] - node["x"], origin["y"] - node["y"]), node["id"]),
        )
