"""Ships that are destroyed: the tow, its fee, and what of the cargo is gone."""

from math import hypot
from typing import Literal

from django.db import transaction
from django.utils import timezone

from game.catalog.economy import EconomyRules, economy_rules
from game.catalog.ships import ship_class
from game.economy import plundered
from game.models import LedgerEntry, Location, Ship, Zone
from game.protocol.errors import AppError, ErrorCode
from game.selectors.records import CargoLine, ship_row
from game.services.docked import player_lock, ship_lock, ship_stamp
from game.services.exposure import Leg, leg_add
from game.services.fencing import Fence, fence_hold
from game.services.holds import Hold
from game.services.outcomes import LossOutcome, outcome_of_event, outcome_stored
from game.services.posting import ledger_post

__all__ = ["Killer", "LossOutcome", "nearest_safe_station", "ship_lose"]

Killer = Literal["pirate", "player", "patrol", "other"]


def ship_lose(
    *,
    fence: Fence,
    player_pk: int,
    ref: str,
    killer: Killer,
    x: float,
    y: float,
    fuel: float | None = None,
) -> LossOutcome:
    """A ship is destroyed at (x, y): towed to the nearest safe station, with a full hull.

    The tow costs a part of the balance and a least sum, but never more than there is. Of the cargo
    goes what the killer takes. `fuel` is what the tank had, None what was last stored.

    `ref` is the server's own name of this end; the same again returns the first outcome, in
    whatever system it is asked for. Locks lease, player, ship, cargo. Raises LeaseLost, AppError
    FORBIDDEN, and NOT_IN_SYSTEM also for a system that has no station.
    """
    rules = economy_rules()
    with transaction.atomic():
        fence_hold(fence)
        player = player_lock(player_pk=player_pk)
        first = outcome_of_event(player=player, event=ref)
        if isinstance(first, LossOutcome):
            return first
        ship = ship_lock(fence=fence, player=player)
        station = nearest_safe_station(system_id=fence.system_id, x=x, y=y)
        hold = Hold(ship)
        lost = _plunder(hold, killer, rules)
        leg_add(hold, Leg(), docked_at=station.pk)
        _tow(ship, station, fence, fuel)
        fee = min(max(int(player.credits * rules.loss.tow_share), rules.loss.tow_min),
                  player.credits)  # fmt: skip
        outcome = LossOutcome(
            kind="tow",
            credits=player.credits - fee,
            cargo=hold.lines,
            lost=lost,
            fee=fee,
            station_id=station.pk,
            ship=ship_row(ship),
        )
        ledger_post(
            player=player,
            tx_type=LedgerEntry.Type.TOW,
            total_amount=-fee,
            created_at=timezone.now(),
            location_id=station.pk,
            event=ref,
            result=outcome_stored(outcome),
        )
    return outcome


def nearest_safe_station(*, system_id: str, x: float, y: float) -> Location:
    """Where a wreck is towed to: of the stations in an active `core_safe` zone the nearest.

    In a system that has none it is the station of the highest security level, of equals the
    nearest. Raises AppError NOT_IN_SYSTEM for a system without a station.
    """
    stations = list(Location.objects.filter(system=system_id).order_by("pk"))
    if not stations:
        raise AppError(ErrorCode.NOT_IN_SYSTEM, "There is no station to be towed to.")
    zones = list(Zone.objects.filter(system=system_id, active=True, zone_type="core_safe"))
    safe = [
        station
        for station in stations
        if any(
            hypot(station.x - zone.center_x, station.y - zone.center_y) <= zone.radius
            for zone in zones
        )
    ]
    highest = max(station.security_level for station in stations)
    candidates = safe or [s for s in stations if s.security_level == highest]
    return min(candidates, key=lambda station: hypot(station.x - x, station.y - y))


def _plunder(hold: Hold, killer: Killer, rules: EconomyRules) -> tuple[CargoLine, ...]:
    held = {line.commodity_id: line.quantity for line in hold.lines}
    gone = plundered(held, hold.base_prices, getattr(rules.loss.cargo, killer))
    for commodity_id, quantity in gone.items():
        hold.remove(commodity_id, quantity)
    return tuple(CargoLine(commodity_id, gone[commodity_id]) for commodity_id in sorted(gone))


def _tow(ship: Ship, station: Location, fence: Fence, fuel: float | None) -> None:
    ship.docked_at = station
    ship.x, ship.y, ship.vx, ship.vy = station.x, station.y, 0.0, 0.0
    ship.hull = ship_class(ship.ship_class).hull_max
    ship.fuel = ship.fuel if fuel is None else max(fuel, 0.0)
    ship.deaths += 1
    ship.leg_epoch, ship.leg_tick = max((ship.leg_epoch, ship.leg_tick), (fence.epoch, fence.tick))
    ship_stamp(ship, fence)
    ship.save()
