"""Whether this machine gave a process its time: what a figure in seconds is worth here."""

from pathlib import Path

SLOW = 2.0  # a machine that lets the pilots wait as long as they work, and more
SCHEDULED = Path("/proc/self/schedstat")  # nanoseconds on a core, and ready without one


class Witness:
    """Of the process's main thread, which has the pilots' event loop."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Measure from now on."""
        self._began = _scheduled()

    @property
    def slowdown(self) -> float:
        """How many times as long as on a free core the work has taken; 1 where nobody tells."""
        ran, waited = (now - then for now, then in zip(_scheduled(), self._began, strict=True))
        return (ran + waited) / ran if ran else 1.0


def _scheduled() -> tuple[int, int]:
    if not SCHEDULED.exists():
        return 0, 0
    ran, waited, _ = map(int, SCHEDULED.read_text().split())
    return ran, waited
