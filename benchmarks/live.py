"""How many pilots one process carries at 20 Hz: deltas, delays, join times, server CPU, memory.

    python -m benchmarks.live [--clients 300] [--seconds 20] [--scenario spread|crowd|idle ...]

The server runs on one core, the load generator on another. The table goes to stdout and to
benchmarks/results/live.md; the exit code is 1 when a promise was not kept.
"""

import argparse
import sys
from pathlib import Path
from typing import Literal, assert_never

import msgspec
from msgspec import Struct

from benchmarks.load import ACK_TICKS, Plan, Report, Window, WindowReport
from benchmarks.machine import description
from benchmarks.prepare import SYSTEM_ID, Order
from benchmarks.stage import LOAD_CORE, REALTIME_HELP, SERVER_CORE, run_module, stage

Scenario = Literal["spread", "crowd", "idle"]
RESULT = Path(__file__).parent / "results" / "live.md"
MIB = 2**20
JOINS_PER_S = 25.0
SETTLE_S = 3.0

MIN_DELTAS_PER_S = 19.0
MAX_SERVER_CPU = 0.80
MAX_JOIN_MS = 300.0
MAX_INTERVAL_P99_MS = 75.0
PROMPT_PILOTS = 100  # up to so many, intervals and acks are promised
MAX_MUTE_BYTES = 2 * MIB


class Run(Struct):
    scenario: Scenario
    clients: int
    seconds: float

    @property
    def windows(self) -> list[Window]:
        match self.scenario:
            case "spread" | "crowd":
                return [Window(self.scenario, self.seconds)]
            case "idle":
                return [
                    Window("before the mute client", self.seconds),
                    Window("with a mute client", self.seconds, mute_joins=1),
                ]
            case _:
                assert_never(self.scenario)

    @property
    def order(self) -> Order:
        mute = sum(window.mute_joins for window in self.windows)
        layout: Literal["spread", "crowd"] = "crowd" if self.scenario == "crowd" else "spread"
        return Order(SYSTEM_ID, layout, self.clients - mute, mute)


def perform(run: Run, realtime: bool) -> Report:
    """Serve, let the load generator play the run, and return what it saw."""
    with stage(run.order, realtime=realtime) as place:
        plan = Plan(
            port=place.server.port,
            server_pid=place.server.pid,
            server_core=SERVER_CORE,
            system_id=SYSTEM_ID,
            tokens=place.cast.tokens,
            mute_tokens=place.cast.mute_tokens,
            crowded=run.scenario == "crowd",
            joins_per_s=JOINS_PER_S,
            settle_s=SETTLE_S,
            windows=run.windows,
        )
        output = run_module("benchmarks.load", plan, core=LOAD_CORE, realtime=realtime)
    return msgspec.json.decode(output, type=Report)


def extra_bytes(report: Report) -> int:
    """What the mute client cost: growth beyond that of the window before, and unsent bytes."""
    before, after = report.windows
    growth = (after.rss_after - before.rss_after) - (before.rss_after - before.rss_before)
    return max(growth, 0) + after.mute_unsent_bytes


def broken_promises(run: Run, report: Report) -> list[str]:
    """One line for each promise that these figures do not keep."""
    broken = [f"{len(report.join_errors)} joins failed"] if report.join_errors else []
    if not report.join_ms.max <= MAX_JOIN_MS:
        broken.append(f"a join took {report.join_ms.max:.0f} ms (at most {MAX_JOIN_MS:.0f})")
    for window in report.windows:
        broken += [f"{window.name}: {line}" for line in _broken_in_window(window)]
    if run.scenario == "idle" and extra_bytes(report) > MAX_MUTE_BYTES:
        broken.append(f"the mute client cost {extra_bytes(report) / MIB:.1f} MiB (at most 2)")
    return broken


