"""The control socket as an AsyncAPI 3.0 document, with an example of each message."""

from typing import Any

from msgspec import Struct, to_builtins

from game.protocol import limits, ops, opsnews, server, wire
from game.protocol.asyncapi import Deployment, Json, Socket, socket_document
from game.protocol.client import Login, Ping
from game.protocol.conversation import EXCHANGES as LIVE_EXCHANGES
from game.protocol.conversation import Exchange
from game.protocol.errors import MESSAGES, ErrorCode
from game.protocol.names import FIRST_SYSTEM

INFO = f"""\
Operators command star systems through this socket. The envelope, the encodings and the limits are
those of the live protocol; a log-in needs the token of a member of staff, and is over within a
second when the token expires or the right is taken away: an `error`, then close code 4004.

Every command names a system by `system_id`, `{FIRST_SYSTEM}` where it is absent; whichever worker
runs it carries the command out. `command_ack` says that the command was taken, the outcome follows
as an event with the `request_seq` of the command, or as an `error` with it. An agent's change is
answered by `agent_update`, its removal by `world_event`. Every command is written to the audit log
with its outcome. A command that needs a running system wakes one that sleeps; one that was stopped
is started by nothing but `start`.

`watch` begins a stream, which is best effort and never slows the simulation: above 20 ticks a
second, and with many operators, some ticks are left out; of an agent the newest state is sent, at
most `agent_rate` times a second and ten times at most. The first sample has every agent. Loot is
an agent, too; projectiles are not. Names of `world_event`s are in `data.event_type`.

`move_system` has another worker go on with a system while its pilots fly: they keep ship, speed and
cargo, miss part of a second, and see `recovering` meanwhile.

A rate holds until the system sleeps or is started anew, and so does a pause, whoever runs the
system meanwhile. A system that was
started or is watched stays awake until 30 seconds after the last of these operators has gone."""

_RULES = (ErrorCode.SERVER_BUSY, ErrorCode.UNKNOWN_SYSTEM, ErrorCode.QUEUE_FULL)
_AGENT = (*_RULES, ErrorCode.UNKNOWN_AGENT, ErrorCode.FORBIDDEN)

EXCHANGES: dict[str, Exchange] = {
    "auth.login": Exchange(
        LIVE_EXCHANGES["auth.login"].answers,
        (*LIVE_EXCHANGES["auth.login"].refusals, ErrorCode.FORBIDDEN),
    ),
    "start": Exchange(("command_ack", "simulation_started"), _RULES),
    "stop": Exchange(("command_ack", "simulation_stopped"), _RULES),
    "move_system": Exchange(("command_ack", "system_moved"), _RULES),
    "pause": Exchange(("command_ack", "simulation_paused"), _RULES),
    "resume": Exchange(("command_ack", "simulation_resumed"), _RULES),
    "set_tick_rate": Exchange(("command_ack", "tick_rate_changed"), _RULES),
    "add_agent": Exchange(("command_ack", "agent_update"), (*_RULES, ErrorCode.AGENT_EXISTS)),
    "delete_agent": Exchange(("command_ack", "world_event"), _AGENT),
    "modify_agent": Exchange(("command_ack", "agent_update"), _AGENT),
    "request_state": Exchange(("command_ack", "state"), _RULES),
    "watch": Exchange(("command_ack",), _RULES),
    "unwatch": Exchange(("command_ack",), _RULES),
    "watch_rooms": Exchange(("command_ack",), (ErrorCode.QUEUE_FULL,)),
    "unwatch_rooms": Exchange(("command_ack",), (ErrorCode.QUEUE_FULL,)),
    "net.ping": LIVE_EXCHANGES["net.ping"],
}

UNASKED = (
    "simulation_started",
    "simulation_stopped",
    "simulation_paused",
    "simulation_resumed",
    "system_moved",
    "tick_rate_changed",
    "tick_start",
    "tick_end",
    "agent_update",
    "world_event",
    "rooms",
    "error",
)
OUTGOING: dict[str, type[Struct]] = {**opsnews.OPS_MESSAGES, "net.pong": Ping}

_WORKER = "specific.4fe1a77c!b2"
_TS_MS = 1_700_000_000_500
_SHIP = "s_7"
_STATUS = (FIRST_SYSTEM, 4200, 20.0, 3)
_AGENT_NOW = opsnews.Agent(
    "pirate", "Grim", 100.0, 50.0, 0.0, 0.0, 1.571, 1.571, 120.0, 120.0, "n_1099511627776",
    behaviour="idle",
)  # fmt: skip
_PILOT_NOW = opsnews.Agent(
    "pilot", "Vega", 20.5, -3.0, 12.1, 0.0, 0.0, 0.0, 100.0, 100.0, _SHIP, pilot="p_7"
)

_INCOMING: dict[str, tuple[int, Struct | dict[str, Any]]] = {
    "auth.login": (1, Login("eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.c2lnbmF0dXJl")),
    "start": (2, ops.Start(FIRST_SYSTEM, 20.0)),
    "set_tick_rate": (3, ops.SetTickRate(tick_rate=20.0)),
    "add_agent": (
        4,
        ops.AddAgent(
            agent_id="grim-1",
            agent_kind="pirate",
            agent_data=ops.NewAgent(x=100.0, y=50.0, hp=120.0, name="Grim", behaviour="idle"),
        ),
    ),
    "modify_agent": (5, ops.ModifyAgent(agent_id=_SHIP, agent_data=ops.AgentChange(hp=80.0))),
    "delete_agent": (6, ops.DeleteAgent(agent_id="grim-1")),
    "request_state": (7, ops.RequestState()),
    "watch": (8, ops.WatchSystem(FIRST_SYSTEM, 5.0)),
    "unwatch": (9, ops.UnwatchSystem()),
    "watch_rooms": (10, ops.WatchRooms()),
    "unwatch_rooms": (11, ops.UnwatchRooms()),
    "pause": (12, ops.Pause()),
    "resume": (13, ops.Resume()),
    "stop": (14, ops.Stop()),
    "net.ping": (15, {"t": 48211.3}),
    "move_system": (16, ops.MoveSystem(FIRST_SYSTEM, _WORKER)),
}

