"""The control socket: what operators may send, and what they get. The envelope is that of `/ws`.

Rates are clamped into their range (`clamped_rate`); any other number out of range is refused, at
the edge where the range is fixed, by the system itself where it depends on its map.
"""

import re
from math import isfinite
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from game.protocol.client import NO_NUL, Login, Ping
from game.protocol.errors import ErrorCode
from game.protocol.limits import AGENT_HP_MAX, AGENT_RATE, TICK_RATE_MAX, TICK_RATE_MIN
from game.protocol.names import FIRST_SYSTEM
from game.protocol.server import (
    Angle,
    AuthError,
    AuthOk,
    Bounds,
    Gate,
    PlayerId,
    Position,
    RequestSeq,
    Share,
    Speed,
    Station,
    Tick,
    TickRate,
    Zone,
)

# --- what operators send --------------------------------------------------------------------

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


# --- what operators get ---------------------------------------------------------------------

AnsweredSeq = Annotated[
    int, Meta(ge=1, description="The client's `seq` that this answers; absent where nobody asked.")
]


class CommandAck(Struct, frozen=True):
    """The command was taken. What came of it follows as an event or an `error`."""

    command_type: str
    status: Literal["accepted"]
    request_seq: RequestSeq


class OpsError(Struct, frozen=True):
    """A command or a message was refused; the socket lives."""

    code: ErrorCode
    message: Annotated[str, Meta(description="Words for people.")]
    error_message: Annotated[str, Meta(description="The same words.")]
    tick: Annotated[int, Meta(ge=0, description="The system's; 0 where none is concerned or runs.")]
    request_seq: RequestSeq | None = None


class SimulationStatus(Struct, frozen=True):
    """`tick` is 0 for a system that does not run."""

    system_id: str
    tick: Tick
    tick_rate: TickRate
    request_seq: AnsweredSeq | UnsetType = UNSET


class SimulationStarted(SimulationStatus, frozen=True):
    """The system runs."""


class SimulationStopped(SimulationStatus, frozen=True):
    """The system is stopped, and stays so."""


class SimulationPaused(SimulationStatus, frozen=True):
    """Time stands still in the system."""


class SimulationResumed(SimulationStatus, frozen=True):
    """Time goes on in the system."""


class TickRateChanged(SimulationStatus, frozen=True):
    """The system ticks at `tick_rate` from now on."""


class TickStart(Struct, frozen=True):
    """A tick began. With many ticks or operators, some are left out."""

    system_id: str
    tick: Tick


class TickEnd(Struct, frozen=True):
    """A tick ended. `duration_ms` is what it took of the worker's time."""

    system_id: str
    tick: Tick
    duration_ms: Annotated[float, Meta(ge=0)]
    entities: Annotated[int, Meta(ge=0, description="Ships, projectiles and loot in the system.")]


class Agent(Struct, frozen=True, omit_defaults=True):
    """An agent as it is now. `pilot`: whose ship it is; `behaviour`: of an operator's NPC."""

    kind: Literal["pilot", "pirate", "trader", "patrol", "loot"]
    name: Annotated[str, Meta(description="Of loot, the goods.")]
    x: Position
    y: Position
    vx: Speed
    vy: Speed
    angle: Angle
    r: Annotated[float, Meta(description="The same as `angle`.")]
    hp: Annotated[float, Meta(ge=0)]
    hp_max: Annotated[float, Meta(ge=0)]
    entity_id: Annotated[str, Meta(description="Its id on `/ws`.")]
    docked_at: Annotated[str | None, Meta(description="Id of the station, absent in flight.")] = (
        None
    )
    behaviour: Behaviour | UnsetType = UNSET
    pilot: PlayerId | UnsetType = UNSET


class AgentUpdate(Struct, frozen=True):
    """An agent as it is now: the outcome of a command, or a sample of the stream."""

    agent_id: str
    system_id: str
    data: Agent
    tick: Tick
    request_seq: AnsweredSeq | UnsetType = UNSET


class WorldEvent(Struct, frozen=True):
    """Something happened. `data` has `event_type` and what belongs to it.

    `agent_removed` {agent_id}: also the outcome of `delete_agent`. `events_skipped` {count}: more
    happened than the stream can tell.
    """

    system_id: str
    data: Annotated[dict[str, Any], Meta(extra_json_schema={"required": ["event_type"]})]
    tick: Tick
    request_seq: AnsweredSeq | UnsetType = UNSET


class StateAgent(Agent, frozen=True, omit_defaults=True, kw_only=True):
    """An agent of a whole state."""

    agent_id: str


RunState = Literal["live", "paused", "stopped"]


class State(Struct, frozen=True):
    """The whole state of a system at one tick."""

    system_id: str
    tick: Tick
    tick_rate: TickRate
    state: RunState
    time_scale: Annotated[float, Meta(ge=0)]
    bounds: Bounds
    zones: list[Zone]
    stations: list[Station]
    gates: list[Gate]
    agents: list[StateAgent]
    request_seq: AnsweredSeq | UnsetType = UNSET


class Room(Struct, frozen=True):
    """One system. Durations are of the last seconds; `late_ms` is how far ticks were behind."""

    system_id: str
    name: str
    state: Literal["live", "paused", "stopped", "asleep", "recovering"]
    tick: Tick
    tick_rate: TickRate
    time_scale: Annotated[float, Meta(ge=0)]
    p50_ms: Annotated[float, Meta(ge=0)]
    p99_ms: Annotated[float, Meta(ge=0)]
    late_ms: Annotated[float, Meta(ge=0)]
    pilots: Annotated[int, Meta(ge=0)]
    entities: Annotated[int, Meta(ge=0)]
    npcs: Annotated[int, Meta(ge=0)]
    feeds: Annotated[int, Meta(ge=0, description="Web processes that serve its pilots.")]
    worker_id: Annotated[str, Meta(description="Empty where nobody runs it.")]
    epoch: Annotated[int, Meta(ge=0)]
    lease_age_s: (
        Annotated[float, Meta(ge=0, description="Since the lease's last heartbeat.")] | None
    )


class Worker(Struct, frozen=True):
    """One worker process."""

    worker_id: str
    host: str
    pid: int
    version: str
    rooms: Annotated[int, Meta(ge=0)]
    load: Annotated[Share, Meta(description="Share of the last second spent in ticks.")]
    up_s: Annotated[float, Meta(ge=0)]
    rss_mib: Annotated[float, Meta(ge=0)]


class Rooms(Struct, frozen=True):
    """All systems and all workers that were heard of within the last seconds."""

    rooms: list[Room]
    workers: list[Worker]


OPS_MESSAGES: dict[str, type[Struct]] = {
    "auth.ok": AuthOk,
    "auth.error": AuthError,
    "command_ack": CommandAck,
    "error": OpsError,
    "simulation_started": SimulationStarted,
    "simulation_stopped": SimulationStopped,
    "simulation_paused": SimulationPaused,
    "simulation_resumed": SimulationResumed,
    "tick_rate_changed": TickRateChanged,
    "tick_start": TickStart,
    "tick_end": TickEnd,
    "agent_update": AgentUpdate,
    "world_event": WorldEvent,
    "state": State,
    "rooms": Rooms,
}
