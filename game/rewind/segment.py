"""A few seconds of a system as they are stored: a world, and all that went into it after.

A blob is MAGIC, the format's version (1 byte), the BLAKE2b digest of the rest (16 bytes) and the
body in msgpack under zlib. The body begins with a snapshot; then come, tick by tick, the edits
made before the step, the commands that the step obeyed, and its dt. Hashes of the world at some
ticks, always at the last, are there to compare with.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Literal

import msgspec
from msgspec import Struct

from game.catalog.systems import SystemSpec
from game.engine import snapshot
from game.engine.commands import Command
from game.engine.edits import Edit
from game.rewind.errors import SegmentError
from game.rewind.rules import fingerprint
from game.rewind.values import KINDS, Interning, Kinds, is_command, read_rows

MAGIC = b"COSMICR"
VERSION = 1
DIGEST_BYTES = 16
HEADER_BYTES = len(MAGIC) + 1 + DIGEST_BYTES
COMPRESSION = 1  # of zlib: three times as fast as its default, a tenth larger
BODY_MAX = 256 * 1024 * 1024  # bytes of a body; more is no segment of ours

# How a segment follows the one before it: goes on from its end, begins where a worker took the
# system over, or follows a step that failed.
Begins = Literal["cut", "start", "fault"]


@dataclass(frozen=True, slots=True)
class Tick:
    """What one step was made of. dt in seconds."""

    edits: Sequence[Edit]
    commands: Sequence[Command]
    dt: float


@dataclass(frozen=True, slots=True)
class Segment:
    """`keyframe` is the world's snapshot at `first_tick`, `hashes` are world_hash by tick."""

    system_id: str
    begins: Begins
    rules: str  # whose fingerprint: see rules.py
    spec: SystemSpec
    first_tick: int
    keyframe: bytes
    ticks: Sequence[Tick]
    hashes: Mapping[int, str] = field(default_factory=dict)

    @property
    def last_tick(self) -> int:
        return self.first_tick + len(self.ticks)


class _Body(Struct, frozen=True, forbid_unknown_fields=True):
    system_id: str
    begins: Begins
    rules: str
    spec: SystemSpec
    first_tick: int
    keyframe: bytes
    kinds: Kinds
    rows: list[bytes]  # distinct values, each a row of values.py
    ticks: list[tuple[float, list[int]]]  # dt, and numbers of rows: edits, then commands
    hashes: list[tuple[int, str]]  # ascending


class Writer:
    """A segment that grows. Values are encoded as they come and not kept."""

    def __init__(
        self, *, system_id: str, begins: Begins, spec: SystemSpec, first_tick: int, keyframe: bytes
    ) -> None:
        self.first_tick = first_tick
        self._head = (system_id, begins, fingerprint(), spec, first_tick, keyframe)
        self._values = Interning()
        self._ticks: list[tuple[float, list[int]]] = []

    def add(self, tick: Tick) -> None:
        number = self._values.number
        self._ticks.append((tick.dt, [*map(number, tick.edits), *map(number, tick.commands)]))

    def finish(self, hashes: Mapping[int, str]) -> bytes:
        """The blob of all up to the last hash: what nothing can be compared with is left out."""
        ticks = self._ticks[: max(hashes, default=self.first_tick) - self.first_tick]
        body = _Body(*self._head, KINDS, self._values.rows, ticks, sorted(hashes.items()))
        packed = zlib.compress(msgspec.msgpack.encode(body), COMPRESSION)
        return MAGIC + bytes((VERSION,)) + _digest(packed) + packed


def load(blob: bytes) -> Segment:
    """Raises SegmentError."""
    body = _decode(blob)
    values = read_rows(body.kinds, body.rows)
    try:
        ticks = [_tick(dt, [values[number] for number in numbers]) for dt, numbers in body.ticks]
    except IndexError as error:
        raise SegmentError("this segment names values that it does not hold") from error
    return Segment(
        system_id=body.system_id,
        begins=body.begins,
        rules=body.rules,
        spec=body.spec,
        first_tick=body.first_tick,
        keyframe=body.keyframe,
        ticks=ticks,
        hashes=dict(body.hashes),
    )


def keyframe_hash(keyframe: bytes) -> str:
    """The world_hash of the world in a snapshot, as it is written there."""
    return keyframe[snapshot.HEADER_BYTES - snapshot.DIGEST_BYTES : snapshot.HEADER_BYTES].hex()


def _tick(dt: float, values: list[Command | Edit]) -> Tick:
    commands = [value for value in values if is_command(value)]
    edits = [value for value in values if not is_command(value)]
    return Tick(edits, commands, dt)  # type: ignore[arg-type]  # parted by what they are


def _decode(blob: bytes) -> _Body:
    head, packed = blob[:HEADER_BYTES], blob[HEADER_BYTES:]
    if len(head) < HEADER_BYTES or not head.startswith(MAGIC):
        raise SegmentError("this is not a recorded segment")
    if head[len(MAGIC)] != VERSION:
        raise SegmentError(f"format {head[len(MAGIC)]} of segments; this code reads {VERSION}")
    if head[-DIGEST_BYTES:] != _digest(packed):
        raise SegmentError("this segment is damaged")
    try:
        unpacking = zlib.decompressobj()
        body = unpacking.decompress(packed, BODY_MAX)
        return msgspec.msgpack.decode(body, type=_Body)
    except (zlib.error, msgspec.DecodeError) as error:
        raise SegmentError(f"this segment has another shape: {error}") from error


def _digest(packed: bytes) -> bytes:
    return blake2b(packed, digest_size=DIGEST_BYTES).digest()
