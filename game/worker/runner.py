"""The loop of one hosted system, and what has to happen beside it: beats, prices, checkpoints.

A late loop never runs several steps at once: it lets time slow down and says so.
"""

import asyncio
import contextlib
import logging
import time

from game.engine import snapshot
from game.services.checkpoints import checkpoint_write
from game.services.combat import combat_log_add
from game.services.fencing import LeaseLost
from game.services.lanes import Lanes
from game.services.leases import lease_release
from game.services.markets import markets_drift
from game.services.ships import ships_store_many
from game.services.telemetry import telemetry_add
from game.worker.berths import ship_row
from game.worker.gauges import RoomGauges
from game.worker.keeping import Keeping
from game.worker.post import Post
from game.worker.system import System

logger = logging.getLogger(__name__)

BEAT_S = 0.5
CHRONICLE_S = 10.0
EMPTY_S = 3.0  # without a pilot, the system goes to sleep
SCALE_WINDOW_S = 1.0  # over which lateness becomes a slower time
SCALE_NOTICED = 0.97  # time that runs slower than this is told to pilots


class Runner:
    """Runs a System until it is empty, stopped, or its lease is lost."""

    def __init__(self, system: System, post: Post, lanes: Lanes) -> None:
        self.system = system
        self._lanes = lanes
        self._post = post
        self._stopping = asyncio.Event()
        self._gauges = RoomGauges(system.id)
        self._keeping = Keeping(system, lanes)

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        """Tick until the end, then leave everything stored and the lease free."""
        system = self.system
        self._gauges.open()
        beside = [
            asyncio.create_task(work, name=f"{name} {system.id}")
            for name, work in (
                ("post", self._post.carry()),
                ("beat", self._beat()),
                ("prices", self._prices()),
                ("checkpoints", self._checkpoints()),
                ("chronicle", self._write_chronicle()),
                ("recording", self._keeping.run()),
            )
        ]
        try:
            await self._tick()
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await self._finish()
            self._gauges.close(lost=system.durable.lost)

    async def _tick(self) -> None:
        system, dt = self.system, 1.0 / self.system.pace.tick_rate
        loop = asyncio.get_running_loop()
        due = planned = window_at = loop.time()
        window_ticks = 0
        empty_since = due
        while not self._stopping.is_set() and not system.durable.lost:
            began = loop.time()
            try:
                system.tick(dt)
            except Exception:
                logger.exception("a tick of %s failed", system.id)
            window_ticks += 1
            now = loop.time()
            self._gauges.ticked(late_s=began - planned, spent_s=now - began)
            if now - window_at >= SCALE_WINDOW_S:
                self._note_scale(window_ticks * dt / (now - window_at))
                window_at, window_ticks = now, 0
            if system.pilots or system.arriving or system.departing:
                empty_since = now
            elif now - empty_since > EMPTY_S:
                return
            planned = due + dt
            due = max(planned, now)  # what is late stays late
            await asyncio.sleep(due - now)

    def _note_scale(self, scale: float) -> None:
        self._gauges.note(self.system, self.system.pace.tick_rate, scale)
        scale = 1.0 if scale >= SCALE_NOTICED else round(scale, 2)
        if scale != self.system.time_scale:
            self.system.time_scale = scale
            self.system.beat()

    async def _beat(self) -> None:
        while True:
            self.system.beat()
            await asyncio.sleep(BEAT_S)

    async def _prices(self) -> None:
        system = self.system
        while True:
            await asyncio.sleep(system.pace.market_interval)
            system.durable.ask(
                0,
                markets_drift,
                system.market_changed,
                lambda error: logger.warning("prices of %s did not move: %s", system.id, error),
                fence=system.fence(),
                seed=time.time_ns() & 0x7FFF_FFFF,
            )

    async def _write_chronicle(self) -> None:
        while True:
            await asyncio.sleep(CHRONICLE_S)
            await self._chronicle_once()

    async def _chronicle_once(self) -> None:
        """Write telemetry and fights down; what fails is lost, and said so."""
        system = self.system
        telemetry = system.chronicle.take_telemetry()
        fights = system.chronicle.take_fights()
        try:
            fence = system.fence()
            await self._lanes.write(0, telemetry_add, fence=fence, rows=telemetry)
            await self._lanes.write(0, combat_log_add, fence=fence, rows=fights)
        except LeaseLost:
            system.durable.lost = True
        except Exception:
            logger.exception("a part of the chronicle of %s is lost", system.id)

    async def _checkpoints(self) -> None:
        system = self.system
        while True:
            await asyncio.sleep(system.pace.checkpoint_interval)
            with contextlib.suppress(LeaseLost):
                try:
                    await self._checkpoint()
                except LeaseLost:
                    system.durable.lost = True
                except Exception:
                    logger.exception("a checkpoint of %s was not written", system.id)

    async def _checkpoint(self) -> None:
        system = self.system
        await self._lanes.write(
            0,
            checkpoint_write,
            fence=system.fence(),
            version=snapshot.VERSION,
            blob=snapshot.dump(system.world),
        )

    async def _finish(self) -> None:
        """Store every ship, give the lease back, and send the feeds to whoever comes next."""
        system = self.system
        if not system.durable.lost:
            try:
                await self._keeping.finish()
                await system.durable.settled()
                ships = [
                    ship_row(system.world.ship_state(p.ship)) for p in system.pilots.in_space()
                ]
                fence = system.fence()
                if ships:
                    await self._lanes.write(0, ships_store_many, fence=fence, ships=ships)
                await self._chronicle_once()
                await self._checkpoint()
                await self._lanes.write(0, lease_release, fence=fence)
            except LeaseLost:
                logger.warning("the lease of %s was lost at the end", system.id)
            except Exception:
                logger.exception("%s could not be left in order", system.id)
        system.sleep()
        await self._post.empty()
