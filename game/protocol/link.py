"""What feeds (in web processes) and systems (in workers) say to each other.

Both directions travel as msgpack blobs inside a channel-layer message: a `Batch` from a feed,
`Replies` to one feed, a `Frame` to all feeds. What one process has for another at the same time is
a `Bundle`, whatever systems it is of; a frame that is not small goes alone, to the group of all
feeds of its system. All are arrays on the wire; VERSION rises when a field changes its place or
meaning, and a blob of another version is refused.
"""

from typing import TypeVar

import msgspec
from msgspec import Struct

VERSION = 8


class LinkVersionError(ValueError):
    """The other side speaks another version of this format."""


# feed -> system -----------------------------------------------------------------------------


class Steering(Struct, frozen=True, array_like=True):
    """The newest inputs of ships since the last batch, as parallel columns of bytes.

    ships and acks are int64, thrust and turn float64, fire one byte each; a ship occurs once.
    docks: seq of the input that asked to dock in between, by ship.
    """

    ships: bytes = b""
    acks: bytes = b""
    thrust: bytes = b""
    turn: bytes = b""
    fire: bytes = b""
    docks: dict[int, int] = {}


class Join(Struct, frozen=True, array_like=True, tag=1):
    """`resume`: the pilot is in already and only the worker is new; no `session.joined`."""

    conn: int
    player: int
    request_seq: int
    resume: bool


class Leave(Struct, frozen=True, array_like=True, tag=2):
    """`asked`: by a message, which is answered; else the connection is gone."""

    conn: int
    ship: int
    request_seq: int
    asked: bool


class TradeOrder(Struct, frozen=True, array_like=True, tag=3):
    conn: int
    ship: int
    request_seq: int
    selling: bool
    station_id: str
    commodity_id: str
    quantity: int
    ref: str | None


class RepairOrder(Struct, frozen=True, array_like=True, tag=4):
    conn: int
    ship: int
    request_seq: int
    station_id: str
    ref: str | None


class RefuelOrder(Struct, frozen=True, array_like=True, tag=5):
    conn: int
    ship: int
    request_seq: int
    station_id: str
    quantity: int | None
    ref: str | None


class Chat(Struct, frozen=True, array_like=True, tag=6):
    conn: int
    ship: int
    request_seq: int
    channel: str
    text: str


class JumpOrder(Struct, frozen=True, array_like=True, tag=7):
    conn: int
    ship: int
    request_seq: int
    gate_id: str


OrderOfHelm = TradeOrder | RepairOrder | RefuelOrder | Chat | JumpOrder
Order = Join | Leave | OrderOfHelm


class Batch(Struct, frozen=True, array_like=True):
    """All that a feed's sockets said since its last batch.

    `feed` is where news come to it, `frames` where bundles of small frames do: channels that all
    feeds of a process share.
    `done_tick` is the last frame that the feed has fanned out: its credit. `snapshots` are ships
    whose pilots need their whole surroundings; `info` asks for a `Welcome`.
    """

    version: int
    feed: str
    frames: str
    done_tick: int
    info: bool
    steering: Steering
    orders: list[Order]
    snapshots: list[int]


# system -> one feed -------------------------------------------------------------------------


class Welcome(Struct, frozen=True, array_like=True, tag=1):
    """What a feed must know of a system. `places` and `markets` are ready JSON.

    number: of the last frame in this epoch, -1 before the first; `markets` are no older than it.
    `places` holds the members zones, stations and gates of a snapshot, without braces.
    """

    worker: str
    epoch: int
    number: int
    stride: int  # cells in a row of the padded grid
    tick_rate: float
    places: str
    markets: str


class Beat(Struct, frozen=True, array_like=True, tag=2):
    """The system lives. Sent twice a second, and at once when something of it changes."""

    worker: str
    epoch: int
    state: str
    tick_rate: float
    time_scale: float


class Joined(Struct, frozen=True, array_like=True, tag=3):
    """A connection is at the helm of `ship`. `payload` is that of `session.joined`, or empty."""

    conn: int
    ship: int
    payload: str


class Reply(Struct, frozen=True, array_like=True, tag=4):
    """A message to one connection. request_seq 0: it answers nothing."""

    conn: int
    request_seq: int
    kind: str
    payload: str


