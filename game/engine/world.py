"""One star system in memory: every entity is a row over numpy columns.

An entity keeps its row, its slot, until it is removed; slots of the removed are used again, the
latest first. Rows that are not alive hold zeros. Columns are replaced when they grow, so nobody
keeps one across a spawn.
"""

from dataclasses import dataclass
from enum import IntEnum
from math import isfinite, pi, remainder, sqrt
from typing import Self

import numpy as np
from numpy.typing import NDArray

from game.catalog.ships import ShipClass, ship_class
from game.catalog.systems import SystemSpec
from game.dice import Dice
from game.engine.errors import (
    DuplicateEntity,
    InvalidShip,
    UnknownEntity,
    UnknownShipClass,
    UnknownStation,
)
from game.engine.zones import ZoneField

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Slots = NDArray[np.intp]

FLYING = -1  # in `docked`: at no station


class Kind(IntEnum):
    """What an entity is; ships come first. The lower-case name is its name on the wire."""

    PLAYER_SHIP = 0
    PIRATE = 1
    TRADER = 2
    PATROL = 3
    PROJECTILE = 4
    LOOT = 5


LAST_SHIP = Kind.PATROL


@dataclass(frozen=True, slots=True)
class ShipState:
    """A ship as a value, to put into a world, take out, and store.

    World units, units/s, radians, hull points, fuel units; docked_at is a station's id.
    """

    entity_id: int
    name: str
    kind: Kind
    class_id: str
    x: float
    y: float
    vx: float
    vy: float
    angle: float
    hull: float
    fuel: float
    docked_at: str | None = None


# What changes in flight, by column: type and shape of one row. A snapshot stores these.
STATE_COLUMNS: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "id": (np.int64, ()),
    "kind": (np.uint8, ()),
    "pos": (np.float64, (2,)),
    "vel": (np.float64, (2,)),
    "angle": (np.float64, ()),
    "hull": (np.float64, ()),
    "fuel": (np.float64, ()),
    "docked": (np.int16, ()),
    "thrust": (np.float64, ()),
    "turn": (np.float64, ()),
    "fire": (np.bool_, ()),
    "controlled": (np.bool_, ()),
}

# Constants of an entity's class, by column: the ShipClass field that they repeat.
CLASS_COLUMNS = {
    "max_speed": "max_speed",
    "accel": "acceleration",
    "drag": "drag",
    "turn_rate": "turn_rate",
    "emergency_thrust": "emergency_thrust",
    "emergency_speed": "emergency_speed",
    "fuel_per_s": "fuel_per_s",
    "hull_max": "hull_max",
    "fuel_max": "fuel_max",
}


