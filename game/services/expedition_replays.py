"""Finished runs seen again: any moment of a record, for a slider, without flying it all each time.

A replay keeps some of its run's documents on the way; a moment between two of them is reached
from the one before it.
"""

from collections import OrderedDict
from collections.abc import Iterator
from math import ceil
from threading import Lock
from typing import Any

from msgspec import Struct

from accounts.models import User
from accounts.throttles import throttle
from game.expedition.actions import parse_action
from game.expedition.document import decode, encode
from game.expedition.record import Record, RecordError, read_record, steps
from game.expedition.record import replay as replayed
from game.expedition.reduce import perform
from game.expedition.state import Run
from game.expedition.views import game_state
from game.models import FinishedRun
from game.protocol.errors import AppError, ErrorCode
from game.selectors.expeditions import seed_is_secret

KEPT_REPLAYS = 16  # of one process; each takes up to some 2 MB
STRIDE = 10  # actions between two documents, more where there would be too many
DOCUMENTS = 64


class Verdict(Struct, frozen=True):
    """What executing a record again says; `reason` is empty where it leads to its result."""

    verified: bool
    reason: str


class Moment(Struct, frozen=True):
    """A run after `index` of its `count` actions; `action` is the one that led there."""

    index: int
    count: int
    action: dict[str, Any] | None
    game_state: dict[str, Any]


class _Replay(Struct, frozen=True):
    record: Record
    stride: int
    documents: tuple[bytes, ...]


class Replays:
    """At most `limit` replays; the one that was looked at longest ago makes room."""

    def __init__(self, limit: int = KEPT_REPLAYS) -> None:
        self._limit = limit
        self._lock = Lock()
        self._kept: OrderedDict[int, _Replay] = OrderedDict()

    def get(self, run_id: int) -> _Replay | None:
        with self._lock:
            kept = self._kept.get(run_id)
            if kept is not None:
                self._kept.move_to_end(run_id)
            return kept

    def put(self, run_id: int, replay: _Replay) -> None:
        with self._lock:
            self._kept[run_id] = replay
            self._kept.move_to_end(run_id)
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)


_replays = Replays()


def run_verify(*, reader: User, run: FinishedRun) -> Verdict:
    """Execute a run's record again. Raises AppError NOT_FOUND for one without, THROTTLED."""
    record = _record_of(run)
    throttle("expedition", name=reader.player_id)
    try:
        replayed(record)
    except RecordError as error:
        return Verdict(False, error.reason)
    return Verdict(True, "")


def run_moment(*, reader: User, run: FinishedRun, index: int) -> Moment:
    """How a finished run stood after so many actions; an index beyond the last one is the last.

    Raises AppError NOT_FOUND for a run without a record or whose record today's rules do not
    lead to its end, FORBIDDEN for another player's run of a day that is not over, THROTTLED.
    """
    if seed_is_secret(run.daily_date) and run.player_id != reader.pk:
        raise AppError(ErrorCode.FORBIDDEN, "The runs of a day are shown when it is over.")
    replay = _replays.get(run.pk)
    if replay is None:
        record = _record_of(run)
        throttle("expedition", name=reader.player_id)
        replay = _replay_of(record)
        _replays.put(run.pk, replay)
    actions = replay.record.actions
    index = min(index, len(actions))
    return Moment(
        index=index,
        count=len(actions),
        action=actions[index - 1] if index else None,
        game_state=_state_of(run, _run_at(replay, index), index),
    )


def _record_of(run: FinishedRun) -> Record:
    if not run.record:
        raise AppError(ErrorCode.NOT_FOUND, "This run was loaded from a save; it has no record.")
    return read_record(run.record)


def _replay_of(record: Record) -> _Replay:
    stride = max(STRIDE, ceil(len(record.actions) / DOCUMENTS))
    try:
        return _Replay(record, stride, tuple(_documents(record, stride)))
    except RecordError as error:
        raise AppError(ErrorCode.NOT_FOUND, f"This run cannot be shown: {error}") from error


def _documents(record: Record, stride: int) -> Iterator[bytes]:
    for index, run in enumerate(steps(record)):
        if index % stride == 0:
            yield encode(run)


def _run_at(replay: _Replay, index: int) -> Run:
    begin = index // replay.stride
    run = decode(replay.documents[begin])
    for fields in replay.record.actions[begin * replay.stride : index]:
        run = perform(run, parse_action(fields)).run
    return run


def _state_of(run: FinishedRun, then: Run, index: int) -> dict[str, Any]:
    finished = run.finished_at.isoformat()
    state: dict[str, Any] = {
        "session_id": f"run-{run.pk}",
        "created_at": finished,
        "last_activity": finished,
        "ranked": run.ranked,
        "daily": run.daily_date.isoformat() if run.daily_date else None,
        "revision": index,
        **game_state(then),
    }
    if seed_is_secret(run.daily_date):
        state["seed"] = None
    return state
