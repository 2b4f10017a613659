"""Operators' commands on their way to workers, and what comes back: answers, samples, beats.

Commands and answers go by the layer that delivers; samples and beats are best effort.
"""

import asyncio
from collections.abc import AsyncIterator

from game.bus import layers
from game.protocol.names import ROOMS_GROUP, WAKE_CHANNEL, ops_group

REQUEST = "system.control"  # the type of a message to a worker
PATIENCE_S = 0.5


async def send_request(system_id: str, blob: bytes, to: str = "", *, held: bool = False) -> None:
    """Give an `opslink.Request` to the worker behind a channel, or to any that is free.

    held: that worker holds the system; otherwise it may claim it.
    Raises what the layer raises, and TimeoutError.
    """
    message = {"type": REQUEST, "system_id": system_id, "blob": blob, "held": held}
    async with asyncio.timeout(PATIENCE_S):
        await layers.work().send(to or WAKE_CHANNEL, message)


async def send_answer(channel: str, blob: bytes) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await layers.work().send(channel, {"type": "ops.answer", "blob": blob})


async def send_sample(system_id: str, blob: bytes) -> None:
    await _tell(ops_group(system_id), "ops.sample", blob)


async def send_beat(blob: bytes) -> None:
    await _tell(ROOMS_GROUP, "ops.beat", blob)


async def answers_channel() -> str:
    channel: str = await layers.work().new_channel()
    return channel


def answers_on(channel: str) -> AsyncIterator[bytes]:
    return layers.listen(layers.work(), channel)


async def join_samples(system_id: str) -> str:
    """The name of a new channel that samples of a system come to."""
    return await _join(ops_group(system_id))


async def leave_samples(system_id: str, channel: str) -> None:
    await _leave(ops_group(system_id), channel)


async def join_beats() -> str:
    """The name of a new channel that beats of all workers come to."""
    return await _join(ROOMS_GROUP)


async def leave_beats(channel: str) -> None:
    await _leave(ROOMS_GROUP, channel)


def heard_on(channel: str) -> AsyncIterator[bytes]:
    """The samples or beats that come to a channel, for ever."""
    return layers.listen(layers.frames(), channel)


async def _tell(group: str, kind: str, blob: bytes) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_send(group, {"type": kind, "blob": blob})


async def _join(group: str) -> str:
    async with asyncio.timeout(PATIENCE_S):
        channel: str = await layers.frames().new_channel()
        await layers.frames().group_add(group, channel)
        return channel


async def _leave(group: str, channel: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_discard(group, channel)
