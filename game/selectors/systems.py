"""Reads of the map."""

from datetime import timedelta

from django.db.models import IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now
from msgspec import Struct

from game.catalog.systems import (
    BoundsSpec,
    GateSpec,
    StationSpec,
    SystemSpec,
    TrafficSpec,
    ZoneSpec,
)
from game.models import Gate, Lease, Location, StarSystem, Zone
from game.protocol.errors import AppError, ErrorCode

HEARTBEAT_S = 2.0  # how often a worker says that it still holds its leases
LEASE_LAPSES = timedelta(seconds=3 * HEARTBEAT_S)  # three missed beats
ABANDONED = 2 * LEASE_LAPSES  # pilots who are there have had another worker take it by then


class SystemOverview(Struct, frozen=True):
    """A system as a list of systems shows it."""

    id: str
    name: str
    bounds: BoundsSpec
    pilots: int


class Wishes(Struct, frozen=True):
    """How an operator wants a system to run; no `tick_rate` (Hz) is the usual one."""

    paused: bool
    tick_rate: float | None


def lease_alive() -> Q:
    """The condition that a lease has a holder who still beats. By the database's clock."""
    return ~Q(worker_id="") & Q(heartbeat_at__gte=Now() - LEASE_LAPSES)


def system_require(*, system_id: str) -> StarSystem:
    """Raises AppError UNKNOWN_SYSTEM."""
    system = StarSystem.objects.filter(pk=system_id).first()
    if system is None:
        raise AppError(ErrorCode.UNKNOWN_SYSTEM, system_id=system_id)
    return system


def lease_holder(*, system_id: str) -> str | None:
    """The worker that runs a system now."""
    held = Lease.objects.filter(lease_alive(), system=system_id)
    return held.values_list("worker_id", flat=True).first()


def lease_wishes(*, system_id: str) -> Wishes:
    """What operators want of a system that is awake, or was when its worker was lost."""
    row = Lease.objects.filter(system=system_id).values_list("paused", "tick_rate").first()
    return Wishes(*row) if row is not None else Wishes(False, None)


def lease_abandoned() -> str | None:
    """A system that its worker left without a word and nobody has taken; the longest left."""
    left = Lease.objects.filter(~Q(worker_id=""), stopped=False, heartbeat_at__lt=Now() - ABANDONED)
    return left.order_by("heartbeat_at").values_list("system_id", flat=True).first()


def system_stopped(*, system_id: str) -> bool:
    """Whether an operator has stopped it."""
    return Lease.objects.filter(system=system_id, stopped=True).exists()


def system_exists(*, system_id: str) -> bool:
    return StarSystem.objects.filter(pk=system_id).exists()


def system_spec(*, system_id: str) -> SystemSpec:
    """A system with its stations, zones, gates and traffic. Raises AppError UNKNOWN_SYSTEM."""
    system = system_require(system_id=system_id)
    gates = Gate.objects.filter(system=system_id).select_related("to_gate").order_by("pk")
    return SystemSpec(
        id=system.pk,
        name=system.name,
        bounds=_bounds(system),
        stations=system_stations(system_id=system_id),
        zones=tuple(map(_zone, Zone.objects.filter(system=system_id).order_by("pk"))),
        gates=tuple(map(_gate, gates)),
        traffic=TrafficSpec(traders=system.traders, patrols=system.patrols, pirates=system.pirates),
    )


def system_stations(*, system_id: str) -> tuple[StationSpec, ...]:
    """In the order of their ids; empty for a system that does not exist."""
    return tuple(map(_station, Location.objects.filter(system=system_id).order_by("pk")))


def systems_overview() -> tuple[SystemOverview, ...]:
    """Every system with the pilots in it now, in the order of their ids."""
    living = Lease.objects.filter(lease_alive(), system=OuterRef("pk")).values("pilots")
    systems = StarSystem.objects.annotate(
        living_pilots=Coalesce(
            Subquery(living, output_field=IntegerField()), Value(0), output_field=IntegerField()
        )
    ).order_by("pk")
    return tuple(
        SystemOverview(id=s.pk, name=s.name, bounds=_bounds(s), pilots=s.living_pilots)
        for s in systems
    )


def _bounds(system: StarSystem) -> BoundsSpec:
    return BoundsSpec(
        min_x=system.min_x, min_y=system.min_y, max_x=system.max_x, max_y=system.max_y
    )


def _station(location: Location) -> StationSpec:
    return StationSpec(
        id=location.pk,
        name=location.name,
        x=location.x,
        y=location.y,
        docking_radius=location.docking_radius,
        docking_speed=location.docking_speed,
        security_level=location.security_level,
        has_market=location.has_market,
        has_repair=location.has_repair,
        has_refuel=location.has_refuel,
        location_type=location.location_type,
    )


def _zone(zone: Zone) -> ZoneSpec:
    return ZoneSpec(
        id=zone.pk,
        zone_type=zone.zone_type,  # type: ignore[arg-type]  # the database checks it
        center_x=zone.center_x,
        center_y=zone.center_y,
        radius=zone.radius,
        risk_level=zone.risk_level,
        security_level=zone.security_level,
        profit_multiplier=zone.profit_multiplier,
        pvp_allowed=zone.pvp_allowed,
        active=zone.active,
    )


def _gate(gate: Gate) -> GateSpec:
    return GateSpec(
        id=gate.pk,
        name=gate.name,
        x=gate.x,
        y=gate.y,
        radius=gate.radius,
        to_system=gate.to_gate.system_id,
        cost=gate.cost,
    )
