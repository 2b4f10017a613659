"""What a trade or a service at a station came to, and the form in which the ledger keeps it."""

from typing import Any, Literal

import msgspec
from msgspec import Struct

from accounts.models import User
from game.models import LedgerEntry
from game.selectors.records import CargoLine, MarketQuote

RESULT_VERSION = 1


class TradeDetails(Struct, frozen=True):
    """quantity in units, unit_price and total in credits; total is never negative."""

    station_id: str
    commodity_id: str
    quantity: int
    unit_price: int
    total: int


class TradeOutcome(Struct, frozen=True, omit_defaults=True):
    """A trade done: the balance and the whole hold after it.

    `market` is the row as the trade left it, None where `replayed`: then nothing has changed, and
    everything else is as the first answer said, whatever now holds.
    """

    kind: Literal["buy", "sell"]
    credits: int
    cargo: tuple[CargoLine, ...]
    details: TradeDetails
    market: MarketQuote | None = None
    replayed: bool = False


class UpkeepDetails(Struct, frozen=True):
    """quantity in whole hull points or fuel units paid for, prices in credits."""

    station_id: str
    quantity: int
    unit_price: int
    total: int


class UpkeepOutcome(Struct, frozen=True, omit_defaults=True):
    """A repair (with `hull`, points) or a filling (with `fuel`, units) done."""

    kind: Literal["repair", "refuel"]
    credits: int
    details: UpkeepDetails
    hull: float | None = None
    fuel: float | None = None
    replayed: bool = False


Outcome = TradeOutcome | UpkeepOutcome

KINDS: dict[str, type[TradeOutcome] | type[UpkeepOutcome]] = {
    "buy": TradeOutcome,
    "sell": TradeOutcome,
    "repair": UpkeepOutcome,
    "refuel": UpkeepOutcome,
}


def outcome_stored(outcome: Outcome) -> dict[str, Any]:
    """The JSON-ready form that `outcome_replayed` reads; a market row is not part of it."""
    if isinstance(outcome, TradeOutcome):
        outcome = msgspec.structs.replace(outcome, market=None)
    return {"version": RESULT_VERSION, **msgspec.to_builtins(outcome)}


def outcome_replayed(stored: dict[str, Any]) -> Outcome:
    """Raises ValueError for a version or a kind that this code does not know."""
    if stored.get("version") != RESULT_VERSION or stored.get("kind") not in KINDS:
        raise ValueError(f"a stored result of an unknown form: {stored!r}")
    outcome = msgspec.convert(stored, KINDS[stored["kind"]])
    return msgspec.structs.replace(outcome, replayed=True)


def outcome_of_ref(*, player: User, ref: str | None) -> Outcome | None:
    """What the first request with this ref came to. The caller holds the player's lock."""
    if ref is None:
        return None
    entry = LedgerEntry.objects.filter(player=player, ref=ref).first()
    return None if entry is None or entry.result is None else outcome_replayed(entry.result)
