"""What watching operators cost the simulation: tick time without and with a hundred of them.

    python -m benchmarks.ops [--operators 100] [--pilots 40] [--agents 160] [--seconds 8]

A web process, a worker and a Redis of their own; pilots fly, NPCs of operators hunt, trade and
patrol. Windows with and without watchers take turns in the same run, so that whatever else the
machine does weighs on both. Tick time is the worker's own histogram; CPU is the kernel's word. The
table goes to stdout and to benchmarks/results/ops.md; the exit code is 1 when the promise was not
kept.
"""

import argparse
import asyncio
import os
import re
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import httpx
import msgspec

from benchmarks.machine import description
from benchmarks.pilots import Pilot, steer_all
from benchmarks.prepare import SYSTEM_ID, Order
from benchmarks.process import cpu_seconds, family_of
from benchmarks.stage import (
    LOAD_CORE,
    REALTIME_HELP,
    SERVER_CORE,
    make_world,
    pinned_to,
    prepare,
)
from benchmarks.wire import Wire
from tests.support.operator import Operator, make_staff
from tests.support.redis import RedisServer
from tests.support.server import LiveServer, free_port

RESULT = Path(__file__).parent / "results" / "ops.md"
MOST_COST = 0.05  # of the tick time
PAIRS = 4
SETTLE_S = 1.5
KINDS = ("pirate", "trader", "patrol")


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch of time: what the worker said of its ticks, and what operators got."""

    watchers: int
    ticks: int
    tick_ms: float
    worker_cpu: float
    messages_per_s: float


class Watcher:
    """One operator's socket, which counts what it is sent and nothing more."""

    def __init__(self) -> None:
        self.received = 0
        self._wire: Wire | None = None
        self._seq = 0

    async def connect(self, port: int, token: str) -> None:
        loop = asyncio.get_running_loop()
        _, self._wire = await loop.create_connection(
            lambda: Wire(f"127.0.0.1:{port}", "/ws/ops", self._on_text), "127.0.0.1", port
        )
        await self._wire.opened
        self.send("auth.login", token=token)

    def send(self, kind: str, **payload: Any) -> None:
        assert self._wire is not None
        self._seq += 1
        envelope = {"type": kind, "seq": self._seq, "ts": int(time.time() * 1000)}
        self._wire.send_text(msgspec.json.encode({**envelope, "payload": payload}))

    def close(self) -> None:
        if self._wire is not None:
            self._wire.close()

    def _on_text(self, _: bytes) -> None:
        self.received += 1


class Room:
    """The worker's own figures."""

    def __init__(self, metrics_port: int, pid: int) -> None:
        self._url = f"http://127.0.0.1:{metrics_port}/metrics"
        self._pid = pid

    def read(self) -> tuple[int, float, float]:
        """Ticks so far, s spent in them, s of CPU of the process."""
        text = httpx.get(self._url, timeout=5).text
        found = {
            name: float(value)
            for name, value in re.findall(
                rf'cosmic_tick_seconds_(count|sum)\{{system_id="{SYSTEM_ID}"\}} (\S+)', text
            )
        }
        return int(found["count"]), found["sum"], cpu_seconds(family_of(self._pid))


async def measured(room: Room, watchers: list[Watcher], watching: bool, seconds: float) -> Window:
    for watcher in watchers:
        watcher.send("watch" if watching else "unwatch")
    await asyncio.sleep(SETTLE_S)
    received = sum(watcher.received for watcher in watchers)
    before, began = await asyncio.to_thread(room.read), time.monotonic()
    await asyncio.sleep(seconds)
    after, passed = await asyncio.to_thread(room.read), time.monotonic() - began
    ticks = after[0] - before[0]
    return Window(
        len(watchers) if watching else 0,
        ticks,
        (after[1] - before[1]) / max(ticks, 1) * 1000.0,
        (after[2] - before[2]) / passed,
        (sum(watcher.received for watcher in watchers) - received) / passed,
    )


async def populate(operator: Operator, count: int) -> None:
    """Agents in a ring, in equal numbers of each kind."""
    for number in range(count):
        row, column = divmod(number, 16)
        await operator.command(
            "add_agent",
            "agent_update",
            agent_id=f"a-{number}",
            agent_kind=KINDS[number % 3],
            agent_data={"x": -6000.0 + 800.0 * column, "y": -6000.0 + 1200.0 * row},
        )
        await asyncio.sleep(0.1)  # as fast as one connection may


