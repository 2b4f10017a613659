"""What workers tell each other of themselves; best effort."""

import asyncio
from collections.abc import AsyncIterator

from game.bus import layers
from game.protocol.names import WORKERS_GROUP

PATIENCE_S = 0.5


async def send_standing(blob: bytes) -> None:
    """Raises what the layer raises, and TimeoutError."""
    message = {"type": "worker.standing", "blob": blob}
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_send(WORKERS_GROUP, message)


async def join_standings() -> str:
    """The name of a new channel that standings of all workers come to."""
    async with asyncio.timeout(PATIENCE_S):
        channel: str = await layers.frames().new_channel()
        await layers.frames().group_add(WORKERS_GROUP, channel)
        return channel


def standings_on(channel: str) -> AsyncIterator[bytes]:
    return layers.listen(layers.frames(), channel)
