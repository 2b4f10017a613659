"""The load generator of the comparison: many pilots in one loop over epoll, made to cost little.

It reads an Order and then Steps as lines of JSON on stdin, and answers each step with a line of
Figures. Messages are not decoded; a dialect finds the ack of one's own input in them. So that it
can be trusted, it tells how late its own inputs were and how busy its core was.
"""

import contextlib
import gc
import math
import resource
import select
import socket
import sys
import time
from array import array
from collections import Counter

import msgspec
import numpy
from msgspec import Struct, field

from benchmarks.dialects import DIALECTS, NO_DELTA, Dialect
from benchmarks.process import core_seconds, cpu_seconds, kernel_seconds, resident_bytes
from benchmarks.wire import (
    FIN,
    OPCODE_BINARY,
    OPCODE_CLOSE,
    OPCODE_PING,
    OPCODE_PONG,
    OPCODE_TEXT,
    client_frame,
)

HZ = 20
PERIOD_S = 1 / HZ
RECEIVE_BYTES = 256 * 1024
REMEMBERED = 128  # inputs without an ack whose time is known: 6 s of them
JOIN_PATIENCE_S = 20.0  # behind the last that began to join
POLL_S = 0.001
EVENTS_AT_ONCE = 128


class Order(Struct):
    """`groups` names the processes whose time and memory is told; `cores` those of the machine."""

    dialect: str
    port: int
    system_id: str
    tokens: list[str]
    groups: dict[str, list[int]]
    cores: list[int]
    inputs: bool = True
    crowded: int = 0  # so many, the first of them, circle on the spot
    joins_per_s: float = 100.0


class Step(Struct):
    """So many pilots in all, then `settle_s` of quiet, then a measured window of `seconds`."""

    pilots: int
    seconds: float
    settle_s: float


class Spread(Struct):
    """Percentiles, ms; all 0 when there was nothing."""

    p50: float
    p99: float
    max: float


class Figures(Struct):
    """What one window showed. Shares are of one core; `delivered` is of a delta per period."""

    pilots: int
    seconds: float
    deltas: int
    delivered: float
    delivered_least: float  # of the pilot with the fewest
    interval_ms: Spread
    latency_ms: Spread  # from an input to the first delta that acknowledges it
    bytes_per_delta: float
    cpu: dict[str, float]
    kernel: dict[str, float]  # of that time
    resident: dict[str, int]
    cores: dict[str, float]
    load_cpu: float
    load_late_ms: float  # p99 of how late inputs were sent
    lost: int
    failed: list[str] = field(default_factory=list)


class Pilot:
    __slots__ = (
        "acked", "deltas", "index", "last_at", "open", "ready", "rest", "sent_at", "seq",
        "socket", "swarm", "token",
    )  # fmt: skip

    def __init__(self, swarm: "Swarm", index: int, token: str) -> None:
        self.swarm = swarm
        self.index = index
        self.token = token
        self.seq = self.acked = 0
        self.open = self.ready = False
        self.rest = b""
        self.sent_at = [0.0] * REMEMBERED
        self.last_at = math.nan
        self.deltas = 0
        self.socket = socket.create_connection(("127.0.0.1", swarm.order.port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)

    def say(self, opcode: int, payload: bytes) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionError):
            self.socket.send(client_frame(opcode, payload))

    def steer(self, wall_ms: int, now: float) -> None:
        seq = self.seq = self.seq + 1
        if self.index < self.swarm.order.crowded:
            turn = 1.0 if self.index % 2 else -1.0
            thrust = 0.2 + 0.08 * ((seq + self.index) % 10)
        else:
            turn = math.sin(0.05 * seq + self.index)
            thrust = 0.6 + 0.4 * math.sin(0.11 * seq)
        self.sent_at[seq % REMEMBERED] = now
        dialect = self.swarm.dialect
        self.say(dialect.opcode, dialect.steer(seq, wall_ms, thrust, turn))


