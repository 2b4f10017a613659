"""The Channels consumer behind `manage.py runworker systems`, and inside an embedded server."""

import asyncio
import gc
import logging
import os
import signal
import threading
from typing import Any

from channels.consumer import AsyncConsumer
from django.conf import settings

from game.bus.ping import answer_ping
from game.metrics.families import WORKER_INFO
from game.protocol import opslink
from game.protocol.link import LinkVersionError
from game.worker.host import Host
from game.worker.system import Pace

logger = logging.getLogger(__name__)

_hosts: dict[int, Host] = {}


async def current_host(*, embedded: bool) -> Host:
    """The host of the running event loop, started at its first use."""
    loop = id(asyncio.get_running_loop())
    host = _hosts.get(loop)
    if host is None:
        config = settings.COSMIC
        pace = Pace(
            tick_rate=config.tick_rate,
            grace=config.grace,
            market_interval=config.market_interval,
            checkpoint_interval=config.checkpoint_interval,
            record_minutes=config.record_minutes,
        )
        host = _hosts[loop] = Host(pace, embedded=embedded, full=config.worker_full)
        await host.start()
        WORKER_INFO.labels(host.worker_id).set(1)
        if not embedded:
            _leave_in_order_on_sigterm()
            # What start-up made would be walked through by every full collection, within a tick.
            gc.collect()
            gc.freeze()
    return host


async def stop_host() -> None:
    """While it leaves it is still the one that is asked: another would claim what it gives up."""
    loop = id(asyncio.get_running_loop())
    host = _hosts.get(loop)
    if host is not None:
        try:
            await host.stop()
        finally:
            _hosts.pop(loop, None)


class SystemsConsumer(AsyncConsumer):
    """Takes wake-ups from the channel that all workers share."""

    async def system_wake(self, message: dict[str, Any]) -> None:
        host = await current_host(embedded=settings.EMBEDDED_WORKER)
        await host.wake(message["system_id"], message["feed"])

    async def system_control(self, message: dict[str, Any]) -> None:
        """Operators ask for something, and whoever is free sees to it."""
        host = await current_host(embedded=settings.EMBEDDED_WORKER)
        try:
            request = opslink.request_from(message["blob"])
        except LinkVersionError:
            logger.warning("a command of another version was dropped")
            return
        await host.control(request)

    async def system_ping(self, message: dict[str, Any]) -> None:
        """Somebody asks whether a worker lives."""
        host = await current_host(embedded=settings.EMBEDDED_WORKER)
        try:
            await answer_ping(message, host.worker_id)
        except Exception:
            logger.warning("nobody hears that this worker lives", exc_info=True)


def _leave_in_order_on_sigterm() -> None:
    """For a worker process of its own: store everything before it ends."""
    loop = asyncio.get_running_loop()
    if threading.current_thread() is not threading.main_thread():
        return

    async def leave() -> None:
        await stop_host()
        os._exit(0)  # runworker's own loop has no way to be told

    loop.add_signal_handler(signal.SIGTERM, lambda: loop.create_task(leave()))
