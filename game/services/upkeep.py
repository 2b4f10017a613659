"""Repair and fuel: one transaction each, like a trade.

Stations sell whole hull points and whole units of fuel. A started point or unit costs a whole one,
so what is missing is rounded up and nothing is ever free; hull and fuel end at their maximum at
most. Checks come in one order: replay of the ref, station, quantity, full, credits.
"""

from math import ceil
from typing import Literal

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from game.catalog.economy import economy_rules
from game.catalog.ships import ship_class
from game.models import LedgerEntry, Location, Ship
from game.protocol.errors import AppError, ErrorCode
from game.services.docked import docked_ship_lock, player_lock, service_require, ship_stamp
from game.services.fencing import Fence, fence_hold
from game.services.outcomes import (
    Outcome,
    UpkeepDetails,
    UpkeepOutcome,
    outcome_of_ref,
    outcome_stored,
)
from game.services.posting import ledger_post

__all__ = ["UpkeepOutcome", "ship_refuel", "ship_repair"]

FULL_WITHIN = 1e-6  # what floats may lose of a full tank without anybody having to pay for it


class _Order(Struct, frozen=True):
    """What is asked for: `now` is the simulation's value, `wanted` None is all that is missing."""

    kind: Literal["repair", "refuel"]
    now: float
    wanted: int | None


def ship_repair(
    *, fence: Fence, player_pk: int, station_id: str, hull_now: float, ref: str | None = None
) -> Outcome:
    """Repair as much of the hull as the credits allow; `hull_now` is what the simulation has.

    The same ref again returns the first outcome, of whatever kind it was. Raises LeaseLost, and
    AppError NOT_IN_SYSTEM, NOT_DOCKED, WRONG_STATION, HULL_FULL, INSUFFICIENT_CREDITS.
    """
    order = _Order(kind="repair", now=hull_now, wanted=None)
    return _upkeep(order, fence, player_pk, station_id, ref)


def ship_refuel(
    *,
    fence: Fence,
    player_pk: int,
    station_id: str,
    fuel_now: float,
    quantity: int | None = None,
    ref: str | None = None,
) -> Outcome:
    """Fill up, or take `quantity` units at most, as far as tank and credits allow.

    The same ref again returns the first outcome, of whatever kind it was. Raises LeaseLost, and
    AppError NOT_IN_SYSTEM, NOT_DOCKED, WRONG_STATION, INVALID_QUANTITY, FUEL_FULL,
    INSUFFICIENT_CREDITS.
    """
    order = _Order(kind="refuel", now=fuel_now, wanted=quantity)
    return _upkeep(order, fence, player_pk, station_id, ref)


def _upkeep(
    order: _Order, fence: Fence, player_pk: int, station_id: str, ref: str | None
) -> Outcome:
    with transaction.atomic():
        fence_hold(fence)
        player = player_lock(player_pk=player_pk)
        if (first := outcome_of_ref(player=player, ref=ref)) is not None:
            return first
        ship, station = docked_ship_lock(fence=fence, player=player, station_id=station_id)
        quantity, level = _done(order, ship, station, player.credits)
        unit_price = _unit_price(order)
        total = quantity * unit_price
        hull = level if order.kind == "repair" else None
        fuel = level if order.kind == "refuel" else None
        field = "hull" if order.kind == "repair" else "fuel"
        setattr(ship, field, level)
        ship_stamp(ship, fence)
        ship.save(update_fields=[field, "epoch", "tick", "updated_at"])
        outcome = UpkeepOutcome(
            kind=order.kind,
            credits=player.credits - total,
            details=UpkeepDetails(
                station_id=station_id, quantity=quantity, unit_price=unit_price, total=total
            ),
            hull=hull,
            fuel=fuel,
        )
        ledger_post(
            player=player,
            tx_type=LedgerEntry.Type(order.kind),
            total_amount=-total,
            created_at=timezone.now(),
            location_id=station_id,
            quantity=quantity,
            unit_price=unit_price,
            ref=ref,
            result=outcome_stored(outcome),
        )
    return outcome


def _unit_price(order: _Order) -> int:
    upkeep = economy_rules().upkeep
    return upkeep.repair_price if order.kind == "repair" else upkeep.refuel_price


def _done(order: _Order, ship: Ship, station: Location, credits: int) -> tuple[int, float]:
    """Check an order; how many units it comes to, and the hull or fuel after it."""
    model, most = ship_class(ship.ship_class), economy_rules().trade.quantity_max
    if order.kind == "repair":
        service_require(station.has_repair, "This station does not repair.", station=station)
        full, full_code = model.hull_max, ErrorCode.HULL_FULL
    else:
        service_require(station.has_refuel, "This station has no fuel.", station=station)
        full, full_code = model.fuel_max, ErrorCode.FUEL_FULL
    if order.wanted is not None and not 1 <= order.wanted <= most:
        raise AppError(ErrorCode.INVALID_QUANTITY, minimum=1, maximum=most)
    missing = full - max(order.now, 0.0)
    if missing <= FULL_WITHIN:
        raise AppError(full_code)
    units = ceil(missing - FULL_WITHIN)
    units = units if order.wanted is None else min(units, order.wanted)
    unit_price = _unit_price(order)
    affordable = min(units, credits // unit_price)
    if not affordable:
        raise AppError(
            ErrorCode.INSUFFICIENT_CREDITS,
            f"A unit costs {unit_price} credits; you have {credits}.",
            cost=unit_price,
            credits=credits,
        )
    return affordable, min(full, max(order.now, 0.0) + affordable)
