"""Where a ship has been: after a silence it must be found near that. World units, s."""

from collections import deque
from math import hypot

NOTE_EVERY_S = 0.2
KEPT_S = 24.0
THROWN_BACK_S = 12.0  # more than a checkpoint's age and the time until it is noticed
SILENCE_S = 1.0  # after which a ship may have been thrown back
OFF_TRACK = 100.0
SPEED = 130.0  # what it may have flown on unseen, units/s


class Track:
    """Of one ship in one system, in flight."""

    def __init__(self) -> None:
        self._places: deque[tuple[float, float, float]] = deque()

    def clear(self) -> None:
        self._places.clear()

    def note(self, at: float, x: float, y: float) -> None:
        places = self._places
        if places and at - places[-1][0] < NOTE_EVERY_S:
            return
        places.append((at, x, y))
        while at - places[0][0] > KEPT_S:
            places.popleft()

    def off(self, at: float, x: float, y: float) -> float:
        """How far a ship that is seen again is off where it may be; 0 if it may be there."""
        if not self._places or at - self._places[-1][0] < SILENCE_S:
            return 0.0
        since = self._places[-1][0]
        near = min(
            hypot(px - x, py - y)
            for seen_at, px, py in self._places
            if since - seen_at < THROWN_BACK_S
        )
        return max(near - OFF_TRACK - SPEED * (at - since), 0.0)
