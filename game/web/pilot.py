"""What the page of one's own pilot shows, put into the words and numbers of its template."""

from datetime import datetime

from msgspec import Struct

from accounts.models import User
from game.catalog.ships import ship_class
from game.models import LedgerEntry
from game.selectors.ledger import LedgerLine, ledger_page
from game.selectors.markets import commodities_all
from game.selectors.pilot_page import balance_history, credits_rank, names_by_id
from game.selectors.pilots import cargo_lines
from game.selectors.profiles import NotEnlisted, ProfileShip, profile_for_player, ship_for_player
from game.web.plot import Plot, balance_plot

LINES_PER_PAGE = 20
PLOT_POINTS = 400


class CargoRow(Struct, frozen=True):
    name: str
    quantity: int
    mass: int


class LedgerRow(Struct, frozen=True):
    """A line of the ledger in words; amounts in credits."""

    id: int
    what: str
    where: str
    quantity: int | None
    unit_price: int | None
    amount: int
    created_at: datetime


class Hangar(Struct, frozen=True):
    """The ship and what is in it; `place` is where it is, in words."""

    ship: ProfileShip
    class_name: str
    place: str
    cargo: list[CargoRow]
    cargo_used: int


class Ledger(Struct, frozen=True):
    """One page of the ledger, pages counted from 1."""

    rows: list[LedgerRow]
    total: int
    page: int
    pages: int


class PilotPage(Struct, frozen=True):
    """`hangar` is None while the pilot has no ship, `plot` while there is nothing to plot."""

    rank: int | None
    hangar: Hangar | None
    ledger: Ledger
    plot: Plot | None


def pilot_page(*, player: User, page: int) -> PilotPage:
    """Pages beyond the last show the last."""
    names = names_by_id()
    hangar = _hangar(player, names)
    return PilotPage(
        rank=credits_rank(player=player) if hangar else None,
        hangar=hangar,
        ledger=_ledger(player.pk, page, names),
        plot=balance_plot(balance_history(player_pk=player.pk, limit=PLOT_POINTS)),
    )


def _hangar(player: User, names: dict[str, str]) -> Hangar | None:
    try:
        profile = profile_for_player(player=player)
        ship_pk = ship_for_player(player=player).pk
    except NotEnlisted:
        return None
    masses = {c.id: c.unit_mass for c in commodities_all()}
    cargo = [
        CargoRow(
            name=names[line.commodity_id],
            quantity=line.quantity,
            mass=line.quantity * masses[line.commodity_id],
        )
        for line in cargo_lines(ship_id=ship_pk)
    ]
    docked_at, system = profile.ship.docked_at, names[profile.system_id]
    return Hangar(
        ship=profile.ship,
        class_name=ship_class(profile.ship.ship_class).name,
        place=f"docked at {names[docked_at]}" if docked_at else f"in space, {system}",
        cargo=cargo,
        cargo_used=sum(row.mass for row in cargo),
    )


def _ledger(player_pk: int, page: int, names: dict[str, str]) -> Ledger:
    found = ledger_page(
        player_pk=player_pk, limit=LINES_PER_PAGE, offset=(page - 1) * LINES_PER_PAGE
    )
    pages = max(1, -(-found.total // LINES_PER_PAGE))
    if page > pages:
        return _ledger(player_pk, pages, names)
    rows = [_row(line, names) for line in found.items]
    return Ledger(rows=rows, total=found.total, page=page, pages=pages)


def _row(line: LedgerLine, names: dict[str, str]) -> LedgerRow:
    good = names.get(line.commodity_id or "", "")
    words = {
        LedgerEntry.Type.BUY: f"Bought {good}",
        LedgerEntry.Type.SELL: f"Sold {good}",
    }.get(LedgerEntry.Type(line.tx_type), LedgerEntry.Type(line.tx_type).label.capitalize())
    return LedgerRow(
        id=line.id,
        what=words,
        where=names.get(line.location_id or "", ""),
        quantity=line.quantity,
        unit_price=line.unit_price,
        amount=line.total_amount,
        created_at=line.created_at,
    )
