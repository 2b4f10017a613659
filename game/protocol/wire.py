"""Envelopes: a frame in, an envelope and a payload out; a payload in, a frame out.

Whatever a decoder raises becomes an AppError with the code that the protocol names.
"""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from game.protocol.client import CLIENT_MESSAGES, InputCommand
from game.protocol.errors import AppError, ErrorCode
from game.protocol.limits import MAX_INTEGER

MAX_FRAME_BYTES = 16 * 1024
MAX_DEPTH = 32  # of the payload, which is level 1
SUBPROTOCOL_JSON = "cosmic.v1.json"
SUBPROTOCOL_MSGPACK = "cosmic.v1.msgpack"

Seq = Annotated[
    int,
    Meta(
        gt=0,
        le=MAX_INTEGER,
        description="Grows with every message of the sender on this connection, by any step.",
    ),
]


Payloads = Mapping[str, Callable[[Any], Struct]]  # decoders by type


class Envelope(Struct, frozen=True):
    """The outer shape of every message. `payload` is decoded by its type, later."""

    type: Annotated[str, Meta(max_length=64, description="The message's name.")]
    seq: Seq
    ts: Annotated[int | float, Meta(description="Unix epoch in milliseconds, at the sender.")]
    payload: Raw


class _PlainInput(InputCommand, frozen=True, forbid_unknown_fields=True, gc=False):
    """An input with nothing in it that would have to be looked at."""


