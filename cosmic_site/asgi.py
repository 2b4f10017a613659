"""The application: HTTP by Django, `/ws` by the live consumer, wake-ups by the worker.

Without Redis the worker runs in this process, and so does the TCP door of matches. The server's
lifespan starts and ends them; under a server without a lifespan (Channels' runserver) the first
connection starts the worker.
"""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cosmic_site.settings")
django.setup(set_prefix=False)

from channels.layers import get_channel_layer  # noqa: E402
from channels.routing import ChannelNameRouter, ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.worker import Worker  # noqa: E402
from django.conf import settings  # noqa: E402

from cosmic_site.handler import PooledHandler  # noqa: E402
from game.protocol.names import WAKE_CHANNEL  # noqa: E402
from game.realtime.hub import close_hub  # noqa: E402
from game.realtime.routing import websocket_urlpatterns  # noqa: E402
from game.realtime.tcp.current import close_door, open_embedded_door  # noqa: E402
from game.services.expedition_runs import runs_check_waiting_later  # noqa: E402
from game.services.health import close_health  # noqa: E402
from game.services.hot_runs import sweep_hot_runs  # noqa: E402
from game.services.lanes import close_lanes  # noqa: E402
from game.services.matches.current import close_match_host  # noqa: E402
from game.worker.consumer import SystemsConsumer, stop_host  # noqa: E402

logger = logging.getLogger(__name__)

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_router = ProtocolTypeRouter(
    {
        "http": PooledHandler(),
        "websocket": URLRouter(websocket_urlpatterns),
        "channel": ChannelNameRouter({WAKE_CHANNEL: SystemsConsumer.as_asgi()}),
    }
)
CLOSE_S = 5.0  # of each part at the end of the process; Redis may hang

_embedded: dict[int, asyncio.Task[None]] = {}
_sweeps: dict[int, asyncio.Task[None]] = {}


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    _start_embedded_worker()
    await _router(scope, receive, send)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        event = await receive()
        if event["type"] == "lifespan.startup":
            _start_embedded_worker()
            loop = asyncio.get_running_loop()
            _sweeps[id(loop)] = loop.create_task(sweep_hot_runs(), name="sweep of hot runs")
            runs_check_waiting_later()
            await open_embedded_door()
            await send({"type": "lifespan.startup.complete"})
        elif event["type"] == "lifespan.shutdown":
            await _stop()
            await send({"type": "lifespan.shutdown.complete"})
            return


def _start_embedded_worker() -> None:
    """Run what `manage.py runworker systems` runs, once in this event loop."""
    loop = asyncio.get_running_loop()
    if not settings.EMBEDDED_WORKER or id(loop) in _embedded:
        return
    worker = Worker(application=_router, channels=[WAKE_CHANNEL], channel_layer=get_channel_layer())
    _embedded[id(loop)] = loop.create_task(worker.handle(), name="embedded worker")


async def _stop() -> None:
    here = id(asyncio.get_running_loop())
    for task in (_embedded.pop(here, None), _sweeps.pop(here, None)):
        if task is not None:
            task.cancel()
    await stop_host()
    for close in (close_door, close_match_host, close_hub):
        try:
            async with asyncio.timeout(CLOSE_S):
                await close()
        except TimeoutError:
            logger.error("%s took too long and was left undone", close.__name__)
    await close_lanes()
    close_health()
