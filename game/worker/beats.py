"""What a worker does again and again for all its systems: heartbeats, reports, tidying up."""

import asyncio
import logging
import os
import socket
import time
from collections.abc import Awaitable, Callable, Mapping

from django.conf import settings

from game.bus import ops
from game.protocol import opslink, opsnews
from game.selectors.systems import HEARTBEAT_S, LEASE_LAPSES, lease_abandoned
from game.services.lanes import Lanes
from game.services.leases import leases_heartbeat
from game.services.purging import records_purge
from game.worker.meter import Load, rss_mib
from game.worker.runner import Runner

logger = logging.getLogger(__name__)

ROOMS_EVERY_S = 1.0
BEAT_S = 0.5
TIDY_S = 6 * 3600.0  # how often old records are looked for
ABANDONED_EVERY_S = 5.0  # how often a system is looked for that its worker left and nobody took
SETTLE_S = 1.0  # within which what has waited for a process that was held still has been read
LEASE_KEY = 1  # heartbeats have a lane apart from a worker's other work, where there are several


class Beats:
    """Of one worker; `runners` is the host's own, by system."""

    def __init__(self, runners: Mapping[str, Runner], lanes: Lanes) -> None:
        self.worker_id = ""
        self.load = 0.0  # share of the last second that went into ticks
        self._runners = runners
        self._lanes = lanes
        self._busy = Load()
        self._beaten_at = self._trusted_at = time.monotonic()

    @property
    def doubtful(self) -> bool:
        """Whether leases may have lapsed unnoticed, say because this process was held still.

        For a while longer, too: what others said meanwhile is old, and still to be read.
        """
        now = time.monotonic()
        return now < self._trusted_at or now - self._beaten_at > LEASE_LAPSES.total_seconds()

    def _beaten(self) -> None:
        if self.doubtful:
            self._trusted_at = time.monotonic() + SETTLE_S
        self._beaten_at = time.monotonic()

    async def beat(self) -> None:
        """Tell all feeds at once which systems live, and how."""
        while True:
            await asyncio.sleep(BEAT_S)
            for runner in list(self._runners.values()):
                if not runner.ending:
                    runner.system.beat()

    async def tell_rooms(self) -> None:
        """Once a second: what runs here, and how."""
        while True:
            await asyncio.sleep(ROOMS_EVERY_S)
            try:
                await ops.send_beat(opslink.pack(self._rooms_beat()))
            except Exception:
                logger.warning("operators do not hear of this worker", exc_info=True)

    def _rooms_beat(self) -> opslink.Beat:
        age_s = time.monotonic() - self._beaten_at
        runners = list(self._runners.values())
        self.load = self._busy.share(sum(runner.meter.take_busy_s() for runner in runners))
        worker = opsnews.Worker(
            worker_id=self.worker_id,
            host=socket.gethostname(),
            pid=os.getpid(),
            version=settings.GAME_VERSION,
            rooms=len(runners),
            load=self.load,
            up_s=self._busy.up_s,
            rss_mib=rss_mib(),
        )
        rooms = [runner.meter.room(runner.system, lease_age_s=age_s) for runner in runners]
        return opslink.Beat(opslink.VERSION, worker, rooms)

    async def tidy(self) -> None:
        """Forget records whose time is over; workers that do so at once find nothing to do."""
        while True:
            await asyncio.sleep(TIDY_S)
            try:
                report = await self._lanes.write(0, records_purge)
                logger.info("old records are gone: %s", report)
            except Exception:
                logger.exception("old records could not be removed")

    async def heartbeat(self) -> None:
        """Keep all leases alive at once; a system whose lease is gone stops without a word."""
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            asked = dict(self._runners)
            if not asked:
                self._beaten()
                continue
            pilots = {
                system_id: len(runner.system.pilots.of_feeds())
                for system_id, runner in asked.items()
            }
            try:
                held = await self._lanes.write(
                    LEASE_KEY, leases_heartbeat, worker_id=self.worker_id, pilots=pilots
                )
            except Exception:
                logger.exception("a heartbeat failed")
                continue
            self._beaten()
            for system_id in pilots.keys() - held:
                runner = asked[system_id]
                if self._runners.get(system_id) is runner and not runner.ending:
                    logger.warning("the lease of %s is lost", system_id)
                    runner.lose()

    async def adopt_abandoned(self, adopt: Callable[[str], Awaitable[None]]) -> None:
        """Have systems that a worker left without a word run and put to sleep in order, singly.

        Pilots who are still there bring their systems back long before.
        """
        while True:
            await asyncio.sleep(ABANDONED_EVERY_S)
            try:
                system_id = await self._lanes.read(lease_abandoned)
                if system_id is not None:
                    await adopt(system_id)
            except Exception:
                logger.exception("systems that were left could not be looked for")
