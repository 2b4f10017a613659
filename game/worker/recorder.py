"""What goes into a system's world, kept so that its past can be lived again.

A tick leaves its edits, commands and dt here, and now and then a hash or a snapshot of the world;
encoding, compressing and storing happen between the ticks. What cannot be stored is a gap in the
recording, which whoever reads it is told.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from game.engine import snapshot
from game.engine.commands import Command
from game.engine.edits import Edit
from game.engine.world import World
from game.rewind.segment import VERSION, Begins, Tick, Writer, keyframe_hash
from game.services.recordings import SegmentRow

logger = logging.getLogger(__name__)

SEGMENT_S = 5.0  # from snapshot to snapshot: what has to be lived again to see one tick
HASH_S = 1.0  # how finely a divergence is found
VALUES_MAX = 100_000  # commands and edits in one segment; more begin the next one early
WAITING_MAX = 12  # finished segments that the database has not taken; the oldest go first


@dataclass(slots=True)
class Draft:
    """A segment that is not finished, or not stored yet."""

    writer: Writer
    begins: Begins
    began_at: datetime
    cut_at: float  # monotonic, s
    hash_at: float
    ended_at: datetime | None = None
    waiting: list[Tick] = field(default_factory=list)  # to be encoded
    values: int = 0
    hashes: dict[int, str] = field(default_factory=dict)

    def encode(self) -> None:
        for tick in self.waiting:
            self.writer.add(tick)
        self.waiting = []


class Recorder:
    """Of one system. All but `segment_row` belongs to the event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.lost = 0  # segments that nobody will see
        self._begins: Begins = "start"
        self._edits: list[Edit] = []
        self._draft: Draft | None = None
        self._finished: deque[Draft] = deque()

    # --- within a tick --------------------------------------------------------------------

    def note_edit(self, edit: Edit) -> None:
        """The world was changed by this just now."""
        self._edits.append(edit)

    def note_step(self, world: World, commands: list[Command], dt: float) -> None:
        """The world has just made this step, and nothing else since. The list is not reused."""
        edits, self._edits = self._edits, []
        now = self._clock()
        draft = self._draft
        if draft is None:  # what led here was not recorded
            self._begin(world, now, snapshot.dump(world))
            return
        draft.waiting.append(Tick(edits, commands, dt))
        draft.values += len(edits) + len(commands)
        if now >= draft.cut_at or draft.values > VALUES_MAX:
            keyframe = snapshot.dump(world)
            draft.hashes[world.tick] = keyframe_hash(keyframe)
            self._finish()
            self._begins = "cut"
            self._begin(world, now, keyframe)
        elif now >= draft.hash_at:
            draft.hashes[world.tick] = snapshot.world_hash(world)
            draft.hash_at = now + HASH_S

    def note_fault(self) -> None:
        """A step failed on its way: the world is not what commands make of it any more."""
        self._finish()
        self._edits = []
        self._begins = "fault"

    def _begin(self, world: World, now: float, keyframe: bytes) -> None:
        writer = Writer(
            system_id=world.spec.id,
            begins=self._begins,
            spec=world.spec,
            first_tick=world.tick,
            keyframe=keyframe,
        )
        began_at = datetime.now(UTC)
        self._draft = Draft(writer, self._begins, began_at, now + SEGMENT_S, now + HASH_S)

    def _finish(self) -> None:
        draft, self._draft = self._draft, None
        if draft is None or not draft.hashes:
            return
        draft.ended_at = datetime.now(UTC)
        self._finished.append(draft)

    # --- between ticks --------------------------------------------------------------------

    def close(self, world: World) -> None:
        """No step follows."""
        draft = self._draft
        if draft is not None and draft.waiting and not self._edits:
            draft.hashes[world.tick] = snapshot.world_hash(world)
        self._finish()

    def encode(self) -> None:
        """Encode what ticks have left; what has no encoding is lost with its segment."""
        for draft in (*self._finished, self._draft):
            if draft is None or not draft.waiting:
                continue
            try:
                draft.encode()
            except Exception:
                logger.exception("a part of the recording cannot be encoded")
                draft.waiting = []
                self._drop(draft)

    def take_finished(self) -> list[Draft]:
        """The segments to be stored, the oldest first; give back what could not be."""
        finished = [*self._finished]
        self._finished.clear()
        return finished

    def give_back(self, drafts: list[Draft]) -> None:
        """Keep them for the next try, as many as there is room for."""
        self._finished.extendleft(reversed(drafts))
        while len(self._finished) > WAITING_MAX:
            self._finished.popleft()
            self.lost += 1

    def _drop(self, draft: Draft) -> None:
        self.lost += 1
        if draft is self._draft:
            self._draft = None
            self._begins = "cut"
        else:
            self._finished.remove(draft)


def segment_row(draft: Draft) -> SegmentRow:
    """Compresses; may run in any thread."""
    blob = draft.writer.finish(draft.hashes)
    return SegmentRow(
        first_tick=draft.writer.first_tick,
        last_tick=max(draft.hashes),
        begins=draft.begins,
        began_at=draft.began_at,
        ended_at=draft.ended_at or draft.began_at,
        version=VERSION,
        blob=blob,
    )
