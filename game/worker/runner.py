"""The loop of one hosted system, and what has to happen beside it: beats, prices, checkpoints.

A late loop never runs several steps at once: it lets time slow down and says so.
"""

import asyncio
import contextlib
import logging
import time

from game.engine import snapshot
from game.protocol.errors import AppError, ErrorCode
from game.services.checkpoints import checkpoint_write
from game.services.combat import combat_log_add
from game.services.fencing import LeaseLost
from game.services.lanes import Lanes
from game.services.leases import lease_give, lease_release, lease_stop
from game.services.markets import markets_drift
from game.services.ships import ships_store_many
from game.services.telemetry import telemetry_add
from game.worker.berths import ship_row
from game.worker.control import Control
from game.worker.gauges import RoomGauges
from game.worker.handover import send_feeds
from game.worker.keeping import Keeping
from game.worker.meter import Meter
from game.worker.metronome import SLACK_S, Metronome
from game.worker.opspost import OpsPost
from game.worker.standing import Standing
from game.worker.system import System

logger = logging.getLogger(__name__)

CHRONICLE_S = 10.0
EMPTY_S = 3.0  # without a pilot or an operator, the system goes to sleep
ADOPTED_EMPTY_S = 10.0  # the same, for one whose pilots were cut off and are about to come back
STILL_S = 0.05  # between two looks at a system whose time stands still
SCALE_WINDOW_S = 1.0  # over which lateness becomes a slower time
SCALE_NOTICED = 0.97  # time that runs slower than this is told to pilots


