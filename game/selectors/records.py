"""What selectors hand out and services take: values, without the ORM behind them."""

from msgspec import Struct

from game.models import MarketPrice, Ship


class CargoLine(Struct, frozen=True):
    """Units of one commodity in a hold."""

    commodity_id: str
    quantity: int


class MarketQuote(Struct, frozen=True):
    """One row of a market: credits a unit (buy is what a player pays), stock in units."""

    station_id: str
    commodity_id: str
    buy: int
    sell: int
    stock: int


class ShipRow(Struct, frozen=True):
    """Where a ship is and how it is. World units, units/s, radians, hull points, fuel units."""

    ship_id: int
    x: float
    y: float
    vx: float
    vy: float
    angle: float
    hull: float
    fuel: float
    docked_at: str | None


class PilotRecord(Struct, frozen=True):
    """All that a worker needs to take a pilot into its system."""

    player_pk: int
    username: str
    ship: ShipRow
    class_id: str
    system_id: str
    credits: int
    reputation: int
    cargo: tuple[CargoLine, ...]


def ship_row(ship: Ship) -> ShipRow:
    return ShipRow(
        ship_id=ship.pk,
        x=ship.x,
        y=ship.y,
        vx=ship.vx,
        vy=ship.vy,
        angle=ship.angle,
        hull=ship.hull,
        fuel=ship.fuel,
        docked_at=ship.docked_at_id,
    )


def market_quote(price: MarketPrice) -> MarketQuote:
    return MarketQuote(
        station_id=price.location_id,
        commodity_id=price.commodity_id,
        buy=price.buy,
        sell=price.sell,
        stock=price.stock,
    )
