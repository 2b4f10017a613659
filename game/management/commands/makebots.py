"""Headless pilots for a demo or a load."""

import asyncio
import logging
import signal
from argparse import ArgumentParser
from contextlib import suppress

from django.core.management.base import BaseCommand, CommandError

from clients.bots.fleet import Fleet, fly_for
from clients.bots.link import Site
from clients.bots.pilot import Pace


class Command(BaseCommand):
    help = (
        "Flies bots through the same interfaces as everybody: traders, raiders and wanderers in "
        "turn, each a guest whose name begins with Drone_. SIGINT or SIGTERM logs them off."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("count", type=int, help="how many")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="the site's address")
        parser.add_argument("--seconds", type=float, help="how long; else until told to stop")
        parser.add_argument("--seed", type=int, help="the same seed gives the same characters")
        parser.add_argument("--restless", action="store_true", help="no pauses for thought")
        parser.add_argument(
            "--with-people",
            action="store_true",
            help="log off when no person has been there for a minute; be back when one is",
        )

    def handle(
        self,
        *,
        count: int,
        url: str,
        seconds: float | None,
        seed: int | None,
        restless: bool,
        with_people: bool,
        **_: object,
    ) -> None:
        if count < 1:
            raise CommandError("at least one bot, please")
        if not url.startswith(("http://", "https://")):
            raise CommandError(f"{url}: http:// or https://")
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells of every request
        pace = Pace(0.0, 0.2) if restless else Pace()
        with suppress(asyncio.CancelledError, KeyboardInterrupt):
            asyncio.run(_fly(url, count, seconds, seed, pace, with_people))


async def _fly(
    url: str, count: int, seconds: float | None, seed: int | None, pace: Pace, with_people: bool
) -> None:
    this = asyncio.current_task()
    if this is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    site = Site(url)
    fleet = Fleet(site, count, seed=seed, pace=pace)
    try:
        await fly_for(seconds, lambda: fleet.fly(with_people=with_people))
    finally:
        await site.close()
