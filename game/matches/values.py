"""Moves and states as bounded JSON, and what happened in a game, as values."""

import json
from typing import Any

from msgspec import Raw, Struct

from game.matches.refusals import Code, Refused

MAX_DEPTH = 32  # objects and lists within each other, the outermost counted
MAX_MOVE_BYTES = 1_000_000  # as much as a request may bring
MAX_GAME_BYTES = 64 * 1024 * 1024  # of all moves of one game
MAX_STATE_BYTES = 2 * 1024 * 1024  # many times what any board needs; a game that grows is stopped
MAX_ENTRIES = 100_000  # of one game; a restart begins the next

_CONTAINERS = (dict, list, tuple)
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class Move(Struct, frozen=True, tag_field="kind", tag="move", forbid_unknown_fields=True):
    """A move that the game accepted. args: its JSON object."""

    player_id: int
    args: Raw


class Forfeit(Struct, frozen=True, tag_field="kind", tag="forfeit", forbid_unknown_fields=True):
    """A player gave the game up or let it lapse, which ends it. reason: one word, such as
    `resigned`, `left`, `timeout`."""

    player_id: int
    reason: str


Entry = Move | Forfeit


class View(Struct, frozen=True):
    """What one client gets to see. state: a JSON object, with `current` and `gameover`."""

    version: int
    state: Raw
    over: bool


def packed(value: Any, longest: int = MAX_STATE_BYTES) -> bytes:
    """`value` as compact JSON. Tuples become lists and number keys texts.

    Raises ValueError for what is no JSON, or deeper than MAX_DEPTH, or longer than `longest` bytes.
    """
    if not _within(value, MAX_DEPTH):
        raise ValueError(f"deeper than {MAX_DEPTH}")
    try:
        raw = _encode(value).encode()
    except TypeError as error:
        raise ValueError(str(error)) from error
    if len(raw) > longest:
        raise ValueError(f"{len(raw)} bytes; {longest} are allowed")
    return raw


def unpacked(raw: bytes | Raw) -> Any:
    """A fresh value, shared with nobody."""
    return json.loads(bytes(raw))


def move_args(value: object) -> Raw:
    """What a client sent as a move, ready to be kept. Raises Refused (BAD_MOVE)."""
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise Refused(Code.BAD_MOVE, "a move is a JSON object")
    try:
        return Raw(packed(value, MAX_MOVE_BYTES))
    except ValueError as error:
        raise Refused(Code.BAD_MOVE, f"no move can be like this: {error}") from error


def _within(value: Any, depth: int) -> bool:
    if isinstance(value, dict):
        inner: Any = value.values()
    elif isinstance(value, _CONTAINERS):
        inner = value
    else:
        return True
    return depth > 0 and all(
        _within(each, depth - 1) for each in inner if isinstance(each, _CONTAINERS)
    )
