"""The pilots of one system: whose ship it is, where they listen, what they have been told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from game.engine.world import FLYING, World
from game.protocol import server
from game.protocol.names import ship_wire_id
from game.protocol.wire import payload_text
from game.worker.fragments import number


@dataclass(slots=True)
class Pilot:
    """One ship in space with somebody who owns it. `feed` is None while nobody is at the helm.

    gone_at: loop time at which the ship leaves space, None while the pilot is here.
    changed: members of `you` that have to be told; vitals are compared by what was told.
    destroyed: the ship is not in the world, its slot is another's; a tow is under way.
    leg_time_s, leg_exposure_s: flight since the last record of exposure.
    cargo_value: at base prices, credits. zone_type: where the pilot was seen last.
    """

    player: int
    name: str
    ship: int
    class_id: str
    slot: int
    credits: int
    cargo: tuple[tuple[str, int], ...]
    feed: str | None = None
    conn: int = 0
    gone_at: float | None = None
    ack: int = 0
    centre: int = -1
    wants_whole: bool = False
    destroyed: bool = False
    reputation: int = 0
    leg_time_s: float = 0.0
    leg_exposure_s: float = 0.0
    cargo_value: int = 0
    zone_type: str = "open_space"
    changed: set[str] = field(default_factory=set)
    told_hull: int = -1  # tenths
    told_fuel: int = -1
    told_protected: bool = False

    def whole(self, world: World, hull: int, fuel: int) -> str:
        """The complete `you` as JSON; hull and fuel in tenths."""
        self.changed.clear()
        self.told_hull, self.told_fuel = hull, fuel
        you = server.You(
            ship_id=ship_wire_id(self.ship),
            credits=self.credits,
            hull=hull / 10,
            fuel=fuel / 10,
            cargo=[server.CargoItem(item, qty) for item, qty in self.cargo],
            ack=self.ack,
            docked_at=docked_at(world, self.slot),
            protected=self.told_protected,
        )
        return payload_text(you)

    def changes(self, world: World, hull: int, fuel: int) -> str:
        """What of `you` changed since the last frame: members that begin with a comma."""
        text = ""
        if hull != self.told_hull:
            self.told_hull = hull
            text += f',"hull":{number(hull / 10)}'
        if fuel != self.told_fuel:
            self.told_fuel = fuel
            text += f',"fuel":{number(fuel / 10)}'
        if self.changed:
            if "protected" in self.changed:
                text += f',"protected":{json.dumps(self.told_protected)}'
            if "credits" in self.changed:
                text += f',"credits":{self.credits}'
            if "cargo" in self.changed:
                rows = [{"commodity_id": item, "qty": qty} for item, qty in self.cargo]
                text += f',"cargo":{json.dumps(rows, separators=(",", ":"))}'
            if "docked_at" in self.changed:
                text += f',"docked_at":{json.dumps(docked_at(world, self.slot))}'
            self.changed.clear()
        return text


def vitals(world: World, slots: NDArray[np.intp]) -> tuple[list[int], list[int], list[bool]]:
    """Of the ships in these slots: hull and fuel in tenths, as they travel, and whether undock
    protection holds."""
    hulls: list[int] = np.rint(world.hull[slots] * 10).astype(np.int64).tolist()
    fuels: list[int] = np.rint(world.fuel[slots] * 10).astype(np.int64).tolist()
    protected: list[bool] = (world.protection[slots] > 0.0).tolist()
    return hulls, fuels, protected


class Pilots:
    """All pilots of a system, by player and by ship."""

    def __init__(self) -> None:
        self.by_player: dict[int, Pilot] = {}
        self.by_ship: dict[int, Pilot] = {}

    def __len__(self) -> int:
        return len(self.by_ship)

    def __iter__(self) -> Iterator[Pilot]:
        return iter(self.by_ship.values())

    def add(self, pilot: Pilot) -> None:
        self.by_player[pilot.player] = self.by_ship[pilot.ship] = pilot

    def remove(self, pilot: Pilot) -> None:
        del self.by_player[pilot.player], self.by_ship[pilot.ship]

    def at_helm(self, ship: int, feed: str, conn: int) -> Pilot | None:
        """The pilot of a ship, if this connection is at its helm."""
        pilot = self.by_ship.get(ship)
        if pilot is None or pilot.feed != feed or pilot.conn != conn:
            return None
        return pilot

    def of_feeds(self) -> list[Pilot]:
        """Those with somebody at the helm of a ship in space: who gets frames."""
        return [p for p in self.by_ship.values() if p.feed is not None and not p.destroyed]

    def in_space(self) -> list[Pilot]:
        return [pilot for pilot in self.by_ship.values() if not pilot.destroyed]


def docked_at(world: World, slot: int) -> str | None:
    index = int(world.docked[slot])
    return None if index == FLYING else world.spec.stations[index].id
