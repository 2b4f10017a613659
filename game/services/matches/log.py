"""Grouped commits: what all matches of a process have to store, one transaction at a time.

While one transaction runs, the next group gathers; so groups grow with the load, and a lone move
waits for nobody.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence

from game.services.matches.database import Database
from game.services.matches.store import NewEntry, entries_append

logger = logging.getLogger(__name__)

GROUP = 400  # entries of one transaction
MAX_WAITING = 20_000  # more are refused: LogFull

Told = Callable[[Sequence[NewEntry]], None]


class LogFull(Exception):
    """The database does not keep up."""


class MatchLog:
    """One per process and event loop. `told` hears of every group that was stored."""

    def __init__(self, database: Database, told: Told) -> None:
        self._database = database
        self._told = told
        self._waiting: deque[tuple[NewEntry, asyncio.Future[bool]]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def append(self, entry: NewEntry) -> bool:
        """Whether the entry found its place, once that is certain. Raises LogFull, or whatever
        the database raised."""
        if len(self._waiting) >= MAX_WAITING:
            raise LogFull
        loop = asyncio.get_running_loop()
        stored: asyncio.Future[bool] = loop.create_future()
        self._waiting.append((entry, stored))
        if self._writer is None:
            self._writer = loop.create_task(self._write(), name="match log")
        return await stored

    async def close(self) -> None:
        """Wait until everything is stored."""
        while self._writer is not None:
            await asyncio.wait([self._writer])

    async def _write(self) -> None:
        try:
            while self._waiting:
                count = min(len(self._waiting), GROUP)
                await self._store([self._waiting.popleft() for _ in range(count)])
        finally:
            self._writer = None

    async def _store(self, group: list[tuple[NewEntry, asyncio.Future[bool]]]) -> None:
        entries = [entry for entry, _ in group]
        try:
            placed = await self._database.write(entries_append, entries=entries)
        except Exception as error:
            logger.warning("%d match entries could not be stored", len(entries), exc_info=True)
            for _, stored in group:
                if not stored.done():
                    stored.set_exception(error)
            return
        for (_, stored), found in zip(group, placed, strict=True):
            if not stored.done():
                stored.set_result(found)
        self._told([entry for entry, found in zip(entries, placed, strict=True) if found])
