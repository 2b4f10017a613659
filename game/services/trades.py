"""Trades: one transaction each, from the first check to the ledger row.

Rows are locked in one order: lease, player, ship, market, cargo. Checks come in one order: replay
of the ref, station, commodity, quantity, cooldown, credits, capacity, stock.
"""

from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from accounts.models import User
from game.catalog.economy import EconomyRules, economy_rules
from game.catalog.ships import ship_class
from game.economy import after_purchase, after_sale, sold
from game.models import LedgerEntry, Location, MarketPrice, Ship
from game.protocol.errors import AppError, ErrorCode
from game.selectors.records import MarketQuote, market_quote
from game.services.docked import docked_ship_lock, player_lock, service_require, ship_stamp
from game.services.fencing import Fence, fence_hold
from game.services.holds import Hold
from game.services.markets import MOVING, market_put, market_state, market_terms
from game.services.outcomes import (
    Outcome,
    TradeDetails,
    TradeOutcome,
    outcome_of_ref,
    outcome_stored,
)
from game.services.posting import ledger_post

__all__ = ["TradeOutcome", "trade_buy", "trade_sell"]

TRADED = (LedgerEntry.Type.BUY, LedgerEntry.Type.SELL)


class _Order(Struct, frozen=True):
    kind: Literal["buy", "sell"]
    station_id: str
    commodity_id: str
    quantity: int
    ref: str | None


def trade_buy(
    *,
    fence: Fence,
    player_pk: int,
    station_id: str,
    commodity_id: str,
    quantity: int,
    ref: str | None = None,
) -> Outcome:
    """Buy units from the station that the player's ship is docked at, at its `buy` price.

    The same ref again returns the first outcome, of whatever kind it was. Raises LeaseLost, and
    AppError NOT_IN_SYSTEM, NOT_DOCKED, WRONG_STATION, UNKNOWN_COMMODITY, INVALID_QUANTITY,
    TRADE_COOLDOWN, INSUFFICIENT_CREDITS, CARGO_FULL, OUT_OF_STOCK.
    """
    return _trade(fence, player_pk, _Order("buy", station_id, commodity_id, quantity, ref))


def trade_sell(
    *,
    fence: Fence,
    player_pk: int,
    station_id: str,
    commodity_id: str,
    quantity: int,
    ref: str | None = None,
) -> Outcome:
    """Sell units to the station that the player's ship is docked at, at its `sell` price.

    A profit on goods of another station grows by the dangers of their way (`game.economy.lots`).
    The same ref again returns the first outcome, of whatever kind it was. Raises LeaseLost, and
    AppError NOT_IN_SYSTEM, NOT_DOCKED, WRONG_STATION, UNKNOWN_COMMODITY, INVALID_QUANTITY,
    TRADE_COOLDOWN, INSUFFICIENT_CARGO.
    """
    return _trade(fence, player_pk, _Order("sell", station_id, commodity_id, quantity, ref))


def _trade(fence: Fence, player_pk: int, order: _Order) -> Outcome:
    rules, quantity = economy_rules(), order.quantity
    with transaction.atomic():
        fence_hold(fence)
        player = player_lock(player_pk=player_pk)
        if (first := outcome_of_ref(player=player, ref=order.ref)) is not None:
            return first
        ship, station = docked_ship_lock(fence=fence, player=player, station_id=order.station_id)
        price = _price_lock(station, order.commodity_id)
        now = timezone.now()
        _check_quantity(quantity, rules)
        _check_cooldown(player, price, now, rules)
        hold = Hold(ship)
        if order.kind == "buy":
            _check_purchase(player, ship, price, hold, quantity)
            details = _bought(hold, price, order)
            change = -details.total
        else:
            _check_sale(price, hold, quantity)
            details, bonus = _sold(hold, price, order, rules)
            change = details.total + bonus
        ship_stamp(ship, fence)
        ship.save(update_fields=["epoch", "tick", "updated_at"])
        outcome = TradeOutcome(
            kind=order.kind,
            credits=player.credits + change,
            cargo=hold.lines,
            details=details,
            market=_market_move(order.kind, price, quantity, now, rules),
        )
        _post(player, outcome, order, now)
    return outcome


