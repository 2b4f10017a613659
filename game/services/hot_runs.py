"""Runs that are being played, decoded: what spares most requests a document's decoding.

The database stays the truth: a run is kept under its row's revision, and an entry of another
revision is no entry. Runs in here are shared by threads and never changed.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from game.expedition.state import Run

IDLE_S = 30 * 60.0
SWEEP_S = 5 * 60.0
LIMIT = 512  # runs; a decoded one takes some 100 KB


class HotRuns:
    """At most `limit` runs of one process; the one that was used longest ago makes room.

    `idle_s`: seconds after which an unused run goes with the next sweep. `sweep_s`: how long
    after a sweep any use makes the next one due, wherever no `sweep_hot_runs` does it.
    """

    def __init__(
        self,
        limit: int = LIMIT,
        *,
        idle_s: float = IDLE_S,
        sweep_s: float = SWEEP_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit, self._idle_s, self._sweep_s = limit, idle_s, sweep_s
        self._clock = clock
        self._lock = Lock()
        self._runs: OrderedDict[int, tuple[int, Run, float]] = OrderedDict()
        self._swept_at = clock()

    def __len__(self) -> int:
        return len(self._runs)

    def get(self, pk: int, revision: int) -> Run | None:
        """The run of an expedition at exactly that revision."""
        with self._lock:
            kept = self._runs.get(pk)
            if kept is None or kept[0] != revision:
                return None
            self._runs[pk] = (revision, kept[1], self._clock())
            self._runs.move_to_end(pk)
            return kept[1]

    def put(self, pk: int, revision: int, run: Run) -> None:
        """Keep a committed run, unless a newer one is here already."""
        with self._lock:
            now = self._clock()
            kept = self._runs.get(pk)
            if kept is None or kept[0] <= revision:
                self._runs[pk] = (revision, run, now)
                self._runs.move_to_end(pk)
            while len(self._runs) > self._limit:
                self._runs.popitem(last=False)
            if now - self._swept_at >= self._sweep_s:
                self._sweep(now)

    def drop(self, pk: int) -> None:
        with self._lock:
            self._runs.pop(pk, None)

    def clear(self) -> None:
        with self._lock:
            self._runs.clear()

    def sweep(self) -> int:
        """Let go of what nobody has used for long; how many went."""
        with self._lock:
            return self._sweep(self._clock())

    def _sweep(self, now: float) -> int:
        self._swept_at = now
        gone = 0
        while self._runs:  # the first one is the one that was used longest ago
            pk, (_, _, used_at) = next(iter(self._runs.items()))
            if now - used_at < self._idle_s:
                break
            del self._runs[pk]
            gone += 1
        return gone


hot_runs = HotRuns()


async def sweep_hot_runs() -> None:
    """Sweep for ever; for a task of the server's event loop."""
    while True:
        await asyncio.sleep(SWEEP_S)
        hot_runs.sweep()
