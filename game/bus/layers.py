"""The two channel layers by what they promise, and the few ways in which they are used.

`work()` delivers what must arrive (wake-ups, batches, replies); `frames()` is best effort, one
channel a feed. Messages are bytes in an envelope of three strings.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

from channels.layers import get_channel_layer

from game.protocol.names import WAKE_CHANNEL, frames_group

logger = logging.getLogger(__name__)

RETRY_S = 0.25  # after the layer failed, say because Redis is away
PATIENCE_S = 1.0  # with a layer that hangs, where somebody must not wait for it


def work() -> Any:
    return get_channel_layer("default")


def frames() -> Any:
    return get_channel_layer("frames")


async def listen(layer: Any, channel: str) -> AsyncIterator[bytes]:
    """The blobs that arrive on a channel, for ever; a failing layer is tried again."""
    async for message in listen_messages(layer, channel):
        yield message["blob"]


async def listen_messages(layer: Any, channel: str) -> AsyncIterator[dict[str, Any]]:
    """Like `listen`, whole. Ends at a cancellation, also at one that was lost on the way here.

    A Redis client may swallow it while it connects, and then nobody would say it again.
    """
    while True:
        try:
            if (task := asyncio.current_task()) is not None and task.cancelling():
                raise asyncio.CancelledError
            message = await layer.receive(channel)
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.warning("the channel layer failed; listening again", exc_info=True)
            await asyncio.sleep(RETRY_S)
            continue
        yield message


async def frames_channel() -> str:
    """A new channel for bundles of frames; tried until the layer gives it."""
    while True:
        try:
            async with asyncio.timeout(PATIENCE_S):
                channel: str = await frames().new_channel()
        except Exception:
            logger.warning("frames cannot be heard; trying again", exc_info=True)
            await asyncio.sleep(RETRY_S)
        else:
            return channel


async def join_frames(system_id: str) -> str:
    """A new channel that the frames of a system come to; tried until the layer gives it."""
    while True:
        try:
            async with asyncio.timeout(PATIENCE_S):
                channel: str = await frames().new_channel()
                await frames().group_add(frames_group(system_id), channel)
        except Exception:
            logger.warning("frames cannot be subscribed to; trying again", exc_info=True)
            await asyncio.sleep(RETRY_S)
        else:
            return channel


async def leave_frames(system_id: str, channel: str) -> None:
    """Raises what the layer raises, and TimeoutError."""
    async with asyncio.timeout(PATIENCE_S):
        await frames().group_discard(frames_group(system_id), channel)


async def send_frame(system_id: str, blob: bytes) -> None:
    await frames().group_send(frames_group(system_id), {"type": "system.frame", "blob": blob})


async def send_frames(channel: str, blob: bytes) -> None:
    """A bundle of frames, best effort."""
    await frames().send(channel, {"type": "system.frames", "blob": blob})


async def send_bundle(channel: str, kind: str, blob: bytes) -> None:
    await work().send(channel, {"type": kind, "blob": blob})


async def send_wake(
    system_id: str, feed: str, to: str = WAKE_CHANNEL, *, held: bool = False
) -> None:
    """Ask any free worker, or the one behind the channel `to`, to run a system for a feed.

    held: the one behind `to` holds it; what has come to others by then is no business of theirs.
    Raises what the layer raises, and TimeoutError.
    """
    message = {"type": "system.wake", "system_id": system_id, "feed": feed, "held": held}
    async with asyncio.timeout(PATIENCE_S):
        await work().send(to, message)
