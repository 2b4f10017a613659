"""Between processes: how an expedition stands after a change, encoded once for all who watch it."""

from typing import Any

import msgspec
from msgspec import Struct

from game.protocol.expedition import GameEvent

VERSION = 1


class ChangeVersionError(Exception):
    """A change of another version of this format, or none at all."""


class Change(Struct, frozen=True, array_like=True):
    """`revision` is the expedition's after the change. `state` is the payload of `game_state` and
    `event` that of `game_event`, both JSON; `event` is empty where there is nothing to tell."""

    version: int
    revision: int
    state: str
    event: str


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Change).decode
_json = msgspec.json.Encoder().encode


def packed_change(*, state: dict[str, Any], event: GameEvent | None = None) -> bytes:
    """A change as bytes; `state` is the whole `game_state`, its revision in it."""
    told = _json(event).decode() if event is not None else ""
    return _pack(Change(VERSION, state["revision"], _json(state).decode(), told))


def unpacked_change(blob: bytes) -> Change:
    """Raises ChangeVersionError."""
    try:
        change = _unpack(blob)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise ChangeVersionError(str(error)) from error
    if change.version != VERSION:
        raise ChangeVersionError(f"version {change.version}")
    return change
