"""What this worker hosts: takes wake-ups, claims leases, keeps one runner a system."""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Coroutine
from typing import Any

from game import log
from game.bus import layers, ops
from game.protocol import link, opslink, opsnews
from game.protocol.errors import AppError, ErrorCode
from game.protocol.names import WAKE_CHANNEL
from game.protocol.wire import payload_text
from game.selectors.markets import commodities_all, market_quotes
from game.selectors.systems import lease_holder, lease_wishes, system_stopped
from game.services.fencing import Fence
from game.services.lanes import Lanes
from game.services.leases import lease_allow, lease_claim, lease_forbid
from game.services.markets import markets_catch_up
from game.worker.beats import Beats
from game.worker.control import COMMANDS_WAITING
from game.worker.goods import Goods
from game.worker.handover import EVER, answer_late, say_asleep, send_feeds
from game.worker.metronome import Metronome
from game.worker.opspost import OpsPost
from game.worker.orders import handle_order
from game.worker.placement import Share
from game.worker.post import Post, PostOffice
from game.worker.renewal import Renewal
from game.worker.restore import world_as_left
from game.worker.runner import Runner
from game.worker.standing import Standing
from game.worker.system import Pace, System

logger = logging.getLogger(__name__)

STOPPED = "An operator has stopped this system; start it first."
EMBEDDED_ID = "embedded"  # the one worker inside the one web process takes its lease back at once