class Runner:
    """Runs a System until it is empty, stopped, or its lease is lost."""

    def __init__(
        self,
        system: System,
        metronome: Metronome,
        ops_post: OpsPost,
        lanes: Lanes,
        standing: Standing,
    ) -> None:
        self.system = system
        self.phase = 0.0
        self.due_at = 0.0
        self.ending = False  # no tick follows any more
        self.late_feeds: set[str] = set()  # that asked to be served since then
        self.meter = Meter()
        self._lanes = lanes
        self._metronome = metronome
        self._stopping = False
        self._rate = 0.0  # Hz, of the ticks under way
        self._last = float("-inf")  # when the last tick was due, loop time
        self._planned = 0.0  # when the next one is, but for lateness
        self._late_s = 0.0
        self.control = Control(
            system, system.stream, ops_post, lambda: metronome.rouse(self), standing.target
        )
        self._standing = standing
        self._window_at = 0.0  # loop time
        self._empty_since = float("inf")
        self._empty_s = EMPTY_S
        self._window_s = 0.0  # game time since `_window_at`
        self._gauges = RoomGauges(system.id)
        self._keeping = Keeping(system, lanes)

    def stop(self) -> None:
        self._stopping = True
        self._metronome.rouse(self)

    def expect_pilots(self) -> None:
        """They were cut off: wait for them longer than for others."""
        self._empty_s = ADOPTED_EMPTY_S

    def lose(self) -> None:
        """The lease is another worker's: end without a word, and write nothing."""
        self.system.durable.lost = True
        self._metronome.rouse(self)

    async def run(self) -> None:
        """Tick until the end, then leave everything stored and the lease free."""
        system = self.system
        self._gauges.open()
        beside = [
            asyncio.create_task(work, name=f"{name} {system.id}")
            for name, work in (
                ("prices", self._prices()),
                ("checkpoints", self._checkpoints()),
                ("chronicle", self._write_chronicle()),
                ("recording", self._keeping.run()),
            )
        ]
        try:
            await self._metronome.keep(self)
        finally:
            self.ending = True
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await self._finish()
            self._gauges.close(lost=system.durable.lost)

    # --- ticks ----------------------------------------------------------------------------

    def look(self, now: float) -> float | None:
        """See `metronome.Ticking`: operators are obeyed in between."""
        system = self.system
        if self._stopping or system.durable.lost:
            return None
        more = self.control.obey()
        if self.control.ends or self._deserted(now):
            return None
        if system.state == "paused":
            self._stand_still()
            self._rate = 0.0
            self.due_at = now if more else now + STILL_S
            return 0.0
        if self._rate != system.tick_rate:  # of the time before nothing is owed
            self._rate = system.tick_rate
            self._last = max(self._last, self._on_beat(now))
            self._planned = self._last + 1.0 / self._rate
            self._window_at, self._window_s = now, 0.0
        dt = 1.0 / self._rate
        if now + SLACK_S < self._last + dt:
            self.due_at = now if more else self._last + dt
            return 0.0
        self._late_s = max(0.0, now - self._planned)
        return dt

    def _on_beat(self, now: float) -> float:
        """The latest time until now at which a tick of this run is due."""
        period = 1.0 / self._rate
        first = self.phase * period
        return first + (now - first) // period * period

    def failed(self) -> None:
        logger.exception("a tick of %s failed", self.system.id)

    def ticked(self, spent_s: float) -> None:
        """The tick that `look` asked for is over."""
        system, dt = self.system, 1.0 / self._rate
        began = time.perf_counter()
        system.stream.ticked(spent_s, self._rate)
        spent_s += time.perf_counter() - began
        self._gauges.ticked(late_s=self._late_s, spent_s=spent_s)
        self.meter.ticked(late_s=self._late_s, spent_s=spent_s)
        ended = asyncio.get_running_loop().time()
        self._planned = self._last + 2.0 * dt
        self._last += dt
        if self._last < ended - dt:  # what is late stays late
            self._last = self._on_beat(ended - dt)
        self.due_at = self._last + dt
        self._window_s += dt
        if ended - self._window_at >= SCALE_WINDOW_S:
            self._note_scale(self._window_s / (ended - self._window_at))
            self._window_at, self._window_s = ended, 0.0

    def _stand_still(self) -> None:
        try:
            self.system.still()
        except Exception:
            logger.exception("%s failed while it stood still", self.system.id)
        self.system.stream.stand_still()

    def _deserted(self, now: float) -> bool:
        """Whether nobody has been here for a while, pilots or operators."""
        system = self.system
        if system.pilots or system.arriving or system.departing or self.control.attended():
            self._empty_since, self._empty_s = now, EMPTY_S
        self._empty_since = min(self._empty_since, now)
        return now - self._empty_since > self._empty_s

    def _note_scale(self, scale: float) -> None:
        self._gauges.note(self.system, self.system.tick_rate, scale)
        scale = 1.0 if scale >= SCALE_NOTICED else round(scale, 2)
        if scale != self.system.time_scale:
            self.system.time_scale = scale
            self.system.beat()

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
            if telemetry:
                await self._lanes.write(0, telemetry_add, fence=fence, rows=telemetry)
            if fights:
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
        """Store every ship, give the lease away, and send the feeds to whoever comes next.

        An heir gets the lease and the feeds; they keep what pilots say from the first moment on.
        """
        system, stopped = self.system, self.control.halting
        heir = "" if stopped or system.durable.lost else self._heir()
        feeds = set(system.feeds)
        if heir:
            system.sleep()
            await system.post.empty()
        failure: AppError | None = AppError(ErrorCode.SERVER_BUSY)
        if not system.durable.lost:
            try:
                await self._leave_in_order(heir)
                failure = None
            except LeaseLost:
                logger.warning("the lease of %s was lost at the end", system.id)
            except Exception:
                logger.exception("%s could not be left in order", system.id)
        if stopped and failure is not None:
            system.state = "live"  # a successor goes on with it
        if not heir:
            system.sleep()
        self.control.end(failure, heir)
        await system.post.empty()
        if heir and failure is None:
            await self._bequeath(feeds, heir)

    def _heir(self) -> str:
        """Who goes on at once with what ends here; empty where nobody has to, or can."""
        if self.control.heir:
            return self.control.heir
        return self._standing.successor() if self._stopping and self.system.feeds else ""

    async def _leave_in_order(self, heir: str) -> None:
        """Raises LeaseLost, and what the database does."""
        system = self.system
        await self._keeping.finish()
        await system.settled()
        ships = [ship_row(system.world.ship_state(p.ship)) for p in system.pilots.in_space()]
        fence = system.fence()
        if ships:
            await self._lanes.write(0, ships_store_many, fence=fence, ships=ships)
        await self._chronicle_once()
        await self._checkpoint()
        if heir:
            await self._lanes.write(0, lease_give, fence=fence, worker_id=heir)
        else:
            give_back = lease_stop if self.control.halting else lease_release
            await self._lanes.write(0, give_back, fence=fence)

    async def _bequeath(self, feeds: set[str], heir: str) -> None:
        feeds |= self.late_feeds
        self.late_feeds = set()
        try:
            await send_feeds(self.system.id, feeds, heir)
        except Exception:  # they ask by themselves soon
            logger.warning("feeds of %s were not sent on", self.system.id, exc_info=True)
