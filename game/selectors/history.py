"""Reads of the history of prices."""

from datetime import datetime, timedelta

from django.utils import timezone
from msgspec import Struct

from game.catalog.economy import economy_rules
from game.models import Location, MarketPrice, PricePoint
from game.protocol.errors import AppError, ErrorCode

DEFAULT_HOURS = 24


class HistoryPoint(Struct, frozen=True):
    """Credits a unit, units in stock, at a moment."""

    at: datetime
    buy: int
    sell: int
    stock_qty: int


class CommodityHistory(Struct, frozen=True):
    """Oldest point first."""

    commodity_id: str
    points: tuple[HistoryPoint, ...]


def market_history(
    *, location_id: str, commodity_id: str | None = None, hours: int = DEFAULT_HOURS
) -> tuple[CommodityHistory, ...]:
    """What a market was in the last hours, by commodity in the order of their ids.

    A long time has fewer points: of each commodity at most as many as the rules say, evenly
    spaced, with the newest among them. A system that slept left none. Raises AppError NOT_FOUND
    for a location that does not exist, UNKNOWN_COMMODITY for what it does not trade.
    """
    location = Location.objects.filter(pk=location_id).first()
    if location is None:
        raise AppError(
            ErrorCode.NOT_FOUND, "There is no location of that name.", location_id=location_id
        )
    traded = MarketPrice.objects.filter(location=location, location__has_market=True)
    ids = sorted(traded.values_list("commodity_id", flat=True))
    if commodity_id is not None:
        if commodity_id not in ids:
            raise AppError(ErrorCode.UNKNOWN_COMMODITY, commodity_id=commodity_id)
        ids = [commodity_id]
    found: dict[str, list[HistoryPoint]] = {key: [] for key in ids}
    points = PricePoint.objects.filter(
        location=location, commodity__in=ids, at__gte=timezone.now() - timedelta(hours=hours)
    ).order_by("at")
    rows = points.values_list("commodity_id", "at", "buy", "sell", "stock")
    for key, at, buy, sell, stock in rows:
        found[key].append(HistoryPoint(at, buy, sell, stock))
    return tuple(CommodityHistory(key, _thinned(found[key], hours)) for key in ids)


def _thinned(points: list[HistoryPoint], hours: int) -> tuple[HistoryPoint, ...]:
    """Those at whole multiples of the smallest spacing that keeps them few, and the newest."""
    rules = economy_rules().history
    slots = hours * 3600 // rules.interval_s + 1
    stride = -(-slots // (rules.points_max - 1))
    return tuple(
        point
        for n, point in enumerate(points)
        if n == len(points) - 1 or int(point.at.timestamp()) // rules.interval_s % stride == 0
    )
