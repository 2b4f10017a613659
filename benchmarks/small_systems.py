"""Many small systems on one worker: how many run at 20 Hz within one core, and what sleep costs.

    python -m benchmarks.small_systems [--systems 200] [--seconds 15]

A worker of its own is pinned to one core; web process, Redis and the pilots share the other. Each
system has a pilot who steers 20 times a second. They come in steps; each step is a window. Before
the first pilot comes and after the last has gone, nobody is there, and the systems sleep. CPU is
the kernel's word, ticks and their lateness are the worker's own, messages are counted by Redis.
The table goes to stdout and to benchmarks/results/small_systems.md; the exit code is 1 when the
promise was not kept.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec

from benchmarks.load import spread
from benchmarks.machine import description
from benchmarks.pilots import Pilot, steer_all
from benchmarks.process import cpu_seconds, family_of, resident_bytes
from benchmarks.small_worlds import Settlers, Worlds
from benchmarks.stage import (
    LOAD_CORE,
    REALTIME_HELP,
    SERVER_CORE,
    make_world,
    pinned_to,
    run_module,
)
from tests.support.redis import RedisServer
from tests.support.server import LiveServer, Process, clean_environment, free_port

RESULT = Path(__file__).parent / "results" / "small_systems.md"
STEPS = 4
TICK_RATE = 20.0
SLEEP_S = 10.0  # over which nobody's cost is measured
FALL_ASLEEP_S = 60.0  # from the last pilot's leaving; COSMIC_GRACE is short here
MOST_ASLEEP_CPU = 0.02
HELD = 0.95  # of the ticks that were due, and of a delta for each of them and pilot
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Window:
    """Shares are of a core; ticks are those of all systems together."""

    name: str
    systems: int
    pilots: int
    worker: float
    web: float
    redis: float
    ticks_per_s: float
    late_p99_ms: float
    tick_ms: float
    commands_per_s: float
    interval_p99_ms: float
    deltas_per_s: float
    rss_mib: float

    @property
    def held(self) -> float:
        """Which part of the due ticks there were."""
        return self.ticks_per_s / (self.systems * TICK_RATE) if self.systems else 1.0


class Scene:
    """The processes of one measurement."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.redis = RedisServer(folder / "redis")
        self.metrics_port = free_port()
        self.server = LiveServer(
            folder / "data",
            REDIS_URL=self.redis.url,
            METRICS_PORT=str(self.metrics_port),
            COSMIC_GRACE="1",
            COSMIC_LOG_LEVEL="WARNING",
        )
        self.worker = self.server.worker()
        self.worker.command = [*pinned_to(SERVER_CORE, options.realtime), *self.worker.command]
        for process in (self.redis, self.server):
            process.command = [*pinned_to(LOAD_CORE, False), *process.command]

    def start(self, stack: ExitStack) -> None:
        for process in (self.redis, self.server, self.worker):
            stack.callback(process.stop)
            process.start()
        self.worker.wait_until(self._counts, "the worker tells its metrics")

    def _counts(self) -> bool:
        try:
            return bool(self.metrics())
        except httpx.HTTPError:
            return False

    def metrics(self) -> dict[str, Counter[str]]:
        """By family: the sums over all systems, by what stands for the rest of its labels."""
        text = httpx.get(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=10).text
        found: dict[str, Counter[str]] = {}
        pattern = r'(cosmic_\w+)\{(?:le="([^"]+)",)?system_id="[^"]+"(?:,le="([^"]+)")?\} (\S+)'
        for name, first, last, value in re.findall(pattern, text):
            counted = found.setdefault(name, Counter())
            counted[first or last] += float(value)  # type: ignore[assignment]
        rooms = re.search(r"^cosmic_rooms (\S+)", text, re.MULTILINE)
        found["cosmic_rooms"] = Counter({"": float(rooms[1]) if rooms else 0.0})
        return found

    def commands(self) -> int:
        """What Redis has been asked so far."""
        done = output_of(["redis-cli", "-u", self.redis.url, "info", "stats"])
        return int(re.findall(r"total_commands_processed:(\d+)", done)[0])

    def cpu(self) -> tuple[float, ...]:
        return tuple(cpu_of(p) for p in (self.worker, self.server, self.redis))


