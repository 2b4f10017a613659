"""What this worker hosts: takes wake-ups, claims leases, keeps one runner a system."""

import asyncio
import logging
import math
import os
import secrets
import socket

from game import log
from game.bus import layers
from game.catalog.systems import SystemSpec
from game.engine import snapshot
from game.engine.errors import SnapshotError
from game.engine.world import FIRST_OWN_ID, World
from game.protocol import link
from game.selectors.checkpoints import CheckpointView, checkpoint_latest
from game.selectors.markets import commodities_all, market_quotes
from game.selectors.pilots import ships_newer_than
from game.selectors.systems import HEARTBEAT_S, lease_holder, system_spec
from game.services.fencing import Fence
from game.services.lanes import Lanes
from game.services.leases import lease_claim, leases_heartbeat
from game.services.markets import markets_catch_up
from game.services.purging import records_purge
from game.services.ships import ships_store_many
from game.worker.berths import ship_row
from game.worker.goods import Goods
from game.worker.orders import handle_order
from game.worker.post import Post
from game.worker.renewal import Renewal
from game.worker.runner import Runner
from game.worker.system import Pace, System

logger = logging.getLogger(__name__)

TAKEOVER_S = 60.0  # a successor's ticks begin this far above the last checkpoint's
IDS_PER_TAKEOVER = 1_000_000  # no id that the lost worker gave is given again
TIDY_S = 6 * 3600.0  # how often old records are looked for
EMBEDDED_ID = "embedded"  # the one worker inside the one web process takes its lease back at once


