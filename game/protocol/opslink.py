"""What web processes and workers say to each other beside the play: commands, streams, beats.

Every message is one msgpack blob inside a channel-layer message, an array on the wire. VERSION
rises when a field changes its place or meaning; a blob of another version is refused.
"""

from typing import TypeVar

import msgspec
from msgspec import Struct

from game.protocol.link import LinkVersionError
from game.protocol.opsnews import Room, Worker

VERSION = 1


class Order(Struct, frozen=True, array_like=True, tag=1):
    """One command. `payload` is its JSON as it was checked at the edge; `expires_at` (Unix time,
    s) is when nobody waits for its outcome any more."""

    version: int
    channel: str  # that the answer goes to
    conn: int
    request_seq: int
    system_id: str
    kind: str
    payload: str
    expires_at: float


class Attend(Struct, frozen=True, array_like=True, tag=2):
    """A web process has operators at a system: said once a second, and at every change.

    rate: the highest asked of the stream in Hz, 0 for no stream. whole: tell every agent.
    """

    version: int
    channel: str
    system_id: str
    rate: float
    whole: bool


Request = Order | Attend


class Answer(Struct, frozen=True, array_like=True):
    """The outcome of an order, for its sender. `payload` is JSON without `request_seq`.

    `code` is that of an error, or empty. `worker` is the channel of who answers.
    """

    version: int
    worker: str
    conn: int
    request_seq: int
    system_id: str
    kind: str
    payload: str
    code: str


class Mark(Struct, frozen=True, array_like=True):
    """One tick: its number, its time in ms, and how many entities there were."""

    tick: int
    duration_ms: float
    entities: int


class Told(Struct, frozen=True, array_like=True):
    """A message for everybody who watches, but for a connection that has its own copy.

    `channel` and `conn` are that connection's process and number; `payload` is JSON.
    """

    kind: str
    payload: str
    channel: str = ""
    conn: int = 0


class Sample(Struct, frozen=True, array_like=True):
    """What there was to see since the last sample, encoded once for all who watch.

    agents: (id, payload of `agent_update`), only those that changed unless `whole`.
    removed: ids that are gone. told: in the order in which it happened.
    """

    version: int
    worker: str
    system_id: str
    epoch: int
    tick: int
    whole: bool
    marks: list[Mark]
    agents: list[tuple[str, str]]
    removed: list[str]
    told: list[Told]


class Beat(Struct, frozen=True, array_like=True):
    """A worker says how it and its systems are."""

    version: int
    worker: Worker
    rooms: list[Room]


class Standing(Struct, frozen=True, array_like=True):
    """A worker says to the others how much it has to do.

    `worker_id` is its channel as well. `rooms` has what it is just waking; `load` is the share of
    the last second that went into ticks. leaving: it takes nothing any more.
    """

    version: int
    worker_id: str
    rooms: int
    load: float
    leaving: bool


M = TypeVar("M", Request, Answer, Sample, Beat, Standing)

pack = msgspec.msgpack.Encoder().encode
_request = msgspec.msgpack.Decoder(Request)
_answer = msgspec.msgpack.Decoder(Answer)
_sample = msgspec.msgpack.Decoder(Sample)
_beat = msgspec.msgpack.Decoder(Beat)
_standing = msgspec.msgpack.Decoder(Standing)


def request_from(blob: bytes) -> Request:
    """Raises LinkVersionError, as do the others."""
    return _read(_request, blob)


def answer_from(blob: bytes) -> Answer:
    return _read(_answer, blob)


def sample_from(blob: bytes) -> Sample:
    return _read(_sample, blob)


def beat_from(blob: bytes) -> Beat:
    return _read(_beat, blob)


def standing_from(blob: bytes) -> Standing:
    return _read(_standing, blob)


def _read(decoder: "msgspec.msgpack.Decoder[M]", blob: bytes) -> M:
    try:
        message = decoder.decode(blob)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise LinkVersionError(str(error)) from error
    if message.version != VERSION:
        raise LinkVersionError(f"version {message.version}, this side speaks {VERSION}")
    return message
