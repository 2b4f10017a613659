"""Ship classes with the constants of their flight. Numbers are in ships.yaml."""

from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct


class ShipClass(Struct, frozen=True):
    """hull points, fuel units, cargo mass units, units/s, units/s2, 1/s, rad/s, fuel units/s.

    emergency_thrust and emergency_speed are the shares of acceleration and max_speed that an
    empty tank leaves; drag slows a ship as far as it does not thrust. A shot hits the ship within
    hit_radius world units of its middle; `weapon` is one of combat.yaml, None for an unarmed ship.
    `worth` in credits is what the ship adds to its pilot's net worth.
    """

    id: str
    name: str
    hull_max: float
    fuel_max: float
    cargo_capacity: int
    max_speed: float
    acceleration: float
    drag: float
    turn_rate: float
    emergency_thrust: float
    emergency_speed: float
    fuel_per_s: float
    hit_radius: float = 14.0
    weapon: str | None = None
    worth: int = 0


class PlayerStart(Struct, frozen=True):
    """What a new player begins with. spawn_radius in world units around the station."""

    credits: int
    ship_class: str
    system_id: str
    station_id: str
    spawn_radius: float


class ShipCatalog(Struct, frozen=True):
    version: int
    start: PlayerStart
    classes: list[ShipClass]


@cache
def ship_catalog() -> ShipCatalog:
    text = resources.files("game.catalog").joinpath("ships.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=ShipCatalog)


@cache
def ship_class(class_id: str) -> ShipClass:
    """Raises KeyError for a class that is not in the catalog."""
    return {c.id: c for c in ship_catalog().classes}[class_id]
