"""When the systems of a worker tick: one task for all, no timer while there are none.

Systems of one rate share a few phases, so that those whose time it is step together and what they
say leaves in few messages, while no turn of the event loop is long.
"""

import asyncio
import logging
import time
from collections import defaultdict
from typing import Protocol

from game.engine.commands import Command
from game.engine.together import MOST_ROWS, Outcome, Together
from game.worker.system import System

logger = logging.getLogger(__name__)

PHASES = 4  # in each of which a part of the systems tick
MOST_AT_ONCE = 64  # systems; then others have their turn
SLACK_S = 0.002  # what is due so soon is due now
BREATH = 0.1  # for each s of ticks, that the loop has for all else: a late worker listens, too


class Ticking(Protocol):
    """A system's run, as the metronome sees it."""

    system: System
    phase: float  # 0..1 of its period, at which its ticks are due
    due_at: float  # loop time

    def look(self, now: float) -> float | None:
        """The dt in s of a tick that is due now; 0.0: none, and `due_at` says when to look again.

        None when the run is over.
        """

    def ticked(self, spent_s: float) -> None:
        """The tick that was due is over; s of work, its part of what was done together included."""

    def failed(self) -> None:
        """It ended in an error, which is being handled."""


class Metronome:
    """One per host."""

    def __init__(self) -> None:
        self._runs: dict[Ticking, asyncio.Future[None]] = {}
        self._phases = [0] * PHASES
        self._roused = asyncio.Event()
        self._together: defaultdict[tuple[float, int], Together] = defaultdict(Together)

    async def keep(self, run: Ticking) -> None:
        """Have it tick until it is over."""
        number = self._phases.index(min(self._phases))
        self._phases[number] += 1
        run.phase, run.due_at = number / PHASES, 0.0
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._runs[run] = over
        self._roused.set()
        try:
            await over
        finally:
            self._phases[number] -= 1
            self._runs.pop(run, None)

    def rouse(self, run: Ticking) -> None:
        """Look at it at once."""
        run.due_at = 0.0
        self._roused.set()

    async def run(self) -> None:
        """For ever."""
        loop = asyncio.get_running_loop()
        while True:
            now = loop.time()
            due = [run for run in self._runs if run.due_at <= now + SLACK_S]
            for number, (dt, runs) in enumerate(self._ticks(due, now)):
                began = time.perf_counter()
                try:
                    self._tick(runs, dt, self._together[runs[0].phase, number])
                except Exception:  # the clock goes on
                    logger.exception("%d systems missed a tick", len(runs))
                await asyncio.sleep(BREATH * (time.perf_counter() - began))
            await self._rest()

    def _ticks(self, due: list[Ticking], now: float) -> list[tuple[float, list[Ticking]]]:
        """Which of them tick, in groups that step together: a large system is a group alone."""
        small: dict[tuple[float, float], list[Ticking]] = {}
        groups: list[tuple[float, list[Ticking]]] = []
        for run in due:
            try:
                dt = run.look(now)
            except Exception as error:  # its own end, not the others'
                self._end(run, error)
                continue
            if dt is None:
                self._end(run)
            elif dt and run.system.world.n > MOST_ROWS:
                groups.append((dt, [run]))
            elif dt:
                small.setdefault((dt, run.phase), []).append(run)
        for (dt, _), runs in small.items():
            for first in range(0, len(runs), MOST_AT_ONCE):
                groups.append((dt, runs[first : first + MOST_AT_ONCE]))
        return groups

    def _end(self, run: Ticking, error: Exception | None = None) -> None:
        over = self._runs.pop(run)
        if over.done():
            return
        if error is None:
            over.set_result(None)
        else:
            over.set_exception(error)

    def _tick(self, runs: list[Ticking], dt: float, together: Together) -> None:
        began = time.perf_counter()  # a loop's own clock is too coarse
        commands: list[list[Command]] = [run.system.begin_tick() for run in runs]
        worlds = [run.system.world for run in runs]
        outcomes: list[Outcome] = together.step(worlds, commands, dt)
        before = time.perf_counter()
        part_s = (before - began) / len(runs)
        for run, orders, outcome in zip(runs, commands, outcomes, strict=True):
            try:
                run.system.end_tick(orders, outcome, dt)
            except Exception:
                run.failed()
            now = time.perf_counter()
            run.ticked(part_s + now - before)
            before = now

    async def _rest(self) -> None:
        """Until the next look is due, or somebody has something to say; without runs, until then
        alone."""
        loop = asyncio.get_running_loop()
        next_at = min((run.due_at for run in self._runs), default=float("inf"))
        seconds = next_at - loop.time()
        if seconds <= 0.0:
            await asyncio.sleep(0)
            return
        timer = None
        if next_at < float("inf"):
            timer = loop.call_later(seconds, self._roused.set)
        try:
            await self._roused.wait()
        finally:
            if timer is not None:
                timer.cancel()
            self._roused.clear()
