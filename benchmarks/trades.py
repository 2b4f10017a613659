"""How many trades a second go through the real socket, and how long one takes.

    python -m benchmarks.trades [--traders 48] [--seconds 20]

Every trade is a whole transaction: locks, checks, cargo, stock, ledger row, commit, reply.
The table goes to stdout and to benchmarks/results/trades.md.
"""

import argparse
from pathlib import Path

import msgspec

from benchmarks.machine import description
from benchmarks.prepare import STATION_ID, SYSTEM_ID, Order
from benchmarks.stage import LOAD_CORE, REALTIME_HELP, run_module, stage
from benchmarks.traders import TradePlan, TradeReport

RESULT = Path(__file__).parent / "results" / "trades.md"
COMMODITIES = ["food", "water", "ore", "electronics", "medicine", "machinery"]


def perform(traders: int, seconds: float, realtime: bool) -> TradeReport:
    with stage(Order(SYSTEM_ID, "docked", traders), realtime=realtime) as place:
        plan = TradePlan(
            port=place.server.port,
            server_pid=place.server.pid,
            system_id=SYSTEM_ID,
            station_id=STATION_ID,
            commodities=COMMODITIES,
            tokens=place.cast.tokens,
            seconds=seconds,
        )
        output = run_module("benchmarks.traders", plan, core=LOAD_CORE, realtime=realtime)
    return msgspec.json.decode(output, type=TradeReport)


def table(report: TradeReport) -> str:
    """The whole result as Markdown."""
    latency = report.latency_ms
    cells = {
        "traders": f"{report.traders}",
        "trades/s": f"{report.trades_per_s:.0f}",
        "latency ms p50 / p99 / max": f"{latency.p50:.0f} / {latency.p99:.0f} / {latency.max:.0f}",
        "deltas/s min": f"{report.deltas_per_s_min:.1f}",
        "refused": ", ".join(f"{n} {code}" for code, n in sorted(report.refused.items())) or "none",
        "server CPU": f"{report.server_cpu:.0%}",
        "load CPU": f"{report.load_cpu:.0%}",
    }
    return "\n".join(
        (
            "# Trades through the socket",
            "",
            description("benchmarks.trades"),
            "- Docked pilots at one station buy and sell one unit at a time, each waiting for the",
            "  result, never sooner than the cooldown allows: at most six trades a second each.",
            "",
            f"| {' | '.join(cells)} |",
            "|" + "---|" * len(cells),
            f"| {' | '.join(cells.values())} |",
            "",
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Trades a second through the real socket.")
    parser.add_argument("--traders", type=int, default=48)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--realtime", action="store_true", help=REALTIME_HELP)
    options = parser.parse_args()
    text = table(perform(options.traders, options.seconds, options.realtime))
    print(text)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text)


if __name__ == "__main__":
    main()
