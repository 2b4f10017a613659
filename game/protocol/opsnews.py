"""The control socket: what operators get. The envelope is that of `/ws`."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from game.protocol.errors import ErrorCode
from game.protocol.ops import Behaviour
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
    request_seq: RequestSeq | UnsetType | None = UNSET


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


class SystemMoved(SimulationStatus, frozen=True, kw_only=True):
    """The system goes on in another worker. `tick` is its last one before."""

    worker_id: str


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
    "system_moved": SystemMoved,
    "tick_rate_changed": TickRateChanged,
    "tick_start": TickStart,
    "tick_end": TickEnd,
    "agent_update": AgentUpdate,
    "world_event": WorldEvent,
    "state": State,
    "rooms": Rooms,
}