class Host:
    """One per worker process and event loop."""

    def __init__(self, pace: Pace, *, embedded: bool, full: float = 1.0) -> None:
        self.pace = pace
        self.embedded = embedded
        self.lanes = Lanes()
        self.channel = ""
        self.ops_post = OpsPost("")
        self.office = PostOffice()
        self.metronome = Metronome()
        self.worker_id = ""
        self._runners: dict[str, Runner] = {}
        self._ends: dict[str, asyncio.Task[None]] = {}
        self._claiming: dict[str, set[str]] = {}  # system -> feeds that asked meanwhile
        self._controls: dict[str, list[opslink.Request]] = {}  # and operators
        self._spawned: set[asyncio.Task[None]] = set()
        self._ended_epochs: dict[str, int] = {}
        self._beats = Beats(self._runners, self.lanes)
        self._standing = Standing(self._share, full=full)
        self._tasks: list[asyncio.Task[None]] = []
        self._leaving = False

    async def start(self) -> None:
        """Open this worker's own channel and begin to listen and to beat."""
        self.channel = await layers.work().new_channel()
        self.worker_id = EMBEDDED_ID if self.embedded else self.channel
        self.ops_post = OpsPost(self.channel)
        self._beats.worker_id = self.worker_id
        self._tasks = [
            asyncio.create_task(self._listen(), name="worker listen"),
            asyncio.create_task(self._beats.heartbeat(), name="worker heartbeat"),
            asyncio.create_task(self._beats.beat(), name="worker beats"),
            asyncio.create_task(self.metronome.run(), name="worker metronome"),
            asyncio.create_task(self.office.carry(), name="worker frames"),
            asyncio.create_task(Renewal(self._runners, self.lanes).run(), name="worker renewal"),
            asyncio.create_task(self._beats.tidy(), name="worker tidy"),
            asyncio.create_task(self.ops_post.carry(), name="worker ops"),
            asyncio.create_task(self._beats.tell_rooms(), name="worker rooms"),
            asyncio.create_task(self._beats.adopt_abandoned(self._adopt), name="worker adopt"),
        ]
        if not self.embedded:
            self._tasks.append(asyncio.create_task(self._standing.run(), name="worker standing"))
        where = f"{socket.gethostname()}:{os.getpid()}"
        logger.info("worker %s is ready (%s)", self.worker_id, where)

    async def stop(self) -> None:
        """Leave everything in order: ships stored, leases free, feeds sent elsewhere.

        Nothing is claimed any more; what is being claimed is given back.
        """
        self._leaving = True
        if not self.embedded:
            await self._standing.leave()
        for runner in self._runners.values():
            runner.stop()
        while self._ends:
            await asyncio.gather(*self._ends.values(), return_exceptions=True)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.office.empty()
        await self.ops_post.empty()
        await asyncio.to_thread(self.lanes.close)

    # --- waking ---------------------------------------------------------------------------

    async def wake(
        self, system_id: str, feed: str, *, passed: bool = False, held: bool = False
    ) -> None:
        """Serve a feed: with the system that runs here, by its holder, or by claiming it.

        passed: the wake-up came to this worker alone, which does not give it on by load. held: it
        came because this worker held the system then. No feed is empty: the system has to run,
        whoever comes.
        """
        runner = self._runners.get(system_id)
        if runner is not None and runner.ending:
            runner.late_feeds.add(feed)
        elif runner is not None:
            if feed and not self._beats.doubtful:  # a feed must not believe a worker cut off
                runner.system.attach(feed)
        elif system_id in self._claiming:
            self._claiming[system_id].add(feed)
        elif self._beats.doubtful:
            return  # it may have waited for long, and feeds ask again while they hear nothing
        elif not passed and (other := self._standing.elsewhere()):
            await layers.send_wake(system_id, feed, to=other)
        elif not self._leaving:  # and again
            await self._come_to(system_id, {feed}, [], held)

    async def control(
        self, request: opslink.Request, *, passed: bool = False, held: bool = False
    ) -> None:
        """Have an operator obeyed: by the system that runs here, by its holder, or by claiming it.

        A system that an operator stopped is started by nothing but `start`.
        """
        system_id = request.system_id
        runner = self._runners.get(system_id)
        if self._leaving:
            await self._decline(request, passed=passed)
        elif runner is not None and not (runner.ending or runner.control.halting):
            runner.control.take(request)
        elif runner is not None:
            self._put_off(request)
        elif system_id in self._claiming:
            if len(self._controls[system_id]) >= COMMANDS_WAITING:
                self._refuse([request], AppError(ErrorCode.QUEUE_FULL))
            else:
                self._controls[system_id].append(request)
        elif not passed and (other := self._standing.elsewhere()):
            await ops.send_request(system_id, opslink.pack(request), to=other)
        else:
            await self._come_to(system_id, set(), [request], held)

    async def _decline(self, request: opslink.Request, *, passed: bool) -> None:
        """This worker takes nothing on any more, but another one may."""
        other = "" if passed else self._standing.elsewhere()
        if other:
            await ops.send_request(request.system_id, opslink.pack(request), to=other)
        else:
            self._refuse([request], AppError(ErrorCode.SERVER_BUSY))

    async def _adopt(self, system_id: str) -> None:
        """Run a system that its worker left, until it sleeps."""
        if not self._leaving and system_id not in self._claiming.keys() | self._runners.keys():
            await self._come_to(system_id, set(), [])
            if system_id in self._runners:
                self._runners[system_id].expect_pilots()

    def _share(self) -> Share:
        rooms = len(self._runners.keys() | self._claiming.keys())
        return Share(self.worker_id, rooms, self._beats.load)

    def _put_off(self, request: opslink.Request) -> None:
        """Until the run that is just ending has ended."""
        ending = self._ends[request.system_id]
        ending.add_done_callback(lambda _: self._spawn(self.control(request)))

    async def _come_to(
        self, system_id: str, feeds: set[str], requests: list[opslink.Request], held: bool = False
    ) -> None:
        """Claim a system for whoever wants it; more may join them meanwhile.

        held: only if it is still this worker's. One that was cut off and comes back must not
        claim anew, by what was said to it as the holder, what others have gone on with.
        """
        self._claiming[system_id], self._controls[system_id] = feeds, requests
        self._standing.changed()
        try:
            if held and await self._holder(system_id) != self.worker_id:
                raise AppError(ErrorCode.SERVER_BUSY)
            await self._claim(system_id)
        except AppError as error:
            self._refuse(self._controls[system_id], error)
        except Exception:  # feeds ask again while they hear nothing
            logger.exception("%s could not be claimed", system_id)
            self._refuse(self._controls[system_id], AppError(ErrorCode.SERVER_BUSY))
        finally:
            self._claiming.pop(system_id, None)
            self._controls.pop(system_id, None)

    async def _claim(self, system_id: str) -> None:
        requests = self._controls[system_id]
        if await self._settle_asleep(system_id, requests):
            return
        epoch = await self.lanes.write(
            0, lease_claim, system_id=system_id, worker_id=self.worker_id
        )
        if epoch is None:
            await self._send_elsewhere(system_id)
            return
        runner = await self._load(system_id, epoch)
        if self._leaving:
            runner.stop()
        self._runners[system_id] = runner
        task = asyncio.get_running_loop().create_task(
            runner.run(),
            name=f"system {system_id}",
            context=log.apart(system_id=system_id, worker_id=self.worker_id, epoch=epoch),
        )
        self._ends[system_id] = task
        task.add_done_callback(lambda _: self._ended(system_id, runner))
        for feed in self._claiming[system_id] - {""}:
            runner.system.attach(feed)
        for request in requests:
            runner.control.take(request)
        ids = {"system_id": system_id, "worker_id": self.worker_id, "epoch": epoch}
        logger.info("%s runs here, epoch %d", system_id, epoch, extra=ids)

    async def _settle_asleep(self, system_id: str, requests: list[opslink.Request]) -> bool:
        """What is said to a system before it is claimed: whether it is not to be claimed at all."""
        if _starts(requests):
            await self.lanes.write(0, lease_allow, system_id=system_id)
            return False
        stops = [r for r in requests if isinstance(r, opslink.Order) and r.kind == "stop"]
        if not stops or len(stops) < len(requests) or self._claiming[system_id]:
            return False
        if not await self.lanes.write(
            0, lease_forbid, system_id=system_id, worker_id=self.worker_id
        ):
            return False
        stopped = opsnews.SimulationStopped(system_id, 0, 0.0)
        for order in stops:
            self.ops_post.answer(order, "simulation_stopped", payload_text(stopped))
        return True

    async def _send_elsewhere(self, system_id: str) -> None:
        """Another worker has the system, or nobody may have it."""
        feeds, requests = self._claiming[system_id], self._controls[system_id]
        holder = await self._holder(system_id)
        if holder and holder != self.worker_id:
            for feed in list(feeds):  # more may join them meanwhile
                if feed:
                    await layers.send_wake(system_id, feed, to=holder, held=True)
            for request in list(requests):
                blob = opslink.pack(request)
                await ops.send_request(system_id, blob, to=holder, held=True)
        elif await self.lanes.read(system_stopped, system_id=system_id):
            if _starts(requests):  # came while the system was being asked for
                await self._claim(system_id)
                return
            for feed in feeds - {""}:
                await say_asleep(system_id, feed, stopped=True)
            self._refuse(requests, AppError(ErrorCode.SERVER_BUSY, STOPPED))
        else:
            self._refuse(requests, AppError(ErrorCode.SERVER_BUSY))

    async def _holder(self, system_id: str) -> str | None:
        return await self.lanes.read(lease_holder, system_id=system_id)

    def _refuse(self, requests: list[opslink.Request], error: AppError) -> None:
        refused = opsnews.OpsError(error.code, error.message, error.message, 0)
        for request in requests:
            if isinstance(request, opslink.Order):
                self.ops_post.answer(request, "error", payload_text(refused), error.code)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._spawned.add(task)
        task.add_done_callback(self._spawned.discard)

    def _ended(self, system_id: str, runner: Runner) -> None:
        if self._runners.get(system_id) is runner:
            del self._runners[system_id], self._ends[system_id]
            self._ended_epochs[system_id] = runner.system.epoch
            self._standing.changed()
            if runner.late_feeds and not runner.system.durable.lost:
                self._spawn(send_feeds(system_id, runner.late_feeds, WAKE_CHANNEL))
            ids = {"system_id": system_id, "worker_id": self.worker_id}
            logger.info("%s sleeps", system_id, extra=ids)

    async def _load(self, system_id: str, epoch: int) -> Runner:
        """A system as it was left: ships of the last checkpoint stored, ticks above any sent."""
        fence = Fence(system_id, self.worker_id, epoch, 0)
        world = await world_as_left(self.lanes, fence)
        fence = Fence(system_id, self.worker_id, epoch, world.tick)
        await self.lanes.write(0, markets_catch_up, fence=fence, seed=secrets.randbits(31))
        markets = await self.lanes.read(market_quotes, system_id=system_id)
        wishes = await self.lanes.read(lease_wishes, system_id=system_id)
        system = System(
            world,
            markets=markets,
            goods=Goods(await self.lanes.read(commodities_all)),
            worker_id=self.worker_id,
            channel=self.channel,
            epoch=epoch,
            pace=self.pace,
            lanes=self.lanes,
            post=Post(system_id, self.office),
            ops_post=self.ops_post,
            handle_order=handle_order,
        )
        system.wish(wishes)
        return Runner(system, self.metronome, self.ops_post, self.lanes, self._standing)

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
        if message["type"] == "feed.batches":
            bundle = link.unpack(link.Bundle, message["blob"])  # type: ignore[arg-type]
            for part in bundle.parts:
                await self._take(part)
            return
        system_id = str(message["system_id"])
        held = bool(message.get("held"))
        if message["type"] == "system.wake":
            await self.wake(system_id, str(message["feed"]), passed=True, held=held)
        elif message["type"] == ops.REQUEST:
            request = opslink.request_from(message["blob"])  # type: ignore[arg-type]
            await self.control(request, passed=True, held=held)

    async def _take(self, part: link.Part) -> None:
        """One feed's batch; what is wrong with it is not the others' trouble."""
        try:
            await self._hear(part.system_id, link.unpack(link.Batch, part.blob))
        except link.LinkVersionError:
            logger.warning("a batch of another version was dropped")
        except Exception:
            logger.exception("a batch for %s failed", part.system_id)

    async def _hear(self, system_id: str, batch: link.Batch) -> None:
        runner = self._runners.get(system_id)
        if runner is not None and not runner.ending:
            runner.system.receive(batch)
            return
        await answer_late(system_id, batch)
        if runner is None and system_id not in self._claiming:
            # who has a later epoch's welcome heard of a successor, and stays with it
            epoch = self._ended_epochs.get(system_id, EVER)
            await say_asleep(system_id, batch.feed, epoch=epoch)


def _starts(requests: list[opslink.Request]) -> bool:
    return any(isinstance(r, opslink.Order) and r.kind == "start" for r in requests)
