"""The envelope: good ones round-trip, everything else is refused with a code that is named."""

import json
import math
import struct
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from game.protocol import client, link, wire
from game.protocol.client import CLIENT_MESSAGES
from game.protocol.errors import AppError, ErrorCode
from game.protocol.examples import client_examples
from game.protocol.limits import MAX_INTEGER

ENVELOPE_CODES = {
    ErrorCode.INVALID_JSON,
    ErrorCode.INVALID_ENVELOPE,
    ErrorCode.INVALID_PAYLOAD,
}
ANY_CODE = {*ENVELOPE_CODES, ErrorCode.UNKNOWN_TYPE}

# What JSON can hold; keys and texts without lone surrogates.
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text(max_size=8), PLAIN, max_size=5)
SEQS = st.integers(1, MAX_INTEGER)
TIMES = st.integers(0, 2**53) | st.floats(0, 1e15)
TYPES = st.sampled_from(sorted(CLIENT_MESSAGES))


def envelope_text(payload: str = "{}", kind: str = "net.ping", seq: str = "1") -> str:
    return f'{{"type":"{kind}","seq":{seq},"ts":1,"payload":{payload}}}'


def nested(depth: int) -> Any:
    """An object that is `depth` levels deep, itself the first."""
    value: Any = {}
    for level in range(depth - 1):
        value = [value] if level % 2 else {"a": value}
    return value if isinstance(value, dict) else {"a": value[0]}


def code_of(frame: str | bytes) -> ErrorCode | None:
    """The code with which a frame and its payload are refused, None for a good one."""
    try:
        if isinstance(frame, str):
            envelope = wire.envelope_from_json(frame)
        else:
            envelope = wire.envelope_from_msgpack(frame)
        if envelope.type == "net.ping":
            wire.echo_of(envelope)
        wire.payload_of(envelope)
    except AppError as error:
        return error.code
    return None


def packed(**changes: Any) -> bytes:
    message = {"type": "net.ping", "seq": 1, "ts": 1, "payload": {}} | changes
    return msgspec.msgpack.encode(message)


# --- round trips ------------------------------------------------------------------------------


@given(SEQS, TIMES, OBJECTS)
def test_a_json_envelope_comes_out_as_it_went_in(seq: int, ts: float, payload: Any) -> None:
    text = json.dumps({"type": "net.ping", "seq": seq, "ts": ts, "payload": payload})
    envelope = wire.envelope_from_json(text)
    assert (envelope.type, envelope.seq, envelope.ts) == ("net.ping", seq, ts)
    assert json.loads(wire.echo_of(envelope)) == payload


@given(SEQS, TIMES, OBJECTS)
def test_both_encodings_say_the_same(seq: int, ts: float, payload: Any) -> None:
    message = {"type": "net.ping", "seq": seq, "ts": ts, "payload": payload}
    by_msgpack = wire.envelope_from_msgpack(msgspec.msgpack.encode(message))
    by_json = wire.envelope_from_json(json.dumps(message))
    assert (by_msgpack.type, by_msgpack.seq, by_msgpack.ts) == (by_json.type, seq, by_json.ts)
    assert json.loads(wire.echo_of(by_msgpack)) == json.loads(wire.echo_of(by_json))


@given(TYPES, SEQS, OBJECTS)
def test_unknown_keys_change_nothing(kind: str, seq: int, extra: dict[str, Any]) -> None:
    message = client_examples()[kind] | {"seq": seq}
    known = {field.encode_name for field in msgspec.structs.fields(CLIENT_MESSAGES[kind])}
    payload = {key: value for key, value in extra.items() if key not in known}
    noisy = {"x": extra, **message, "payload": {**payload, **message["payload"]}}
    plain = wire.payload_of(wire.envelope_from_json(json.dumps(message)))
    assert wire.payload_of(wire.envelope_from_json(json.dumps(noisy))) == plain


