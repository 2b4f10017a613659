"""Storing what a recorder has: encoded between ticks, compressed and written in threads."""

import asyncio
import logging
from datetime import timedelta

from game.services.fencing import LeaseLost
from game.services.lanes import Lanes
from game.services.recordings import recording_add
from game.worker.recorder import Draft, Recorder, segment_row
from game.worker.system import System

logger = logging.getLogger(__name__)

ENCODE_S = 0.25  # what has come together until then is encoded at once


class Keeping:
    """Of one system. Without a recorder nothing happens."""

    def __init__(self, system: System, lanes: Lanes) -> None:
        self._system = system
        self._lanes = lanes
        self._keep = timedelta(minutes=system.pace.record_minutes)
        self._dropped = 0
        self._storing: list[Draft] = []

    async def run(self) -> None:
        recorder = self._system.recorder
        while recorder is not None:
            await asyncio.sleep(ENCODE_S)
            recorder.encode()
            await self._store(recorder)

    async def finish(self) -> None:
        """Store what there is; `run` runs no more, and no step follows."""
        recorder = self._system.recorder
        if recorder is None:
            return
        recorder.give_back(self._storing)  # cancelled on the way: the same again replaces it
        recorder.close(self._system.world)
        recorder.encode()
        await self._store(recorder)

    async def _store(self, recorder: Recorder) -> None:
        self._storing = recorder.take_finished()
        if not self._storing:
            return
        try:
            rows = [await asyncio.to_thread(segment_row, draft) for draft in self._storing]
            fence = self._system.fence()
            await self._lanes.write(0, recording_add, fence=fence, segments=rows, keep=self._keep)
        except LeaseLost:
            self._system.durable.lost = True
        except Exception:
            logger.exception("a part of the recording of %s waits", self._system.id)
            recorder.give_back(self._storing)
        self._storing = []
        if recorder.lost > self._dropped:
            self._dropped = recorder.lost
            lost, system_id = recorder.lost, self._system.id
            logger.error("%d parts of the recording of %s are lost", lost, system_id)
