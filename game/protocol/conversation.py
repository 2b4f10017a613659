"""Who answers what: the replies of each client message, and what the server says unasked."""

from typing import NamedTuple

from game.protocol.errors import ErrorCode


class Exchange(NamedTuple):
    """`answers`: types of the server's replies when all is well. `refusals`: codes of this
    message's own rules, which come as `error`, or as `auth.error` where that is an answer."""

    answers: tuple[str, ...]
    refusals: tuple[ErrorCode, ...] = ()


_SERVICE = (
    ErrorCode.NOT_IN_SYSTEM,
    ErrorCode.NOT_DOCKED,
    ErrorCode.WRONG_STATION,
    ErrorCode.SHIP_DESTROYED,
    ErrorCode.SERVER_BUSY,
)
_TRADE = (
    *_SERVICE,
    ErrorCode.UNKNOWN_COMMODITY,
    ErrorCode.INVALID_QUANTITY,
    ErrorCode.TRADE_COOLDOWN,
)

_MATCH = (
    ErrorCode.UNKNOWN_MATCH,
    ErrorCode.INVALID_KEY,
    ErrorCode.TOO_MANY_MATCHES,
    ErrorCode.NOT_STARTED,
    ErrorCode.MATCH_OVER,
    ErrorCode.SERVER_BUSY,
)

EXCHANGES: dict[str, Exchange] = {
    "auth.login": Exchange(
        ("auth.ok", "auth.error"),
        (
            ErrorCode.INVALID_TOKEN,
            ErrorCode.UNSUPPORTED_PROTOCOL,
            ErrorCode.SERVER_BUSY,
            ErrorCode.ALREADY_AUTHENTICATED,
        ),
    ),
    "session.join_system": Exchange(
        ("session.joined",), (ErrorCode.UNKNOWN_SYSTEM, ErrorCode.FORBIDDEN, ErrorCode.SERVER_BUSY)
    ),
    "session.leave_system": Exchange(("session.left",), (ErrorCode.NOT_IN_SYSTEM,)),
    "input.command": Exchange((), (ErrorCode.NOT_IN_SYSTEM, ErrorCode.CANNOT_DOCK)),
    "trade.buy": Exchange(
        ("trade.result",),
        (*_TRADE, ErrorCode.INSUFFICIENT_CREDITS, ErrorCode.CARGO_FULL, ErrorCode.OUT_OF_STOCK),
    ),
    "trade.sell": Exchange(("trade.result",), (*_TRADE, ErrorCode.INSUFFICIENT_CARGO)),
    "ship.repair_request": Exchange(
        ("ship.repair_result",),
        (*_SERVICE, ErrorCode.HULL_FULL, ErrorCode.INSUFFICIENT_CREDITS),
    ),
    "ship.refuel_request": Exchange(
        ("ship.refuel_result",),
        (
            *_SERVICE,
            ErrorCode.INVALID_QUANTITY,
            ErrorCode.FUEL_FULL,
            ErrorCode.INSUFFICIENT_CREDITS,
        ),
    ),
    "ship.jump": Exchange(
        ("session.left",),
        (
            ErrorCode.NOT_IN_SYSTEM,
            ErrorCode.UNKNOWN_GATE,
            ErrorCode.GATE_OUT_OF_RANGE,
            ErrorCode.GATE_COOLDOWN,
            ErrorCode.INSUFFICIENT_CREDITS,
            ErrorCode.SHIP_DESTROYED,
            ErrorCode.SERVER_BUSY,
        ),
    ),
    "chat.send": Exchange(("chat.message",), (ErrorCode.NOT_IN_SYSTEM, ErrorCode.SERVER_BUSY)),
    "join_session": Exchange(
        ("joined_session",),
        (ErrorCode.UNKNOWN_SESSION, ErrorCode.TOO_MANY_SESSIONS, ErrorCode.SERVER_BUSY),
    ),
    "leave_session": Exchange(("left_session",), (ErrorCode.UNKNOWN_SESSION,)),
    "match.join": Exchange(
        ("match.waiting", "match.joined"),
        (
            ErrorCode.UNKNOWN_GAME,
            ErrorCode.UNKNOWN_MATCH,
            ErrorCode.MATCH_FULL,
            ErrorCode.NAME_TAKEN,
            ErrorCode.MATCH_OVER,
            ErrorCode.TOO_MANY_MATCHES,
            ErrorCode.SERVER_BUSY,
        ),
    ),
    "match.observe": Exchange(("match.joined",), _MATCH),
    "match.resume": Exchange(("match.joined",), _MATCH),
    "match.move": Exchange(
        ("match.state", "match.illegal_move"), (*_MATCH, ErrorCode.NOT_YOUR_TURN)
    ),
    "match.restart": Exchange(("match.state",), _MATCH),
    "match.leave": Exchange(("match.ended",), _MATCH),
    "net.ping": Exchange(("net.pong",)),
}

# What any message can meet, whatever its type.
COMMON_REFUSALS = (
    ErrorCode.INVALID_JSON,
    ErrorCode.INVALID_ENVELOPE,
    ErrorCode.UNKNOWN_TYPE,
    ErrorCode.INVALID_PAYLOAD,
    ErrorCode.PAYLOAD_TOO_LARGE,
    ErrorCode.STALE_SEQ,
    ErrorCode.RATE_LIMITED,
    ErrorCode.NOT_AUTHENTICATED,
)

UNASKED = (
    "session.status",
    "world.snapshot",
    "world.delta",
    "combat.event",
    "ship.lost",
    "encounter.began",
    "chat.message",
    "game_state",
    "game_event",
    "left_session",
    "match.state",
    "match.ended",
    "error",
)