@given(st.sampled_from(["auth.ok", "error"]), SEQS, OBJECTS)
def test_a_server_message_is_an_envelope(kind: str, seq: int, payload: Any) -> None:
    text = wire.envelope_text(kind, seq, 1_700_000_000_500, wire.payload_text(payload))
    message = {"type": kind, "seq": seq, "ts": 1_700_000_000_500, "payload": payload}
    assert json.loads(text) == message
    assert msgspec.msgpack.decode(wire.msgpack_from_json(text)) == message


# --- whatever comes ---------------------------------------------------------------------------


@given(st.text(max_size=200))
@example("")
@example("\ud800")
@example('{"type":"\ud800"}')
@example("[" * 10_000)
@example('{"a":' * 3_000)
@example(envelope_text("[" * 2000 + "]" * 2000))
def test_arbitrary_text_only_ever_gets_a_code(text: str) -> None:
    assert code_of(text) in ANY_CODE


@given(st.binary(max_size=200))
@example(b"")
@example(b"\x91" * 10_000)
@example(b"\x81\xa1a" * 3_000)
@example(b"\xdf\xff\xff\xff\xff")
@example(b"\xc1")
def test_arbitrary_bytes_only_ever_get_a_code(data: bytes) -> None:
    assert code_of(data) in ANY_CODE


@given(st.data())
def test_a_good_frame_with_a_wrong_place_only_ever_gets_a_code(data: st.DataObject) -> None:
    """One part cut out of, or put into, a frame that was good."""
    message = client_examples()[data.draw(TYPES)]
    frame: Any = json.dumps(message)
    if data.draw(st.booleans()):
        frame = msgspec.msgpack.encode(message)
    start = data.draw(st.integers(0, len(frame)))
    end = data.draw(st.integers(start, min(len(frame), start + 8)))
    noise: Any = data.draw(
        st.binary(max_size=6) if isinstance(frame, bytes) else st.text(max_size=6)
    )
    assert code_of(frame[:start] + noise + frame[end:]) in {*ANY_CODE, None}


@given(TYPES, PLAIN)
def test_any_payload_is_understood_or_refused(kind: str, payload: Any) -> None:
    message = {"type": kind, "seq": 1, "ts": 1, "payload": payload}
    by_json = code_of(json.dumps(message))
    by_msgpack = code_of(msgspec.msgpack.encode(message))
    expected = {ErrorCode.INVALID_PAYLOAD, None}
    if not isinstance(payload, dict):
        expected = {ErrorCode.INVALID_ENVELOPE}
    assert by_json == by_msgpack
    assert by_json in expected


@given(st.text(max_size=80))
def test_a_type_that_nobody_knows_is_refused(kind: str) -> None:
    if kind in CLIENT_MESSAGES:
        return
    message = {"type": kind, "seq": 1, "ts": 1, "payload": {}}
    expected = ErrorCode.INVALID_ENVELOPE if len(kind) > 64 else ErrorCode.UNKNOWN_TYPE
    assert code_of(json.dumps(message)) is expected
    assert code_of(msgspec.msgpack.encode(message)) is expected


# --- borders ----------------------------------------------------------------------------------


@pytest.mark.parametrize("seq", [1, 2, MAX_INTEGER])
def test_a_seq_within_its_bounds_is_taken(seq: int) -> None:
    assert wire.envelope_from_json(envelope_text(seq=str(seq))).seq == seq
    assert wire.envelope_from_msgpack(packed(seq=seq)).seq == seq


@pytest.mark.parametrize("seq", [0, -1, MAX_INTEGER + 1, 2**63, 2**64 - 1, 1.5, True, None, "1"])
def test_a_seq_out_of_its_bounds_is_an_invalid_envelope(seq: Any) -> None:
    assert code_of(envelope_text(seq=json.dumps(seq))) is ErrorCode.INVALID_ENVELOPE
    assert code_of(packed(seq=seq)) is ErrorCode.INVALID_ENVELOPE


