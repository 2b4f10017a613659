"""Frames of every kind: each gets the code that the protocol names, and the connection lives on."""

import json

import pytest

from tests.live.conftest import Hangar
from tests.live.strict import StrictPilot, envelope
from tests.support.pilot import Refused
from tests.support.server import LiveServer

pytestmark = pytest.mark.server

MAX_FRAME = 16 * 1024


async def expect_error(pilot: StrictPilot, code: str, request_seq: int | None = None) -> None:
    payload = await pilot.expect("error", where=lambda p: p["request_seq"] == request_seq)
    assert payload["code"] == code, payload
    assert payload["message"]


async def assert_alive(pilot: StrictPilot, seq: int | None = None) -> None:
    assert (await pilot.ping(seq=seq, probe=1))["probe"] == 1


def nested(depth: int) -> str:
    """An object whose value nests lists `depth` deep."""
    return '{"a":' + "[" * depth + "]" * depth + "}"


def raw(payload: str, type_: str = "net.ping", seq: int = 1) -> str:
    return f'{{"type":"{type_}","seq":{seq},"ts":1,"payload":{payload}}}'


@pytest.mark.parametrize(
    "frame",
    [
        "",
        " ",
        "{",
        "}",
        "hello",
        "\x00",
        '"open',
        "[1,2",
        "{'type':'net.ping'}",
        raw("{}") + " trailing",
        raw("{}") + raw("{}", seq=2),
        raw("{"),
        raw('{"a":NaN}'),
        raw('{"a":Infinity}'),
        raw('{"a":-Infinity}'),
        raw('{"a":01}'),
        raw('{"a":"\x01"}'),
        raw('{"thrust":NaN}', "input.command"),
        '{"type":"net.ping","seq":NaN,"ts":1,"payload":{}}',
    ],
)
async def test_what_is_no_json_is_invalid_json(
    server: LiveServer, hangar: Hangar, frame: str
) -> None:
    pilot = await hangar.stranger(server)
    await pilot.send_raw(frame)
    await expect_error(pilot, "INVALID_JSON")
    await assert_alive(pilot)


@pytest.mark.parametrize(
    "message",
    [
        [],
        {},
        1,
        None,
        "text",
        {"seq": 1, "ts": 1, "payload": {}},
        {"type": "net.ping", "ts": 1, "payload": {}},
        {"type": "net.ping", "seq": 1, "payload": {}},
        {"type": "net.ping", "seq": 1, "ts": 1},
        {"type": 5, "seq": 1, "ts": 1, "payload": {}},
        {"type": None, "seq": 1, "ts": 1, "payload": {}},
        {"type": "net.ping", "seq": 0, "ts": 1, "payload": {}},
        {"type": "net.ping", "seq": -1, "ts": 1, "payload": {}},
        {"type": "net.ping", "seq": 1.5, "ts": 1, "payload": {}},
        {"type": "net.ping", "seq": "1", "ts": 1, "payload": {}},
        {"type": "net.ping", "seq": True, "ts": 1, "payload": {}},
        {"type": "net.ping", "seq": None, "ts": 1, "payload": {}},
        {"type": "net.ping", "seq": 10**400, "ts": 1, "payload": {}},
        {"type": "net.ping", "seq": 1, "ts": "now", "payload": {}},
        {"type": "net.ping", "seq": 1, "ts": None, "payload": {}},
        {"type": "net.ping", "seq": 1, "ts": 1, "payload": []},
        {"type": "net.ping", "seq": 1, "ts": 1, "payload": None},
        {"type": "net.ping", "seq": 1, "ts": 1, "payload": "{}"},
        {"type": "net.ping", "seq": 1, "ts": 1, "payload": 3},
    ],
    ids=lambda message: json.dumps(message)[:70],
)
async def test_what_is_no_envelope_is_invalid_envelope(
    server: LiveServer, hangar: Hangar, message: object
) -> None:
    pilot = await hangar.stranger(server)
    await pilot.send_raw(json.dumps(message))
    payload = await pilot.expect("error")
    assert payload["code"] == "INVALID_ENVELOPE"
    await assert_alive(pilot, seq=2)


@pytest.mark.parametrize(
    ("type_", "payload"),
    [
        ("input.command", '{"thrust":"full"}'),
        ("input.command", '{"thrust":null}'),
        ("input.command", '{"thrust":1e999}'),
        ("input.command", '{"turn":-1e999}'),
        ("net.ping", '{"a":[-1e999]}'),
        ("input.command", '{"turn":[1]}'),
        ("input.command", '{"dock_request":1}'),
        ("input.command", '{"fire_primary":"yes"}'),
        ("session.join_system", "{}"),
        ("session.join_system", '{"system_id":5}'),
        ("session.join_system", '{"system_id":""}'),
        ("trade.buy", '{"station_id":"a","commodity_id":"b"}'),
        ("trade.buy", '{"station_id":"a","commodity_id":"b","quantity":1.5}'),
        ("trade.buy", '{"station_id":"a","commodity_id":"b","quantity":"1"}'),
        ("trade.sell", '{"station_id":1,"commodity_id":"b","quantity":1}'),
        ("trade.sell", '{"station_id":"a","commodity_id":"b","quantity":1,"ref":7}'),
        ("ship.repair_request", "{}"),
        ("ship.refuel_request", '{"station_id":"a","quantity":"all"}'),
        ("chat.send", '{"channel":"system"}'),
        ("chat.send", '{"channel":"system","text":""}'),
        ("chat.send", '{"channel":"everywhere","text":"hello"}'),
        ("chat.send", f'{{"channel":"system","text":"{"x" * 281}"}}'),
        ("auth.login", '{"token":5}'),
    ],
)
async def test_a_payload_of_the_wrong_shape_is_invalid_payload(
    server: LiveServer, hangar: Hangar, type_: str, payload: str
) -> None:
    pilot = await hangar.guest(server)
    await pilot.send_raw(raw(payload, type_, seq=2))
    await expect_error(pilot, "INVALID_PAYLOAD", 2)
    await assert_alive(pilot, seq=3)