class World:
    """The state of one system. `step` advances it; nothing in here reads a clock."""

    alive: Flags  # (cap,) whether the slot holds an entity
    id: NDArray[np.int64]  # (cap,)
    kind: NDArray[np.uint8]  # (cap,) a Kind
    pos: Floats  # (cap, 2) world units
    vel: Floats  # (cap, 2) units/s
    angle: Floats  # (cap,) radians in (-pi, pi], 0 along +x, growing towards +y
    hull: Floats  # (cap,) points
    fuel: Floats  # (cap,) units
    docked: NDArray[np.int16]  # (cap,) index into spec.stations, or FLYING
    thrust: Floats  # (cap,) 0..1, as the helm holds it
    turn: Floats  # (cap,) -1..1
    fire: Flags  # (cap,)
    controlled: Flags  # (cap,) whether somebody is at the helm

    max_speed: Floats  # (cap,) units/s
    accel: Floats  # (cap,) units/s2
    drag: Floats  # (cap,) 1/s
    turn_rate: Floats  # (cap,) rad/s
    emergency_thrust: Floats  # (cap,) share of accel that an empty tank leaves
    emergency_speed: Floats  # (cap,) share of max_speed that an empty tank leaves
    fuel_per_s: Floats  # (cap,) units/s at full thrust
    hull_max: Floats  # (cap,) points
    fuel_max: Floats  # (cap,) units

    def __init__(self, spec: SystemSpec, rng: Dice) -> None:
        self.spec = spec
        self.zones = ZoneField.of(spec)
        self.rng = rng
        self.tick = 0
        self.time_s = 0.0
        self.n = 0  # slots ever used: the rows to look at are [:n]
        self.free_slots: list[int] = []  # below n; the last one is used next
        self.slot_of: dict[int, int] = {}  # entity id -> slot; in no order that is stored
        self.names: list[str] = []  # by slot
        self.class_ids: list[str] = []  # by slot
        self.station_index = {station.id: i for i, station in enumerate(spec.stations)}
        self.alive = np.zeros(0, np.bool_)
        for name, (dtype, row) in STATE_COLUMNS.items():
            setattr(self, name, np.zeros((0, *row), dtype))
        for name in CLASS_COLUMNS:
            setattr(self, name, np.zeros(0, np.float64))

    @classmethod
    def create(cls, spec: SystemSpec, seed: int) -> Self:
        """An empty world at tick 0. Raises ValueError for a negative seed."""
        return cls(spec, Dice(seed))

    def flying_ships(self) -> Slots:
        """Slots (k,) of the ships that are not docked, in ascending order."""
        n = self.n
        flying = self.alive[:n] & (self.docked[:n] == FLYING) & (self.kind[:n] <= LAST_SHIP)
        return np.flatnonzero(flying)

    def slot(self, entity_id: int) -> int:
        """Raises UnknownEntity."""
        try:
            return self.slot_of[entity_id]
        except KeyError:
            raise UnknownEntity(entity_id) from None

    def spawn_ship(self, state: ShipState) -> int:
        """Put a ship into the world and return its slot. It has no input yet.

        What lies outside of the system's bounds or the class's limits (either may have changed
        since the state was stored) is brought to the nearest allowed value. Raises
        DuplicateEntity, UnknownShipClass, UnknownStation, InvalidShip; then nothing has changed.
        """
        if state.entity_id in self.slot_of:
            raise DuplicateEntity(state.entity_id)
        model = known_class(state.class_id)
        docked = FLYING if state.docked_at is None else self._station(state.docked_at)
        _check(state)
        slot = self._take_slot()
        bounds = self.spec.bounds
        self.id[slot] = state.entity_id
        self.kind[slot] = state.kind
        self.pos[slot, 0] = clamped(state.x, bounds.min_x, bounds.max_x)
        self.pos[slot, 1] = clamped(state.y, bounds.min_y, bounds.max_y)
        if docked == FLYING:
            self.vel[slot] = limited(state.vx, state.vy, model.max_speed)
        self.angle[slot] = normalised(state.angle)
        self.hull[slot] = clamped(state.hull, 0.0, model.hull_max)
        self.fuel[slot] = clamped(state.fuel, 0.0, model.fuel_max)
        self.docked[slot] = docked
        self.alive[slot] = True
        self.set_constants(slot, model)
        self.names[slot] = state.name
        self.class_ids[slot] = state.class_id
        self.slot_of[state.entity_id] = slot
        return slot

    def ship_state(self, entity_id: int) -> ShipState:
        """The ship as a value; `spawn_ship` of it elsewhere gives the same ship.

        Raises UnknownEntity.
        """
        slot = self.slot(entity_id)
        x, y = self.pos[slot].tolist()
        vx, vy = self.vel[slot].tolist()
        docked = int(self.docked[slot])
        return ShipState(
            entity_id=entity_id,
            name=self.names[slot],
            kind=Kind(int(self.kind[slot])),
            class_id=self.class_ids[slot],
            x=x,
            y=y,
            vx=vx,
            vy=vy,
            angle=float(self.angle[slot]),
            hull=float(self.hull[slot]),
            fuel=float(self.fuel[slot]),
            docked_at=None if docked == FLYING else self.spec.stations[docked].id,
        )

    def remove(self, entity_id: int) -> None:
        """Take an entity out; its slot is free for another. Raises UnknownEntity."""
        slot = self.slot(entity_id)
        for name in ("alive", *STATE_COLUMNS, *CLASS_COLUMNS):
            getattr(self, name)[slot] = 0
        self.names[slot] = self.class_ids[slot] = ""
        self.free_slots.append(slot)
        del self.slot_of[entity_id]

    def set_constants(self, slots: int | list[int], model: ShipClass) -> None:
        """Copy the class's constants into the rows of one slot or of many."""
        for column, field in CLASS_COLUMNS.items():
            getattr(self, column)[slots] = getattr(model, field)

    def use_slots(self, count: int) -> None:
        """Raise `n` to `count`, with room in every column (which at least doubles when full)."""
        if count > len(self.alive):
            capacity = max(64, 2 * len(self.alive), count)
            for name in ("alive", *STATE_COLUMNS, *CLASS_COLUMNS):
                old = getattr(self, name)
                new = np.zeros((capacity, *old.shape[1:]), old.dtype)
                new[: len(old)] = old
                setattr(self, name, new)
        fresh = count - self.n
        self.names += [""] * fresh
        self.class_ids += [""] * fresh
        self.n = count

    def _take_slot(self) -> int:
        if self.free_slots:
            return self.free_slots.pop()
        self.use_slots(self.n + 1)
        return self.n - 1

    def _station(self, station_id: str) -> int:
        try:
            return self.station_index[station_id]
        except KeyError:
            raise UnknownStation(station_id, self.spec.id) from None


def known_class(class_id: str) -> ShipClass:
    """The class from the catalog. Raises UnknownShipClass."""
    try:
        return ship_class(class_id)
    except KeyError:
        raise UnknownShipClass(class_id) from None


def clamped(value: float, low: float, high: float) -> float:
    """The nearest value in [low, high]; low for NaN, which must never reach a column."""
    return min(high, max(low, value))


def normalised(angle_rad: float) -> float:
    """The same direction in (-pi, pi]."""
    angle = remainder(angle_rad, 2.0 * pi)
    return pi if angle <= -pi else angle


def limited(vx: float, vy: float, max_speed: float) -> tuple[float, float]:
    """The same direction at no more than max_speed."""
    speed = sqrt(vx * vx + vy * vy)
    share = max_speed / speed if speed > max_speed else 1.0
    return vx * share, vy * share


def _check(state: ShipState) -> None:
    """Raises InvalidShip for what no world can hold."""
    if state.kind > LAST_SHIP:
        raise InvalidShip(f"entity {state.entity_id} is a {state.kind.name}, not a ship")
    numbers = (state.x, state.y, state.vx, state.vy, state.angle, state.hull, state.fuel)
    if not all(map(isfinite, numbers)):
        raise InvalidShip(f"ship {state.entity_id} has a number that is not finite: {state}")
