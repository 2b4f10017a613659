"""News of expeditions: from whoever changed one to every process where somebody watches it."""

import asyncio
import logging
import time
from collections.abc import Callable

from asgiref.sync import async_to_sync

from game.bus import layers
from game.protocol.names import expedition_group

logger = logging.getLogger(__name__)

KIND = "expedition.change"
PATIENCE_S = 0.5  # the player who acted waits for this; the change is stored already
REST_S = 5.0  # after a failure nobody waits; watchers find what they missed by themselves


class Publisher:
    """Tells of committed changes, and gives the bus a rest after each failure."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rests_until = float("-inf")

    def publish(self, expedition_pk: int, payload: bytes) -> None:
        now = self._clock()
        if now < self._rests_until:
            return
        try:
            async_to_sync(_send)(expedition_pk, payload)
        except Exception:
            self._rests_until = now + REST_S
            logger.warning(
                "a change of expedition %d was not told, nor are others for %g s",
                expedition_pk,
                REST_S,
                exc_info=True,
            )


def publish_change(expedition_pk: int, payload: bytes) -> None:
    """Tell of a change; `payload` is made by `game.protocol.changes.packed_change`.

    To be called on commit, outside of event loops. It never raises.
    """
    _publisher.publish(expedition_pk, payload)


async def changes_channel() -> str:
    """A new channel for changes; it is heard with `layers.listen_messages`."""
    async with asyncio.timeout(PATIENCE_S):
        channel: str = await layers.frames().new_channel()
        return channel


async def join_changes(expedition_pk: int, channel: str) -> None:
    """Have changes come to a channel of `layers.frames()`."""
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_add(expedition_group(expedition_pk), channel)


async def leave_changes(expedition_pk: int, channel: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_discard(expedition_group(expedition_pk), channel)


async def _send(expedition_pk: int, payload: bytes) -> None:
    message = {"type": KIND, "expedition": expedition_pk, "blob": payload}
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_send(expedition_group(expedition_pk), message)


_publisher = Publisher()
