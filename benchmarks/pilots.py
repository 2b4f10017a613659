"""Simulated pilots: each logs in, joins, steers at 20 Hz and counts what it is sent."""

import asyncio
import math
import socket
import time
from array import array
from collections import Counter, deque
from typing import Any

import msgspec
from msgspec import Struct

from benchmarks.wire import Wire

INPUT_HZ = 20
SLOTS = 10  # the pilots of one period send in this many groups, evenly spaced
MUTE_RECEIVE_BUFFER = 4096  # so that the kernel cannot hide for long that nobody reads
JOIN_TIMEOUT_S = 20


class Told(Struct):
    """The part of any payload that a measurement looks at."""

    tick: int = -1
    code: str = ""
    you: "ToldYou | None" = None


class ToldYou(Struct):
    ack: int = 0
    docked_at: str | None = None


class Message(Struct):
    type: str
    payload: Told


class Tally:
    """What one pilot saw during one window."""

    def __init__(self) -> None:
        self.deltas = 0
        self.delta_bytes = 0
        self.snapshots = 0
        self.skipped_ticks = 0
        self.inputs = 0
        self.intervals_s = array("d")
        self.ack_s = array("d")
        self.ack_ticks = array("l")
        self.errors: Counter[str] = Counter()


class Pilot:
    """One simulated player. `crowded` ones circle on the spot, the others roam."""

    decode = msgspec.json.Decoder(Message).decode

    def __init__(self, index: int, token: str, *, crowded: bool) -> None:
        self.tally = Tally()
        self.joined_in_s = math.nan
        self.wire: Wire | None = None
        self._index = index
        self._token = token
        self._system_id = ""
        self._crowded = crowded
        self.local_port = 0
        self._seq = 0
        self._last_tick = -1
        self._last_frame_at = math.nan
        self._unacknowledged: deque[tuple[int, float, int]] = deque()  # seq, sent at, tick seen
        self._ready: asyncio.Future[None] | None = None

    async def join(self, port: int, system_id: str, *, mute: bool = False) -> None:
        """Connect, log in, join; a mute pilot stops reading once it has its snapshot.

        Raises ConnectionError or TimeoutError when no snapshot comes.
        """
        loop = asyncio.get_running_loop()
        connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        connection.setblocking(False)
        if mute:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, MUTE_RECEIVE_BUFFER)
        await loop.sock_connect(connection, ("127.0.0.1", port))
        _, self.wire = await loop.create_connection(
            lambda: Wire(f"127.0.0.1:{port}", "/ws", self._on_text), sock=connection
        )
        self.local_port = connection.getsockname()[1]
        await asyncio.wait_for(self.wire.opened, JOIN_TIMEOUT_S)
        self._ready = loop.create_future()
        started = time.perf_counter()
        self._system_id = system_id
        self._send("auth.login", {"token": self._token, "protocol_version": 1})
        ends: set[asyncio.Future[Any]] = {self._ready, self.wire.closed}
        await asyncio.wait(ends, timeout=JOIN_TIMEOUT_S, return_when=asyncio.FIRST_COMPLETED)
        if not self._ready.done():
            raise ConnectionError(f"pilot {self._index} got no snapshot: {dict(self.tally.errors)}")
        self.joined_in_s = time.perf_counter() - started
        if mute:
            self.wire.transport.pause_reading()

    @property
    def close_code(self) -> int:
        """Why the server ended the connection; 0 while it lives."""
        wire = self.wire
        return wire.closed.result() if wire is not None and wire.closed.done() else 0

    def leave(self) -> None:
        if self.wire is not None:
            self.wire.close()

    def begin_window(self) -> None:
        self.tally = Tally()

    def steer(self, wall_ms: int) -> None:
        """Send one `input.command` that differs from the one before."""
        self._seq += 1
        seq = self._seq
        if self._crowded:
            turn = 1.0 if self._index % 2 else -1.0
            thrust = 0.2 + 0.08 * ((seq + self._index) % 10)
        else:
            turn = math.sin(0.05 * seq + self._index)
            thrust = 0.6 + 0.4 * math.sin(0.11 * seq)
        self._unacknowledged.append((seq, time.perf_counter(), self._last_tick))
        self.tally.inputs += 1
        if self.wire is not None and not self.wire.closed.done():
            self.wire.send_text(
                b'{"type":"input.command","seq":%d,"ts":%d,"payload":{"thrust":%.2f,"turn":%.2f,'
                b'"fire_primary":false,"dock_request":false}}' % (seq, wall_ms, thrust, turn)
            )

    def _send(self, kind: str, payload: dict[str, object]) -> int:
        """Send one message; gives its seq."""
        assert self.wire is not None
        self._seq += 1
        ts = time.time_ns() // 1_000_000
        envelope = {"type": kind, "seq": self._seq, "ts": ts, "payload": payload}
        self.wire.send_text(msgspec.json.encode(envelope))
        return self._seq

    def _on_text(self, payload: bytes) -> None:
        message = self.decode(payload)
        kind, told = message.type, message.payload
        if kind == "world.delta":
            self.tally.deltas += 1
            self.tally.delta_bytes += len(payload)
            self._on_frame(told)
        elif kind == "world.snapshot":
            self.tally.snapshots += 1
            self._on_frame(told)
            if self._ready is not None and not self._ready.done():
                self._ready.set_result(None)
        elif kind == "auth.ok":
            self._send("session.join_system", {"system_id": self._system_id})
        elif kind in ("error", "auth.error"):
            self.tally.errors[told.code] += 1

    def _on_frame(self, told: Told) -> None:
        now = time.perf_counter()
        tally = self.tally
        if self._last_tick >= 0:
            tally.intervals_s.append(now - self._last_frame_at)
            tally.skipped_ticks += max(told.tick - self._last_tick - 1, 0)
        self._last_tick, self._last_frame_at = told.tick, now
        if told.you is not None:
            waiting = self._unacknowledged
            while waiting and waiting[0][0] <= told.you.ack:
                _, sent_at, tick_seen = waiting.popleft()
                tally.ack_s.append(now - sent_at)
                tally.ack_ticks.append(told.tick - tick_seen)


async def steer_all(pilots: list[Pilot]) -> None:
    """Let every pilot send at INPUT_HZ, in groups spread over the period, without drift."""
    loop = asyncio.get_running_loop()
    pause = 1 / INPUT_HZ / SLOTS
    due, slot = loop.time(), 0
    while True:
        wall_ms = time.time_ns() // 1_000_000
        for pilot in pilots[slot::SLOTS]:
            pilot.steer(wall_ms)
        slot = (slot + 1) % SLOTS
        due += pause
        await asyncio.sleep(max(due - loop.time(), 0))