def _broken_in_window(window: WindowReport) -> list[str]:
    prompt = window.pilots <= PROMPT_PILOTS
    checks = (
        (window.deltas_per_s_min < MIN_DELTAS_PER_S, "a client got fewer than 19 deltas/s"),
        (window.server_cpu >= MAX_SERVER_CPU, "the server used 80 % of a core or more"),
        (
            prompt and not window.ack_ticks.p99 <= ACK_TICKS,
            f"acks took more than {ACK_TICKS} ticks (p99)",
        ),
        (
            prompt and not window.interval_ms.p99 < MAX_INTERVAL_P99_MS,
            "the delta interval's p99 is 75 ms or more",
        ),
        (window.lost > 0, f"{window.lost} clients lost their connection"),
        (bool(window.errors), f"errors came: {window.errors}"),
    )
    return [words for broken, words in checks if broken]


COLUMNS = (
    "clients", "scenario", "deltas/s min / median", "interval ms p50 / p99 (worst client)",
    "ack ms p50 / p99", "ack ticks p50 / p99 (in 2)", "join ms p50 / p99 / max", "skipped ticks",
    "snapshots", "bytes a delta", "server CPU", "others on its core", "load CPU",
    "server RSS MiB before / after",
)  # fmt: skip


def row(run: Run, report: Report, window: WindowReport) -> str:
    cells = (
        f"{run.clients}",
        window.name,
        f"{window.deltas_per_s_min:.2f} / {window.deltas_per_s_median:.2f}",
        f"{window.interval_ms.p50:.0f} / {window.interval_ms.p99:.0f}"
        f" ({window.interval_p99_ms_worst_pilot:.0f})",
        f"{window.ack_ms.p50:.0f} / {window.ack_ms.p99:.0f}",
        f"{window.ack_ticks.p50:.0f} / {window.ack_ticks.p99:.0f} ({window.acks_in_time:.1%})",
        f"{report.join_ms.p50:.0f} / {report.join_ms.p99:.0f} / {report.join_ms.max:.0f}",
        f"{window.skipped_ticks}",
        f"{window.snapshots}",
        f"{window.bytes_per_delta:.0f}",
        f"{window.server_cpu:.0%}",
        f"{window.foreign_cpu:.0%}",
        f"{window.load_cpu:.0%}",
        f"{window.rss_before / MIB:.1f} / {window.rss_after / MIB:.1f}",
    )
    return f"| {' | '.join(cells)} |"


def table(results: list[tuple[Run, Report]]) -> str:
    """The whole result as Markdown."""
    lines = [
        "# The live path under load",
        "",
        description("benchmarks.live"),
        "- Each client sends an `input.command` 20 times a second, server and load generator have"
        " a core each. Rates are per client; the lowest client counts.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        "|" + "---|" * len(COLUMNS),
    ]
    for run, report in results:
        lines += [row(run, report, window) for window in report.windows]
    lines.append("")
    for run, report in results:
        if run.scenario == "idle":
            closed = report.windows[-1].mute_closed
            fate = f"closed with {closed[0]}" if closed else "still connected at the end"
            lines.append(
                f"- The mute client among {run.clients} cost {extra_bytes(report) / MIB:.2f} MiB,"
                f" of which {report.windows[-1].mute_unsent_bytes / 1024:.0f} KiB unsent in the"
                f" kernel; {fate}."
            )
        broken = broken_promises(run, report)
        verdict = "; ".join(broken) if broken else "every promise kept"
        lines.append(f"- {run.scenario}, {run.clients} clients: {verdict}.")
    return "\n".join(lines) + "\n"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--clients", type=int, help="100 and 300 when absent")
    parser.add_argument("--seconds", type=float, default=20.0, help="measured time of a window")
    parser.add_argument("--scenario", action="append", choices=["spread", "crowd", "idle"])
    parser.add_argument("--realtime", action="store_true", help=REALTIME_HELP)
    parser.add_argument("--no-file", action="store_true", help="print the table only")
    return parser.parse_args()


def runs_of(options: argparse.Namespace) -> list[Run]:
    scenarios: list[Scenario] = options.scenario or ["spread", "crowd", "idle"]
    runs = [Run(scenario, options.clients or 300, options.seconds) for scenario in scenarios]
    if options.clients is None and options.scenario is None:
        runs.insert(0, Run("spread", PROMPT_PILOTS, options.seconds))
    return runs


def main() -> int:
    options = arguments()
    results = [(run, perform(run, options.realtime)) for run in runs_of(options)]
    text = table(results)
    print(text)
    if not options.no_file:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(text)
    return 1 if any(broken_promises(*result) for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
