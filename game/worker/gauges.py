"""What a hosted system tells of itself to Prometheus."""

from typing import TYPE_CHECKING

from game.metrics.families import (
    LEASE_CHANGES,
    ROOM_ENTITIES,
    ROOM_PILOTS,
    ROOM_TICK_RATE,
    ROOM_TIME_SCALE,
    ROOMS,
    TICK_LATE_SECONDS,
    TICK_SECONDS,
)

if TYPE_CHECKING:
    from game.worker.system import System

OF_A_ROOM = (ROOM_ENTITIES, ROOM_PILOTS, ROOM_TICK_RATE, ROOM_TIME_SCALE)


class RoomGauges:
    """Of one system, from `open` to `close`."""

    def __init__(self, system_id: str) -> None:
        self._id = system_id
        self._spent = TICK_SECONDS.labels(system_id)
        self._late = TICK_LATE_SECONDS.labels(system_id)

    def open(self) -> None:
        ROOMS.inc()
        LEASE_CHANGES.labels("claimed").inc()

    def ticked(self, *, late_s: float, spent_s: float) -> None:
        self._late.observe(late_s)
        self._spent.observe(spent_s)

    def note(self, system: "System", tick_rate: float, scale: float) -> None:
        """Once a second."""
        ROOM_ENTITIES.labels(self._id).set(len(system.world.slot_of))
        ROOM_PILOTS.labels(self._id).set(len(system.pilots.of_feeds()))
        ROOM_TICK_RATE.labels(self._id).set(tick_rate)
        ROOM_TIME_SCALE.labels(self._id).set(min(1.0, scale))

    def close(self, *, lost: bool) -> None:
        """A system that sleeps shows nothing any more; its histograms stay, as counters do."""
        ROOMS.dec()
        LEASE_CHANGES.labels("lost" if lost else "released").inc()
        for gauge in OF_A_ROOM:
            gauge.remove(self._id)
