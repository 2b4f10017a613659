"""Seeing a recorded past: segments are lived again in a process of its own.

It takes as long as it takes there; neither a tick nor a socket waits for it.
"""

import subprocess
import sys
import threading
from pathlib import Path

import msgspec
from msgspec import Struct

from game.models import Ship
from game.protocol.errors import AppError, ErrorCode
from game.protocol.names import player_wire_id
from game.rewind.wire import Ask, Told
from game.selectors.recordings import StoredSegment, recorded_ranges, recorded_segments

ROOT = Path(__file__).resolve().parent.parent.parent
AT_ONCE = 2  # processes of this one that live the past
PATIENCE_S = 20.0
ROWS_MAX = 20_000  # agents in all frames of one answer
EVENTS_MAX = 2_000
TICKS_MAX = 2_400  # of one answer: two minutes at twenty a second

_free = threading.BoundedSemaphore(AT_ONCE)


class Seen(Struct, frozen=True):
    """`told`, and who flew the pilots' ships: p_... by agent id."""

    told: Told
    pilots: dict[str, str]


def past_frames(*, system_id: str, first: int, last: int, every: int) -> Seen:
    """The ticks first, first + every... of a system, as far as one answer goes.

    Raises AppError NOT_FOUND where nothing is recorded at `first`, SERVER_BUSY while others look
    back, INTERNAL when it took too long.
    """
    last = min(last, first + TICKS_MAX)
    segments = recorded_segments(system_id=system_id, first=first - 1, last=last)
    if not any(segment.first_tick <= first <= segment.last_tick for segment in segments):
        raise AppError(ErrorCode.NOT_FOUND, _what_there_is(system_id, first))
    told = _lived(segments, first, last, every)
    return Seen(told, _pilots(told))


def _what_there_is(system_id: str, tick: int) -> str:
    ranges = recorded_ranges(system_id=system_id)
    if not ranges:
        return f"Nothing is recorded of {system_id}."
    there = ", ".join(f"{r.first_tick} to {r.last_tick}" for r in ranges[-10:])
    return f"Tick {tick} is not recorded; these are: {there}."


def _lived(segments: list[StoredSegment], first: int, last: int, every: int) -> Told:
    blobs = [segment.blob for segment in segments]
    ask = msgspec.msgpack.encode(Ask(blobs, first, last, every, ROWS_MAX, EVENTS_MAX))
    if not _free.acquire(blocking=False):
        raise AppError(ErrorCode.SERVER_BUSY)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "game.rewind"],
            input=ask,
            capture_output=True,
            cwd=ROOT,
            env={"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            timeout=PATIENCE_S,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise AppError(
            ErrorCode.SERVER_BUSY, "That takes too long; ask for fewer ticks."
        ) from error
    finally:
        _free.release()
    return msgspec.msgpack.decode(done.stdout, type=Told)


def _pilots(told: Told) -> dict[str, str]:
    ships = {facts.ship: agent_id for agent_id, facts in told.agents.items() if facts.ship}
    rows = Ship.objects.filter(pk__in=ships).values_list("pk", "player_id")
    return {ships[pk]: player_wire_id(player) for pk, player in rows}
