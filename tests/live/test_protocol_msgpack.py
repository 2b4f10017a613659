"""The second sub-protocol: the same objects in binary frames."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.live.strict import check_message
from tests.support.pilot import Message, rest
from tests.support.server import LiveServer

pytestmark = pytest.mark.server

MSGPACK = Subprotocol("cosmic.v1.msgpack")


def pack_ping(payload: object) -> bytes:
    return msgspec.msgpack.encode({"type": "net.ping", "seq": 1, "ts": 1, "payload": payload})


class BinaryClient:
    """A client that packs and unpacks, and holds every frame against the documented shapes."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.seq = 0

    async def send(self, type_: str, **payload: Any) -> None:
        self.seq += 1
        message = {"type": type_, "seq": self.seq, "ts": 1, "payload": payload}
        await self.socket.send(msgspec.msgpack.encode(message))

    async def receive(self, type_: str) -> Message:
        """The payload of the next message of a type."""
        while True:
            frame = await self.socket.recv()
            assert isinstance(frame, bytes), "a msgpack connection gets binary frames"
            message = msgspec.msgpack.decode(frame)
            check_message(message)
            if message["type"] == type_:
                payload: Message = message["payload"]
                return payload


@asynccontextmanager
async def binary_client(server: LiveServer) -> AsyncIterator[BinaryClient]:
    async with connect(server.ws_url, subprotocols=[MSGPACK], max_size=2**22) as socket:
        assert socket.subprotocol == MSGPACK
        yield BinaryClient(socket)


async def test_a_whole_visit_in_msgpack(server: LiveServer) -> None:
    token = (await rest(server.url, "POST", "/auth/guest")).json()["access_token"]
    async with binary_client(server) as client:
        await client.send("auth.login", token=token)
        assert (await client.receive("auth.ok"))["protocol_version"] == 1
        await client.send("session.join_system", system_id="sol-1")
        joined = await client.receive("session.joined")
        snapshot = await client.receive("world.snapshot")
        assert joined["ship_id"] in {entity["id"] for entity in snapshot["entities"]}
        await client.send("input.command", thrust=1, turn=0.5)
        steered = client.seq
        while (await client.receive("world.delta")).get("you", {}).get("ack") != steered:
            pass
        await client.send("chat.send", channel="system", text="binary é")
        assert (await client.receive("chat.message"))["text"] == "binary é"
        await client.send("trade.buy", station_id="a", commodity_id="food", quantity=1)
        error = await client.receive("error")
        assert (error["code"], error["request_seq"]) == ("NOT_DOCKED", client.seq)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ('{"type":"net.ping","seq":1,"ts":1,"payload":{}}', "INVALID_ENVELOPE"),
        (b"\xc1", None),
        (b"", None),
        (b"\x93\x01\x02\x03", "INVALID_ENVELOPE"),
        (msgspec.msgpack.encode({"type": "net.ping"}), "INVALID_ENVELOPE"),
        (pack_ping([]), "INVALID_ENVELOPE"),
        (pack_ping(None), "INVALID_ENVELOPE"),
        (pack_ping({1: 2}), "INVALID_PAYLOAD"),
        (pack_ping({"a": b"bytes"}), "INVALID_PAYLOAD"),
        (pack_ping({"a": msgspec.msgpack.Ext(5, b"x")}), "INVALID_PAYLOAD"),
        (pack_ping({"a": datetime(2026, 1, 1, tzinfo=UTC)}), "INVALID_PAYLOAD"),
        (pack_ping({}) + b"\x00", "INVALID_ENVELOPE"),
        (pack_ping({})[:-1], "INVALID_ENVELOPE"),
    ],
)
async def test_malformed_frames_are_answered(
    server: LiveServer, frame: str | bytes, code: str | None
) -> None:
    async with binary_client(server) as client:
        await client.socket.send(frame)
        error = await client.receive("error")
        assert error["code"] in ([code] if code else ["INVALID_JSON", "INVALID_ENVELOPE"])
        client.seq = 1
        await client.send("net.ping", probe=1)
        assert (await client.receive("net.pong"))["probe"] == 1


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
async def test_numbers_that_are_none_are_invalid_payload(server: LiveServer, value: float) -> None:
    token = (await rest(server.url, "POST", "/auth/guest")).json()["access_token"]
    async with binary_client(server) as client:
        await client.send("auth.login", token=token)
        await client.receive("auth.ok")
        for payload in ({"thrust": value}, {"unknown": [value]}):
            await client.send("input.command", **payload)
            error = await client.receive("error")
            assert (error["code"], error["request_seq"]) == ("INVALID_PAYLOAD", client.seq)


async def test_a_msgpack_frame_over_16_kib_is_too_large(server: LiveServer) -> None:
    async with binary_client(server) as client:
        await client.send("net.ping", text="x" * 17_000)
        assert (await client.receive("error"))["code"] == "PAYLOAD_TOO_LARGE"


async def test_deep_msgpack_is_invalid_payload(server: LiveServer) -> None:
    async with binary_client(server) as client:
        head = msgspec.msgpack.encode({"type": "net.ping", "seq": 1, "ts": 1})
        frame = b"\x84" + head[1:] + b"\xa7payload" + b"\x81\xa1a" + b"\x91" * 9000 + b"\x90"
        await client.socket.send(frame)
        assert (await client.receive("error"))["code"] == "INVALID_PAYLOAD"
