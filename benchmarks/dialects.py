"""How each server of the comparison is spoken to: a dialect per server, for `benchmarks.swarm`.

A dialect says what a fresh connection sends, how the ack of one's own input is found in a
message without decoding the rest of it, and what an input looks like. It is a closed set: DIALECTS.
"""

import base64
import json
import os
import re
from typing import Protocol

import msgspec

from benchmarks.wire import OPCODE_BINARY, OPCODE_TEXT

# What `hear` answers besides the acknowledged seq, which is 0 or more.
NO_ACK = -1  # a delta that acknowledges nothing new
NO_DELTA = -2  # something else
SEQ_MASK = 0xFFFF  # Colyseus: the low half of an ack counts, the high half says whose it is
OWNER_TAG = 0x7A00  # with it, an ack read as a float is of a size that no field of a ship has


class Speaker(Protocol):
    """What a dialect needs of a pilot."""

    index: int
    token: str
    seq: int
    acked: int
    ready: bool

    def say(self, opcode: int, payload: bytes) -> None: ...


class Dialect(Protocol):
    opcode: int  # of an input's frame

    def hello(self, pilot: Speaker) -> bytes:
        """The first HTTP request."""

    def reserved(self, body: bytes) -> bytes:
        """The next HTTP request, after an answer that was no 101. Raises ConnectionError."""

    def opened(self, pilot: Speaker) -> None:
        """The WebSocket is open."""

    def hear(self, pilot: Speaker, data: bytes, start: int, stop: int) -> int:
        """A message is data[start:stop]: the seq that it acknowledges, NO_ACK or NO_DELTA."""

    def steer(self, seq: int, wall_ms: int, thrust: float, turn: float) -> bytes:
        """The payload of an input."""


def upgrade(path: str, port: int, subprotocol: str = "") -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    offer = f"Sec-WebSocket-Protocol: {subprotocol}\r\n" if subprotocol else ""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"{offer}\r\n"
    ).encode()


class _Straight:
    """A WebSocket at once, without a request before it."""

    opcode = OPCODE_TEXT
    path, subprotocol = "/ws", ""

    def __init__(self, port: int, system_id: str) -> None:
        self.port = port
        self.system_id = system_id

    def hello(self, pilot: Speaker) -> bytes:
        return upgrade(self.path, self.port, self.subprotocol)

    def reserved(self, body: bytes) -> bytes:
        raise ConnectionError(f"the handshake was refused: {body[:200]!r}")


class Json(_Straight):
    """This server over `cosmic.v1.json`."""

    subprotocol = "cosmic.v1.json"
    _ack = re.compile(rb'"you":\{"ack":([0-9]+)').search
    _whole_ack = re.compile(rb'"ack":([0-9]+)').search
    _code = re.compile(rb'code"?:?["\xa0-\xbf]([A-Z_]+)').search  # in either encoding
    OWN_PART = 2048  # bytes at the end of a delta within which one's own part begins

    def opened(self, pilot: Speaker) -> None:
        self.tell(pilot, "auth.login", {"token": pilot.token, "protocol_version": 1})

    def tell(self, pilot: Speaker, kind: str, payload: dict[str, object]) -> None:
        pilot.seq += 1
        pilot.acked = pilot.seq
        envelope = {"type": kind, "seq": pilot.seq, "ts": 0, "payload": payload}
        pilot.say(self.opcode, self.encode(envelope))

    @staticmethod
    def encode(envelope: object) -> bytes:
        return msgspec.json.encode(envelope)

    def hear(self, pilot: Speaker, data: bytes, start: int, stop: int) -> int:
        if data.startswith(b'{"type":"world.delta"', start):
            found = self._ack(data, max(start, stop - self.OWN_PART), stop)
            return int(found[1]) if found else NO_ACK
        if data.startswith(b'{"type":"world.snapshot"', start):
            pilot.ready = True
            found = self._whole_ack(data, start, stop)
            return int(found[1]) if found else NO_ACK
        return self.other(pilot, data[start : min(stop, start + 400)])

    def other(self, pilot: Speaker, head: bytes) -> int:
        if b"auth.ok" in head:
            self.tell(pilot, "session.join_system", {"system_id": self.system_id})
        elif b"error" in head[:40]:
            code = self._code(head)
            raise ConnectionError(code[1].decode() if code else repr(head))
        return NO_DELTA

    def steer(self, seq: int, wall_ms: int, thrust: float, turn: float) -> bytes:
        return (
            b'{"type":"input.command","seq":%d,"ts":%d,"payload":{"thrust":%.2f,"turn":%.2f,'
            b'"fire_primary":false,"dock_request":false}}' % (seq, wall_ms, thrust, turn)
        )


