"""The control socket: what operators may send. The envelope is that of `/ws`.

Rates are clamped into their range (`clamped_rate`); any other number out of range is refused, at
the edge where the range is fixed, by the system itself where it depends on its map.
"""

import re
from math import isfinite
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from game.protocol.client import NO_NUL, Login, Ping
from game.protocol.limits import AGENT_HP_MAX, AGENT_RATE, TICK_RATE_MAX, TICK_RATE_MIN
from game.protocol.names import FIRST_SYSTEM

SystemId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        pattern=NO_NUL,
        description=f"Id of a star system; `{FIRST_SYSTEM}` where it is absent.",
    ),
]
AgentId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        pattern=NO_NUL,
        description="Id of an agent: `s_...` of a pilot's ship, `n_...` of an NPC that the system "
        "brought forth, or the id that an operator gave.",
    ),
]
WorkerId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=128,
        pattern=NO_NUL,
        description="Id of a worker, as `rooms` tells it; where it is absent, the least loaded.",
    ),
]
Rate = Annotated[
    float,
    Meta(
        description="Ticks a second; clamped into the range.",
        extra_json_schema={"minimum": TICK_RATE_MIN, "maximum": TICK_RATE_MAX},
    ),
]
AgentRate = Annotated[
    float,
    Meta(
        description="How often a second an agent's changes are told at most; clamped into the "
        "range.",
        extra_json_schema={"minimum": TICK_RATE_MIN, "maximum": TICK_RATE_MAX},
    ),
]
Behaviour = Annotated[
    Literal["idle", "patrol", "hunt", "trade"],
    Meta(
        description="What it does: nothing; flies around the nearest safe zone; hunts the nearest "
        "pilot (patrols: outlaws); trades between stations. Traders do not hunt, and nobody else "
        "trades."
    ),
]
AgentKind = Literal["pirate", "trader", "patrol"]
AgentName = Annotated[str, Meta(min_length=1, max_length=64, pattern=NO_NUL)]
Coordinate = Annotated[float, Meta(description="World units, within the bounds of the system.")]
Velocity = Annotated[
    float, Meta(description="World units a second; together at most what the ship can fly.")
]
Heading = Annotated[float, Meta(description="Radians; any turn is taken for the same direction.")]
Hp = Annotated[
    float,
    Meta(
        gt=0,
        le=AGENT_HP_MAX,
        description="Points of hull. An NPC may have more than its class; a pilot's ship may not.",
    ),
]

_RESERVED = re.compile(r"(s_\d+|n_\d{13,})", re.ASCII)  # ids that a system gives by itself


class Command(Struct, frozen=True):
    """A command for one star system."""

    system_id: SystemId = FIRST_SYSTEM


class Start(Command, frozen=True):
    """Start a system, also one that was stopped; one that runs goes on, at the new rate if any."""

    tick_rate: Rate | None = None

    def __post_init__(self) -> None:
        _check_finite(self.tick_rate)


class Stop(Command, frozen=True):
    """Stop a system until it is started: pilots are told, their ships stored, joins refused."""


class MoveSystem(Command, frozen=True):
    """Have another worker run a system, while its pilots fly: a named one, or the least loaded."""

    worker_id: WorkerId | UnsetType = UNSET


class Pause(Command, frozen=True):
    """Freeze time in a system. Its pilots stay."""


class Resume(Command, frozen=True):
    """Let time go on."""


class SetTickRate(Command, frozen=True, kw_only=True):
    """Change a system's rate at once; `tick_rate_changed` tells the value taken."""

    tick_rate: Rate

    def __post_init__(self) -> None:
        _check_finite(self.tick_rate)


class AgentChange(Struct, frozen=True):
    """The given ones of an agent's properties change."""

    x: Coordinate | UnsetType = UNSET
    y: Coordinate | UnsetType = UNSET
    vx: Velocity | UnsetType = UNSET
    vy: Velocity | UnsetType = UNSET
    r: Heading | UnsetType = UNSET
    hp: Hp | UnsetType = UNSET
    name: AgentName | UnsetType = UNSET
    behaviour: Behaviour | UnsetType = UNSET

    def __post_init__(self) -> None:
        _check_finite(self.x, self.y, self.vx, self.vy, self.r, self.hp)


class NewAgent(AgentChange, frozen=True, kw_only=True):
    """A new NPC. At rest, unhurt, with the name and the behaviour of its kind unless told."""

    x: Coordinate
    y: Coordinate


class AddAgent(Command, frozen=True, kw_only=True):
    """Add an NPC. It stays until it is removed or destroyed, whoever is there."""

    agent_id: AgentId
    agent_kind: AgentKind
    agent_data: NewAgent

    def __post_init__(self) -> None:
        if _RESERVED.fullmatch(self.agent_id):
            raise ValueError("Ids of that form are given by systems themselves")


class DeleteAgent(Command, frozen=True, kw_only=True):
    """Remove an NPC. A pilot's ship cannot be removed."""

    agent_id: AgentId


class ModifyAgent(Command, frozen=True, kw_only=True):
    """Change an NPC or a pilot's ship; of a ship, all but name and behaviour."""

    agent_id: AgentId
    agent_data: AgentChange


class RequestState(Command, frozen=True):
    """Ask for the whole state of a system."""


class WatchSystem(Command, frozen=True):
    """Begin the stream of a system's events, or change its rate."""

    agent_rate: AgentRate = AGENT_RATE

    def __post_init__(self) -> None:
        _check_finite(self.agent_rate)


class UnwatchSystem(Command, frozen=True):
    """End the stream of a system's events."""


class WatchRooms(Struct, frozen=True):
    """Begin the overview of all systems and workers, once a second."""


class UnwatchRooms(Struct, frozen=True):
    """End the overview."""


COMMANDS: dict[str, type[Struct]] = {
    "start": Start,
    "stop": Stop,
    "move_system": MoveSystem,
    "pause": Pause,
    "resume": Resume,
    "set_tick_rate": SetTickRate,
    "add_agent": AddAgent,
    "delete_agent": DeleteAgent,
    "modify_agent": ModifyAgent,
    "request_state": RequestState,
    "watch": WatchSystem,
    "unwatch": UnwatchSystem,
    "watch_rooms": WatchRooms,
    "unwatch_rooms": UnwatchRooms,
}
OPERATOR_MESSAGES: dict[str, type[Struct]] = {
    "auth.login": Login,
    **COMMANDS,
    "net.ping": Ping,
}


def clamped_rate(rate: float) -> float:
    return min(TICK_RATE_MAX, max(TICK_RATE_MIN, rate))


def _check_finite(*values: float | UnsetType | None) -> None:
    for value in values:
        if isinstance(value, (int, float)) and not isfinite(value):
            raise ValueError("Number out of range")
