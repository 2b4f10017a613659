"""A match in memory: its table, who waits for a change, and the lock that orders what happens."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from msgspec import Struct

from game.matches import Table
from game.matches.refusals import Code, Refused
from game.matches.registry import all_games
from game.services.matches.store import Stored

Listener = Callable[["Room"], None]


class Clock(Struct, frozen=True):
    """How long a move may take, how much of that is left, and when it is over. Seconds; at least
    0 is left, though a moment passes before the game is lost."""

    move_seconds: int
    left_s: float
    deadline: datetime


class Room:
    """`number` is that of the newest stored entry; the table never shows more, except to who
    holds the lock. `opponents`: levels of built-in players by seat. `touched_at`: monotonic.
    `moved_at`: when the time for the next move began."""

    __slots__ = (
        "_waiters", "game", "listeners", "lock", "move_seconds", "moved_at", "number", "opponents",
        "pk", "session", "shared", "table", "touched_at",
    )  # fmt: skip

    def __init__(self, pk: int, stored: Stored, now: float) -> None:
        """Raises Refused (UNKNOWN_GAME), BadRecord, GameFailed."""
        self.pk = pk
        self.game = stored.game
        self.session = stored.session
        self.shared = stored.shared
        self.opponents = stored.opponents
        self.move_seconds = stored.move_seconds
        self.moved_at = stored.moved_at
        self.lock = asyncio.Lock()
        self.listeners: set[Listener] = set()
        self.touched_at = now
        self._waiters: set[asyncio.Future[None]] = set()
        self.table = table_of(stored)
        self.number = stored.number

    @property
    def busy(self) -> bool:
        return bool(self._waiters or self.listeners or self.lock.locked())

    def knows(self, hashed: str) -> bool:
        """Whether a seat or an observer has that key."""
        seats = self.table.seats
        return hashed in self.table.observers or any(s and s.key == hashed for s in seats)

    def adopt(self, stored: Stored) -> None:
        """Go on from what is stored; every client keeps its place in the order of changes.

        Raises as `__init__` does.
        """
        old, table = self.table, table_of(stored)
        for before, after in zip(old.seats, table.seats, strict=True):
            if before is not None and after is not None and before.key == after.key:
                after.seen = min(before.seen, table.version)
        for key, observer in table.observers.items():
            if key in old.observers:
                observer.seen = min(old.observers[key].seen, table.version)
        if old.ended is not None:
            table.end(old.ended)
        self.table, self.number = table, stored.number
        self.moved_at = stored.moved_at

    def clock(self) -> Clock | None:
        """None for a match without one, and while nobody may move."""
        if self.move_seconds is None or self.table.ended is not None or not self.table.current:
            return None
        deadline = self.moved_at + timedelta(seconds=self.move_seconds)
        left_s = max(0.0, (deadline - timezone.now()).total_seconds())
        return Clock(self.move_seconds, round(left_s, 3), deadline)

    def changed(self) -> None:
        """Wake whoever waits and tell who listens."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)
        for listener in list(self.listeners):
            listener(self)

    def change(self) -> asyncio.Future[None]:
        """Done at the next call of `changed`. To be awaited or cancelled."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        waiter.add_done_callback(self._waiters.discard)
        return waiter


def table_of(stored: Stored) -> Table:
    kind = all_games().get(stored.game)
    if kind is None:
        raise Refused(Code.UNKNOWN_GAME, f"there is no game {stored.game!r} any more")
    table = Table.resumed(kind, stored.seed, stored.seats, stored.rounds)
    table.observers.update({client.key: client for client in stored.observers})
    if stored.status == "ended":
        table.end(stored.reason)
    return table