class Swarm:
    def __init__(self, order: Order) -> None:
        self.order = order
        self.dialect: Dialect = DIALECTS[order.dialect](order.port, order.system_id)  # type: ignore[call-arg]
        self._poll = select.epoll()
        self._by_fd: dict[int, Pilot] = {}
        self.pilots: list[Pilot] = []
        self.steering: list[Pilot] = []
        self.failed: Counter[str] = Counter()
        self.lost = 0
        self._period_at = time.perf_counter()
        self._sent = 0  # inputs of this period
        self.forget()

    def forget(self) -> None:
        """Begin a window."""
        self.intervals_s = array("d")
        self.latencies_s = array("d")
        self.late_s = array("d")
        self.bytes = 0
        for pilot in self.pilots:
            pilot.deltas = 0

    # --- the loop -----------------------------------------------------------------------------

    def run(self, seconds: float) -> None:
        until = time.perf_counter() + seconds
        while (now := time.perf_counter()) < until:
            self._steer_due(now)
            for fd, _ in self._poll.poll(POLL_S, EVENTS_AT_ONCE):
                self._read(self._by_fd[fd])

    def _steer_due(self, now: float) -> None:
        """Send what is due by now; the pilots of one period are spread evenly over it."""
        steering = self.steering
        passed = now - self._period_at
        due = min(int(passed / PERIOD_S * len(steering)), len(steering))
        if self._sent < due:
            self.late_s.append(passed - self._sent / len(steering) * PERIOD_S)
            wall_ms = time.time_ns() // 1_000_000
            for pilot in steering[self._sent : due]:
                pilot.steer(wall_ms, time.perf_counter())
            self._sent = due
        if passed >= PERIOD_S:
            self._period_at += PERIOD_S
            self._sent = 0

    def _read(self, pilot: Pilot) -> None:
        try:
            data = pilot.socket.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self._drop(pilot, "closed by the server")
            return
        if pilot.rest:
            data = pilot.rest + data
        try:
            if not pilot.open:
                data = self._shake_hands(pilot, data)
            pilot.rest = self._frames(pilot, data) if pilot.open else data
        except ConnectionError as error:
            self._drop(pilot, str(error))

    def _drop(self, pilot: Pilot, why: str) -> None:
        self._poll.unregister(pilot.socket)
        del self._by_fd[pilot.socket.fileno()]
        pilot.socket.close()
        self.failed[why] += 1
        if pilot in self.steering:
            self.steering.remove(pilot)
            self.lost += 1

    def _shake_hands(self, pilot: Pilot, data: bytes) -> bytes:
        """Answer HTTP answers until the socket is open; gives what is left of `data`."""
        head, found, rest = data.partition(b"\r\n\r\n")
        if not found:
            return data
        if head.startswith(b"HTTP/1.1 101"):
            pilot.open = True
            self.dialect.opened(pilot)
            return rest
        if len(rest) < content_length(head):
            return data
        pilot.socket.send(self.dialect.reserved(rest))
        return b""

    def _frames(self, pilot: Pilot, data: bytes) -> bytes:
        """Handle each whole frame of `data`; gives what is left of an unfinished one."""
        position, end = 0, len(data)
        while end - position >= 2:
            size = data[position + 1]
            start = position + 2
            if size == 126:
                start += 2
                size = int.from_bytes(data[position + 2 : start])
            elif size == 127:
                start += 8
                size = int.from_bytes(data[position + 2 : start])
            stop = start + size
            if end < start or end < stop:
                return data[position:]
            opcode = data[position] & 0x0F
            if opcode in (OPCODE_TEXT, OPCODE_BINARY):
                self._heard(pilot, data, start, stop)
            elif opcode == OPCODE_PING:
                pilot.say(OPCODE_PONG, data[start:stop])
            elif opcode == OPCODE_CLOSE:
                raise ConnectionError(f"closed with {int.from_bytes(data[start : start + 2])}")
            elif opcode != OPCODE_PONG or not data[position] & FIN:
                raise ConnectionError(f"unexpected frame {data[position]:#04x}")
            position = stop
        return data[position:]

    def _heard(self, pilot: Pilot, data: bytes, start: int, stop: int) -> None:
        ack = self.dialect.hear(pilot, data, start, stop)
        if ack == NO_DELTA:
            return
        now = time.perf_counter()
        pilot.deltas += 1
        self.bytes += stop - start
        self.intervals_s.append(now - pilot.last_at)
        pilot.last_at = now
        acked = pilot.acked
        if ack > acked:
            for seq in range(max(acked, ack - REMEMBERED) + 1, ack + 1):
                self.latencies_s.append(now - pilot.sent_at[seq % REMEMBERED])
            pilot.acked = ack

    # --- steps --------------------------------------------------------------------------------

    def grow(self, count: int) -> None:
        """Let pilots join, at the order's pace, until there are `count`; some may fail."""
        pause_s = 1 / self.order.joins_per_s
        fresh: list[Pilot] = []
        while len(self.pilots) < count:
            index = len(self.pilots)
            pilot = Pilot(self, index, self.order.tokens[index] if self.order.tokens else "")
            self.pilots.append(pilot)
            fresh.append(pilot)
            self._by_fd[pilot.socket.fileno()] = pilot
            self._poll.register(pilot.socket, select.EPOLLIN)
            pilot.socket.send(self.dialect.hello(pilot))
            self.run(pause_s)
        deadline = time.perf_counter() + JOIN_PATIENCE_S
        while not all(pilot.ready for pilot in fresh) and time.perf_counter() < deadline:
            self.run(0.1)
        if self.order.inputs:
            self.steering += [p for p in fresh if p.ready and p.socket.fileno() >= 0]
        self._sent = 0
        self._period_at = time.perf_counter()
        missing = sum(1 for pilot in fresh if not pilot.ready)
        if missing:
            self.failed["no world after joining"] += missing

    def measure(self, seconds: float) -> Figures:
        pids = self.order.groups
        cpu = {name: cpu_seconds(group) for name, group in pids.items()}
        kernel = {name: kernel_seconds(group) for name, group in pids.items()}
        cores = {core: core_seconds(core) for core in self.order.cores}
        load, started = time.process_time(), time.perf_counter()
        self.forget()
        self.run(seconds)
        elapsed = time.perf_counter() - started
        deltas = sum(pilot.deltas for pilot in self.pilots)
        return Figures(
            pilots=len(self.pilots),
            seconds=elapsed,
            deltas=deltas,
            delivered=deltas / (len(self.pilots) * HZ * elapsed),
            delivered_least=min(p.deltas for p in self.pilots) / (HZ * elapsed),
            interval_ms=spread(self.intervals_s),
            latency_ms=spread(self.latencies_s),
            bytes_per_delta=self.bytes / max(deltas, 1),
            cpu={name: (cpu_seconds(group) - cpu[name]) / elapsed for name, group in pids.items()},
            kernel={n: (kernel_seconds(group) - kernel[n]) / elapsed for n, group in pids.items()},
            resident={name: resident_bytes(group) for name, group in pids.items()},
            cores={str(c): (core_seconds(c) - before) / elapsed for c, before in cores.items()},
            load_cpu=(time.process_time() - load) / elapsed,
            load_late_ms=spread(self.late_s).p99,
            lost=self.lost,
            failed=[f"{count} x {why}" for why, count in self.failed.items()],
        )


def content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name == b"content-length":
            return int(value)
    return 0


def spread(seconds: "array[float]") -> Spread:
    """NaN stands for the first delta of a pilot, which has none before it."""
    values = numpy.asarray(seconds) * 1000
    values = values[~numpy.isnan(values)]
    if not values.size:
        return Spread(0.0, 0.0, 0.0)
    p50, p99 = numpy.percentile(values, [50, 99])
    return Spread(float(p50), float(p99), float(values.max()))


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    lines = iter(sys.stdin.buffer.readline, b"")
    swarm = Swarm(msgspec.json.decode(next(lines), type=Order))
    gc.disable()
    for line in lines:
        step = msgspec.json.decode(line, type=Step)
        swarm.grow(step.pilots)
        swarm.run(step.settle_s)
        sys.stdout.buffer.write(msgspec.json.encode(swarm.measure(step.seconds)) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
