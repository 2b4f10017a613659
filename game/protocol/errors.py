"""Every code that a client can meet, once. The words beside a code are its default message."""

from enum import IntEnum, StrEnum


class ErrorCode(StrEnum):
    """What went wrong. WebSocket, REST and TCP speak the same list."""

    INVALID_JSON = "INVALID_JSON"
    INVALID_ENVELOPE = "INVALID_ENVELOPE"
    UNKNOWN_TYPE = "UNKNOWN_TYPE"
    INVALID_PAYLOAD = "INVALID_PAYLOAD"
    PAYLOAD_TOO_LARGE = "PAYLOAD_TOO_LARGE"
    NOT_AUTHENTICATED = "NOT_AUTHENTICATED"
    ALREADY_AUTHENTICATED = "ALREADY_AUTHENTICATED"
    INVALID_TOKEN = "INVALID_TOKEN"  # noqa: S105 a code, not a password
    UNSUPPORTED_PROTOCOL = "UNSUPPORTED_PROTOCOL"
    STALE_SEQ = "STALE_SEQ"
    RATE_LIMITED = "RATE_LIMITED"
    SUPERSEDED = "SUPERSEDED"
    FORBIDDEN = "FORBIDDEN"
    SERVER_BUSY = "SERVER_BUSY"
    UNKNOWN_SYSTEM = "UNKNOWN_SYSTEM"
    NOT_IN_SYSTEM = "NOT_IN_SYSTEM"
    CANNOT_DOCK = "CANNOT_DOCK"
    NOT_DOCKED = "NOT_DOCKED"
    WRONG_STATION = "WRONG_STATION"
    UNKNOWN_COMMODITY = "UNKNOWN_COMMODITY"
    INVALID_QUANTITY = "INVALID_QUANTITY"
    INSUFFICIENT_CREDITS = "INSUFFICIENT_CREDITS"
    INSUFFICIENT_CARGO = "INSUFFICIENT_CARGO"
    CARGO_FULL = "CARGO_FULL"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    TRADE_COOLDOWN = "TRADE_COOLDOWN"
    HULL_FULL = "HULL_FULL"
    FUEL_FULL = "FUEL_FULL"
    SHIP_DESTROYED = "SHIP_DESTROYED"
    UNKNOWN_GATE = "UNKNOWN_GATE"
    GATE_OUT_OF_RANGE = "GATE_OUT_OF_RANGE"
    GATE_COOLDOWN = "GATE_COOLDOWN"
    INSUFFICIENT_FUEL = "INSUFFICIENT_FUEL"
    UNKNOWN_SESSION = "UNKNOWN_SESSION"
    TOO_MANY_SESSIONS = "TOO_MANY_SESSIONS"
    TOO_MANY_MATCHES = "TOO_MANY_MATCHES"
    UNKNOWN_GAME = "UNKNOWN_GAME"
    UNKNOWN_MATCH = "UNKNOWN_MATCH"
    MATCH_FULL = "MATCH_FULL"
    MATCH_OVER = "MATCH_OVER"
    NAME_TAKEN = "NAME_TAKEN"
    NOT_STARTED = "NOT_STARTED"
    NOT_YOUR_TURN = "NOT_YOUR_TURN"
    ILLEGAL_MOVE = "ILLEGAL_MOVE"
    INVALID_KEY = "INVALID_KEY"
    MUTED = "MUTED"
    BANNED = "BANNED"
    QUEUE_FULL = "QUEUE_FULL"
    UNKNOWN_AGENT = "UNKNOWN_AGENT"
    AGENT_EXISTS = "AGENT_EXISTS"
    INTERNAL = "INTERNAL"
    # REST alone
    INVALID_INPUT = "INVALID_INPUT"
    INVALID_SLOT = "INVALID_SLOT"
    EMPTY_SLOT = "EMPTY_SLOT"
    AUTOSAVE_SLOT = "AUTOSAVE_SLOT"
    DAMAGED_SAVE = "DAMAGED_SAVE"
    FOREIGN_SAVE = "FOREIGN_SAVE"
    DAILY_RUN = "DAILY_RUN"
    TOO_MANY_EXPEDITIONS = "TOO_MANY_EXPEDITIONS"
    INVALID_CREDENTIALS = "INVALID_CREDENTIALS"
    USERNAME_TAKEN = "USERNAME_TAKEN"
    NOT_FOUND = "NOT_FOUND"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    THROTTLED = "THROTTLED"


