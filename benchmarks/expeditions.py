"""How long an action of an expedition takes over REST at a hundred of them a second.

    python -m benchmarks.expeditions [--players 50] [--rate 100] [--seconds 20]

Every action is a whole transaction: log-in, row lock, rules, document, step, auto-save, commit,
news, the complete state as the answer. The same rate of an authenticated request that does next
to nothing is measured in the same run, to compare with. The table goes to stdout and to
benchmarks/results/expeditions.md; the exit code is 1 when the promise was not kept.
"""

import argparse
import sys
from pathlib import Path

import msgspec

from benchmarks.explorers import PLAIN, ExpeditionPlan, ExpeditionReport, Window
from benchmarks.machine import description
from benchmarks.prepare import SYSTEM_ID, Order
from benchmarks.stage import LOAD_CORE, REALTIME_HELP, run_module, stage

RESULT = Path(__file__).parent / "results" / "expeditions.md"
MAX_P99_MS = 25.0


def perform(players: int, rate_hz: float, seconds: float, realtime: bool) -> ExpeditionReport:
    with stage(Order(SYSTEM_ID, "docked", players), realtime=realtime) as place:
        plan = ExpeditionPlan(
            url=place.server.url,
            server_pid=place.server.pid,
            tokens=place.cast.tokens,
            rate_hz=rate_hz,
            seconds=seconds,
        )
        output = run_module("benchmarks.explorers", plan, core=LOAD_CORE, realtime=realtime)
    return msgspec.json.decode(output, type=ExpeditionReport)


def table(report: ExpeditionReport) -> str:
    """The whole result as Markdown."""
    refused = ", ".join(f"{n} {code}" for code, n in sorted(report.refused.items())) or "none"
    ratio = report.actions.latency_ms.p50 / report.plain.latency_ms.p50
    return "\n".join(
        (
            "# Actions of expeditions over REST",
            "",
            description("benchmarks.expeditions"),
            f"- {report.players} players, each in a session of their own, act in turn; times count",
            "  from when a request was due.",
            "",
            "| request | requests/s | latency ms p50 / p99 / max | server CPU | load CPU |",
            "|---|---|---|---|---|",
            _row(f"`GET {PLAIN}`", report.plain),
            _row("an action", report.actions),
            "",
            f"An action takes {ratio:.1f} times as long as the plain request (medians). "
            f"p99 below {MAX_P99_MS:.0f} ms: {'kept' if kept(report) else 'NOT KEPT'}.",
            f"{report.runs} runs, {report.turns} turns; refused by rules: {refused}.",
            "",
        )
    )


def _row(name: str, window: Window) -> str:
    latency = window.latency_ms
    return (
        f"| {name} | {window.per_s:.0f} | {latency.p50:.1f} / {latency.p99:.1f} / "
        f"{latency.max:.1f} | {window.server_cpu:.0%} | {window.load_cpu:.0%} |"
    )


def kept(report: ExpeditionReport) -> bool:
    return report.actions.latency_ms.p99 < MAX_P99_MS


def main() -> int:
    parser = argparse.ArgumentParser(description="Actions of expeditions through the real server.")
    parser.add_argument("--players", type=int, default=50)
    parser.add_argument("--rate", type=float, default=100.0, help="actions a second, all together")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--realtime", action="store_true", help=REALTIME_HELP)
    options = parser.parse_args()
    report = perform(options.players, options.rate, options.seconds, options.realtime)
    text = table(report)
    print(text)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text)
    return 0 if kept(report) else 1


if __name__ == "__main__":
    sys.exit(main())
