"""Why a part of the past cannot be told."""


class RewindError(Exception):
    """The text is for operators."""


class SegmentError(RewindError):
    """A stored segment cannot be read: damaged, or of another version."""


class NothingRecorded(RewindError):
    """There is no recording of the system."""


class OutOfRange(RewindError):
    """Nothing is recorded at that tick."""


class Gap(RewindError):
    """A part of the way there was not recorded."""


class Diverged(RewindError):
    """Re-execution gave another world than the recorded one."""

    def __init__(self, tick: int, good_tick: int, hint: str = "") -> None:
        super().__init__(
            f"the world at tick {tick} is not the recorded one; the last that was is of tick "
            f"{good_tick}{hint}"
        )
        self.tick = tick
        self.good_tick = good_tick
