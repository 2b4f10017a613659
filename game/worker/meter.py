"""How a system's ticks and a worker process are doing, for the overview of operators."""

import os
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from game.engine.world import LAST_SHIP, Kind
from game.protocol import opsnews

if TYPE_CHECKING:
    from game.worker.system import System

TICKS_KEPT = 200  # ten seconds at the usual rate


class Meter:
    """Of one system: its last ticks."""

    def __init__(self) -> None:
        self._spent_s: deque[float] = deque(maxlen=TICKS_KEPT)
        self._late_s: deque[float] = deque(maxlen=TICKS_KEPT)
        self._busy_s = 0.0

    def ticked(self, *, late_s: float, spent_s: float) -> None:
        self._spent_s.append(spent_s)
        self._late_s.append(max(0.0, late_s))
        self._busy_s += spent_s

    def take_busy_s(self) -> float:
        """Seconds spent in ticks since the last call."""
        busy_s, self._busy_s = self._busy_s, 0.0
        return busy_s

    def room(self, system: "System", *, lease_age_s: float) -> opsnews.Room:
        spent_ms = sorted(seconds * 1000.0 for seconds in self._spent_s)
        world = system.world
        n = world.n
        ships = world.alive[:n] & (world.kind[:n] <= LAST_SHIP)
        return opsnews.Room(
            system_id=system.id,
            name=world.spec.name,
            state=system.state,
            tick=world.tick,
            tick_rate=system.tick_rate,
            time_scale=system.time_scale_now,
            p50_ms=_quantile(spent_ms, 0.5),
            p99_ms=_quantile(spent_ms, 0.99),
            late_ms=round(max(self._late_s, default=0.0) * 1000.0, 3),
            pilots=len(system.pilots.of_feeds()),
            entities=len(world.slot_of),
            npcs=int((ships & (world.kind[:n] != Kind.PLAYER_SHIP)).sum()),
            feeds=len(system.feeds),
            worker_id=system.worker_id,
            epoch=system.epoch,
            lease_age_s=round(lease_age_s, 1),
        )


class Load:
    """Of one process: which share of its time goes into ticks."""

    def __init__(self) -> None:
        self.started_at = self._asked_at = time.monotonic()

    def share(self, busy_s: float) -> float:
        """Of the time since the last call; `busy_s` was spent in ticks."""
        now = time.monotonic()
        passed_s, self._asked_at = now - self._asked_at, now
        return round(min(1.0, busy_s / max(passed_s, 1e-3)), 4)

    @property
    def up_s(self) -> float:
        return round(time.monotonic() - self.started_at, 1)


def rss_mib() -> float:
    """What this process holds in memory; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, 1)


def _quantile(ascending: list[float], part: float) -> float:
    if not ascending:
        return 0.0
    return round(ascending[min(len(ascending) - 1, int(part * len(ascending)))], 3)