@pytest.mark.parametrize("seq", ["1e999", "1" + "0" * 400])
def test_a_seq_that_no_number_holds_is_refused(seq: str) -> None:
    assert code_of(envelope_text(seq=seq)) in ENVELOPE_CODES


@pytest.mark.parametrize("depth", [1, 2, 31, 32])
def test_32_levels_are_fine(depth: int) -> None:
    payload = nested(depth)
    assert code_of(envelope_text(json.dumps(payload))) is None
    assert code_of(packed(payload=payload)) is None


@pytest.mark.parametrize("depth", [33, 34, 100, 900])
def test_33_levels_are_too_deep(depth: int) -> None:
    payload = nested(depth)
    assert code_of(envelope_text(json.dumps(payload))) is ErrorCode.INVALID_PAYLOAD
    assert code_of(packed(payload=payload)) is ErrorCode.INVALID_PAYLOAD


def test_brackets_in_strings_do_not_nest() -> None:
    text = json.dumps({"a": '\\"' + "[{" * 50, "[" * 40: 1})
    assert code_of(envelope_text(text)) is None


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "nan", "inf"])
@pytest.mark.parametrize("kind", ["net.ping", "input.command", "chat.send"])
def test_nan_and_infinity_are_not_json(literal: str, kind: str) -> None:
    text = envelope_text(f'{{"thrust":{literal}}}', kind)
    assert code_of(text) is ErrorCode.INVALID_JSON


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1e400"])
@pytest.mark.parametrize("kind", ["net.ping", "input.command"])
def test_a_number_too_large_for_a_float_is_an_invalid_payload(number: str, kind: str) -> None:
    text = envelope_text(f'{{"thrust":{number}}}', kind)
    assert code_of(text) is ErrorCode.INVALID_PAYLOAD


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("kind", ["net.ping", "input.command"])
@pytest.mark.parametrize("place", [lambda v: v, lambda v: [v], lambda v: {"a": {"b": v}}])
def test_what_is_no_number_is_an_invalid_payload_over_msgpack(
    value: float, kind: str, place: Any
) -> None:
    frame = packed(type=kind, payload={"thrust": place(value)})
    assert code_of(frame) is ErrorCode.INVALID_PAYLOAD


@pytest.mark.parametrize("kind", ["trade.buy", "trade.sell", "ship.refuel_request"])
@pytest.mark.parametrize("quantity", [2**53, -(2**53), 2**64, -(2**70), 10**300])
def test_a_quantity_that_the_way_to_the_worker_cannot_carry_is_refused(
    kind: str, quantity: int
) -> None:
    payload = {"station_id": "a", "commodity_id": "b", "quantity": quantity}
    text = envelope_text(json.dumps(payload), kind)
    assert code_of(text) is ErrorCode.INVALID_PAYLOAD


@given(
    st.integers(-MAX_INTEGER, MAX_INTEGER),
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=64
    ),
)
def test_whatever_order_is_understood_can_be_sent_on(quantity: int, ref: str) -> None:
    payload = {"station_id": "a", "commodity_id": "b", "quantity": quantity, "ref": ref}
    order = wire.payload_of(
        wire.envelope_from_json(envelope_text(json.dumps(payload), "trade.buy"))
    )
    assert isinstance(order, client.TradeBuy)
    sent = link.TradeOrder(1, 1, 1, False, "a", "b", order.quantity, order.ref)
    link.pack(link.Batch(link.VERSION, "", "", 0, False, link.Steering(), [sent], []))


# --- oddities ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"x","type":"net.ping","seq":1,"ts":1,"payload":{}}',
        '{"seq":9,"type":"net.ping","seq":1,"ts":1,"payload":{}}',
        '{"type":"net.ping","seq":1,"ts":1,"payload":{"a":1},"payload":{}}',
        '{"payload":[],"type":"net.ping","seq":1,"ts":1,"payload":{}}',
    ],
)
def test_of_a_key_that_stands_twice_the_last_counts(text: str) -> None:
    envelope = wire.envelope_from_json(text)
    assert (envelope.type, envelope.seq, bytes(envelope.payload)) == ("net.ping", 1, b"{}")
    doubled = wire.payload_of(
        wire.envelope_from_json(envelope_text('{"thrust":0.1,"thrust":0.2}', "input.command"))
    )
    assert doubled == client.InputCommand(0.2)


