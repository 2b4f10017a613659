"""What pilots asked for and were told, and what the database says: plain values for the audit.

Credits in credits, cargo in units by commodity, times in seconds of one monotonic clock.
"""

import time
from typing import Any

from msgspec import Struct, field

Cargo = dict[str, int]


class Answer(Struct, frozen=True):
    """What came of an order, as the pilot was told. `cargo` is None where it is not part of it."""

    at: float
    credits: int
    quantity: int
    unit_price: int
    total: int
    cargo: Cargo | None


class Order(Struct):
    """A trade, repair or filling that a pilot asked for, once or again under the same `ref`.

    `unknown` counts tries of which nobody knows what came: no answer, or SERVER_BUSY.
    `refused_at` is when a rule said no.
    """

    kind: str
    station_id: str
    commodity_id: str | None = None
    quantity: int | None = None
    ref: str | None = None
    unknown: int = 0
    refused_at: float | None = None
    answer: Answer | None = None


class Jump(Struct):
    """A jump that was asked for. `done_at` is when the pilot was told that it has happened."""

    to_system: str
    done_at: float | None = None
    refused: bool = False


class Loss(Struct, frozen=True):
    """A ship lost, as its pilot was told."""

    at: float
    credits: int
    fee: int


class Journal(Struct):
    """One pilot's. `unasked_docks` are the times when the ship was docked without their doing."""

    player: int
    ship: int
    orders: list[Order] = field(default_factory=list)
    jumps: list[Jump] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    unasked_docks: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def fault(self, words: str) -> None:
        self.faults.append(f"{time.strftime('%H:%M:%S')} s_{self.ship}: {words}")


class View(Struct, frozen=True):
    """What a pilot at rest sees of what they own."""

    system_id: str
    docked_at: str | None
    credits: int
    cargo: Cargo


class Entry(Struct, frozen=True):
    """A row of the ledger; `amount` is signed."""

    id: int
    player: int
    kind: str
    station_id: str | None
    commodity_id: str | None
    quantity: int | None
    unit_price: int | None
    amount: int
    balance_after: int
    ref: str | None
    result: dict[str, Any] | None


class StoredShip(Struct, frozen=True):
    """A ship's row."""

    ship: int
    system_id: str
    docked_at: str | None


class Write(Struct, frozen=True):
    """A row that a worker process changed, in the order of the changes.

    `system_id` is None where the row does not name one. A lease's row says who holds it after the
    change (`holder`, empty for nobody) and by which epoch.
    """

    process: str
    table: str
    system_id: str | None = None
    holder: str | None = None
    epoch: int | None = None


class Stored(Struct):
    """The database at one moment; everything by player."""

    credits: dict[int, int]
    entries: dict[int, list[Entry]]
    cargo: dict[int, Cargo]
    salvage: dict[int, Cargo]
    ships: dict[int, StoredShip]