def _post(player: User, outcome: TradeOutcome, order: _Order, now: datetime) -> None:
    ledger_post(
        player=player,
        tx_type=LedgerEntry.Type(outcome.kind),
        total_amount=outcome.credits - player.credits,
        created_at=now,
        location_id=order.station_id,
        commodity_id=order.commodity_id,
        quantity=order.quantity,
        unit_price=outcome.details.unit_price,
        ref=order.ref,
        result=outcome_stored(outcome),
    )


def _price_lock(station: Location, commodity_id: str) -> MarketPrice:
    service_require(station.has_market, "This station has no market.", station=station)
    price = (
        MarketPrice.objects.select_for_update(of=("self",))
        .select_related("commodity")
        .filter(location=station, commodity=commodity_id)
        .first()
    )
    if price is None:
        raise AppError(ErrorCode.UNKNOWN_COMMODITY, commodity_id=commodity_id)
    return price


def _bought(hold: Hold, price: MarketPrice, order: _Order) -> TradeDetails:
    total = order.quantity * price.buy
    hold.load(order.commodity_id, ("bought", order.station_id), order.quantity, total)
    return TradeDetails(order.station_id, order.commodity_id, order.quantity, price.buy, total)


def _sold(
    hold: Hold, price: MarketPrice, order: _Order, rules: EconomyRules
) -> tuple[TradeDetails, int]:
    """Unload what is sold; the details, and the bonus in them."""
    sale = sold(
        hold.lots(order.commodity_id),
        station_id=order.station_id,
        quantity=order.quantity,
        unit_price=price.sell,
        rules=rules.exposure,
    )
    hold.put(order.commodity_id, sale.left)
    details = TradeDetails(
        order.station_id,
        order.commodity_id,
        order.quantity,
        price.sell,
        order.quantity * price.sell,
        profit_multiplier=sale.profit_multiplier,
        bonus=sale.bonus,
    )
    return details, sale.bonus


def _check_quantity(quantity: int, rules: EconomyRules) -> None:
    if not 1 <= quantity <= rules.trade.quantity_max:
        raise AppError(ErrorCode.INVALID_QUANTITY, minimum=1, maximum=rules.trade.quantity_max)


def _check_cooldown(player: User, price: MarketPrice, now: datetime, rules: EconomyRules) -> None:
    """A trade of the future (the clock was set back) does not hold up those of the present."""
    cooldown = timedelta(seconds=rules.trade.cooldown_s)
    last = (
        LedgerEntry.objects.filter(
            player=player,
            location=price.location_id,
            commodity=price.commodity_id,
            tx_type__in=TRADED,
            created_at__gt=now - cooldown,
            created_at__lte=now,
        )
        .order_by("-created_at")
        .values_list("created_at", flat=True)
        .first()
    )
    if last is not None:
        wait_s = (last + cooldown - now).total_seconds()
        raise AppError(ErrorCode.TRADE_COOLDOWN, retry_after_s=round(wait_s, 3))


def _check_purchase(
    player: User, ship: Ship, price: MarketPrice, hold: Hold, quantity: int
) -> None:
    cost = price.buy * quantity
    if cost > player.credits:
        raise AppError(
            ErrorCode.INSUFFICIENT_CREDITS,
            f"That costs {cost} credits; you have {player.credits}.",
            cost=cost,
            credits=player.credits,
        )
    room = max(ship_class(ship.ship_class).cargo_capacity - hold.used, 0)
    if quantity * price.commodity.unit_mass > room:
        fits = room // price.commodity.unit_mass
        raise AppError(
            ErrorCode.CARGO_FULL,
            f"Your hold has room for {fits} of it.",
            room=room,
            unit_mass=price.commodity.unit_mass,
        )
    if quantity > price.stock:
        raise AppError(
            ErrorCode.OUT_OF_STOCK, f"The station has {price.stock} of it.", stock=price.stock
        )


def _check_sale(price: MarketPrice, hold: Hold, quantity: int) -> None:
    held = hold.quantity(price.commodity_id)
    if quantity > held:
        raise AppError(ErrorCode.INSUFFICIENT_CARGO, f"You have {held} of it.", held=held)


def _market_move(
    kind: Literal["buy", "sell"],
    price: MarketPrice,
    quantity: int,
    now: datetime,
    rules: EconomyRules,
) -> MarketQuote:
    terms = market_terms(price)
    move = after_purchase if kind == "buy" else after_sale
    market_put(price, move(market_state(price), terms, quantity, rules), terms, now, rules)
    price.save(update_fields=MOVING)
    return market_quote(price)
