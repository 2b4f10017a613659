"""What a worker's systems say, carried out by tasks of its own so that no tick waits for the layer.

What several systems have for one web process in the same turn of the loop leaves as one message.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from game.bus import layers
from game.protocol import link

logger = logging.getLogger(__name__)

FRAMES_WAITING = 2  # of a system; then it builds none until the layer has taken one
NEWS_WAITING = 5000  # parts for one process; beyond that its feeds have to ask again
SMALL_FRAME = 8 * 1024  # bytes; larger ones are sent once for all processes
MOST_PARTS = 256  # in one message
RETRIES = 20
RETRY_S = 0.25


@dataclass(slots=True)
class Parcel:
    """Frames on their way. channel: of a process, or empty for all feeds of the one system."""

    channel: str
    parts: list[link.Part] = field(default_factory=list)
    posts: list["Post"] = field(default_factory=list)


class Line:
    """News for one process: in order, and tried again. Its task lives while something waits."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self._parts: deque[link.Part] = deque()
        self.task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        return self.task is not None and not self.task.done()

    def put(self, part: link.Part) -> None:
        if len(self._parts) > NEWS_WAITING:
            logger.error("news for %s are dropped: the layer takes none", self._channel)
            self._parts.clear()
        self._parts.append(part)
        if not self.busy:
            self.task = asyncio.get_running_loop().create_task(self._carry(), name="worker news")

    async def _carry(self) -> None:
        while self._parts:
            count = min(len(self._parts), MOST_PARTS)
            parts = [self._parts.popleft() for _ in range(count)]
            await self._send(link.pack(link.Bundle(link.VERSION, parts)))

    async def _send(self, blob: bytes) -> None:
        for _ in range(RETRIES):
            try:
                await layers.send_bundle(self._channel, "feed.news", blob)
            except Exception:
                logger.warning("news for a process wait for the layer", exc_info=True)
                await asyncio.sleep(RETRY_S)
            else:
                return


class PostOffice:
    """One per worker. Frames are best effort."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}
        self._parcels: deque[Parcel] = deque()
        self._open: dict[str, Parcel] = {}  # by channel: the last of those that wait
        self._ready = asyncio.Event()

    def news(self, channel: str, system_id: str, news: list[link.News]) -> None:
        """For the feed of a system in the process that listens to this channel."""
        line = self._lines.get(channel)
        if line is None:
            self._lines = {name: old for name, old in self._lines.items() if old.busy}
            line = self._lines[channel] = Line(channel)
        line.put(link.Part(system_id, link.pack(link.Replies(link.VERSION, news))))

    def frame(self, post: "Post", blob: bytes, channels: Iterable[str]) -> None:
        """Of a system, for the processes that listen to these channels; "" is one that never
        said to which."""
        to = set(channels)
        if len(blob) > SMALL_FRAME or "" in to:
            to = {""}
        part = link.Part(post.system_id, blob)
        for channel in to:
            parcel = self._open.get(channel) if channel else None
            if parcel is None or len(parcel.parts) >= MOST_PARTS:
                parcel = Parcel(channel)
                self._parcels.append(parcel)
                if channel:
                    self._open[channel] = parcel
            parcel.parts.append(part)
            parcel.posts.append(post)
            post.frames_waiting += 1
        self._ready.set()

    async def carry(self) -> None:
        """Send frames for ever."""
        while True:
            await self._ready.wait()
            self._ready.clear()
            while self._parcels:
                await self._send(self._parcels.popleft())

    async def empty(self, channels: Iterable[str] | None = None) -> None:
        """Until the news for these processes, or for all, are sent; for an orderly end."""
        lines = map(self._lines.get, self._lines if channels is None else channels)
        tasks = [line.task for line in lines if line is not None and line.task is not None]
        if tasks:
            await asyncio.wait(tasks)

    async def _send(self, parcel: Parcel) -> None:
        if self._open.get(parcel.channel) is parcel:
            del self._open[parcel.channel]
        for post in parcel.posts:
            post.frames_waiting -= 1
        try:
            if parcel.channel:
                blob = link.pack(link.Bundle(link.VERSION, parcel.parts))
                await layers.send_frames(parcel.channel, blob)
            else:
                (part,) = parcel.parts
                await layers.send_frame(part.system_id, part.blob)
        except Exception:
            logger.warning("frames were not sent", exc_info=True)


class Post:
    """What one system says."""

    def __init__(self, system_id: str, office: PostOffice) -> None:
        self.system_id = system_id
        self.frames_waiting = 0
        self._office = office
        self._news: dict[str, list[link.News]] = {}
        self._told: set[str] = set()  # processes

    @property
    def has_room(self) -> bool:
        return self.frames_waiting < FRAMES_WAITING

    def news(self, feed: str, news: link.News) -> None:
        """Put news for a feed together until `flush` or the next frame."""
        self._news.setdefault(feed, []).append(news)

    def frame(self, blob: bytes, channels: Iterable[str]) -> None:
        """channels: where each feed's process takes small frames, "" where that is not known."""
        self.flush()
        self._office.frame(self, blob, channels)

    def flush(self) -> None:
        for feed, news in self._news.items():
            self._told.add(feed)
            self._office.news(feed, self.system_id, news)
        self._news.clear()

    async def empty(self) -> None:
        """Until all that was said to single feeds is sent; for an orderly end."""
        self.flush()
        await self._office.empty(self._told)
