"""Markets that move by themselves, and how a row becomes a formula's values and back."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from game.catalog.economy import EconomyRules, economy_rules
from game.dice import Dice
from game.economy import Market, Shifts, Terms, drifted, quote
from game.models import MarketPrice, StarSystem
from game.selectors.records import MarketQuote, market_quote
from game.services.fencing import Fence, fence_hold
from game.services.history import price_points_add

MOVING = ("buy", "sell", "stock", "demand_shift", "supply_shift", "updated_at")


def markets_drift(*, fence: Fence, seed: int) -> tuple[MarketQuote, ...]:
    """Move all markets of the system by one interval; the rows whose price or stock changed.

    The same seed moves the same markets in the same way. Locks lease, system, market rows in the
    order of their ids. Raises LeaseLost.
    """
    with transaction.atomic():
        fence_hold(fence)
        system = StarSystem.objects.select_for_update().get(pk=fence.system_id)
        return _drift(system, timezone.now(), Dice(seed), 1)


def markets_catch_up(*, fence: Fence, seed: int) -> tuple[MarketQuote, ...]:
    """Move the markets of a system that has slept by the intervals that it slept through.

    Nothing happens within an interval of the last drift. Locks and errors as in `markets_drift`.
    """
    now = timezone.now()
    interval = timedelta(seconds=settings.COSMIC.market_interval)
    with transaction.atomic():
        fence_hold(fence)
        system = StarSystem.objects.select_for_update().get(pk=fence.system_id)
        last = system.markets_drifted_at
        if last is None:  # the opening prices have not moved yet: their time begins now
            _set_drifted_at(system, now)
            price_points_add(prices=_prices_lock(system), now=now, rules=economy_rules().history)
            return ()
        missed = (now - last) // interval
        if missed < 1:
            return ()
        return _drift(system, last + missed * interval, Dice(seed), missed)


def market_terms(price: MarketPrice) -> Terms:
    """Of a row that was read together with its commodity."""
    return Terms(
        base_price=price.commodity.base_price,
        volatility=price.commodity.volatility,
        local_bias=price.local_bias,
    )


def market_state(price: MarketPrice) -> Market:
    return Market(
        shifts=Shifts(demand=price.demand_shift, supply=price.supply_shift),
        stock=price.stock,
        baseline_stock=price.baseline_stock,
    )


def market_put(
    price: MarketPrice, market: Market, terms: Terms, now: datetime, rules: EconomyRules
) -> None:
    """Put a market into its row, with the prices that follow; the caller saves `MOVING`."""
    prices = quote(terms, market.shifts, rules.prices)
    price.buy, price.sell, price.stock = prices.buy, prices.sell, market.stock
    price.demand_shift, price.supply_shift = market.shifts.demand, market.shifts.supply
    price.updated_at = now


def _drift(
    system: StarSystem, until: datetime, dice: Dice, intervals: int
) -> tuple[MarketQuote, ...]:
    rules, now = economy_rules(), timezone.now()
    prices = _prices_lock(system)
    before = [market_quote(price) for price in prices]
    for price in prices:
        terms = market_terms(price)
        moved = drifted(market_state(price), terms, dice, rules, intervals)
        market_put(price, moved, terms, now, rules)
    MarketPrice.objects.bulk_update(prices, MOVING, batch_size=100)
    _set_drifted_at(system, until)
    price_points_add(prices=prices, now=now, rules=rules.history)
    after = [market_quote(price) for price in prices]
    return tuple(new for old, new in zip(before, after, strict=True) if old != new)


def _prices_lock(system: StarSystem) -> list[MarketPrice]:
    return list(
        MarketPrice.objects.select_for_update(of=("self",))
        .select_related("commodity")
        .filter(location__system=system)
        .order_by("location_id", "commodity_id")
    )


def _set_drifted_at(system: StarSystem, moment: datetime) -> None:
    system.markets_drifted_at = moment
    system.save(update_fields=["markets_drifted_at"])