class Host:
    """One per worker process and event loop."""

    def __init__(self, pace: Pace, *, embedded: bool) -> None:
        self.pace = pace
        self.embedded = embedded
        self.lanes = Lanes()
        self.channel = ""
        self.worker_id = ""
        self._runners: dict[str, Runner] = {}
        self._ends: dict[str, asyncio.Task[None]] = {}
        self._claiming: dict[str, set[str]] = {}  # system -> feeds that asked meanwhile
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Open this worker's own channel and begin to listen and to beat."""
        self.channel = await layers.work().new_channel()
        self.worker_id = EMBEDDED_ID if self.embedded else self.channel
        self._tasks = [
            asyncio.create_task(self._listen(), name="worker listen"),
            asyncio.create_task(self._heartbeat(), name="worker heartbeat"),
            asyncio.create_task(Renewal(self._runners, self.lanes).run(), name="worker renewal"),
            asyncio.create_task(self._tidy(), name="worker tidy"),
        ]
        where = f"{socket.gethostname()}:{os.getpid()}"
        logger.info("worker %s is ready (%s)", self.worker_id, where)

    async def stop(self) -> None:
        """Leave everything in order: ships stored, leases free, feeds sent elsewhere."""
        for runner in self._runners.values():
            runner.stop()
        await asyncio.gather(*self._ends.values(), return_exceptions=True)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.to_thread(self.lanes.close)

    # --- waking ---------------------------------------------------------------------------

    async def wake(self, system_id: str, feed: str) -> None:
        """Serve a feed: with the system that runs here, by its holder, or by claiming it."""
        runner = self._runners.get(system_id)
        if runner is not None:
            runner.system.attach(feed)
            return
        if system_id in self._claiming:
            self._claiming[system_id].add(feed)
            return
        self._claiming[system_id] = {feed}
        try:
            await self._claim(system_id)
        except Exception:  # the feed asks again while it hears nothing
            logger.exception("%s could not be claimed", system_id)
        finally:
            self._claiming.pop(system_id, None)

    async def _claim(self, system_id: str) -> None:
        epoch = await self.lanes.write(
            0, lease_claim, system_id=system_id, worker_id=self.worker_id
        )
        if epoch is None:
            holder = await self.lanes.read(lease_holder, system_id=system_id)
            if holder and holder != self.worker_id:
                for feed in self._claiming[system_id]:
                    await layers.send_wake(system_id, feed, to=holder)
            return
        runner = await self._load(system_id, epoch)
        self._runners[system_id] = runner
        task = asyncio.get_running_loop().create_task(
            runner.run(),
            name=f"system {system_id}",
            context=log.apart(system_id=system_id, worker_id=self.worker_id, epoch=epoch),
        )
        self._ends[system_id] = task
        task.add_done_callback(lambda _: self._ended(system_id, runner))
        for feed in self._claiming[system_id]:
            runner.system.attach(feed)
        ids = {"system_id": system_id, "worker_id": self.worker_id, "epoch": epoch}
        logger.info("%s runs here, epoch %d", system_id, epoch, extra=ids)

    def _ended(self, system_id: str, runner: Runner) -> None:
        if self._runners.get(system_id) is runner:
            del self._runners[system_id], self._ends[system_id]
            ids = {"system_id": system_id, "worker_id": self.worker_id}
            logger.info("%s sleeps", system_id, extra=ids)

    async def _load(self, system_id: str, epoch: int) -> Runner:
        """A system as it was left: ships of the last checkpoint stored, ticks above any sent."""
        spec = await self.lanes.read(system_spec, system_id=system_id)
        last = await self.lanes.read(checkpoint_latest, system_id=system_id)
        world = self._restored(spec, last)
        if last is not None:
            await self._store_ships(world, epoch, last.epoch, last.tick)
        fence = Fence(system_id, self.worker_id, epoch, world.tick)
        await self.lanes.write(0, markets_catch_up, fence=fence, seed=secrets.randbits(31))
        markets = await self.lanes.read(market_quotes, system_id=system_id)
        post = Post(system_id)
        system = System(
            world,
            markets=markets,
            goods=Goods(await self.lanes.read(commodities_all)),
            worker_id=self.worker_id,
            channel=self.channel,
            epoch=epoch,
            pace=self.pace,
            lanes=self.lanes,
            post=post,
            handle_order=handle_order,
        )
        return Runner(system, post, self.lanes)

    def _restored(self, spec: SystemSpec, last: CheckpointView | None) -> World:
        """The world of the last checkpoint, moved above any tick and id that can have been told."""
        world = World.create(spec, seed=secrets.randbits(63))
        if last is None:
            return world
        try:
            world = snapshot.load(spec, last.blob)
        except SnapshotError:
            logger.exception("the last checkpoint of %s is unreadable", spec.id)
        world.tick = last.tick + math.ceil(TAKEOVER_S * self.pace.tick_rate)
        world.next_id += IDS_PER_TAKEOVER
        return world

    async def _store_ships(self, world: World, epoch: int, old_epoch: int, tick: int) -> None:
        """Bring ships' rows up to the checkpoint; rows written after it win, ship by ship.

        Their pilots find them there when they come back, which a feed does for them.
        """
        newer = await self.lanes.read(
            ships_newer_than, system_id=world.spec.id, epoch=old_epoch, tick=tick
        )
        settled = {ship.ship_id for ship in newer}
        pilots = [entity_id for entity_id in sorted(world.slot_of) if entity_id < FIRST_OWN_ID]
        ships = [
            ship_row(world.ship_state(entity_id))
            for entity_id in pilots
            if entity_id not in settled
        ]
        for entity_id in pilots:
            world.remove(entity_id)
        if ships:
            fence = Fence(world.spec.id, self.worker_id, epoch, world.tick)
            await self.lanes.write(0, ships_store_many, fence=fence, ships=ships)

    # --- listening ------------------------------------------------------------------------

    async def _listen(self) -> None:
        """Batches of feeds, and wake-ups that another worker passes on."""
        async for message in layers.listen_messages(layers.work(), self.channel):
            try:
                await self._receive(message)
            except link.LinkVersionError:
                logger.warning("a batch of another version was dropped")
            except Exception:
                logger.exception("a message to this worker failed")

    async def _receive(self, message: dict[str, object]) -> None:
        system_id = str(message["system_id"])
        if message["type"] == "system.wake":
            await self.wake(system_id, str(message["feed"]))
            return
        batch: link.Batch = link.unpack(link.Batch, message["blob"])  # type: ignore[arg-type]
        runner = self._runners.get(system_id)
        if runner is not None:
            runner.system.receive(batch)
        elif system_id not in self._claiming:
            asleep = link.pack(link.Replies(link.VERSION, [link.Asleep(2**62)]))
            await layers.send_blob(batch.feed, "feed.news", system_id, asleep)

    async def _tidy(self) -> None:
        """Forget records whose time is over; workers that do so at once find nothing to do."""
        while True:
            await asyncio.sleep(TIDY_S)
            try:
                report = await self.lanes.write(0, records_purge)
                logger.info("old records are gone: %s", report)
            except Exception:
                logger.exception("old records could not be removed")

    async def _heartbeat(self) -> None:
        """Keep all leases alive at once; a system whose lease is gone stops without a word."""
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            pilots = {
                system_id: len(runner.system.pilots.of_feeds())
                for system_id, runner in self._runners.items()
            }
            if not pilots:
                continue
            try:
                held = await self.lanes.write(
                    0, leases_heartbeat, worker_id=self.worker_id, pilots=pilots
                )
            except Exception:
                logger.exception("a heartbeat failed")
                continue
            for system_id in pilots.keys() - held:
                runner = self._runners.get(system_id)
                if runner is not None:
                    logger.warning("the lease of %s is lost", system_id)
                    runner.system.durable.lost = True
