"""Whether this process, or a system, has so much to do that newcomers had better wait outside."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from game.protocol.errors import AppError, ErrorCode

LOOK_S = 0.1  # between two looks at how late the event loop is
WINDOW = 20  # looks, of which the latest one counts
RETRY_S = 5  # until who was turned away had better ask again

CROWD = "Many pilots arrive at this moment. Try again in a few seconds."
SLOW = "This star system is crowded, and its time runs slowly. Try again in a few seconds."


@dataclass(frozen=True, slots=True)
class Bounds:
    """joins_waiting: joins of one process without an answer; 0 is no limit. busy_lag: seconds that
    the event loop may be late; 0 is no limit. busy_time_scale: a system whose time runs slower
    takes nobody; 0 is no limit."""

    joins_waiting: int
    busy_lag: float
    busy_time_scale: float


class Strain:
    """One per process and event loop. `watch` keeps `lag_s`: the worst of the last two seconds."""

    def __init__(self, bounds: Bounds, clock: Callable[[], float]) -> None:
        self._bounds = bounds
        self._clock = clock
        self._lags = [0.0] * WINDOW

    @property
    def lag_s(self) -> float:
        return max(self._lags)

    def check(self, *, joins_waiting: int, time_scale: float) -> None:
        """Whether one more may join. Raises AppError SERVER_BUSY with `retry_after_s`.

        joins_waiting: of the whole process. time_scale: of the system, 1 unless it is live.
        """
        bounds = self._bounds
        crowded = 0 < bounds.joins_waiting <= joins_waiting
        if crowded or 0.0 < bounds.busy_lag < self.lag_s:
            raise AppError(ErrorCode.SERVER_BUSY, CROWD, retry_after_s=RETRY_S)
        if time_scale < bounds.busy_time_scale:
            raise AppError(ErrorCode.SERVER_BUSY, SLOW, retry_after_s=RETRY_S)

    async def watch(self) -> None:
        """For ever."""
        look = 0
        while True:
            due = self._clock() + LOOK_S
            await asyncio.sleep(LOOK_S)
            self.note(look, self._clock() - due)
            look += 1

    def note(self, look: int, late_s: float) -> None:
        self._lags[look % WINDOW] = late_s
