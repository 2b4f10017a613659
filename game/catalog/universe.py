"""The facts of a universe as they stand in YAML, read and checked as one whole.

A directory of facts holds `commodities.yaml`, and for each system a directory of its own with
`system.yaml`, `locations.yaml`, `zones.yaml` and `market-prices.yaml`; `gates.yaml`, which may be
missing, has lanes to other systems. Whatever does not fit raises UniverseError, which names the
file and what is wrong with it.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from game.catalog.lanes import Id, LaneFacts, Title, gate_fault, unreachable
from game.catalog.systems import BoundsSpec, ZoneType

FACTS = Path(__file__).resolve().parent.parent / "data"

Level = Annotated[float, Meta(ge=0, le=100)]
Positive = Annotated[float, Meta(gt=0)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Amount = Annotated[int, Meta(ge=1, le=1_000_000)]
Version = Literal[1]


class UniverseError(ValueError):
    """The facts do not fit; the message names the file."""


class CommodityFacts(Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    name: Title
    unit_mass: Amount
    base_price: Amount
    volatility: Annotated[float, Meta(ge=0.05, le=0.35)]
    illegal_level: Count = 0


class Commodities(Struct, frozen=True, forbid_unknown_fields=True):
    version: Version
    commodities: tuple[CommodityFacts, ...]


class LocationFacts(Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    name: Title
    location_type: Title
    x: float
    y: float
    security_level: Level
    docking_radius: Positive
    docking_speed: Positive
    has_market: bool
    has_repair: bool
    has_refuel: bool


class Locations(Struct, frozen=True, forbid_unknown_fields=True):
    version: Version
    system_id: Id
    locations: tuple[LocationFacts, ...]


class ZoneFacts(Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    zone_type: ZoneType
    center_x: float
    center_y: float
    radius: Positive
    risk_level: Level
    security_level: Level
    profit_multiplier: Annotated[float, Meta(ge=1)]
    pvp_allowed: bool
    active: bool = True


class Zones(Struct, frozen=True, forbid_unknown_fields=True):
    version: Version
    system_id: Id
    zones: tuple[ZoneFacts, ...]


class PriceFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """The opening prices and stock of one commodity; the stock is what recovery comes back to."""

    commodity_id: Id
    buy_price: Amount
    sell_price: Amount
    stock_qty: Count


class LocationPrices(Struct, frozen=True, forbid_unknown_fields=True):
    location_id: Id
    items: tuple[PriceFacts, ...]


class MarketPrices(Struct, frozen=True, forbid_unknown_fields=True):
    version: Version
    system_id: Id
    prices: tuple[LocationPrices, ...]


class Lanes(Struct, frozen=True, forbid_unknown_fields=True):
    version: Version
    system_id: Id
    lanes: tuple[LaneFacts, ...]


class TrafficFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """How many peaceful ships fly while pilots are about, and whether pirates come."""

    traders: Annotated[int, Meta(ge=0, le=100)] = 0
    patrols: Annotated[int, Meta(ge=0, le=100)] = 0
    pirates: bool = True


class SystemFile(Struct, frozen=True, forbid_unknown_fields=True):
    version: Version
    system_id: Id
    name: Title
    bounds: BoundsSpec
    traffic: TrafficFacts = TrafficFacts()


class SystemFacts(Struct, frozen=True):
    """One system with everything in it, and the lanes that its own folder has."""

    id: str
    name: str
    bounds: BoundsSpec
    traffic: TrafficFacts
    locations: tuple[LocationFacts, ...]
    zones: tuple[ZoneFacts, ...]
    prices: tuple[LocationPrices, ...]
    lanes: tuple[LaneFacts, ...] = ()


class Universe(Struct, frozen=True):
    commodities: tuple[CommodityFacts, ...]
    systems: tuple[SystemFacts, ...]

    @property
    def lanes(self) -> tuple[LaneFacts, ...]:
        return tuple(lane for system in self.systems for lane in system.lanes)


S = TypeVar("S", bound=Struct)
F = TypeVar("F", Locations, Zones, MarketPrices, Lanes, SystemFile)


def universe_from(directory: Path) -> Universe:
    """Read and check all facts below a directory. Raises UniverseError."""
    commodities = _read(directory / "commodities.yaml", Commodities).commodities
    folders = sorted(path.parent for path in directory.glob("*/system.yaml"))
    if not folders:
        raise UniverseError(f"{directory}: no system (a folder with a system.yaml) in it")
    systems = tuple(_read_system(folder) for folder in folders)
    universe = Universe(commodities=commodities, systems=systems)
    universe_check(universe, directory)
    return universe


def universe_check(universe: Universe, directory: Path) -> None:
    """Raises UniverseError, as if the facts stood in files below this directory."""
    systems, commodities = universe.systems, universe.commodities
    _check_unique(f"{directory}", "commodity", (c.id for c in commodities))
    _check_unique(f"{directory}", "location", (p.id for s in systems for p in s.locations))
    _check_unique(f"{directory}", "zone", (z.id for s in systems for z in s.zones))
    _check_unique(f"{directory}", "system's name", (s.name for s in systems))
    for system in systems:
        _check_system(directory / system.id, system, frozenset(c.id for c in commodities))
    _check_lanes(directory, universe)


def _read_system(folder: Path) -> SystemFacts:
    head = _read_part(folder / "system.yaml", SystemFile)
    gates = folder / "gates.yaml"
    return SystemFacts(
        id=head.system_id,
        name=head.name,
        bounds=head.bounds,
        traffic=head.traffic,
        locations=_read_part(folder / "locations.yaml", Locations).locations,
        zones=_read_part(folder / "zones.yaml", Zones).zones,
        prices=_read_part(folder / "market-prices.yaml", MarketPrices).prices,
        lanes=_read_part(gates, Lanes).lanes if gates.exists() else (),
    )


def _read(path: Path, kind: type[S]) -> S:
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise UniverseError(f"{path}: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise UniverseError(f"{path}: {error}") from error


def _read_part(path: Path, kind: type[F]) -> F:
    part = _read(path, kind)
    if part.system_id != path.parent.name:
        raise UniverseError(f"{path}: system_id {part.system_id!r} in the folder of another system")
    return part


def _check_system(folder: Path, system: SystemFacts, commodities: frozenset[str]) -> None:
    bounds, places = system.bounds, {location.id: location for location in system.locations}
    if not (bounds.min_x < bounds.max_x and bounds.min_y < bounds.max_y):
        raise UniverseError(f"{folder / 'system.yaml'}: the bounds hold nothing")
    for place in system.locations:
        inside = bounds.min_x <= place.x <= bounds.max_x and bounds.min_y <= place.y <= bounds.max_y
        if not inside:
            raise UniverseError(f"{folder / 'locations.yaml'}: {place.id} is outside the bounds")
    prices = folder / "market-prices.yaml"
    _check_unique(f"{prices}", "location", (group.location_id for group in system.prices))
    for group in system.prices:
        if group.location_id not in places or not places[group.location_id].has_market:
            raise UniverseError(f"{prices}: {group.location_id} is no location with a market")
        ids = [item.commodity_id for item in group.items]
        _check_unique(f"{prices}: {group.location_id}", "commodity", ids)
        if unknown := sorted(set(ids) - commodities):
            raise UniverseError(f"{prices}: {group.location_id} trades unknown {unknown}")


def _check_lanes(directory: Path, universe: Universe) -> None:
    systems = {system.id: system for system in universe.systems}
    gates = [gate for lane in universe.lanes for gate in lane.ends]
    _check_unique(f"{directory}", "gate", (gate.id for gate in gates))
    for system in universe.systems:
        where = directory / system.id / "gates.yaml"
        for lane in system.lanes:
            if lane.here.system_id != system.id or lane.there.system_id == system.id:
                raise UniverseError(f"{where}: {lane.here.id} leads from {system.id} nowhere else")
            if lane.there.system_id not in systems:
                raise UniverseError(f"{where}: {lane.there.system_id} is no system")
            for gate in lane.ends:
                there = systems[gate.system_id]
                if fault := gate_fault(gate, there.bounds, there.locations):
                    raise UniverseError(f"{where}: {fault}")
    if apart := unreachable(universe.systems[0].id, systems, universe.lanes):
        raise UniverseError(
            f"{directory}: no lanes lead from {universe.systems[0].id} to {', '.join(apart)}"
        )


def _check_unique(where: str, what: str, ids: Iterable[str]) -> None:
    twice = sorted(key for key, count in Counter(ids).items() if count > 1)
    if twice:
        raise UniverseError(f"{where}: {what} {', '.join(twice)} stands there more than once")