MESSAGES: dict[ErrorCode, str] = {
    ErrorCode.INVALID_JSON: "This frame is not valid JSON.",
    ErrorCode.INVALID_ENVELOPE: "A message is an object of type, seq, ts and payload.",
    ErrorCode.UNKNOWN_TYPE: "This server knows no message of that type.",
    ErrorCode.INVALID_PAYLOAD: "The payload does not have the shape that its type asks for.",
    ErrorCode.PAYLOAD_TOO_LARGE: "A frame holds at most 16 KiB.",
    ErrorCode.NOT_AUTHENTICATED: "Log in first.",
    ErrorCode.ALREADY_AUTHENTICATED: "This connection is logged in already.",
    ErrorCode.INVALID_TOKEN: "That token is not valid, or no longer.",
    ErrorCode.UNSUPPORTED_PROTOCOL: "This server does not speak that protocol version.",
    ErrorCode.STALE_SEQ: "A message's seq must be higher than the one before.",
    ErrorCode.RATE_LIMITED: "Too many messages; slow down.",
    ErrorCode.SUPERSEDED: "Your ship is now flown from another connection.",
    ErrorCode.FORBIDDEN: "You may not do that.",
    ErrorCode.SERVER_BUSY: "The server is busy; try again in a moment.",
    ErrorCode.UNKNOWN_SYSTEM: "There is no star system of that name.",
    ErrorCode.NOT_IN_SYSTEM: "Join a star system first.",
    ErrorCode.CANNOT_DOCK: "You cannot dock here.",
    ErrorCode.NOT_DOCKED: "Dock at a station first.",
    ErrorCode.WRONG_STATION: "You are docked at another station.",
    ErrorCode.UNKNOWN_COMMODITY: "This station does not trade that.",
    ErrorCode.INVALID_QUANTITY: "That quantity cannot be traded.",
    ErrorCode.INSUFFICIENT_CREDITS: "You do not have enough credits.",
    ErrorCode.INSUFFICIENT_CARGO: "You do not have that much of it in your hold.",
    ErrorCode.CARGO_FULL: "Your hold has no room for that.",
    ErrorCode.OUT_OF_STOCK: "The station does not have that much of it.",
    ErrorCode.TRADE_COOLDOWN: "You traded this here a moment ago; wait a second.",
    ErrorCode.HULL_FULL: "The hull needs no repair.",
    ErrorCode.FUEL_FULL: "The tank is full.",
    ErrorCode.SHIP_DESTROYED: "Your ship is destroyed.",
    ErrorCode.UNKNOWN_GATE: "There is no such gate in this system.",
    ErrorCode.GATE_OUT_OF_RANGE: "Fly closer to the gate.",
    ErrorCode.GATE_COOLDOWN: "The gate is still charging.",
    ErrorCode.INSUFFICIENT_FUEL: "There is not enough fuel for that.",
    ErrorCode.UNKNOWN_SESSION: "There is no such expedition of yours.",
    ErrorCode.TOO_MANY_SESSIONS: "This connection watches five expeditions; leave one first.",
    ErrorCode.TOO_MANY_MATCHES: "This connection sits in too many matches; leave one first.",
    ErrorCode.UNKNOWN_GAME: "This server has no game of that name.",
    ErrorCode.UNKNOWN_MATCH: "There is no such match.",
    ErrorCode.MATCH_FULL: "That match has no free seat.",
    ErrorCode.MATCH_OVER: "That match is over.",
    ErrorCode.NAME_TAKEN: "That name is taken.",
    ErrorCode.NOT_STARTED: "That match still waits for players.",
    ErrorCode.NOT_YOUR_TURN: "It is not your turn.",
    ErrorCode.ILLEGAL_MOVE: "The game refuses that move.",
    ErrorCode.INVALID_KEY: "That key does not open this seat.",
    ErrorCode.MUTED: "You may not chat for now.",
    ErrorCode.BANNED: "This account may not play for now.",
    ErrorCode.QUEUE_FULL: "Too many commands are waiting.",
    ErrorCode.UNKNOWN_AGENT: "There is no agent of that id.",
    ErrorCode.AGENT_EXISTS: "There is an agent of that id already.",
    ErrorCode.INTERNAL: "Something went wrong on our side.",
    ErrorCode.INVALID_INPUT: "Some of what was sent cannot be used.",
    ErrorCode.INVALID_SLOT: "Save slots are numbered 0 to 4.",
    ErrorCode.EMPTY_SLOT: "There is nothing in that slot.",
    ErrorCode.AUTOSAVE_SLOT: "Slot 0 is the auto-save; it cannot be deleted.",
    ErrorCode.DAMAGED_SAVE: "This save cannot be read.",
    ErrorCode.FOREIGN_SAVE: "This save was changed, or not made here for you.",
    ErrorCode.DAILY_RUN: "The expedition of the day cannot be saved, loaded or taken away.",
    ErrorCode.TOO_MANY_EXPEDITIONS: "Too many of your expeditions are under way; end one first.",
    ErrorCode.INVALID_CREDENTIALS: "Name and password do not match.",
    ErrorCode.USERNAME_TAKEN: "That name is taken.",
    ErrorCode.NOT_FOUND: "There is nothing here.",
    ErrorCode.METHOD_NOT_ALLOWED: "This address does not answer that method.",
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: "Send the body as application/json.",
    ErrorCode.THROTTLED: "Too many tries; wait a little.",
}

