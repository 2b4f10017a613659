"""`manage.py rooms`: what runs where."""

import asyncio
import json
import time
from argparse import ArgumentParser
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand

from game.bus import ops
from game.protocol import opslink, opsnews
from game.protocol.link import LinkVersionError
from game.realtime.ops.rooms import Roster
from game.selectors.rooms import rooms_stored

HEAR_S = 1.6  # every worker beats once a second

COLUMNS = (
    "system_id", "state", "tick", "tick_rate", "time_scale", "p50_ms", "p99_ms", "pilots",
    "entities", "lease_age_s", "worker_id",
)  # fmt: skip


class Command(BaseCommand):
    help = (
        "Shows every star system: its state, its worker, and the age of its lease. With Redis, "
        "workers are listened to for a moment, so that ticks and durations are those of now."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        roster = Roster()
        if settings.COSMIC.redis_url:
            asyncio.run(_hear(roster))
        overview = roster.overview(rooms_stored(), time.monotonic())
        if options["json"]:
            self.stdout.write(json.dumps(msgspec.to_builtins(overview), indent=2))
            return
        self.stdout.write(_table(overview))


async def _hear(roster: Roster) -> None:
    """Listen to all workers for as long as each needs to say something."""
    channel = await ops.join_beats()
    try:
        async with asyncio.timeout(HEAR_S):
            async for blob in ops.heard_on(channel):
                try:
                    beat = opslink.beat_from(blob)
                except LinkVersionError:
                    continue
                roster.hear(beat, time.monotonic())
    except TimeoutError:
        pass
    finally:
        await ops.leave_beats(channel)


def _table(overview: opsnews.Rooms) -> str:
    rows = [COLUMNS, *(_cells(room) for room in overview.rooms)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    for worker in overview.workers:
        lines.append(
            f"worker {worker.worker_id} on {worker.host}, pid {worker.pid}: {worker.rooms} "
            f"systems, load {worker.load:.0%}, {worker.rss_mib:.0f} MiB, up {worker.up_s:.0f} s"
        )
    return "\n".join(lines)


def _cells(room: opsnews.Room) -> tuple[str, ...]:
    values = (getattr(room, name) for name in COLUMNS)
    return tuple("-" if v is None else f"{v:g}" if isinstance(v, float) else str(v) for v in values)
