"""How the feeds of one process and the workers reach each other: two channels for all feeds, and
one message for all that is said to the same worker in one turn of the loop.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from game import log
from game.bus import layers
from game.protocol import link

if TYPE_CHECKING:
    from game.realtime.feed import Feed

logger = logging.getLogger(__name__)

TOGETHER_S = 0.003  # what is to be said so soon after something else leaves with it


class Lines:
    """One per hub; `feeds` is the hub's own, by system. Nothing runs before the first feed."""

    def __init__(self, feeds: Mapping[str, "Feed"]) -> None:
        self.news = self.frames = ""  # channels, by what comes to them
        self._feeds = feeds
        self._opening = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._speakers: dict[Feed, None] = {}
        self._asked = asyncio.Event()

    async def open(self) -> None:
        """Have the channels, and listen. Raises what the layers raise."""
        async with self._opening:
            if self._tasks:
                return
            self.news = await layers.work().new_channel()
            loop = asyncio.get_running_loop()
            self._tasks = [
                loop.create_task(work, name=f"feeds {name}", context=log.apart())
                for name, work in (
                    ("news", self._listen_news()),
                    ("frames", self._listen_frames()),
                    ("batches", self._speak()),
                )
            ]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def ask(self, feed: "Feed") -> None:
        """The feed has something to say."""
        self._speakers[feed] = None
        self._asked.set()

    async def _listen_news(self) -> None:
        async for blob in layers.listen(layers.work(), self.news):
            for part in _parts(blob):
                feed = self._feeds.get(part.system_id)
                if feed is not None:
                    feed.hear_news(part.blob)

    async def _listen_frames(self) -> None:
        self.frames = await layers.frames_channel()
        async for blob in layers.listen(layers.frames(), self.frames):
            for part in _parts(blob):
                feed = self._feeds.get(part.system_id)
                if feed is not None:
                    await feed.hear_frame(part.blob)

    async def _speak(self) -> None:
        while True:
            await self._asked.wait()
            await asyncio.sleep(TOGETHER_S)
            self._asked.clear()
            speakers, self._speakers = self._speakers, {}
            by_worker: dict[str, list[tuple[Feed, link.Batch]]] = {}
            for feed in speakers:
                said = feed.say()
                if said is not None:
                    worker, batch = said
                    by_worker.setdefault(worker, []).append((feed, batch))
            for worker, batches in by_worker.items():
                await self._send(worker, batches)

    async def _send(self, worker: str, batches: "list[tuple[Feed, link.Batch]]") -> None:
        parts = [link.Part(feed.system_id, link.pack(batch)) for feed, batch in batches]
        try:
            blob = link.pack(link.Bundle(link.VERSION, parts))
            await layers.send_bundle(worker, "feed.batches", blob)
        except Exception:
            logger.warning("batches could not be sent", exc_info=True)
            for feed, batch in batches:
                feed.take_back(batch)


def _parts(blob: bytes) -> list[link.Part]:
    try:
        return link.unpack(link.Bundle, blob).parts
    except link.LinkVersionError:
        logger.warning("a bundle of another version was dropped")
        return []