@pytest.mark.parametrize("type_", ["net.ping", "input.command", "session.leave_system"])
@pytest.mark.parametrize("depth", [40, 500, 7000])
async def test_nesting_deeper_than_32_is_invalid_payload(
    server: LiveServer, hangar: Hangar, type_: str, depth: int
) -> None:
    pilot = await hangar.guest(server)
    await pilot.send_raw(raw(nested(depth), type_, seq=2))
    error = await pilot.expect("error")
    assert error["code"] == "INVALID_PAYLOAD"
    # Beyond what a parser follows, even the seq beside it is out of reach.
    assert error["request_seq"] == 2 or (depth > 1000 and error["request_seq"] is None)
    await assert_alive(pilot, seq=3)


async def test_nesting_of_20_is_fine_and_brackets_in_strings_do_not_nest(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.stranger(server)
    text = "[" * 100 + '\\"{'
    await pilot.send_raw(raw(nested(20)))
    await pilot.expect("net.pong")
    assert (await pilot.ping(seq=2, text=text))["text"] == text


@pytest.mark.parametrize("frame", ["[" * 8000, '{"a":' * 3000])
async def test_deep_and_broken_is_an_error_like_any_other(
    server: LiveServer, hangar: Hangar, frame: str
) -> None:
    pilot = await hangar.stranger(server)
    await pilot.send_raw(frame)
    assert (await pilot.expect("error"))["code"] in ("INVALID_JSON", "INVALID_PAYLOAD")
    await assert_alive(pilot)


@pytest.mark.parametrize("size", [MAX_FRAME + 1, 100_000, 1_000_000])
async def test_a_frame_over_16_kib_is_too_large(
    server: LiveServer, hangar: Hangar, size: int
) -> None:
    pilot = await hangar.stranger(server)
    frame = raw('{"a":"%s"}')
    await pilot.send_raw(frame % ("x" * (size - len(frame) + 2)))
    await expect_error(pilot, "PAYLOAD_TOO_LARGE")
    await assert_alive(pilot)


async def test_a_frame_s_size_is_counted_in_bytes(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.stranger(server)
    await pilot.send_raw(raw('{"a":"' + "€" * 6000 + '"}'))
    await expect_error(pilot, "PAYLOAD_TOO_LARGE")


async def test_a_frame_of_just_16_kib_is_taken(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.stranger(server)
    frame = raw('{"a":"%s"}')
    await pilot.send_raw(frame % ("x" * (MAX_FRAME - len(frame) + 2)))
    assert len((await pilot.expect("net.pong"))["a"]) > 16_000


async def test_a_binary_frame_on_a_json_connection_is_an_invalid_envelope(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.stranger(server)
    await pilot.send_raw(raw("{}").encode())
    await expect_error(pilot, "INVALID_ENVELOPE")
    await assert_alive(pilot)


@pytest.mark.parametrize("type_", ["nonsense", "", "world.delta", "auth.ok", "__class__"])
async def test_an_unknown_type_is_told_with_the_seq_that_asked(
    server: LiveServer, hangar: Hangar, type_: str
) -> None:
    pilot = await hangar.guest(server)
    await expect_error(pilot, "UNKNOWN_TYPE", await pilot.send(type_))


async def test_unknown_keys_are_ignored(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.guest(server)
    answer = await pilot.ask("session.join_system", "session.joined", system_id="sol-1", extra=[1])
    assert answer["system_id"] == "sol-1"


async def test_unknown_keys_of_the_envelope_are_ignored(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.stranger(server)
    await pilot.send_raw(envelope("net.ping", 1, {"a": 1}, trace="x"))
    assert (await pilot.expect("net.pong"))["a"] == 1


@pytest.mark.parametrize("stale", [5, 4, 1])
async def test_a_stale_seq_is_refused(server: LiveServer, hangar: Hangar, stale: int) -> None:
    pilot = await hangar.stranger(server)
    await pilot.ping(seq=5)
    await expect_error(pilot, "STALE_SEQ", await pilot.send("net.ping", seq=stale))
    await assert_alive(pilot, seq=6)


async def test_a_stale_input_is_dropped_in_silence(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.guest(server)
    await pilot.join()
    await pilot.steer(seq=100, thrust=0.0)
    await pilot.steer(seq=100, thrust=1.0)
    await pilot.steer(seq=50, thrust=1.0)
    await pilot.until(lambda: pilot.you["ack"] == 100)
    await assert_alive(pilot, seq=101)
    assert not pilot.of_type("error")
    assert pilot.ship["vx"] == pilot.ship["vy"] == 0.0, "the stale thrust was not applied"


async def test_the_tenth_protocol_error_within_ten_seconds_closes_with_4008(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.stranger(server)
    for _ in range(9):
        await pilot.send_raw("{")
    await assert_alive(pilot)
    await pilot.send_raw("[")
    assert (await pilot.closing()).code == 4008
    assert len(pilot.of_type("error")) == 10, "each was answered, the last too"


async def test_a_rule_that_says_no_never_closes(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.guest(server)
    for _ in range(15):
        with pytest.raises(Refused, match="UNKNOWN_SYSTEM"):
            await pilot.ask("session.join_system", "session.joined", system_id="nowhere")
    await assert_alive(pilot)
