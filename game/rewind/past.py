"""The recorded past, lived again: every world on the way, compared with what was recorded."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from game.engine import snapshot
from game.engine.edits import apply
from game.engine.errors import EngineError
from game.engine.events import Event
from game.engine.step import step
from game.engine.world import World
from game.rewind.errors import Diverged, Gap, OutOfRange, SegmentError
from game.rewind.rules import fingerprint
from game.rewind.segment import Segment, Tick, keyframe_hash

OTHER_RULES = "; it was recorded by another version of the rules, which lives it differently"
WHY = {
    "cut": "a part could not be stored",
    "start": "nobody ran the system, or a worker was lost",
    "fault": "a step failed",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """The world right after a step. It is the same object each time: look at it at once.

    `why` is set where the world does not follow from the one before, which was `after`.
    """

    tick: int
    world: World
    events: Sequence[Event]
    why: str = ""
    after: int = 0


def _unnoted(_: Moment) -> None:
    """Nobody looks."""


class Past:
    """Consecutive segments of one system, the oldest first."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        if not segments:
            raise OutOfRange("nothing is recorded there")
        self.segments = segments
        self.compared = 0  # recorded hashes that the worlds had
        self.good_tick = segments[0].first_tick

    def moments(self) -> Iterator[Moment]:
        """From the first segment's keyframe on. Raises SegmentError, Diverged."""
        world: World | None = None
        for before, segment in zip((None, *self.segments), self.segments, strict=False):
            if world is None or before is None or not _follows(before, segment):
                world = _opened(segment)
                why = WHY[segment.begins] if before is not None else ""
                after = before.last_tick if before is not None else 0
                yield Moment(world.tick, world, (), why, after)
            else:
                self._compare(world, segment, keyframe_hash(segment.keyframe))
            self.good_tick = segment.first_tick
            for tick in segment.ticks:
                events = _step(world, tick)
                recorded = segment.hashes.get(world.tick)
                if recorded is not None:
                    self._compare(world, segment, recorded)
                yield Moment(world.tick, world, events)
            if segment.last_tick not in segment.hashes:
                raise SegmentError(f"the segment up to tick {segment.last_tick} has no end")

    def until(self, tick: int, note: Callable[[Moment], None] = _unnoted) -> Moment:
        """The moment of that tick; `note` sees each one on the way.

        Raises OutOfRange, Gap, SegmentError, Diverged.
        """
        for moment in self.moments():
            if moment.why:
                raise Gap(
                    f"ticks {moment.after + 1} to {moment.tick - 1} are not recorded: {moment.why}"
                )
            note(moment)
            if moment.tick == tick:
                return moment
        raise OutOfRange(f"tick {tick} is not in this part of the past")

    def _compare(self, world: World, segment: Segment, recorded: str) -> None:
        if snapshot.world_hash(world) != recorded:
            hint = "" if segment.rules == fingerprint() else OTHER_RULES
            raise Diverged(world.tick, self.good_tick, hint)
        self.compared += 1
        self.good_tick = world.tick


def _follows(before: Segment, segment: Segment) -> bool:
    return segment.begins == "cut" and segment.first_tick == before.last_tick


def _opened(segment: Segment) -> World:
    try:
        world = snapshot.load(segment.spec, segment.keyframe)
    except EngineError as error:
        raise SegmentError(f"the world of tick {segment.first_tick}: {error}") from error
    if world.tick != segment.first_tick:
        raise SegmentError(f"the world of tick {segment.first_tick} is of tick {world.tick}")
    return world


def _step(world: World, tick: Tick) -> Sequence[Event]:
    """What is stored may be anything; what the engine can't take is the segment's fault."""
    try:
        for edit in tick.edits:
            apply(world, edit)
        return step(world, tick.commands, tick.dt)
    except (EngineError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise SegmentError(f"tick {world.tick + 1} cannot be executed: {error}") from error
