"""What of running systems operators have changed: revisions, and all that hangs on them."""

from collections.abc import Collection

from msgspec import Struct

from accounts.models import User
from game.catalog.systems import SystemSpec
from game.models import ShipMove, StarSystem
from game.selectors.markets import CommodityView, commodities_all, market_quotes
from game.selectors.records import MarketQuote
from game.selectors.systems import system_spec


class Place(Struct, frozen=True):
    """Where a ship is to be: docked at a station, or at rest at x, y (world units)."""

    system_id: str
    x: float
    y: float
    station_id: str | None = None


class Move(Struct, frozen=True):
    """A ship that is to be elsewhere, and whose it is."""

    ship_id: int
    player_pk: int
    place: Place


class SystemFacts(Struct, frozen=True):
    """A system as stored. `credits`: of those among the players asked for who exist."""

    spec: SystemSpec
    markets: dict[str, tuple[MarketQuote, ...]]
    commodities: tuple[CommodityView, ...]
    credits: dict[int, int]
    moves: tuple[Move, ...]


def systems_revisions(*, system_ids: Collection[str]) -> dict[str, int]:
    """By id, of those that exist."""
    rows = StarSystem.objects.filter(pk__in=list(system_ids))
    return dict(rows.values_list("pk", "revision"))


def system_facts(*, system_id: str, players: Collection[int]) -> SystemFacts:
    """All that an operator can have changed for the worker of a system. Raises AppError
    UNKNOWN_SYSTEM."""
    return SystemFacts(
        spec=system_spec(system_id=system_id),
        markets=market_quotes(system_id=system_id),
        commodities=commodities_all(),
        credits=dict(User.objects.filter(pk__in=list(players)).values_list("pk", "credits")),
        moves=ship_moves(system_id=system_id),
    )


def ship_moves(*, system_id: str) -> tuple[Move, ...]:
    """Those of the system's ships that wait to be moved, the longest waiting first."""
    rows = ShipMove.objects.filter(ship__system=system_id).select_related("ship")
    return tuple(
        Move(
            move.ship_id,
            move.ship.player_id,
            Place(move.system_id, move.x, move.y, move.location_id),
        )
        for move in rows.order_by("asked_at", "pk")
    )
