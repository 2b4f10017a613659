"""What a star system is made of, as values: the engine gets these, selectors build them."""

from typing import Literal

from msgspec import Struct

ZoneType = Literal["core_safe", "approach_high_value", "belt_open", "edge_wild"]


class BoundsSpec(Struct, frozen=True):
    """The playable rectangle, world units."""

    min_x: float = -8000.0
    min_y: float = -8000.0
    max_x: float = 8000.0
    max_y: float = 8000.0


class StationSpec(Struct, frozen=True):
    """x, y and docking_radius in world units, docking_speed in units/s, security 0..100."""

    id: str
    name: str
    x: float
    y: float
    docking_radius: float = 120.0
    docking_speed: float = 25.0
    security_level: float = 50.0
    has_market: bool = True
    has_repair: bool = True
    has_refuel: bool = True
    location_type: str = "station"


class ZoneSpec(Struct, frozen=True):
    """A circle. risk_level and security_level 0..100, profit_multiplier 1.0 or more."""

    id: str
    zone_type: ZoneType
    center_x: float
    center_y: float
    radius: float
    risk_level: float
    security_level: float
    profit_multiplier: float
    pvp_allowed: bool
    active: bool = True


class GateSpec(Struct, frozen=True):
    """A jump gate. radius in world units, cost in credits."""

    id: str
    name: str
    x: float
    y: float
    radius: float
    to_system: str
    cost: int


class TrafficSpec(Struct, frozen=True):
    """How many peaceful ships fly while pilots are about, and whether pirates come."""

    traders: int = 0
    patrols: int = 0
    pirates: bool = True


class SystemSpec(Struct, frozen=True):
    """One star system with everything in it that does not move."""

    id: str
    name: str
    bounds: BoundsSpec
    stations: tuple[StationSpec, ...]
    zones: tuple[ZoneSpec, ...]
    gates: tuple[GateSpec, ...] = ()
    traffic: TrafficSpec = TrafficSpec()
