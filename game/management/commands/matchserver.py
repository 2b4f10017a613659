"""The TCP door of matches as a process of its own."""

import asyncio
import signal
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from game.metrics.port import open_port_if_free
from game.realtime.descriptors import raise_limit
from game.realtime.tcp.current import close_door, open_door
from game.services.lanes import close_lanes
from game.services.matches.current import close_match_host


class Command(BaseCommand):
    help = "Serve matches to TCP clients until SIGTERM. Needs REDIS_URL."

    def handle(self, *arguments: Any, **options: Any) -> None:
        config = settings.COSMIC
        if not config.redis_url:
            raise CommandError(
                "Without REDIS_URL the TCP door is part of the web process: `make play`, or "
                "`python -m cosmic_site.uvicorn_server`, opens it. Set REDIS_URL to run it alone."
            )
        if not config.match_port:
            raise CommandError("MATCH_PORT=0 switches the TCP door off.")
        raise_limit()
        try:
            asyncio.run(self._serve())
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {config.match_host}:{config.match_port}: "
                f"{error.strerror or error}"
            ) from error

    async def _serve(self) -> None:
        told_to_stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signum, told_to_stop.set)
        try:
            await open_door()
            config = settings.COSMIC
            open_port_if_free(config.metrics_host, config.metrics_port, config.metrics_token)
            self.stdout.write(
                f"Matches are played at {settings.COSMIC.match_host}:{settings.COSMIC.match_port}."
            )
            self.stdout.flush()
            await told_to_stop.wait()
        finally:
            await close_door()
            await close_match_host()
            await close_lanes()
