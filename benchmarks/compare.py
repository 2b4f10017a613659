"""This server beside Colyseus, a plain FastAPI loop and a bare socket server, in one table.

    python -m benchmarks.compare [--quick] [--server NAME ... [--pilots N ...] [--crowded N]]

Without --server everything is measured. Rows are kept in var/bench/rows.json; a part that is
measured alone takes the place of its older rows, and the report is written anew from all of them.
The report is benchmarks/results/compare.md. The exit code is 1 when a promise was not kept.
"""

import argparse
import sys
import time

import msgspec

from benchmarks.compare_report import RESULT, broken_promises, report
from benchmarks.ladder import Climb, Pace, Row, rows_of
from benchmarks.stage import REALTIME_HELP
from benchmarks.stands import ROOM, STANDS, install_peers
from tests.support.server import ServerError

KEPT = ROOM / "rows.json"
QUICK = Pace(settle_s=2.0, seconds=5.0)
START_S = {"site": 16.0, "other": 2.0}
JOINS_PER_S = 100.0

# The site's stack and its web process alone; each peer around where it was seen to end.
WORLD = [
    Climb("site-web", [300, 600, 1000, 1250, 1500, 1750, 2000]),
    Climb("site-stack", [300, 600, 800, 1000, 1250, 1500, 1750]),
    Climb("colyseus", [300, 450, 525, 600, 675, 750, 850]),
    Climb("fastapi", [100, 200, 300, 400, 500]),
    Climb("bare", [300, 1000, 1750, 2000, 2250]),
]
CROWDED = [Climb("site-web", [1000], crowded=300, profile=True)]
PROFILED = [Climb("site-web", [1000, 1500], profile=True)]
BROADCAST = [Climb(f"broadcast-{who}", [300, 1000]) for who in ("site", "colyseus", "bare")]
SOCKETS = [Climb(f"sockets-{kind}", [300, 1000]) for kind in ("picows", "websockets")]
WIRES = [Climb(f"site-{kind}", [300]) for kind in ("msgpack", "sansio")]


def quicker(climb: Climb) -> Climb:
    """Fewer steps, none of them a profile's."""
    counts = climb.counts[1:-1:2] or climb.counts[-1:]
    return Climb(climb.server, counts, climb.crowded)


def expected_s(climbs: list[Climb], pace: Pace) -> float:
    """How long it takes when every server gets as far as its list goes and nothing is repeated."""
    total = 0.0
    for climb in climbs:
        start = START_S["site" if climb.server.startswith("site") else "other"]
        windows = len(climb.counts) * (pace.settle_s + pace.seconds)
        profiles = 20.0 * len(climb.counts) * climb.profile
        total += start + max(climb.counts) / JOINS_PER_S + windows + profiles
    return total


def merged(old: list[Row], new: list[Row], climb: Climb) -> list[Row]:
    """`old` without what this climb has measured anew, and `new`."""
    part = (climb.server, climb.crowded, climb.profile)
    return [row for row in old if (row.server, row.crowded, bool(row.profile)) != part] + new


def line_of(row: Row) -> str:
    figures = row.figures
    warning = "  (the load generator was at its limit)" if row.by_load else ""
    busy = f"  (others used {row.foreign_cpu:.0%} of its core)" if row.disturbed else ""
    return (
        f"  {figures.pilots:5} pilots: {figures.delivered:6.1%} delivered, interval p99"
        f" {figures.interval_ms.p99:4.0f} ms, {row.us_per_delta:5.1f} us a delta"
        f"{warning}{busy}"
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter windows")
    parser.add_argument("--server", action="append", choices=list(STANDS), help="only this one")
    parser.add_argument("--pilots", type=int, action="append", help="with --server: so many")
    parser.add_argument("--crowded", type=int, default=0, help="so many of them in one cell")
    parser.add_argument("--profile", action="store_true", help="with --server: where time goes")
    parser.add_argument("--seconds", type=float, help="of a window")
    parser.add_argument("--realtime", action="store_true", help=REALTIME_HELP)
    return parser.parse_args()


def climbs_of(options: argparse.Namespace) -> list[Climb]:
    beside = [*CROWDED, *BROADCAST, *SOCKETS, *WIRES]
    every = [*WORLD, *PROFILED, *beside]
    if options.server:
        usual = {climb.server: climb for climb in reversed(every)}
        return [
            Climb(name, options.pilots or usual[name].counts, options.crowded, options.profile)
            for name in options.server
        ]
    return [quicker(climb) for climb in WORLD + beside] if options.quick else every


def main() -> int:
    options = arguments()
    pace = QUICK if options.quick else Pace()
    if options.seconds:
        pace.seconds = options.seconds
    install_peers()
    climbs = climbs_of(options)
    seconds = expected_s(climbs, pace)
    print(f"{len(climbs)} servers, at most about {seconds / 60:.0f} minutes", flush=True)
    kept = msgspec.json.decode(KEPT.read_bytes(), type=list[Row]) if KEPT.exists() else []
    started, failed = time.monotonic(), False
    for climb in climbs:
        climb.realtime = options.realtime
        print(f"{climb.server}, {climb.crowded} crowded" if climb.crowded else climb.server)
        rows: list[Row] = []
        try:
            for row in rows_of(climb, pace):
                print(line_of(row), flush=True)
                rows.append(row)
        except (
            ServerError,
            RuntimeError,
            OSError,
        ) as error:  # the others are measured all the same
            print(f"  ended early: {error}", file=sys.stderr)
            failed = True
        kept = merged(kept, rows, climb)
        KEPT.write_bytes(msgspec.json.encode(kept))
    text = report(kept)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text)
    print(f"\n{text}\n{(time.monotonic() - started) / 60:.1f} minutes; kept in {RESULT}")
    return 1 if failed or broken_promises(kept) else 0


if __name__ == "__main__":
    sys.exit(main())
