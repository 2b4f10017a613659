"""The overview of all systems and workers, once a second, while an operator watches it."""

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING

from game import log
from game.bus import ops
from game.protocol import opslink, opsnews
from game.protocol.link import LinkVersionError
from game.protocol.wire import payload_text
from game.selectors.rooms import StoredRoom, rooms_stored

if TYPE_CHECKING:
    from game.realtime.hub import Hub
    from game.realtime.ops.session import OpsSession

logger = logging.getLogger(__name__)

EVERY_S = 1.0
SILENCE_S = 3.5  # a worker that has not beaten for so long is not shown any more
UNHEARD_S = 4.0  # of a lease whose holder still counts as there
RETRY_S = 1.0


class Roster:
    """Who beats, as far as this process has heard."""

    def __init__(self) -> None:
        self._beats: dict[str, tuple[float, opslink.Beat]] = {}  # by worker: when, what

    def hear(self, beat: opslink.Beat, now: float) -> None:
        self._beats[beat.worker.worker_id] = now, beat

    def overview(self, stored: tuple[StoredRoom, ...], now: float) -> opsnews.Rooms:
        """Systems in the order of the database; what their workers say counts more."""
        for worker_id in [w for w, (at, _) in self._beats.items() if now - at > SILENCE_S]:
            del self._beats[worker_id]
        beats = [beat for _, beat in self._beats.values()]
        live: dict[str, opsnews.Room] = {}
        for room in (room for beat in beats for room in beat.rooms):
            if room.system_id not in live or live[room.system_id].epoch < room.epoch:
                live[room.system_id] = room
        rooms = [_as_told(row, live.get(row.system_id)) for row in stored]
        workers = sorted((beat.worker for beat in beats), key=lambda w: (w.host, w.pid))
        return opsnews.Rooms(rooms, workers)


def _as_told(row: StoredRoom, live: opsnews.Room | None) -> opsnews.Room:
    """A beat counts until the lease is another one's, or nobody's."""
    if live is not None and live.epoch >= row.epoch and (row.alive or not row.stopped):
        return live
    state = "stopped" if row.stopped else "recovering" if row.worker_id else "asleep"
    if row.alive and row.age_s is not None and row.age_s < UNHEARD_S:
        state = "live"  # its worker's next beat says more
    return opsnews.Room(
        system_id=row.system_id,
        name=row.name,
        state=state,  # type: ignore[arg-type]  # one of the three
        tick=0,
        tick_rate=0.0,
        time_scale=0.0,
        p50_ms=0.0,
        p99_ms=0.0,
        late_ms=0.0,
        pilots=row.pilots,
        entities=0,
        npcs=0,
        feeds=0,
        worker_id=row.worker_id,
        epoch=row.epoch,
        lease_age_s=None if row.age_s is None else round(row.age_s, 1),
    )


class RoomsRelay:
    """Of one process: a task that runs while somebody watches."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._roster = Roster()
        self._watchers: set[OpsSession] = set()
        self._task: asyncio.Task[None] | None = None

    def enter(self, session: "OpsSession") -> None:
        self._watchers.add(session)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(
                self._run(), name="ops rooms", context=log.apart()
            )

    def leave(self, session: "OpsSession") -> None:
        self._watchers.discard(session)

    async def close(self) -> None:
        self._watchers.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._watchers:
            try:
                await self._relay()
            except Exception:
                logger.warning("the overview of rooms failed; trying again", exc_info=True)
                await asyncio.sleep(RETRY_S)

    async def _relay(self) -> None:
        channel = await ops.join_beats()
        listening = asyncio.create_task(self._listen(channel))
        try:
            while self._watchers:
                stored = await self._hub.lanes.read(rooms_stored)
                payload = payload_text(self._roster.overview(stored, time.monotonic()))
                for session in list(self._watchers):
                    session.send_newest("rooms", "rooms", payload)
                await asyncio.sleep(EVERY_S)
        finally:
            listening.cancel()
            with contextlib.suppress(Exception):
                await ops.leave_beats(channel)

    async def _listen(self, channel: str) -> None:
        async for blob in ops.heard_on(channel):
            with contextlib.suppress(LinkVersionError):  # an older worker says nothing to us
                self._roster.hear(opslink.beat_from(blob), time.monotonic())
