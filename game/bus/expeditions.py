"""News of expeditions: from whoever changed one to every process where somebody watches it."""

import asyncio
import logging

from asgiref.sync import async_to_sync

from game.bus import layers
from game.protocol.names import expedition_group

logger = logging.getLogger(__name__)

PATIENCE_S = 1.0  # the player who acts waits for this; the change is stored already

KIND = "expedition.change"


def publish_change(expedition_pk: int, payload: bytes) -> None:
    """Tell of a committed change; `payload` is a packed `game.protocol.expedition.Change`.

    To be called on commit, outside of event loops. It never raises: a change that the bus cannot
    tell of is logged, and watchers find it when they next look.
    """
    try:
        async_to_sync(_send)(expedition_pk, payload)
    except Exception:
        logger.warning("a change of expedition %d was not told", expedition_pk, exc_info=True)


async def join_changes(expedition_pk: int, channel: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_add(expedition_group(expedition_pk), channel)


async def leave_changes(expedition_pk: int, channel: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_discard(expedition_group(expedition_pk), channel)


async def _send(expedition_pk: int, payload: bytes) -> None:
    message = {"type": KIND, "expedition": expedition_pk, "blob": payload}
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_send(expedition_group(expedition_pk), message)