@pytest.mark.parametrize(
    "frame",
    [
        envelope_text() + " x",
        envelope_text() * 2,
        envelope_text("{'a':1}"),
        envelope_text('{"a":1,}'),
        envelope_text('{"a":+1}'),
        envelope_text('{"a":.5}'),
        envelope_text('{"a":1.}'),
        envelope_text('{"a":0x1}'),
        envelope_text('{"a":"\t"}'),
        envelope_text('{"a":"\\q"}'),
        "\ufeff" + envelope_text(),
        '[1,"unfinished',
        '{"seq":0,"x":tru}',
    ],
)
def test_what_is_no_json_is_invalid_json_wherever_the_fault_is(frame: str) -> None:
    assert code_of(frame) is ErrorCode.INVALID_JSON


@pytest.mark.parametrize("surrogate", ['"\\ud800"', '"\\udc00"', '"\\ud800x"'])
def test_half_a_character_is_refused(surrogate: str) -> None:
    assert code_of(envelope_text(f'{{"a":{surrogate}}}')) in ENVELOPE_CODES
    payload = f'{{"channel":"local","text":{surrogate}}}'
    assert code_of(envelope_text(payload, "chat.send")) in ENVELOPE_CODES


RAW_HEAD = b"\x84\xa4type\xa8net.ping\xa3seq\x01\xa2ts\x01\xa7payload"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"\x80", None),
        (b"\x81\xa1a\xc4\x01x", ErrorCode.INVALID_PAYLOAD),  # bytes
        (b"\x81\x01\x02", ErrorCode.INVALID_PAYLOAD),  # a key that is a number
        (b"\x81\xc0\x02", ErrorCode.INVALID_PAYLOAD),  # a key that is null
        (b"\x81\x90\x02", ErrorCode.INVALID_PAYLOAD),  # a key that is a list
        (b"\x81\xa1a\xd4\x05x", ErrorCode.INVALID_PAYLOAD),  # an extension
        (b"\x81\xa1a\xd6\xff\0\0\0\1", ErrorCode.INVALID_PAYLOAD),  # a moment in time
        (b"\x81\xa1a\xa2\xff\xfe", ErrorCode.INVALID_PAYLOAD),  # text that is not UTF-8
        (b"\x81\xa1a\xca" + struct.pack(">f", math.inf), ErrorCode.INVALID_PAYLOAD),
        (b"\x90", ErrorCode.INVALID_ENVELOPE),  # a list
        (b"\xc0", ErrorCode.INVALID_ENVELOPE),  # null
        (b"\x80\x80", ErrorCode.INVALID_ENVELOPE),  # something behind the end
        (b"\x81\xa1a", ErrorCode.INVALID_ENVELOPE),  # cut short
        (b"", ErrorCode.INVALID_ENVELOPE),
    ],
)
def test_what_json_cannot_hold_is_refused_over_msgpack(
    payload: bytes, code: ErrorCode | None
) -> None:
    assert code_of(RAW_HEAD + payload) is code


def test_over_msgpack_the_last_of_two_equal_keys_counts() -> None:
    frame = RAW_HEAD + b"\x82\xa1a\x01\xa1a\x02"
    assert json.loads(wire.echo_of(wire.envelope_from_msgpack(frame))) == {"a": 2}


def test_clamped_keeps_what_is_within() -> None:
    assert [client.clamped(v, -1.0, 1.0) for v in (-2.0, -1.0, 0.3, 1.0, 7.0)] == [
        -1.0,
        -1.0,
        0.3,
        1.0,
        1.0,
    ]
