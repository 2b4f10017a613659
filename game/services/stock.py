"""Stock that traders carry from station to station, without a credit changing hands."""

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from game.models import MarketPrice
from game.protocol.errors import AppError, ErrorCode
from game.selectors.records import MarketQuote, market_quote
from game.services.fencing import Fence, fence_hold


class StockOutcome(Struct, frozen=True):
    """Units that moved, and the market rows as they are now, in the order of their stations."""

    quantity: int
    markets: tuple[MarketQuote, ...]


def stock_move(
    *,
    fence: Fence,
    from_station: str | None,
    to_station: str | None,
    commodity_id: str,
    quantity: int,
) -> StockOutcome:
    """Take units from one station's stock and add them to another's; as many as there are.

    Without `to_station` a trader only loads, without `from_station` it only unloads. Prices stay;
    the stock comes back to its baseline with time. Locks lease, then the market rows in the order
    of their stations. Raises LeaseLost, ValueError for less than one unit and for one station
    twice, and AppError UNKNOWN_COMMODITY for what a station of the system does not trade.
    """
    stations = [station for station in (from_station, to_station) if station is not None]
    if quantity < 1 or not stations or len(set(stations)) != len(stations):
        raise ValueError(f"no move of {quantity} units from {from_station} to {to_station}")
    with transaction.atomic():
        fence_hold(fence)
        rows = {
            row.location_id: row
            for row in MarketPrice.objects.select_for_update(of=("self",))
            .filter(
                location__in=stations,
                location__system=fence.system_id,
                location__has_market=True,
                commodity=commodity_id,
            )
            .order_by("location_id")
        }
        if missing := set(stations) - rows.keys():
            raise AppError(
                ErrorCode.UNKNOWN_COMMODITY, station_id=min(missing), commodity_id=commodity_id
            )
        moved = quantity if from_station is None else min(quantity, rows[from_station].stock)
        for station_id, row in rows.items():
            row.stock += -moved if station_id == from_station else moved
            row.updated_at = timezone.now()
            row.save(update_fields=["stock", "updated_at"])
    return StockOutcome(moved, tuple(market_quote(rows[key]) for key in sorted(rows)))
