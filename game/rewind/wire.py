"""What is asked of `python -m game.rewind`, and what it answers, as msgpack."""

from typing import Any

from msgspec import Struct

from game.catalog.systems import SystemSpec

Row = tuple[str, float, float, float, float, float, float, str | None]
ROW_FIELDS = ("agent_id", "x", "y", "vx", "vy", "angle", "hp", "docked_at")


class Ask(Struct, frozen=True):
    """Segments of one system, the oldest first, and which ticks to tell of: first, first + every...

    No more than `rows` agents are told of in all frames together, nor `events` events.
    """

    segments: list[bytes]
    first: int
    last: int
    every: int
    rows: int
    events: int


class AgentFacts(Struct, frozen=True, omit_defaults=True):
    """What does not move of an agent. `ship` is a pilot's ship, by its row's key."""

    kind: str
    name: str
    hp_max: float
    entity_id: str
    ship: int | None = None


class Frame(Struct, frozen=True):
    """Who was where at a tick. time_s: seconds that the system has lived."""

    tick: int
    time_s: float
    rows: list[Row]


class Happened(Struct, frozen=True):
    """`data` has `event_type`, and the fields of the engine's event with ids as on the wire."""

    tick: int
    data: dict[str, Any]


class Missing(Struct, frozen=True):
    """Ticks of which nothing is known, and why."""

    first: int
    last: int
    why: str


class Told(Struct, frozen=True):
    """`next` is the tick to ask from for the rest, None when all was told.

    `error`: why nothing is told after the last frame. `compared`: recorded hashes that were met.
    """

    spec: SystemSpec | None
    agents: dict[str, AgentFacts]
    frames: list[Frame]
    events: list[Happened]
    gaps: list[Missing]
    compared: int
    dt: float
    next: int | None = None
    error: str = ""
