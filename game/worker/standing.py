"""A worker's place among the others: it tells how loaded it is, hears them, and chooses by that."""

import asyncio
import logging
import time
from collections.abc import Callable

from game.bus import standings
from game.protocol import opslink
from game.protocol.errors import AppError, ErrorCode
from game.protocol.link import LinkVersionError
from game.worker.placement import Peers, Share, least_loaded

logger = logging.getLogger(__name__)

TELL_EVERY_S = 1.0
TELL_SOON_S = 0.05  # after what changed; a storm of wake-ups is told of in so many parts
RETRY_S = 0.5
NOBODY = "No other worker is there."
UNKNOWN = "No worker of that name is there."


class Standing:
    """One per worker process that is not alone. `own` tells what this worker has to do now."""

    def __init__(self, own: Callable[[], Share], *, full: float) -> None:
        self._own = own
        self._full = full
        self._peers = Peers()
        self._changed = asyncio.Event()
        self._leaving = False

    # --- choosing -------------------------------------------------------------------------

    def elsewhere(self) -> str:
        """The worker to give a system to that wakes; empty: it is best taken here."""
        own, others = self._own(), self._peers.there(time.monotonic())
        if self._leaving:
            return self.successor()
        chosen = least_loaded(own, others, full=self._full)
        if chosen == own.worker_id:
            return ""
        self._peers.given(chosen)
        return chosen

    def successor(self) -> str:
        """The other worker that can take one of this worker's systems best; empty for none."""
        others = self._peers.there(time.monotonic())
        if not others:
            return ""
        chosen = least_loaded(others[0], others[1:], full=self._full)
        self._peers.given(chosen)
        return chosen

    def target(self, worker_id: str | None) -> str:
        """Who takes over what an operator moves. SERVER_BUSY for nobody, INVALID_PAYLOAD."""
        if worker_id is None:
            chosen = self.successor()
            if not chosen:
                raise AppError(ErrorCode.SERVER_BUSY, NOBODY)
            return chosen
        known = {share.worker_id for share in self._peers.there(time.monotonic())}
        if worker_id not in known | {self._own().worker_id}:
            raise AppError(ErrorCode.INVALID_PAYLOAD, UNKNOWN)
        return worker_id

    # --- telling and hearing --------------------------------------------------------------

    def changed(self) -> None:
        """This worker has more to do, or less: the others hear so soon."""
        self._changed.set()

    async def leave(self) -> None:
        """Nothing is given to this worker any more."""
        self._leaving = True
        await self._say()

    async def run(self) -> None:
        """Tell and hear for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._tell())
            group.create_task(self._hear())

    async def _tell(self) -> None:
        while True:
            await self._say()
            try:
                async with asyncio.timeout(TELL_EVERY_S):
                    await self._changed.wait()
                await asyncio.sleep(TELL_SOON_S)
            except TimeoutError:
                pass
            self._changed.clear()

    async def _say(self) -> None:
        own = self._own()
        said = opslink.Standing(opslink.VERSION, own.worker_id, own.rooms, own.load, self._leaving)
        try:
            await standings.send_standing(opslink.pack(said))
        except Exception:
            logger.warning("other workers do not hear of this one", exc_info=True)

    async def _hear(self) -> None:
        while True:
            try:
                channel = await standings.join_standings()
            except Exception:
                logger.warning("other workers are not heard; trying again", exc_info=True)
                await asyncio.sleep(RETRY_S)
                continue
            async for blob in standings.standings_on(channel):
                self._take(blob)

    def _take(self, blob: bytes) -> None:
        try:
            said = opslink.standing_from(blob)
        except LinkVersionError:
            return  # a worker of another version gets nothing from here
        if said.worker_id != self._own().worker_id:
            share = Share(said.worker_id, said.rooms, said.load)
            self._peers.hear(share, leaving=said.leaving, now=time.monotonic())