async def play(
    server: LiveServer, room: Room, tokens: list[str], options: argparse.Namespace
) -> list[Window]:
    async with await Operator.staff(server) as operator:
        await operator.command("start", "simulation_started")
        await populate(operator, options.agents)
        pilots = [Pilot(number, token, crowded=False) for number, token in enumerate(tokens)]
        for pilot in pilots:
            await pilot.join(server.port, SYSTEM_ID)
        steering = asyncio.create_task(steer_all(pilots))
        watchers = [Watcher() for _ in range(options.operators)]
        for watcher in watchers:
            await watcher.connect(server.port, operator.token)
        windows = []
        for _ in range(PAIRS):
            windows.append(await measured(room, watchers, False, options.seconds))
            windows.append(await measured(room, watchers, True, options.seconds))
        steering.cancel()
        for each in (*watchers, *pilots):
            each.close() if isinstance(each, Watcher) else each.leave()
        return windows


def run(options: argparse.Namespace) -> list[Window]:
    with tempfile.TemporaryDirectory(prefix="cosmic-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        make_world(folder / "data")
        cast = prepare(folder / "data", Order(SYSTEM_ID, "spread", options.pilots))
        redis = RedisServer(folder / "redis")
        metrics_port = free_port()
        server = LiveServer(
            folder / "data",
            REDIS_URL=redis.url,
            METRICS_PORT=str(metrics_port),
            COSMIC_MAX_CONNECTIONS_PER_PLAYER="0",
            COSMIC_LOG_LEVEL="WARNING",
        )
        worker = server.worker()
        worker.command = [*pinned_to(SERVER_CORE, options.realtime), *worker.command]
        for process in (redis, server):
            process.command = [*pinned_to(LOAD_CORE, False), *process.command]
        os.sched_setaffinity(0, {LOAD_CORE})
        for process in (redis, server, worker):
            stack.callback(process.stop)
            process.start()
        make_staff(server)
        return asyncio.run(play(server, Room(metrics_port, worker.pid), cast.tokens, options))


def cost(windows: list[Window]) -> float:
    """How much longer ticks take with watchers, as a part; neighbours in time are compared."""
    pairs = zip(windows[::2], windows[1::2], strict=True)
    ratios = sorted(watched.tick_ms / alone.tick_ms for alone, watched in pairs)
    return (ratios[(len(ratios) - 1) // 2] + ratios[len(ratios) // 2]) / 2 - 1.0


def table(windows: list[Window], options: argparse.Namespace) -> str:
    part = cost(windows)
    kept = "kept" if part < MOST_COST else "MISSED"
    lines = [
        "# What watching operators cost",
        "",
        description("benchmarks.ops"),
        f"- {options.pilots} pilots who steer, {options.agents} NPCs, 20 ticks a second; the"
        " worker has a core, web process, Redis and clients share the other.",
        "",
        "| watching operators | ticks | tick ms, mean | worker CPU | messages to operators, /s |",
        "|---|---|---|---|---|",
    ]
    for w in windows:
        lines.append(
            f"| {w.watchers} | {w.ticks} | {w.tick_ms:.3f} | {w.worker_cpu:.1%} "
            f"| {w.messages_per_s:.0f} |"
        )
    alone, watched = mean(w.tick_ms for w in windows[::2]), mean(w.tick_ms for w in windows[1::2])
    lines += [
        "",
        f"- Tick time: {alone:.3f} ms alone, {watched:.3f} ms watched; median of the pairs "
        f"{part:+.1%} (less than {MOST_COST:.0%}: {kept}).",
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--operators", type=int, default=100)
    parser.add_argument("--pilots", type=int, default=40)
    parser.add_argument("--agents", type=int, default=160)
    parser.add_argument("--seconds", type=float, default=8.0, help="measured time of a window")
    parser.add_argument("--realtime", action="store_true", help=REALTIME_HELP)
    parser.add_argument("--no-file", action="store_true", help="print the table only")
    options = parser.parse_args()
    windows = run(options)
    text = table(windows, options)
    print(text)
    if not options.no_file:
        RESULT.write_text(text)
    return 0 if cost(windows) < MOST_COST else 1


if __name__ == "__main__":
    sys.exit(main())
