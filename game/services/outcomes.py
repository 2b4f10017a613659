"""What a change of a balance came to, and the form in which the ledger keeps it.

Version 2 knows the bonus of a sale, tows and jumps; results of version 1 read as ever.
"""

from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from accounts.models import User
from game.models import LedgerEntry
from game.selectors.records import CargoLine, MarketQuote, ShipRow

RESULT_VERSION = 2
READABLE = (1, 2)


class TradeDetails(Struct, frozen=True):
    """quantity in units, unit_price in credits, total their product, never negative.

    A sale also says by what the dangers of the way multiplied its profit, and the credits that
    this brought beyond the total.
    """

    station_id: str
    commodity_id: str
    quantity: int
    unit_price: int
    total: int
    profit_multiplier: float | UnsetType = UNSET
    bonus: int | UnsetType = UNSET


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


class LossOutcome(Struct, frozen=True, omit_defaults=True):
    """A ship lost and towed: balance, hold and ship after it, the fee paid, and what was `lost`.

    The ship is docked at `station_id` with a full hull. What was lost is there for others to find.
    """

    kind: Literal["tow"]
    credits: int
    cargo: tuple[CargoLine, ...]
    lost: tuple[CargoLine, ...]
    fee: int
    station_id: str
    ship: ShipRow
    replayed: bool = False


class JumpOutcome(Struct, frozen=True, omit_defaults=True):
    """A jump done: the balance after it, and the ship in `system_id` at its gate `gate_id`."""

    kind: Literal["jump"]
    credits: int
    cost: int
    system_id: str
    gate_id: str
    ship: ShipRow
    replayed: bool = False


Outcome = TradeOutcome | UpkeepOutcome  # of what a client asks for under a ref of its own
Stored = Outcome | LossOutcome | JumpOutcome

KINDS: dict[str, type[TradeOutcome | UpkeepOutcome | LossOutcome | JumpOutcome]] = {
    "buy": TradeOutcome,
    "sell": TradeOutcome,
    "repair": UpkeepOutcome,
    "refuel": UpkeepOutcome,
    "tow": LossOutcome,
    "jump": JumpOutcome,
}


def outcome_stored(outcome: Stored) -> dict[str, Any]:
    """The JSON-ready form that `outcome_replayed` reads; a market row is not part of it."""
    if isinstance(outcome, TradeOutcome):
        outcome = msgspec.structs.replace(outcome, market=None)
    return {"version": RESULT_VERSION, **msgspec.to_builtins(outcome)}


def outcome_replayed(stored: dict[str, Any]) -> Stored:
    """Raises ValueError for a version or a kind that this code does not know."""
    if stored.get("version") not in READABLE or stored.get("kind") not in KINDS:
        raise ValueError(f"a stored result of an unknown form: {stored!r}")
    outcome: Stored = msgspec.convert(stored, KINDS[stored["kind"]])
    return msgspec.structs.replace(outcome, replayed=True)


def outcome_of_ref(*, player: User, ref: str | None) -> Outcome | None:
    """What the first request with this ref came to. The caller holds the player's lock."""
    if ref is None:
        return None
    entry = LedgerEntry.objects.filter(player=player, ref=ref).first()
    if entry is None or entry.result is None:
        return None
    first = outcome_replayed(entry.result)
    if not isinstance(first, TradeOutcome | UpkeepOutcome):
        raise ValueError(f"a client's ref names a {first.kind}")
    return first


def outcome_of_event(*, player: User, event: str) -> LossOutcome | JumpOutcome | None:
    """What came of this event of the server's before. The caller holds the player's lock."""
    entry = LedgerEntry.objects.filter(player=player, event=event).first()
    if entry is None or entry.result is None:
        return None
    first = outcome_replayed(entry.result)
    if not isinstance(first, LossOutcome | JumpOutcome):
        raise ValueError(f"an event names a {first.kind}")
    return first
