"""The TCP door of this process, as the settings say."""

import asyncio
import logging

from django.conf import settings

from game.realtime.tcp.door import Door
from game.services.matches.current import current_match_host

logger = logging.getLogger(__name__)

_doors: dict[asyncio.AbstractEventLoop, Door] = {}


async def open_door() -> None:
    """Open the door of the running event loop. Raises OSError when it can't listen there."""
    config = settings.COSMIC
    door = Door(
        current_match_host(),
        connections=config.match_connections,
        per_address=config.match_connections_per_address,
    )
    await door.open(config.match_host, config.match_port)
    _doors[asyncio.get_running_loop()] = door
    logger.info("matches: the TCP door is open at %s:%d", config.match_host, config.match_port)


async def close_door() -> None:
    """Before the match host is closed: seats that wait are given up."""
    door = _doors.pop(asyncio.get_running_loop(), None)
    if door is not None:
        await door.close()


async def open_embedded_door() -> None:
    """The door of a site that is a single process. A port that is taken keeps nothing else shut."""
    config = settings.COSMIC
    if config.redis_url or not config.match_port:
        return
    try:
        await open_door()
    except OSError as error:
        logger.warning(
            "matches: no TCP door, %s:%d can't be used: %s. MATCH_PORT names another port, 0 none",
            config.match_host,
            config.match_port,
            error.strerror or error,
        )
