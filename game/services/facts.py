"""Facts that operators change while systems run: every change is a new revision of its systems.

The worker that runs a system looks for a new revision every few seconds. Systems are locked
before what is in them, in the order of their ids, as the markets' drift does.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from game.catalog.economy import economy_rules
from game.economy import Market, Shifts, opening
from game.models import Location, MarketPrice, StarSystem
from game.protocol.errors import AppError, ErrorCode
from game.services.markets import MOVING, market_put, market_terms


def systems_touch(*, system_ids: Iterable[str] | None = None) -> None:
    """Give systems a new revision, None all of them; they are locked until the caller's
    transaction ends. To be called before what belongs to them is locked."""
    rows = StarSystem.objects.select_for_update().order_by("pk")
    if system_ids is not None:
        rows = rows.filter(pk__in=set(system_ids))
    locked = list(rows.values_list("pk", flat=True))
    StarSystem.objects.filter(pk__in=locked).update(revision=F("revision") + 1)


def market_price_set(
    *,
    location_id: str,
    commodity_id: str,
    buy: int | None = None,
    sell: int | None = None,
    stock: int | None = None,
    baseline_stock: int | None = None,
) -> MarketPrice:
    """Make one market ask, pay and hold what an operator says; None leaves what there is now.

    New prices are those that it drifts around from now on. A good that the station has not traded
    needs all four values. Locks system, row. Raises AppError NOT_FOUND, INVALID_INPUT.
    """
    with transaction.atomic():
        _touch_of(location_id)
        found = MarketPrice.objects.select_for_update(of=("self",)).select_related("commodity")
        row = found.filter(location=location_id, commodity=commodity_id).first()
        if row is None:
            row = MarketPrice(location_id=location_id, commodity_id=commodity_id)
        if stock is not None:
            row.stock = stock
        if baseline_stock is not None:
            row.baseline_stock = baseline_stock
        if buy is not None or sell is not None:
            _price(row, row.buy if buy is None else buy, row.sell if sell is None else sell)
        row.updated_at = timezone.now()
        row.save()
    return row


def market_reset(*, location_id: str) -> int:
    """Bring a station's market back to its opening prices and stock; how many goods it has.

    Locks system, rows. Raises AppError NOT_FOUND.
    """
    rules, now = economy_rules(), timezone.now()
    with transaction.atomic():
        _touch_of(location_id)
        rows = list(
            MarketPrice.objects.select_for_update(of=("self",))
            .select_related("commodity")
            .filter(location=location_id)
            .order_by("commodity_id")
        )
        for row in rows:
            opened = Market(
                shifts=Shifts(demand=row.opening_demand_shift, supply=row.opening_supply_shift),
                stock=row.baseline_stock,
                baseline_stock=row.baseline_stock,
            )
            market_put(row, opened, market_terms(row), now, rules)
        MarketPrice.objects.bulk_update(rows, MOVING, batch_size=100)
    return len(rows)


def _touch_of(location_id: str) -> None:
    system_id = Location.objects.filter(pk=location_id).values_list("system", flat=True).first()
    if system_id is None:
        raise AppError(ErrorCode.NOT_FOUND, "There is no such station.")
    systems_touch(system_ids=[system_id])


def _price(row: MarketPrice, buy: int, sell: int) -> None:
    """Put prices into a row, with the bias and the shifts that explain them."""
    goods = row.commodity
    try:
        found = opening(
            base_price=goods.base_price,
            volatility=goods.volatility,
            buy=buy,
            sell=sell,
            rules=economy_rules().prices,
        )
    except ValueError as error:
        raise AppError(ErrorCode.INVALID_INPUT, f"{error}.", buy=[str(error)]) from error
    row.buy, row.sell, row.local_bias = buy, sell, found.local_bias
    row.demand_shift = row.opening_demand_shift = found.shifts.demand
    row.supply_shift = row.opening_supply_shift = found.shifts.supply
