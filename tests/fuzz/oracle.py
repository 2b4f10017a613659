"""What the protocol says about a text frame, found without the server's own parser."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from game.protocol.client import CLIENT_MESSAGES
from game.protocol.errors import PROTOCOL_ERRORS, ErrorCode

MAX_BYTES = 16 * 1024
MAX_DEPTH = 32
NONE = ""  # no error at all
# What a well-formed message may be answered with: any rule that says no, and no error.
RULES = frozenset(ErrorCode) - PROTOCOL_ERRORS - {ErrorCode.INTERNAL, ErrorCode.STALE_SEQ} | {NONE}

# The game has a say in what these may hold: how many play, which names can be shown.
CHOOSY = frozenset({"match.join", "match.observe", "match.move"})


@dataclass
class Conversation:
    """How far a connection has come. `seq` is the client's last one that was taken."""

    logged_in: bool = False
    seq: int = 0


def expected(frame: str | bytes, talk: Conversation) -> frozenset[str]:
    """The codes that may answer a frame; one of them must. NONE stands for no error."""
    if len(frame.encode() if isinstance(frame, str) else frame) > MAX_BYTES:
        return frozenset({"PAYLOAD_TOO_LARGE"})
    if isinstance(frame, bytes):
        return frozenset({"INVALID_ENVELOPE"})
    deep = frame.count("[") + frame.count("{") > MAX_DEPTH
    try:
        message = json.loads(frame, parse_constant=_refuse)
    except RecursionError:
        return frozenset({"INVALID_PAYLOAD", "INVALID_JSON", "INVALID_ENVELOPE"})
    except ValueError:
        return frozenset({"INVALID_JSON", "INVALID_PAYLOAD"} if deep else {"INVALID_JSON"})
    if "\\ud" in frame.lower():  # half of a surrogate pair is nothing that UTF-8 can hold
        return frozenset({"INVALID_JSON", *_expected_of(message, talk)})
    return frozenset(_expected_of(message, talk))


def _expected_of(message: Any, talk: Conversation) -> Iterator[str]:
    """Which codes fit a message that is valid JSON."""
    strange = _depth(message) > MAX_DEPTH or any(map(_is_huge, _numbers(message)))
    if strange:
        yield "INVALID_PAYLOAD"
    if not _is_envelope(message):
        yield "INVALID_ENVELOPE"
        return
    kind, seq, payload = message["type"], message["seq"], message["payload"]
    if len(kind) > 64 or seq > 2**53 - 1:
        yield "INVALID_ENVELOPE"
    if seq <= talk.seq:
        yield NONE if kind == "input.command" else "STALE_SEQ"
    elif kind == "net.ping":
        yield NONE
    elif not talk.logged_in and kind != "auth.login":
        yield "NOT_AUTHENTICATED"
    elif kind not in CLIENT_MESSAGES:
        yield "UNKNOWN_TYPE"
    elif not _fits(payload, CLIENT_MESSAGES[kind]) or _says_nothing(kind, payload):
        yield "INVALID_PAYLOAD"
    elif _depth(message) <= MAX_DEPTH + 1:
        yield from RULES
        if kind in CHOOSY:
            yield "INVALID_PAYLOAD"


def _is_envelope(message: Any) -> bool:
    return (
        isinstance(message, dict)
        and isinstance(message.get("type"), str)
        and type(message.get("seq")) is int
        and message["seq"] > 0
        and (type(ts := message.get("ts")) is int or (type(ts) is float and math.isfinite(ts)))
        and isinstance(message.get("payload"), dict)
    )


def _fits(payload: dict[str, Any], shape: type[msgspec.Struct]) -> bool:
    try:
        msgspec.convert(payload, shape, strict=True)
    except msgspec.ValidationError:
        return False
    return True


def _says_nothing(kind: str, payload: dict[str, Any]) -> bool:
    return kind == "chat.send" and not payload["text"].strip()


def _refuse(literal: str) -> None:
    raise ValueError(f"{literal} is not JSON")


def _is_huge(number: float) -> bool:
    """Too large for a float, or for what decoders hold integers in."""
    return math.isinf(number) if isinstance(number, float) else abs(number) >= 2**53


def _numbers(value: Any) -> Iterator[float]:
    for _, item in _walk(value):
        if isinstance(item, int | float) and not isinstance(item, bool):
            yield item


def _depth(value: Any) -> int:
    return max(level for level, item in _walk(value) if level == 1 or _is_container(item))


def _walk(value: Any) -> Iterator[tuple[int, Any]]:
    """Everything in a JSON value with its level, the value itself at 1; not by recursion."""
    waiting = [(1, value)]
    while waiting:
        level, item = waiting.pop()
        yield level, item
        if _is_container(item):
            inner = item.values() if isinstance(item, dict) else item
            waiting += [(level + 1, each) for each in inner]


def _is_container(value: Any) -> bool:
    return isinstance(value, dict | list)
