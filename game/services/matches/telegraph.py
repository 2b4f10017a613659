"""Keeps this process's match host and those of other processes up to date.

The bus is best effort: every now and then the database is asked whether news were lost of a match
that somebody waits for.
"""

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from game.bus import matches as bus

if TYPE_CHECKING:
    from game.services.matches.host import MatchHost

logger = logging.getLogger(__name__)

LOOK_AGAIN_S = 5.0  # at most so long does a change stay unseen that the bus has lost
REST_S = 2.0  # between tries while the bus is away
MAX_UNSENT = 10_000  # more are dropped, those that look again find them


class Telegraph:
    """One per host. `tell` never waits and never raises."""

    def __init__(self) -> None:
        self._id = uuid4().hex
        self._unsent: dict[int, int] = {}
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, host: "MatchHost") -> None:
        work = (self._send(), self._listen(host), self._look_again(host))
        self._tasks = [asyncio.get_running_loop().create_task(each) for each in work]

    def tell(self, news: Sequence[tuple[int, int]]) -> None:
        for match, number in news:
            if match in self._unsent or len(self._unsent) < MAX_UNSENT:
                # 0 stands for more than any number does: whoever hears it reads everything.
                before = self._unsent.get(match, number)
                self._unsent[match] = max(before, number) if before and number else 0
        self._wake.set()

    async def close(self) -> None:
        """Says what is left to say."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._unsent:
            with contextlib.suppress(Exception):
                await bus.send_news(self._id, self._unsent.items())

    async def _send(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            unsent, self._unsent = self._unsent, {}
            if not unsent:
                continue
            try:
                await bus.send_news(self._id, unsent.items())
            except Exception:
                logger.warning("news of %d matches were lost", len(unsent), exc_info=True)
                await asyncio.sleep(REST_S)

    async def _listen(self, host: "MatchHost") -> None:
        while True:
            try:
                channel = await bus.join_news()
            except Exception:
                logger.warning("the bus of matches does not answer", exc_info=True)
                await asyncio.sleep(REST_S)
                continue
            try:
                async for sender, news in bus.news_on(channel):
                    if sender != self._id:
                        await host.heard(news)
            finally:
                with contextlib.suppress(Exception):
                    await bus.leave_news(channel)

    async def _look_again(self, host: "MatchHost") -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            try:
                await host.look_again()
            except Exception:
                logger.warning("matches could not be looked at again", exc_info=True)
