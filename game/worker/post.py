"""What a system says, carried out by a task of its own so that no tick waits for the layer."""

import asyncio
import logging
from collections import deque

from game.bus import layers
from game.protocol import link

logger = logging.getLogger(__name__)

FRAMES_WAITING = 2  # then no frame is built until the layer has taken one
NEWS_WAITING = 5000  # blobs; beyond that a feed has to ask again
RETRIES = 20
RETRY_S = 0.25


class Post:
    """News for single feeds arrive in order and are tried again; frames are best effort."""

    def __init__(self, system_id: str) -> None:
        self._system_id = system_id
        self._news: dict[str, list[link.News]] = {}
        self._queue: deque[tuple[str, bytes]] = deque()  # ("", frame) or (feed, replies)
        self._frames = 0
        self._ready = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def has_room(self) -> bool:
        return self._frames < FRAMES_WAITING

    def news(self, feed: str, news: link.News) -> None:
        """Put news for a feed together until `flush` or the next frame."""
        self._news.setdefault(feed, []).append(news)

    def frame(self, blob: bytes) -> None:
        self.flush()
        self._frames += 1
        self._put("", blob)

    def flush(self) -> None:
        if not self._news:
            return
        if len(self._queue) > NEWS_WAITING:
            logger.error("news of %s are dropped: the layer takes none", self._system_id)
            self._news = {}
        for feed, news in self._news.items():
            self._put(feed, link.pack(link.Replies(link.VERSION, news)))
        self._news = {}

    def _put(self, feed: str, blob: bytes) -> None:
        self._queue.append((feed, blob))
        self._idle.clear()
        self._ready.set()

    async def carry(self) -> None:
        """Send for ever."""
        while True:
            await self._ready.wait()
            self._ready.clear()
            while self._queue:
                await self._send(*self._queue.popleft())
            self._idle.set()

    async def empty(self) -> None:
        """Wait until `carry` has sent all that there is; for an orderly end."""
        self.flush()
        await self._idle.wait()

    async def _send(self, feed: str, blob: bytes) -> None:
        if not feed:
            self._frames -= 1
            try:
                await layers.send_frame(self._system_id, blob)
            except Exception:
                logger.warning("a frame of %s was not sent", self._system_id, exc_info=True)
            return
        for _ in range(RETRIES):
            try:
                await layers.send_blob(feed, "feed.news", self._system_id, blob)
            except Exception:
                logger.warning("news for a feed wait for the layer", exc_info=True)
                await asyncio.sleep(RETRY_S)
            else:
                return