class Msgpack(Json):
    """This server over `cosmic.v1.msgpack`."""

    opcode = OPCODE_BINARY
    subprotocol = "cosmic.v1.msgpack"
    _packed_ack = re.compile(rb"\xa3you[\x80-\x8f]\xa3ack").search
    _whole_packed_ack = re.compile(rb"\xa3you.{1,400}?\xa3ack", re.DOTALL).search

    @staticmethod
    def encode(envelope: object) -> bytes:
        return msgspec.msgpack.encode(envelope)

    def hear(self, pilot: Speaker, data: bytes, start: int, stop: int) -> int:
        head_stop = min(stop, start + 40)
        if data.find(b"world.delta", start, head_stop) >= 0:
            found = self._packed_ack(data, max(start, stop - self.OWN_PART), stop)
        elif data.find(b"world.snapshot", start, head_stop) >= 0:
            pilot.ready = True
            found = self._whole_packed_ack(data, start, stop)
        else:
            return self.other(pilot, data[start : min(stop, start + 400)])
        return packed_integer(data, found.end()) if found else NO_ACK

    def steer(self, seq: int, wall_ms: int, thrust: float, turn: float) -> bytes:
        held = {"thrust": thrust, "turn": turn, "fire_primary": False, "dock_request": False}
        envelope = {"type": "input.command", "seq": seq, "ts": wall_ms, "payload": held}
        return msgspec.msgpack.encode(envelope)


class Plain(_Straight):
    """The simple peers: deltas at once, each with `"ack":` and a number somewhere at its end."""

    _ack = re.compile(rb'"ack": ?([0-9]+)').search

    def opened(self, pilot: Speaker) -> None:
        pass

    def hear(self, pilot: Speaker, data: bytes, start: int, stop: int) -> int:
        pilot.ready = True
        found = self._ack(data, max(start, stop - 80), stop)
        return int(found[1]) if found else NO_ACK

    def steer(self, seq: int, wall_ms: int, thrust: float, turn: float) -> bytes:
        return Json.steer(self, seq, wall_ms, thrust, turn)  # type: ignore[arg-type]


class Colyseus(_Straight):
    """A room of Colyseus: a seat by HTTP, then binary frames with a protocol code in front.

    The server stores the seq of the last input in an unsigned 32-bit field that only its owner
    sees. Pilots send seqs whose high half is theirs alone, so four bytes find the field.
    """

    opcode = OPCODE_BINARY
    JOIN_ROOM, ERROR, ROOM_DATA, ROOM_STATE, ROOM_STATE_PATCH = 10, 11, 13, 14, 15
    ROOM_DATA_BYTES = 17
    INPUT = bytes((ROOM_DATA, 0xA5)) + b"input"  # the message's type as msgpack text

    def hello(self, pilot: Speaker) -> bytes:
        pilot.seq = pilot.acked = (OWNER_TAG + pilot.index) << 16
        body = json.dumps({"index": pilot.index}).encode()
        return (
            b"POST /matchmake/joinOrCreate/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
            b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            % (self.system_id.encode(), self.port, len(body), body)
        )

    def reserved(self, body: bytes) -> bytes:
        seat = json.loads(body)
        if "sessionId" not in seat:
            raise ConnectionError(f"no seat: {body[:200]!r}")
        path = f"/{seat['processId']}/{seat['roomId']}?sessionId={seat['sessionId']}"
        return upgrade(path, self.port)

    def opened(self, pilot: Speaker) -> None:
        pass

    def hear(self, pilot: Speaker, data: bytes, start: int, stop: int) -> int:
        code = data[start]
        if code in (self.ROOM_STATE_PATCH, self.ROOM_STATE):
            pilot.ready = True
            return own_ack(pilot, data, start + 1, stop)
        if code == self.ROOM_DATA_BYTES:  # of a broadcast
            pilot.ready = True
            return NO_ACK
        if code == self.JOIN_ROOM:
            pilot.say(OPCODE_BINARY, bytes((self.JOIN_ROOM,)))
        elif code == self.ERROR:
            raise ConnectionError(f"refused: {data[start + 1 : stop]!r}")
        return NO_DELTA

    def steer(self, seq: int, wall_ms: int, thrust: float, turn: float) -> bytes:
        held = {
            "seq": seq,
            "thrust": thrust,
            "turn": turn,
            "fire_primary": False,
            "dock_request": False,
        }
        return self.INPUT + msgspec.msgpack.encode(held)


def packed_integer(data: bytes, at: int) -> int:
    """The unsigned msgpack integer that begins at data[at]."""
    first = data[at]
    if first < 0x80:
        return first
    size = {0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8}[first]
    return int.from_bytes(data[at + 1 : at + 1 + size])


def own_ack(pilot: Speaker, data: bytes, start: int, stop: int) -> int:
    """The newest seq of this pilot in a patch of Colyseus; NO_ACK when there is none."""
    tag = (OWNER_TAG + pilot.index).to_bytes(2, "little")
    at = data.find(tag, start + 2, stop)
    while at >= 0:
        seq = (OWNER_TAG + pilot.index) << 16 | data[at - 2] | data[at - 1] << 8
        if pilot.acked < seq <= pilot.seq:
            return seq
        at = data.find(tag, at + 1, stop)
    return NO_ACK


DIALECTS: dict[str, type[Dialect]] = {
    "json": Json,
    "msgpack": Msgpack,
    "plain": Plain,
    "colyseus": Colyseus,
}