def output_of(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def cpu_of(process: Process) -> float:
    return cpu_seconds(family_of(process.pid))


def quantile_ms(before: Counter[str], after: Counter[str], part: float) -> float:
    """The upper end of the bucket in which that part of the observations ends."""
    counts = {float(le): after[le] - before[le] for le in after}
    total = counts.get(float("inf"), 0.0)
    for le in sorted(counts):
        if total and counts[le] >= part * total:
            return le * 1000.0
    return float("nan")


async def measured(scene: Scene, name: str, pilots: list[Pilot], seconds: float) -> Window:
    for pilot in pilots:
        pilot.begin_window()
    before, asked = await asyncio.to_thread(scene.metrics), scene.commands()
    cpu, began = scene.cpu(), time.monotonic()
    await asyncio.sleep(seconds)
    passed = time.monotonic() - began
    spent = [(now - then) / passed for now, then in zip(scene.cpu(), cpu, strict=True)]
    commands = (scene.commands() - asked) / passed
    after = await asyncio.to_thread(scene.metrics)
    print(f"{name}: {after['cosmic_rooms']['']:.0f} systems awake", file=sys.stderr, flush=True)
    tallies = [pilot.tally for pilot in pilots]
    none: Counter[str] = Counter()
    ticks, s_of_ticks = (
        after.get(f"cosmic_tick_seconds_{what}", none)[""]
        - before.get(f"cosmic_tick_seconds_{what}", none)[""]
        for what in ("count", "sum")
    )
    late = "cosmic_tick_late_seconds_bucket"
    return Window(
        name=name,
        systems=int(after["cosmic_rooms"][""]),
        pilots=len(pilots),
        worker=spent[0],
        web=spent[1],
        redis=spent[2],
        ticks_per_s=ticks / passed,
        late_p99_ms=quantile_ms(before.get(late, none), after.get(late, none), 0.99),
        tick_ms=s_of_ticks / max(ticks, 1) * 1000.0,
        commands_per_s=commands,
        interval_p99_ms=spread([i for t in tallies for i in t.intervals_s], 1000).p99,
        deltas_per_s=sum(t.deltas for t in tallies) / passed / max(len(pilots), 1),
        rss_mib=resident_bytes(family_of(scene.worker.pid)) / MIB,
    )


async def play(scene: Scene, tokens: dict[str, str], options: argparse.Namespace) -> list[Window]:
    windows = [await measured(scene, "asleep, never awake", [], SLEEP_S)]
    pilots: list[Pilot] = []
    helm = asyncio.create_task(steer_all(pilots))
    waiting = list(enumerate(tokens.items()))
    for step in range(1, STEPS + 1):
        wanted = len(tokens) * step // STEPS
        while len(pilots) < wanted:
            number, (system_id, token) = waiting.pop(0)
            pilot = Pilot(number, token, crowded=False)
            try:
                await pilot.join(scene.server.port, system_id)
            except (ConnectionError, TimeoutError):  # too much already: measure what there is
                pilot.leave()
                waiting.clear()
                wanted = len(pilots)
                break
            pilots.append(pilot)
        refused = len(tokens) * step // STEPS > wanted
        await asyncio.sleep(options.settle)
        name = "awake; the next was refused" if refused else "awake"
        windows.append(await measured(scene, name, pilots, options.seconds))
        if refused:
            break
    helm.cancel()
    for pilot in pilots:
        pilot.leave()
    deadline = time.monotonic() + FALL_ASLEEP_S
    while (await asyncio.to_thread(scene.metrics))["cosmic_rooms"][""]:
        if time.monotonic() > deadline:
            break  # the next window says how many do not fall asleep
        await asyncio.sleep(1.0)
    await asyncio.sleep(options.feed_idle)
    windows.append(await measured(scene, "asleep again", [], SLEEP_S))
    return windows


def run(options: argparse.Namespace) -> list[Window]:
    with tempfile.TemporaryDirectory(prefix="cosmic-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        make_world(folder / "data")
        output = run_module(
            "benchmarks.small_worlds",
            Worlds(options.systems),
            env=clean_environment(COSMIC_DATA_DIR=str(folder / "data")),
        )
        tokens = msgspec.json.decode(output, type=Settlers).tokens
        scene = Scene(folder, options)
        os.sched_setaffinity(0, {LOAD_CORE})
        scene.start(stack)
        return asyncio.run(play(scene, tokens, options))


def kept(window: Window) -> bool:
    """Everybody who came flies at the full rate, on a worker that is in time."""
    heard = not window.pilots or window.deltas_per_s >= HELD * TICK_RATE
    everybody = window.systems >= window.pilots and "refused" not in window.name
    return window.held >= HELD and heard and everybody


def broken_promises(windows: list[Window]) -> list[str]:
    broken = [
        f"{w.systems} systems held {w.held:.0%} of their ticks, and their pilots heard"
        f" {w.deltas_per_s:.1f} deltas/s"
        for w in windows
        if not kept(w)
    ]
    return broken + [
        f"{name} of nobody costs {share:.1%}"
        for w in windows
        if not w.pilots
        for name, share in (("the worker", w.worker), ("the web process", w.web))
        if share > MOST_ASLEEP_CPU or w.systems
    ]


def table(windows: list[Window]) -> str:
    lines = [
        "# Many small systems on one worker",
        "",
        description("benchmarks.small_systems"),
        "- One pilot in each system, who steers 20 times a second; three stations, five zones, six",
        "  peaceful NPCs, and pirates. The worker has a core; web process, Redis and pilots share",
        "  the other. SQLite holds the data.",
        "",
        "| | systems awake | worker CPU | ticks held | tick ms | late ms p99 | web CPU | Redis CPU"
        " | Redis commands/s | deltas/s a pilot | interval ms p99 | worker MiB |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for w in windows:
        lines.append(
            f"| {w.name} | {w.systems} | {w.worker:.1%} | {w.held:.1%} | {w.tick_ms:.3f} "
            f"| {w.late_p99_ms:.1f} | {w.web:.1%} | {w.redis:.1%} | {w.commands_per_s:.0f} "
            f"| {w.deltas_per_s:.1f} | {w.interval_p99_ms:.0f} | {w.rss_mib:.0f} |"
        )
    broken = broken_promises(windows)
    most = max(w.systems for w in windows if kept(w))
    lines += ["", f"- {most} systems ran at {TICK_RATE:g} Hz within one core."]
    lines += [f"- {line}." for line in broken] or ["- Every promise kept."]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--systems", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=15.0, help="measured time of a window")
    parser.add_argument("--settle", type=float, default=8.0, help="s before each window")
    parser.add_argument("--feed-idle", type=float, default=22.0, help="s until feeds have gone")
    parser.add_argument("--realtime", action="store_true", help=REALTIME_HELP)
    parser.add_argument("--no-file", action="store_true", help="print the table only")
    options = parser.parse_args()
    windows = run(options)
    text = table(windows)
    print(text)
    if not options.no_file:
        RESULT.write_text(text)
    return 1 if broken_promises(windows) else 0


if __name__ == "__main__":
    sys.exit(main())