# What a broken client sends; ten within ten seconds close the connection.
PROTOCOL_ERRORS = frozenset(
    {
        ErrorCode.INVALID_JSON,
        ErrorCode.INVALID_ENVELOPE,
        ErrorCode.UNKNOWN_TYPE,
        ErrorCode.INVALID_PAYLOAD,
        ErrorCode.PAYLOAD_TOO_LARGE,
        ErrorCode.RATE_LIMITED,
    }
)


class CloseCode(IntEnum):
    """Why the server closes a WebSocket."""

    SUPERSEDED = 4001
    LOGIN_TIMEOUT = 4002
    LOGIN_FAILED = 4003
    BANNED = 4004
    ABUSE = 4008
    SLOW_CONSUMER = 4009
    RESTART = 1012
    FULL = 1013


CLOSE_MEANINGS: dict[CloseCode, str] = {
    CloseCode.SUPERSEDED: "another connection of this player took the helm",
    CloseCode.LOGIN_TIMEOUT: "nobody logged in within ten seconds",
    CloseCode.LOGIN_FAILED: "five log-ins failed",
    CloseCode.BANNED: "the right to be here has ended: an `error` before it says why",
    CloseCode.ABUSE: "ten protocol errors within ten seconds",
    CloseCode.SLOW_CONSUMER: "more than 1 MiB of replies were left unread",
    CloseCode.RESTART: "the server restarts: come back at once",
    CloseCode.FULL: "the server is full: come back later",
}


class AppError(Exception):
    """A rule said no. The edge that serves the client turns it into a frame or a response, once.

    `details` is JSON-ready and becomes `details` of a REST answer; `message` is for people.
    """

    def __init__(self, code: ErrorCode, message: str = "", /, **details: object) -> None:
        self.code = code
        self.message = message or MESSAGES[code]
        self.details = details
        super().__init__(f"{code}: {self.message}")