class PlainInput(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """An `input.command` as nearly every client sends it, decoded in one go."""

    type: Literal["input.command"]
    seq: Seq
    ts: int | float
    payload: _PlainInput


class PayloadError(AppError):
    """INVALID_PAYLOAD in a good envelope, whose seq is `request_seq`."""

    def __init__(self, message: str, request_seq: int) -> None:
        super().__init__(ErrorCode.INVALID_PAYLOAD, message)
        self.request_seq = request_seq


_json_envelope = msgspec.json.Decoder(Envelope)
_json_any = msgspec.json.Decoder()
_msgpack_envelope = msgspec.msgpack.Decoder(Envelope)
_msgpack_any = msgspec.msgpack.Decoder()
_json_input = msgspec.json.Decoder(PlainInput).decode
_msgpack_input = msgspec.msgpack.Decoder(PlainInput).decode
_encode = msgspec.json.Encoder().encode
_pack = msgspec.msgpack.Encoder().encode


def payloads_of(messages: Mapping[str, type[Struct]]) -> Payloads:
    """Decoders of the payloads of these messages."""
    return {name: msgspec.json.Decoder(kind).decode for name, kind in messages.items()}


CLIENT_PAYLOADS = payloads_of(CLIENT_MESSAGES)


def envelope_from_json(text: str) -> Envelope:
    """Decode the envelope of a text frame. INVALID_JSON, INVALID_ENVELOPE, INVALID_PAYLOAD."""
    try:
        envelope = _json_envelope.decode(text)
        _check_object(bytes(envelope.payload)[:1] == b"{")
    except msgspec.ValidationError as error:
        _check_whole_json(text)
        raise AppError(ErrorCode.INVALID_ENVELOPE, str(error)) from error
    except RecursionError as error:
        raise AppError(ErrorCode.INVALID_PAYLOAD, "The payload is nested too deep.") from error
    except (msgspec.DecodeError, UnicodeError) as error:
        raise AppError(ErrorCode.INVALID_JSON, str(error)) from error
    if text.count("{") + text.count("[") > MAX_DEPTH and _json_depth(text) > MAX_DEPTH + 1:
        raise PayloadError("The payload is nested too deep.", envelope.seq)
    return envelope


def envelope_from_msgpack(data: bytes) -> Envelope:
    """Decode the envelope of a binary frame; its payload comes back as JSON.

    Both sub-protocols share everything behind this line. A payload that JSON cannot hold
    (NaN, an infinity, bytes, keys that are no text) is INVALID_PAYLOAD.
    """
    try:
        envelope = _msgpack_envelope.decode(data)
    except msgspec.ValidationError as error:
        raise AppError(ErrorCode.INVALID_ENVELOPE, str(error)) from error
    except RecursionError as error:
        raise AppError(ErrorCode.INVALID_PAYLOAD, "The payload is nested too deep.") from error
    except (msgspec.DecodeError, UnicodeError) as error:
        raise AppError(ErrorCode.INVALID_ENVELOPE, str(error)) from error
    try:
        payload = _msgpack_any.decode(envelope.payload)
        _check_object(isinstance(payload, dict))
        _check_plain(payload, MAX_DEPTH)
    except (msgspec.DecodeError, RecursionError, ValueError, TypeError) as error:
        raise PayloadError(str(error), envelope.seq) from error
    return Envelope(envelope.type, envelope.seq, envelope.ts, Raw(_encode(payload)))


def input_of(data: str | bytes) -> PlainInput | None:
    """A whole frame if it is a plain input; None for all else, which is not judged here."""
    try:
        if isinstance(data, str):
            return _json_input(data)
        message = _msgpack_input(data)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None
    payload = message.payload
    return message if isfinite(payload.thrust) and isfinite(payload.turn) else None


def payload_of(envelope: Envelope, payloads: Payloads = CLIENT_PAYLOADS) -> Struct:
    """Decode an envelope's payload into the Struct of its type. UNKNOWN_TYPE, INVALID_PAYLOAD."""
    decode = payloads.get(envelope.type)
    if decode is None:
        raise AppError(ErrorCode.UNKNOWN_TYPE, f"There is no message {envelope.type!r}.")
    try:
        return decode(envelope.payload)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise AppError(ErrorCode.INVALID_PAYLOAD, str(error)) from error


def echo_of(envelope: Envelope) -> str:
    """The payload as it came, checked to be JSON that can be sent back."""
    try:
        _json_any.decode(envelope.payload)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise AppError(ErrorCode.INVALID_PAYLOAD, str(error)) from error
    return bytes(envelope.payload).decode()


def envelope_text(kind: str, seq: int, ts_ms: int, payload: str) -> str:
    """One server message as JSON text; `payload` is JSON already."""
    return f'{{"type":"{kind}","seq":{seq},"ts":{ts_ms},"payload":{payload}}}'


def envelope_packed(kind: str, seq: int, ts_ms: int, payload: bytes) -> bytes:
    """One server message in msgpack; `payload` is packed already. Its seq has a fixed width."""
    ts = b"\xa2ts" + _pack(ts_ms)
    return b"".join((b"\x84\xa4type", _pack(kind), _packed_seq(seq), ts, b"\xa7payload", payload))


def text_with_seq(text: str, seq: int, newer: int) -> str:
    """A message of `envelope_text` under another seq."""
    return text.replace(f'"seq":{seq},', f'"seq":{newer},', 1)


def packed_with_seq(packed: bytes, seq: int, newer: int) -> bytes:
    """A message of `envelope_packed` under another seq."""
    return packed.replace(_packed_seq(seq), _packed_seq(newer), 1)


def _packed_seq(seq: int) -> bytes:
    return b"\xa3seq\xcf" + seq.to_bytes(8, "big")


def payload_text(payload: Struct | dict[str, Any]) -> str:
    return _encode(payload).decode()


def msgpack_from_json(text: str) -> bytes:
    """The same object, for a connection that speaks msgpack."""
    return msgspec.msgpack.encode(_json_any.decode(text))


def _check_object(is_object: bool) -> None:
    if not is_object:
        raise AppError(ErrorCode.INVALID_ENVELOPE, "Expected `object` - at `$.payload`")


def _check_whole_json(text: str) -> None:
    """A wrong envelope may hide broken JSON behind the place where decoding stopped."""
    try:
        _json_any.decode(text)
    except msgspec.ValidationError:
        return
    except RecursionError as error:
        raise AppError(ErrorCode.INVALID_PAYLOAD, "The payload is nested too deep.") from error
    except (msgspec.DecodeError, UnicodeError) as error:
        raise AppError(ErrorCode.INVALID_JSON, str(error)) from error


def _json_depth(text: str) -> int:
    """How deep valid JSON nests, brackets inside strings not counted."""
    depth = deepest = 0
    in_string = escaped = False
    for char in text:
        if in_string:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                in_string = False
        elif char == '"':
            in_string = True
        elif char in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif char in "}]":
            depth -= 1
    return deepest


def _check_plain(value: object, levels: int) -> None:
    """Raise ValueError for what JSON cannot carry: too deep, not finite, or of a foreign type."""
    match value:
        case dict() | list() if levels == 0:
            raise ValueError("The payload is nested too deep.")
        case dict():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise ValueError("Keys are strings.")
                _check_plain(item, levels - 1)
        case list():
            for item in value:
                _check_plain(item, levels - 1)
        case float() if value != value or value in (float("inf"), float("-inf")):
            raise ValueError("NaN and Infinity are not numbers here.")
        case None | bool() | int() | float() | str():
            return
        case _:
            raise ValueError(f"{type(value).__name__} has no JSON spelling.")
