"""One server under more and more pilots, until it fails: the rows of the comparison.

A count that fails is measured again at once, for the machine's noise; two counts in a row that
fail end the climb.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct, field

from benchmarks.prepare import SYSTEM_ID
from benchmarks.process import resident_bytes
from benchmarks.stage import LOAD_CORE, SERVER_CORE, pinned_to
from benchmarks.stands import PEER_PYTHON, STANDS, Crew, Stand
from benchmarks.swarm import Figures, Order, Step
from tests.support.server import ROOT

DELIVERED = 0.95  # of a delta per pilot and tick
HELD_MS, PROMPT_MS = 110.0, 100.0  # p99 of the interval between two deltas
LOAD_CPU, LOAD_LATE_MS = 0.90, 25.0  # beyond them the load generator is what was measured
CORE_FULL = 0.97  # of the other core: beyond it its worker and the load wait for each other
FOREIGN_CPU = 0.15  # of the server's core: beyond it the figures are somebody else's
FAILURES = 2
PROFILE_S = 8.0
PROFILE_HZ = 99
PROFILE_LINES = 24
LINE_NUMBER = re.compile(r":[0-9]+\)$")
# The second is the wait where the C library names none of it.
WAITING = re.compile(r"(^|;)((epoll_p?wait|poll|select) |uv__io_poll \([^;]*;0x)[^;]*$")


class Row(Struct):
    """One window. `again`: it was measured a second time, and this is the better of the two."""

    server: str
    crowded: int
    figures: Figures
    again: bool = False
    profile: dict[str, list[str]] = field(default_factory=dict)
    empty_resident: int = 0  # of the main process before the first pilot, bytes
    at: str = ""  # UTC

    @property
    def key(self) -> tuple[str, int, int]:
        return self.server, self.crowded, self.figures.pilots

    @property
    def held(self) -> bool:
        """At least 95 % delivered, p99 under 110 ms, nobody lost."""
        return self._kept and self.figures.interval_ms.p99 < HELD_MS

    @property
    def prompt(self) -> bool:
        """The same with p99 under 100 ms."""
        return self._kept and self.figures.interval_ms.p99 < PROMPT_MS

    @property
    def _kept(self) -> bool:
        return self.figures.delivered >= DELIVERED and not self.figures.failed

    @property
    def us_per_delta(self) -> float:
        """CPU of every process on the server's core for one delivered delta."""
        figures = self.figures
        groups = figures.cpu.values() if self.server == "site-stack" else [figures.cpu["web"]]
        return sum(groups) * figures.seconds / max(figures.deltas, 1) * 1e6

    @property
    def kernel_share(self) -> float:
        """Of the main process's time."""
        return self.figures.kernel["web"] / max(self.figures.cpu["web"], 1e-9)

    @property
    def foreign_cpu(self) -> float:
        """Share of the server's core that went to anything else than what is measured."""
        figures = self.figures
        ours = figures.cpu.values() if self.server == "site-stack" else [figures.cpu["web"]]
        return max(figures.cores[str(SERVER_CORE)] - sum(ours), 0.0)

    @property
    def disturbed(self) -> bool:
        return self.foreign_cpu > FOREIGN_CPU

    @property
    def by_load(self) -> bool:
        """Whether the load generator may be what was measured, not the server."""
        figures = self.figures
        return figures.load_cpu > LOAD_CPU or figures.load_late_ms > LOAD_LATE_MS

    @property
    def squeezed(self) -> bool:
        """Whether the core beside the server's, with worker, Redis and load, was full."""
        return self.figures.cores[str(LOAD_CORE)] > CORE_FULL


class Climb(Struct):
    """What to do with one server; `profile`: look into its processes at each count."""

    server: str
    counts: list[int]
    crowded: int = 0
    profile: bool = False
    realtime: bool = False


class Pace(Struct):
    """Seconds of quiet before a window, and of the window."""

    settle_s: float = 3.0
    seconds: float = 10.0


