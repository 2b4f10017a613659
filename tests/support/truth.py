"""What a hosted system is at one frame, and what of it a pilot may be told: by plain arithmetic.

Nothing in here knows how frames are built; it says again, slowly, what the protocol promises.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from math import floor, hypot

from game.catalog.systems import BoundsSpec, SystemSpec
from game.engine.world import FLYING, World
from game.worker.pilots import Pilot
from tests.support.sight import Message

CELL = 1000.0
HYSTERESIS = 50.0
CROWD = 8 * 1024 // 64  # entities in one's square from which on some are told in turn
TURNS = 4  # frames within which everything in a crowd has been told
NEAREST = 8
NEAR_RANGE = 400.0

Cell = tuple[int, int]
IDS = ("s", "n", "n", "n", "b", "l")
KINDS = ("player_ship", "pirate", "trader", "patrol", "projectile", "loot")


def cell_of(bounds: BoundsSpec, x: float, y: float) -> Cell:
    """The edge of the map belongs to its last cell."""

    def along(value: float, low: float, high: float) -> int:
        last = max(0, -floor(-(high - low) / CELL) - 1)
        return min(last, max(0, floor((value - low) / CELL)))

    return along(x, bounds.min_x, bounds.max_x), along(y, bounds.min_y, bounds.max_y)


def centre_after(bounds: BoundsSpec, before: Cell | None, x: float, y: float) -> Cell:
    """One's own cell is kept until one is HYSTERESIS beyond its border."""
    if before is None:
        return cell_of(bounds, x, y)
    low_x, low_y = bounds.min_x + before[0] * CELL, bounds.min_y + before[1] * CELL
    stays = (
        low_x - HYSTERESIS <= x <= low_x + CELL + HYSTERESIS
        and low_y - HYSTERESIS <= y <= low_y + CELL + HYSTERESIS
    )
    return before if stays else cell_of(bounds, x, y)


def sees(centre: Cell, cell: Cell) -> bool:
    return abs(centre[0] - cell[0]) <= 1 and abs(centre[1] - cell[1]) <= 1


def zone_context(spec: SystemSpec, x: float, y: float) -> Message:
    """Each active zone weighs 1 in its middle and nothing at its rim."""
    weights = {
        zone: 1.0 - hypot(x - zone.center_x, y - zone.center_y) / zone.radius
        for zone in spec.zones
        if zone.active
    }
    inside = {zone: weight for zone, weight in weights.items() if weight > 0.0}
    total = sum(inside.values())

    def mean(of: Callable[..., float], elsewhere: float) -> float:
        if not inside:
            return elsewhere
        return sum(of(zone) * weight for zone, weight in inside.items()) / total

    return {
        "zone_ids": [zone.id for zone in inside],
        "blended_risk": mean(lambda zone: zone.risk_level / 100, 0.15),
        "blended_security": mean(lambda zone: zone.security_level / 100, 0.35),
        "blended_profit_multiplier": mean(lambda zone: zone.profit_multiplier, 1.0),
    }


def tenths(value: float) -> float:
    return round(value * 10.0) / 10.0


@dataclass
class Happened:
    """What came about between two frames: events and fights with their cells, and for all."""

    events: list[tuple[Cell, str]] = field(default_factory=list)
    everywhere: list[str] = field(default_factory=list)
    fights: list[tuple[Cell, str, frozenset[str]]] = field(default_factory=list)


@dataclass
class Seen:
    """What one pilot is to hold. helm: the feed and the connection that have it."""

    helm: tuple[str | None, int]
    centre: Cell
    you: Message
    context: Message
    x: float
    y: float


@dataclass
class Truth:
    """One frame: entities by id, where they are, and what each pilot in it is to hold, by ship."""

    spec: SystemSpec
    tick: int
    entities: dict[str, Message]
    cells: dict[str, Cell]
    seen: dict[int, Seen]
    happened: Happened
    markets: Message
    recent: tuple[dict[str, Message], ...]  # entities of this frame and those before, by turns
    stored: bool  # nothing is being stored, which is told when it is

    def in_sight(self, centre: Cell) -> dict[str, Message]:
        return {i: e for i, e in self.entities.items() if sees(centre, self.cells[i])}

    def crowded(self) -> set[Cell]:
        """Cells that some pilot sees as part of a crowd."""
        crowds = {
            seen.centre
            for seen in self.seen.values()
            if sum(sees(seen.centre, cell) for cell in self.cells.values()) > CROWD
        }
        return {cell for cell in self.cells.values() if any(sees(c, cell) for c in crowds)}

    def prompt(self, ship: int, wire_id: str) -> set[str]:
        """Whom a pilot in a crowd is told at every tick: the own ship and its neighbours."""
        seen = self.seen[ship]
        apart = sorted(
            (hypot(e["x"] - seen.x, e["y"] - seen.y), i)
            for i, e in self.entities.items()
            if i != wire_id
        )
        reach = min(apart[NEAREST][0] if len(apart) > NEAREST else NEAR_RANGE, NEAR_RANGE)
        return {wire_id, *(i for distance, i in apart if distance < reach - 0.5)}


def entities_of(world: World) -> tuple[dict[str, Message], dict[str, Cell]]:
    """All that lives, as it travels."""
    entities: dict[str, Message] = {}
    cells: dict[str, Cell] = {}
    for entity_id, slot in world.slot_of.items():
        kind = int(world.kind[slot])
        x, y = world.pos[slot].tolist()
        vx, vy = world.vel[slot].tolist()
        wire_id = f"{IDS[kind]}_{entity_id}"
        entity = entities[wire_id] = {
            "id": wire_id,
            "kind": KINDS[kind],
            **{key: tenths(v) for key, v in (("x", x), ("y", y), ("vx", vx), ("vy", vy))},
            "r": round(float(world.angle[slot]) * 1000.0) / 1000.0,
            "hp": tenths(float(world.hull[slot])),
        }
        if KINDS[kind] == "loot":
            entity |= {
                "commodity_id": world.goods[slot],
                "qty": int(world.quantity[slot]),
            }
        elif KINDS[kind] != "projectile":
            entity |= {"name": world.names[slot], "hp_max": tenths(float(world.hull_max[slot]))}
        cells[wire_id] = cell_of(world.spec.bounds, x, y)
    return entities, cells


def you_of(world: World, pilot: Pilot) -> Message:
    station = int(world.docked[pilot.slot])
    return {
        "ship_id": f"s_{pilot.ship}",
        "credits": pilot.credits,
        "hull": tenths(float(world.hull[pilot.slot])),
        "fuel": tenths(float(world.fuel[pilot.slot])),
        "cargo": [{"commodity_id": item, "qty": quantity} for item, quantity in pilot.cargo],
        "ack": pilot.ack,
        "docked_at": None if station == FLYING else world.spec.stations[station].id,
        "protected": bool(world.protection[pilot.slot] > 0.0),
    }


def same(told: str) -> str:
    """A spelling by which equal messages are equal."""
    return json.dumps(json.loads(told), sort_keys=True)
