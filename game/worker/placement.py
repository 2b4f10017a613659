"""Which worker takes a system that wakes: a rule on what all workers say of themselves.

Every worker applies the rule to what it has heard. Who takes a wake-up from the channel that all
share gives it to the worker that the rule names; who gets one on its own channel keeps it, so
none goes from hand to hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

ALIKE = 0.2  # loads this close count as the same, and fewer systems decide
SILENT_S = 3.5  # a worker that has said nothing for so long is not counted on


@dataclass(frozen=True, slots=True)
class Share:
    """What a worker has to do: systems, and the share of its time that goes into their ticks."""

    worker_id: str
    rooms: int
    load: float  # 0..1


def least_loaded(own: Share, others: Iterable[Share], *, full: float) -> str:
    """The worker that takes the next system; one of load `full` does so when all are full.

    Of the workers whose load is near the lowest it is the one with the fewest systems; among
    equals the asking one, then the first by name.
    """
    workers = [own, *others]
    able = [w for w in workers if w.load < full] or workers
    lowest = min(w.load for w in able)
    near = [w for w in able if w.load <= lowest + ALIKE]
    return min(near, key=lambda w: (w.rooms, w.worker_id != own.worker_id, w.worker_id)).worker_id


class Peers:
    """The other workers, as far as this one has heard. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._heard: dict[str, tuple[float, Share]] = {}

    def hear(self, share: Share, *, leaving: bool, now: float) -> None:
        if leaving:
            self._heard.pop(share.worker_id, None)
        else:
            self._heard[share.worker_id] = now, share

    def there(self, now: float) -> list[Share]:
        """Those that were heard of lately."""
        for worker_id in [w for w, (at, _) in self._heard.items() if now - at > SILENT_S]:
            del self._heard[worker_id]
        return [share for _, share in self._heard.values()]

    def given(self, worker_id: str) -> None:
        """A system went there, which that worker has not told of yet."""
        if worker_id in self._heard:
            at, share = self._heard[worker_id]
            self._heard[worker_id] = at, replace(share, rooms=share.rooms + 1)
