"""News that a player's rights have changed: from whoever changed them to all who serve sockets.

Inside a process they take the short way; with Redis they go to all others as well. Whoever must
not miss any asks the database besides.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable

from asgiref.sync import async_to_sync
from django.conf import settings

from game.bus import layers
from game.protocol.names import ACCESS_GROUP

logger = logging.getLogger(__name__)

KIND = "access.changed"
PATIENCE_S = 0.5  # whoever moderates waits for this; the change is stored already
REST_S = 2.0  # after a failure nobody waits; listeners find what they missed by themselves

Heard = Callable[[int], None]

_listeners: dict[Heard, asyncio.AbstractEventLoop] = {}
_rests_until = float("-inf")


def publish_access(*, player_pk: int, **_: object) -> None:
    """Tell that a player's rights have changed: a receiver of `access_changed`.

    To be called on commit, outside of event loops. It never raises.
    """
    for heard, loop in list(_listeners.items()):
        if not loop.is_closed():
            loop.call_soon_threadsafe(heard, player_pk)
    if settings.COSMIC.redis_url:
        _publish_to_others(player_pk)


def listen_here(heard: Heard) -> None:
    """Have changes that this process makes come to the running event loop."""
    _listeners[heard] = asyncio.get_running_loop()


def listen_no_more(heard: Heard) -> None:
    _listeners.pop(heard, None)


async def join_access() -> str:
    """The name of a new channel for the changes that others make."""
    async with asyncio.timeout(PATIENCE_S):
        channel: str = await layers.frames().new_channel()
        await layers.frames().group_add(ACCESS_GROUP, channel)
        return channel


async def leave_access(channel: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_discard(ACCESS_GROUP, channel)


async def access_on(channel: str) -> AsyncIterator[int]:
    """Whose rights have changed, for ever."""
    async for message in layers.listen_messages(layers.frames(), channel):
        yield message["player"]


def _publish_to_others(player_pk: int) -> None:
    global _rests_until
    now = time.monotonic()
    if now < _rests_until:
        return
    try:
        async_to_sync(_send)(player_pk)
    except Exception:
        _rests_until = now + REST_S
        logger.warning("the rights of player %d changed untold", player_pk, exc_info=True)


async def _send(player_pk: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        await layers.frames().group_send(ACCESS_GROUP, {"type": KIND, "player": player_pk})
