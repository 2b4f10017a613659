"""The history of prices: a point of each market once an interval, and not for ever."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from game.catalog.economy import HistoryRules
from game.models import MarketPrice, PricePoint


def price_points_add(*, prices: Sequence[MarketPrice], now: datetime, rules: HistoryRules) -> None:
    """Note what these markets ask, pay and have, unless this interval has its points already.

    Points that are older than the rules keep go. The caller's transaction holds the rows' locks.
    """
    seconds = int(now.timestamp()) // rules.interval_s * rules.interval_s
    at = datetime.fromtimestamp(seconds, UTC)
    stations = {price.location_id for price in prices}
    if not stations or PricePoint.objects.filter(location__in=stations, at=at).exists():
        return
    PricePoint.objects.bulk_create(
        [
            PricePoint(
                location_id=price.location_id,
                commodity_id=price.commodity_id,
                at=at,
                buy=price.buy,
                sell=price.sell,
                stock=price.stock,
            )
            for price in prices
        ],
        batch_size=100,
    )
    oldest = now - timedelta(hours=rules.kept_hours)
    PricePoint.objects.filter(location__in=stations, at__lt=oldest).delete()
