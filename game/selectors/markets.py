"""Reads of markets and commodities."""

from datetime import datetime

from msgspec import Struct

from game.models import Commodity, Location, MarketPrice
from game.protocol.errors import AppError, ErrorCode
from game.selectors.records import MarketQuote, market_quote


class MarketView(Struct, frozen=True):
    """One location's market; updated_at is None where nothing is traded."""

    location_id: str
    updated_at: datetime | None
    quotes: tuple[MarketQuote, ...]


class CommodityView(Struct, frozen=True):
    """unit_mass in units of cargo capacity, base_price in credits."""

    id: str
    name: str
    unit_mass: int
    base_price: int


def market_quotes(*, system_id: str) -> dict[str, tuple[MarketQuote, ...]]:
    """Each station with a market and its rows, both in the order of their ids."""
    prices = MarketPrice.objects.filter(
        location__system=system_id, location__has_market=True
    ).order_by("location_id", "commodity_id")
    found: dict[str, list[MarketQuote]] = {}
    for price in prices:
        found.setdefault(price.location_id, []).append(market_quote(price))
    return {station_id: tuple(quotes) for station_id, quotes in found.items()}


def market_at(*, location_id: str) -> MarketView:
    """Raises AppError NOT_FOUND for a location that does not exist."""
    location = Location.objects.filter(pk=location_id).first()
    if location is None:
        raise AppError(
            ErrorCode.NOT_FOUND, "There is no location of that name.", location_id=location_id
        )
    prices = (
        list(MarketPrice.objects.filter(location=location).order_by("commodity_id"))
        if location.has_market
        else []
    )
    return MarketView(
        location_id=location.pk,
        updated_at=max((price.updated_at for price in prices), default=None),
        quotes=tuple(map(market_quote, prices)),
    )


def commodities_all() -> tuple[CommodityView, ...]:
    """In the order of their ids."""
    return tuple(
        CommodityView(id=c.pk, name=c.name, unit_mass=c.unit_mass, base_price=c.base_price)
        for c in Commodity.objects.order_by("pk")
    )
