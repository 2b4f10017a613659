"""One star system in memory: a table of entities and what belongs to all of them."""

from dataclasses import dataclass
from enum import IntEnum
from math import isfinite, pi, remainder, sqrt
from typing import Self

import numpy as np

from game.catalog.ships import ShipClass, ship_class
from game.catalog.systems import SystemSpec
from game.dice import Dice
from game.engine.columns import Floats, Slots, Table
from game.engine.errors import (
    DuplicateEntity,
    InvalidShip,
    UnknownEntity,
    UnknownShipClass,
    UnknownStation,
)
from game.engine.zones import ZoneField

FLYING = -1  # in `docked`: at no station
FIRST_OWN_ID = 2**40  # ids below are the host's


class Kind(IntEnum):
    """What an entity is; ships come first. The lower-case name is its name on the wire."""

    PLAYER_SHIP = 0
    PIRATE = 1
    TRADER = 2
    PATROL = 3
    PROJECTILE = 4
    LOOT = 5


LAST_SHIP = Kind.PATROL


class Task(IntEnum):
    """What an NPC is about. `timer` counts the seconds that are said here."""

    NONE = 0  # steered by the host
    HUNT = 1  # after its target; seconds for which that was out of reach
    LEAVE = 2  # flies off; seconds since it turned away
    TRAVEL = 3  # to the station in `bound_for`
    CALL = 4  # docked there; seconds still to stay
    BEAT = 5  # around a core_safe zone


class Behaviour(IntEnum):
    """What an operator's NPC is to do; it chooses its tasks by it."""

    NONE = 0  # the world's own: it comes and goes by itself
    IDLE = 1
    PATROL = 2
    HUNT = 3
    TRADE = 4


@dataclass(frozen=True, slots=True)
class ShipState:
    """A ship as a value, to put into a world, take out, and store.

    World units, units/s, radians, hull points, fuel units; docked_at is a station's id,
    heat 0..1.
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
    heat: float = 0.0


class World(Table):
    """The state of one system. `step` advances it; nothing in here reads a clock."""

    def __init__(self, spec: SystemSpec, rng: Dice) -> None:
        super().__init__()
        self.spec = spec
        self.zones = ZoneField.of(spec)
        self.rng = rng
        self.tick = 0
        self.time_s = 0.0
        self.next_id = FIRST_OWN_ID  # of what the world itself brings forth
        self.touching: set[tuple[int, int]] = set()  # (ship, loot): in scoop range, and told
        self.feuds: dict[tuple[int, int], float] = {}  # (who hit, who was hit): until time_s
        self.station_index = {station.id: i for i, station in enumerate(spec.stations)}

    @classmethod
    def create(cls, spec: SystemSpec, seed: int) -> Self:
        """An empty world at tick 0. Raises ValueError for a negative seed."""
        return cls(spec, Dice(seed))

    def flying_ships(self) -> Slots:
        """Slots (k,) of the ships that are not docked, in ascending order."""
        n = self.n
        flying = self.alive[:n] & (self.docked[:n] == FLYING) & (self.kind[:n] <= LAST_SHIP)
        return np.flatnonzero(flying)

    def edges(self, _: Slots) -> tuple[Floats, Floats]:
        """The lowest and the highest place (2,) that the bounds allow, world units."""
        bounds = self.spec.bounds
        return np.array((bounds.min_x, bounds.min_y)), np.array((bounds.max_x, bounds.max_y))

    def slots_of_kind(self, kind: Kind) -> Slots:
        """Slots (k,) of the entities of a kind, in ascending order."""
        return np.flatnonzero(self.alive[: self.n] & (self.kind[: self.n] == kind))

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
        (slot,) = self.take_slots(1)
        bounds = self.spec.bounds
        self.place([slot], [state.entity_id])
        self.kind[slot] = state.kind
        self.pos[slot, 0] = clamped(state.x, bounds.min_x, bounds.max_x)
        self.pos[slot, 1] = clamped(state.y, bounds.min_y, bounds.max_y)
        if docked == FLYING:
            self.vel[slot] = limited(state.vx, state.vy, model.max_speed)
        self.angle[slot] = normalised(state.angle)
        self.hull[slot] = clamped(state.hull, 0.0, model.hull_max)
        self.fuel[slot] = clamped(state.fuel, 0.0, model.fuel_max)
        self.heat[slot] = clamped(state.heat, 0.0, 1.0)
        self.docked[slot] = docked
        self.bound_for[slot] = FLYING
        self.set_constants(slot, model)
        self.names[slot] = state.name
        self.class_ids[slot] = state.class_id
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
            heat=float(self.heat[slot]),
            docked_at=None if docked == FLYING else self.spec.stations[docked].id,
        )

    def remove(self, entity_id: int) -> None:
        """Take an entity out; its slot is free for another. Raises UnknownEntity."""
        self.remove_slots([self.slot(entity_id)])

    def new_id(self) -> int:
        """An id for an NPC, a projectile or loot; it is never given again."""
        while self.next_id in self.slot_of:  # a host may have brought in such an id itself
            self.next_id += 1
        self.next_id += 1
        return self.next_id - 1

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
    numbers = (
        state.x,
        state.y,
        state.vx,
        state.vy,
        state.angle,
        state.hull,
        state.fuel,
        state.heat,
    )
    if not all(map(isfinite, numbers)):
        raise InvalidShip(f"ship {state.entity_id} has a number that is not finite: {state}")
