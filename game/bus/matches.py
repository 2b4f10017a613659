"""News of matches: from the process that changed them to every other one that serves them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable

import msgspec

from game.bus import layers
from game.protocol.names import MATCHES_GROUP

logger = logging.getLogger(__name__)

KIND = "matches.news"
PATIENCE_S = 0.5

News = list[tuple[int, int]]  # (match, number of its newest entry, 0 for all but entries)

_decode = msgspec.msgpack.Decoder(tuple[str, News]).decode


async def send_news(sender: str, news: Iterable[tuple[int, int]]) -> None:
    """Raises whatever the channel layer does, and TimeoutError."""
    blob = msgspec.msgpack.encode((sender, list(news)))
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_send(MATCHES_GROUP, {"type": KIND, "blob": blob})


async def join_news() -> str:
    """The name of a new channel that news come to."""
    channel: str = await layers.frames().new_channel()
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_add(MATCHES_GROUP, channel)
    return channel


async def leave_news(channel: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_discard(MATCHES_GROUP, channel)


async def news_on(channel: str) -> AsyncIterator[tuple[str, News]]:
    """Who tells, and what, for ever; what cannot be read is left out."""
    async for blob in layers.listen(layers.frames(), channel):
        try:
            yield _decode(blob)
        except (msgspec.DecodeError, UnicodeError):
            logger.warning("news of matches cannot be read", exc_info=True)
