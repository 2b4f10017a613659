"""What a client may ask, and the answers, as bytes. Nothing here waits or knows a socket.

A request is a JSON object in UTF-8, followed by END. Every fault of it is a BadRequest with words
for the student who wrote the client.
"""

import json
from typing import Any, NamedTuple, NoReturn

END = b"EOT\0"
REQUEST_SIZE_MAX = 1_000_000  # bytes, END not counted

_KINDS: dict[type, str] = {str: "a text", int: "a whole number", dict: "an object", bool: "a bool"}
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class BadRequest(Exception):
    """The text is for the client."""


class Join(NamedTuple):
    game: str
    session: str
    players: int | None
    name: str


class Observe(NamedTuple):
    game: str
    session: str
    name: str


class Move(NamedTuple):
    game: str
    session: str
    player_id: int
    key: str
    move: dict[str, Any]


class State(NamedTuple):
    game: str
    session: str
    player_id: int
    key: str
    observer: bool


class Restart(NamedTuple):
    game: str
    session: str
    player_id: int
    key: str


Request = Join | Observe | Move | State | Restart


def request_of(raw: bytes | bytearray) -> Request:
    """`raw` is what stands before END. Raises BadRequest."""
    fields = _Fields(_object(raw))
    match fields.text("type"):
        case "join":
            return Join(*fields.place(), fields.players(), fields.text("name", ""))
        case "observe":
            return Observe(*fields.place(), fields.text("name"))
        case "move":
            return Move(*fields.place(), *fields.seat(), fields.get("move", dict))
        case "state":
            return State(*fields.place(), *fields.seat(), fields.get("observer", bool, False))
        case "restart":
            return Restart(*fields.place(), *fields.seat())
        case other:
            raise BadRequest(
                f"unknown type of request: {other[:40]!r}; there are join, move, state, observe "
                "and restart"
            )


def ok(data: dict[str, Any] | None) -> bytes:
    return ok_raw(_encode(data).encode())


def ok_raw(data: bytes) -> bytes:
    """`data` is JSON already."""
    return b'{"status":"ok","data":%b}' % data


def error(words: str) -> bytes:
    return _answer("error", words)


def illegal(value: Any) -> bytes:
    """The game's own error, any JSON value."""
    return _answer("illegalmove", value)


def _answer(status: str, message: Any) -> bytes:
    return _encode({"status": status, "message": message}).encode(errors="replace")


class _Fields:
    """A request's object, asked for one key after the other. A null is the same as no key."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def get(self, key: str, kind: type, default: Any = None) -> Any:
        """Raises BadRequest for a value of another kind, and for none without a default."""
        value = self._values.get(key)
        if value is None:
            if default is None:
                raise BadRequest(f"the key {key!r} is missing")
            return default
        if type(value) is not kind:
            raise BadRequest(f"{key!r} must be {_KINDS[kind]}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        value: str = self.get(key, str, default)
        try:
            value.encode()
        except UnicodeEncodeError as fault:
            raise BadRequest(f"{key!r} holds half a character") from fault
        if "\0" in value:
            raise BadRequest(f"{key!r} has a NUL in it")
        return value

    def place(self) -> tuple[str, str]:
        """Game and session; `token` is an older name of the second."""
        older = self._values.get("session") is None and self._values.get("token") is not None
        return self.text("game"), self.text("token" if older else "session")

    def players(self) -> int | None:
        if self._values.get("players") is None:
            return None
        players: int = self.get("players", int)
        return players

    def seat(self) -> tuple[int, str]:
        return self.get("player_id", int), self.text("key")


def _object(raw: bytes | bytearray) -> dict[str, Any]:
    try:
        text = raw.decode()
    except UnicodeDecodeError as fault:
        raise BadRequest(f"the request is not valid UTF-8: {fault.reason}") from fault
    try:
        value = json.loads(text, parse_constant=_no_number)
    except RecursionError as fault:
        raise BadRequest("the request is nested too deep") from fault
    except ValueError as fault:  # broken JSON, or a number with thousands of digits
        raise BadRequest(f"the request is not valid JSON: {str(fault)[:200]}") from fault
    if not isinstance(value, dict):
        raise BadRequest("a request is a JSON object")
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
