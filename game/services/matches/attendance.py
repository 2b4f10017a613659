"""Who waits for players in this process: their seats are kept, and nobody else's for long."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from game.protocol.errors import AppError
from game.services.matches.database import Database
from game.services.matches.keeping import Ref, seats_drop_held, seats_lapse, seats_renew

logger = logging.getLogger(__name__)

BEAT_S = 5.0


class Attendance:
    """lost: hears of the matches in which somebody waits whose seat was freed all the same."""

    def __init__(self, database: Database, lost: Callable[[int], None]) -> None:
        self._database = database
        self._lost = lost
        self._held: Counter[Ref] = Counter()
        self._asked: set[Ref] = set()

    @contextmanager
    def held(self, ref: Ref) -> Iterator[None]:
        """Meanwhile the seat's client is there."""
        self._held[ref] += 1
        try:
            yield
        finally:
            self._held[ref] -= 1
            if not self._held[ref]:
                del self._held[ref]

    def asked(self, ref: Ref) -> None:
        """The seat's client was there just now."""
        self._asked.add(ref)

    async def watch(self, *, alone: bool) -> None:
        """For ever. alone: who waited on a connection did so to a process that is no more."""
        try:
            if alone:
                await self._database.write(seats_drop_held)
        except AppError:
            logger.warning("seats of an earlier process may be kept for a moment")
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                await self._beat()
            except AppError:
                continue  # it was logged; leases last for several beats

    async def _beat(self) -> None:
        held, asked, self._asked = list(self._held), list(self._asked), set()
        try:
            gone = await self._database.write(seats_renew, held=held, asked=asked)
        except AppError:
            self._asked.update(asked)
            raise
        for match, _ in gone:
            self._lost(match)
        await self._database.write(seats_lapse)