_OUTGOING: dict[str, tuple[int, Struct | dict[str, Any]]] = {
    "auth.ok": (101, server.AuthOk("p_1", 1, 1)),
    "auth.error": (
        102,
        server.AuthError(ErrorCode.FORBIDDEN, MESSAGES[ErrorCode.FORBIDDEN], 1),
    ),
    "command_ack": (103, opsnews.CommandAck("set_tick_rate", "accepted", 3)),
    "error": (
        104,
        opsnews.OpsError(
            ErrorCode.AGENT_EXISTS,
            MESSAGES[ErrorCode.AGENT_EXISTS],
            MESSAGES[ErrorCode.AGENT_EXISTS],
            4200,
            4,
        ),
    ),
    "simulation_started": (105, opsnews.SimulationStarted(*_STATUS)),
    "simulation_stopped": (106, opsnews.SimulationStopped(*_STATUS)),
    "simulation_paused": (107, opsnews.SimulationPaused(*_STATUS)),
    "simulation_resumed": (108, opsnews.SimulationResumed(*_STATUS)),
    "tick_rate_changed": (109, opsnews.TickRateChanged(*_STATUS)),
    "system_moved": (119, opsnews.SystemMoved(*_STATUS, worker_id=_WORKER)),
    "tick_start": (110, opsnews.TickStart(FIRST_SYSTEM, 4201)),
    "tick_end": (111, opsnews.TickEnd(FIRST_SYSTEM, 4201, 1.203, 42)),
    "agent_update": (112, opsnews.AgentUpdate("grim-1", FIRST_SYSTEM, _AGENT_NOW, 4201)),
    "world_event": (
        113,
        opsnews.WorldEvent(
            FIRST_SYSTEM,
            {"event_type": "docked", "entity_id": _SHIP, "station_id": "earth-orbit-station"},
            4201,
        ),
    ),
    "state": (
        114,
        opsnews.State(
            FIRST_SYSTEM,
            4201,
            20.0,
            "live",
            1.0,
            server.Bounds(-8000.0, -8000.0, 8000.0, 8000.0),
            [server.Zone("z_earth_core_safe", "core_safe", server.Point(-1200.0, 300.0), 900.0,
                         8.0, 92.0, 1.0, False)],
            [server.Station("earth-orbit-station", "Earth Orbit Station", -1200.0, 300.0, 90.0,
                            20.0, server.Services(True, True, True))],
            [],
            [opsnews.StateAgent(
                **{name: getattr(_PILOT_NOW, name) for name in opsnews.Agent.__struct_fields__},
                agent_id=_SHIP,
            )],
            7,
        ),
    ),
    "rooms": (
        115,
        opsnews.Rooms(
            [opsnews.Room(FIRST_SYSTEM, "Sol", "live", 4201, 20.0, 1.0, 1.2, 3.4, 0.8, 12, 42, 9,
                          1, "specific.worker!b2", 3, 0.7)],
            [opsnews.Worker("specific.worker!b2", "deck", 4711, "0.1.0", 1, 0.03, 86400.0, 96.5)],
        ),
    ),
    "net.pong": (116, {"t": 48211.3}),
}  # fmt: skip


def examples() -> dict[str, Json]:
    """A complete envelope as plain data for each message of either side."""
    return {
        kind: {"type": kind, "seq": seq, "ts": _TS_MS, "payload": to_builtins(payload)}
        for kind, (seq, payload) in (_INCOMING | _OUTGOING).items()
    }


def control_document(deployment: Deployment) -> Json:
    """The whole document as plain data, the same for the same deployment."""
    return socket_document(CONTROL, deployment)


def _limits(deployment: Deployment) -> list[Json]:
    rows = [
        (wire.MAX_FRAME_BYTES, "bytes", "in a frame of yours, else `PAYLOAD_TOO_LARGE`"),
        (limits.LOGIN_TRIES, "tries", "to log in on one connection, then 4003"),
        (limits.ABUSE_ERRORS, "errors", f"within {limits.ABUSE_WINDOW_S:g} s, then 4008"),
        (limits.MAX_QUEUED_BYTES, "bytes", "of outcomes left unread, then 4009"),
        (limits.MAX_COMMANDS, "commands", "without an outcome yet, else `QUEUE_FULL`"),
        (deployment.messages_per_second, "/s", "messages on average, twice that at once, else "
                                               "`RATE_LIMITED`"),
        (deployment.login_timeout, "s", "to log in, then 4002"),
    ]  # fmt: skip
    return [{"value": value, "unit": unit, "words": words} for value, unit, words in rows]


def _tag(kind: str) -> str:
    if kind in ops.COMMANDS:
        return "command"
    family, dot, _ = kind.partition(".")
    return family if dot else "event"


CONTROL = Socket(
    channel="control",
    address="/ws/ops",
    title="Cosmic control socket",
    channel_title="The control socket",
    info=INFO,
    incoming=ops.OPERATOR_MESSAGES,
    outgoing=OUTGOING,
    exchanges=EXCHANGES,
    unasked=UNASKED,
    examples=examples(),
    tag=_tag,
    limits=_limits,
)