class Load:
    """The load generator's process on its core: a step in, figures out."""

    def __init__(self, stand: Stand, climb: Climb) -> None:
        order = Order(
            dialect=stand.dialect,
            port=stand.port,
            system_id=SYSTEM_ID,
            tokens=stand.tokens,
            groups=stand.groups,
            cores=sorted({SERVER_CORE, LOAD_CORE}),
            inputs=stand.inputs,
            crowded=climb.crowded,
        )
        self._process = subprocess.Popen(
            [*pinned_to(LOAD_CORE, climb.realtime), sys.executable, "-m", "benchmarks.swarm"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._say(order)

    def _say(self, words: Struct) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(words) + b"\n")
        self._process.stdin.flush()

    def measure(self, step: Step) -> Figures:
        """Raises RuntimeError when the load generator has ended."""
        self._say(step)
        return self._hear()

    @contextmanager
    def measuring(self, step: Step) -> Iterator[None]:
        """Do something else meanwhile; what was measured is not told."""
        self._say(step)
        yield
        self._hear()

    def _hear(self) -> Figures:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load generator ended")
        return msgspec.json.decode(line, type=Figures)

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextmanager
def loaded(climb: Climb) -> Iterator[tuple[Stand, Load]]:
    crew = Crew(max(climb.counts), climb.crowded, climb.realtime)
    with STANDS[climb.server](crew) as stand:
        load = Load(stand, climb)
        try:
            yield stand, load
        finally:
            load.end()


def rows_of(climb: Climb, pace: Pace) -> Iterator[Row]:
    """Start the server and climb; each row as soon as it is there."""
    with loaded(climb) as (stand, load):
        failures, empty = 0, resident_bytes(stand.groups["web"])
        for count in sorted(climb.counts):
            row = Row(climb.server, climb.crowded, load.measure(_step(count, pace)), at=now())
            if not row.held:
                second = Row(climb.server, climb.crowded, load.measure(_step(count, pace)))
                second.at, second.again = row.at, True
                row = better(row, second)
            row.empty_resident = empty
            if climb.profile:
                row.profile = profiled(stand, load, climb, count)
            yield row
            failures = 0 if row.held else failures + 1
            if failures == FAILURES or row.figures.delivered < DELIVERED / 2:
                return


def _step(count: int, pace: Pace) -> Step:
    return Step(count, pace.seconds, pace.settle_s)


def better(one: Row, other: Row) -> Row:
    if one.held != other.held:
        return one if one.held else other
    return one if one.figures.delivered >= other.figures.delivered else other


def now() -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime())


# --- where the time goes ----------------------------------------------------------------------


def profiled(stand: Stand, load: Load, climb: Climb, count: int) -> dict[str, list[str]]:
    """Sample the Python processes under this load: lines of text by process."""
    profiles: dict[str, list[str]] = {}
    for name, other_core in (("web", LOAD_CORE), ("worker", SERVER_CORE)):
        if name in stand.groups:
            prefix = pinned_to(other_core, climb.realtime)  # on its own, it would see it wait
            with load.measuring(Step(count, PROFILE_S, 0.5)):
                stacks = sampled(stand.groups[name][0], prefix)
            profiles[name] = summary(stacks)
    return profiles


def sampled(pid: int, prefix: list[str]) -> list[str]:
    """Folded stacks of a process (`frame;frame count`), by py-spy; none when it could not."""
    spy = PEER_PYTHON.with_name("py-spy")
    target = Path(f"/tmp/cosmic-bench-{pid}.folded")
    command = [
        *prefix, str(spy), "record", "--pid", str(pid), "--format", "raw", "--native", "--threads",
        "--duration", str(int(PROFILE_S)), "--rate", str(PROFILE_HZ), "--output", str(target),
    ]  # fmt: skip
    try:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return target.read_text().splitlines()
    except (OSError, subprocess.CalledProcessError):
        return []
    finally:
        target.unlink(missing_ok=True)


def summary(stacks: list[str]) -> list[str]:
    """Functions by the share of samples that they were themselves at work in, and with callees.

    Only the main thread counts, and it only while it does not wait.
    """
    own: dict[str, int] = {}
    whole: dict[str, int] = {}
    total = 0
    for line in stacks:
        frames, _, text = line.rpartition(" ")
        count = int(text)
        if ": MainThread;" not in frames:
            continue
        if WAITING.search(frames):
            continue
        names = [LINE_NUMBER.sub(")", frame) for frame in frames.split(";")[1:]]
        total += count
        own[names[-1]] = own.get(names[-1], 0) + count
        for name in set(names):
            whole[name] = whole.get(name, 0) + count
    best = sorted(own, key=lambda name: -own[name])[:PROFILE_LINES]
    return [f"{own[n] / total:6.1%} {whole[n] / total:6.1%}  {n}" for n in best]