class Parted(Struct, frozen=True, array_like=True, tag=5):
    """The connection is no longer at the helm. reason: left, superseded, jumped.

    `payload` is that of `session.left`, or empty. `onward`: the system to join now.
    """

    conn: int
    request_seq: int
    ship: int
    reason: str
    payload: str
    onward: str


class Broadcast(Struct, frozen=True, array_like=True, tag=6):
    """A message that may not be lost, to many. ships None: to all of the feed's pilots.

    by: the player who says it, whom some may have blocked, 0 for nobody.
    """

    kind: str
    payload: str
    ships: list[int] | None
    but: int  # a conn that has its own copy, 0 for none
    by: int = 0


class Asleep(Struct, frozen=True, array_like=True, tag=7):
    """Nobody is here any more; the next join must wake the system again.

    stopped: an operator has stopped it, and waking it is in vain until one starts it.
    """

    epoch: int
    stopped: bool = False


News = Welcome | Beat | Joined | Reply | Parted | Broadcast | Asleep


class Replies(Struct, frozen=True, array_like=True):
    version: int
    news: list[News]


# system -> all feeds ------------------------------------------------------------------------


class Fight(Struct, frozen=True, array_like=True):
    """A combat event for those who see `cell`, but for the two ships, whose pilots have it."""

    cell: int
    payload: str
    ships: tuple[int, int]


class Frame(Struct, frozen=True, array_like=True):
    """One tick as fragments of JSON, each encoded once.

    Cells are numbers of the padded grid. A list fragment begins with a comma for each element.
    base_tick: the frame that this one follows; a feed that misses it asks for snapshots. number:
    of this frame in its epoch; while time stands still, it alone tells that one is missing.
    cells, updates, removed, events: parallel; what changed in a cell.
    full: whole content of cells that somebody newly sees. gone: ids that stood, at base_tick, in
    cells that somebody stops seeing.
    ships (int64), centres (int32), acks (int64), contexts (int16): parallel; one row a pilot.
    near: int16, a row of indices into `table` for each pilot with -1 for none, or empty; what a
    pilot in a crowd must have although it is not in turn.
    you: members that changed, by ship; whole: the whole `you`, by ship, to whom a snapshot is due.
    everywhere: events for all. markets: all prices when one changed, else empty.
    waiting: feeds out of credit; they drop frames until they have caught up.
    fights: payloads of `combat.event` by the cell where it happened.
    """

    version: int
    epoch: int
    base_tick: int
    tick: int
    number: int
    cells: list[int]
    updates: list[str]
    removed: list[str]
    events: list[str]
    full: dict[int, str]
    gone: dict[int, str]
    ships: bytes
    centres: bytes
    acks: bytes
    contexts: bytes
    context_table: list[str]
    table: list[str]
    near: bytes
    you: dict[int, str]
    whole: dict[int, str]
    everywhere: str
    markets: str
    waiting: list[str]
    fights: list[Fight]

    @property
    def tells(self) -> bool:
        """Whether anything is new to those who hold the world as of `base_tick`."""
        return bool(self.cells or self.you or self.everywhere or self.markets or self.fights)


# process -> process -------------------------------------------------------------------------


class Part(Struct, frozen=True, array_like=True):
    """A packed `Batch`, `Replies` or `Frame` of one system, all of a bundle of the same kind."""

    system_id: str
    blob: bytes


class Bundle(Struct, frozen=True, array_like=True):
    """In the order in which they were said; a part that cannot be read harms no other."""

    version: int
    parts: list[Part]


_encoder = msgspec.msgpack.Encoder()
Message = Batch | Replies | Frame | Bundle
M = TypeVar("M", Batch, Replies, Frame, Bundle)


def pack(message: Message) -> bytes:
    return _encoder.encode(message)


def unpack(kind: type[M], blob: bytes) -> M:
    """Decode a blob of `kind`. Raises LinkVersionError for one of another version."""
    try:
        message = msgspec.msgpack.decode(blob, type=kind)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise LinkVersionError(str(error)) from error
    if message.version != VERSION:
        raise LinkVersionError(f"version {message.version}, this side speaks {VERSION}")
    return message


def around(cell: int, stride: int) -> tuple[int, ...]:
    """The square of nine cells of the padded grid with `cell` in its middle."""
    return (
        cell - stride - 1,
        cell - stride,
        cell - stride + 1,
        cell - 1,
        cell,
        cell + 1,
        cell + stride - 1,
        cell + stride,
        cell + stride + 1,
    )
