"""The load generator: a process of its own that reads a Plan on stdin and prints a Report.

It is started by the benchmarks, pinned to another core than the server.
"""

import asyncio
import math
import sys
import time
from collections import Counter

import msgspec
import numpy
import uvloop
from msgspec import Struct, field

from benchmarks.pilots import Pilot, steer_all
from benchmarks.process import core_seconds, cpu_seconds, family_of, resident_bytes, unsent_bytes

ACK_TICKS = 2  # from the newest tick that the client had when it sent
FAREWELL_S = 0.5  # for the closing frames to leave


class Window(Struct):
    """A stretch of measured time, in s, before which `mute_joins` pilots join that never read."""

    name: str
    seconds: float
    mute_joins: int = 0


class Plan(Struct):
    port: int
    server_pid: int
    server_core: int
    system_id: str
    tokens: list[str]
    mute_tokens: list[str]
    crowded: bool
    joins_per_s: float
    settle_s: float
    windows: list[Window]


class Spread(Struct):
    """Percentiles of one figure."""

    p50: float
    p99: float
    max: float


class WindowReport(Struct):
    """Figures of all reading pilots over one window. Rates are per pilot and second."""

    name: str
    seconds: float
    pilots: int
    deltas_per_s_min: float
    deltas_per_s_median: float
    interval_ms: Spread
    interval_p99_ms_worst_pilot: float
    ack_ms: Spread
    ack_ticks: Spread
    acks_in_time: float  # share of inputs acknowledged within ACK_TICKS
    inputs_per_s: float
    snapshots: int
    skipped_ticks: int
    bytes_per_delta: float
    server_cpu: float  # share of one core
    foreign_cpu: float  # share of the server's core that went to anything else
    load_cpu: float
    rss_before: int
    rss_after: int
    mute_unsent_bytes: int
    mute_closed: list[int]
    lost: int
    errors: dict[str, int] = field(default_factory=dict)


class Report(Struct):
    joined: int
    join_ms: Spread
    join_errors: list[str]
    windows: list[WindowReport]


def spread(values: "numpy.typing.ArrayLike", scale: float = 1.0) -> Spread:
    numbers = numpy.asarray(values, dtype=float) * scale
    if numbers.size == 0:
        return Spread(float("nan"), float("nan"), float("nan"))
    p50, p99 = numpy.percentile(numbers, [50, 99])
    return Spread(float(p50), float(p99), float(numbers.max()))


async def join_all(plan: Plan, pilots: list[Pilot]) -> list[str]:
    """Let the pilots join at the plan's pace; return what went wrong, one line for each."""

    async def join(index: int, pilot: Pilot) -> None:
        await asyncio.sleep(index / plan.joins_per_s)
        await pilot.join(plan.port, plan.system_id)

    results = await asyncio.gather(
        *(join(index, pilot) for index, pilot in enumerate(pilots)), return_exceptions=True
    )
    return [repr(result) for result in results if isinstance(result, BaseException)]


async def measure(
    plan: Plan, window: Window, pilots: list[Pilot], mute: list[Pilot]
) -> WindowReport:
    """Count for the window's time and sum up what the pilots saw."""
    server = family_of(plan.server_pid)
    rss_before = resident_bytes(server)
    core = core_seconds(plan.server_core)
    server_cpu, load_cpu, started = cpu_seconds(server), time.process_time(), time.perf_counter()
    for pilot in pilots:
        pilot.begin_window()
    await asyncio.sleep(window.seconds)
    tallies = [pilot.tally for pilot in pilots]
    for pilot in pilots:
        pilot.begin_window()
    elapsed = time.perf_counter() - started
    server_cpu = (cpu_seconds(server) - server_cpu) / elapsed
    core = (core_seconds(plan.server_core) - core) / elapsed
    rates = numpy.array([tally.deltas for tally in tallies]) / elapsed
    deltas = sum(tally.deltas for tally in tallies)
    ack_ticks = numpy.concatenate([t.ack_ticks for t in tallies])
    mute_ports = {pilot.local_port for pilot in mute}
    return WindowReport(
        name=window.name,
        seconds=elapsed,
        pilots=len(pilots),
        deltas_per_s_min=float(rates.min()),
        deltas_per_s_median=float(numpy.median(rates)),
        interval_ms=spread(numpy.concatenate([t.intervals_s for t in tallies]), 1000),
        interval_p99_ms_worst_pilot=max(spread(t.intervals_s, 1000).p99 for t in tallies),
        ack_ms=spread(numpy.concatenate([t.ack_s for t in tallies]), 1000),
        ack_ticks=spread(ack_ticks),
        acks_in_time=float(numpy.mean(ack_ticks <= ACK_TICKS)),
        inputs_per_s=sum(t.inputs for t in tallies) / elapsed / len(tallies),
        snapshots=sum(t.snapshots for t in tallies),
        skipped_ticks=sum(t.skipped_ticks for t in tallies),
        bytes_per_delta=sum(t.delta_bytes for t in tallies) / max(deltas, 1),
        server_cpu=server_cpu,
        foreign_cpu=max(core - server_cpu, 0.0),
        load_cpu=(time.process_time() - load_cpu) / elapsed,
        rss_before=rss_before,
        rss_after=resident_bytes(server),
        mute_unsent_bytes=unsent_bytes(plan.port, mute_ports),
        mute_closed=[pilot.close_code for pilot in mute if pilot.close_code],
        lost=sum(1 for pilot in pilots if pilot.close_code),
        errors=dict(sum((t.errors for t in tallies), Counter())),
    )


async def play(plan: Plan) -> Report:
    pilots = [Pilot(index, token, crowded=plan.crowded) for index, token in enumerate(plan.tokens)]
    steering: list[Pilot] = []
    helm = asyncio.create_task(steer_all(steering))
    join_errors = await join_all(plan, pilots)
    playing = [pilot for pilot in pilots if not math.isnan(pilot.joined_in_s)]
    steering += playing
    await asyncio.sleep(plan.settle_s)
    windows: list[WindowReport] = []
    mute: list[Pilot] = []
    mute_tokens = iter(plan.mute_tokens)
    for window in plan.windows:
        for _ in range(window.mute_joins):
            pilot = Pilot(len(pilots) + len(mute), next(mute_tokens), crowded=plan.crowded)
            await pilot.join(plan.port, plan.system_id, mute=True)
            mute.append(pilot)
            steering.append(pilot)
        windows.append(await measure(plan, window, playing, mute))
    helm.cancel()
    for pilot in (*playing, *mute):
        pilot.leave()
    await asyncio.sleep(FAREWELL_S)
    joins = [pilot.joined_in_s for pilot in playing]
    return Report(len(playing), spread(joins, 1000), join_errors, windows)


def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    report = uvloop.run(play(plan))
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")


if __name__ == "__main__":
    main()
