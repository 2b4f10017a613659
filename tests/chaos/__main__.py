"""Servers are killed, stopped and restarted under load, and nothing may be lost.

    python -m tests.chaos [--kills 100] [--scenario worker-kill ...] [--pilots 32]

Redis, PostgreSQL, two web processes and two workers are started on free ports; pilots fly, trade,
jump and fight all the while. The table goes to stdout and to benchmarks/results/chaos.md; the exit
code is 1 when a promise was broken.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from tests.chaos.crew import Crew
from tests.chaos.drill import Drill, Result
from tests.chaos.report import report
from tests.chaos.scenarios import SCENARIOS, perform
from tests.chaos.site import Site
from tests.support.server import ROOT

RESULT = ROOT / "benchmarks" / "results" / "chaos.md"


def say_since(began: float) -> Callable[[str], None]:
    def say(words: str) -> None:
        print(f"{time.monotonic() - began:6.1f} s  {words}", file=sys.stderr, flush=True)

    return say


async def play(
    site: Site, names: deque[str], options: argparse.Namespace, say: Callable[[str], None]
) -> list[Result]:
    """Scenarios with one site and crew, taken from `names`, until one has broken a promise."""
    results: list[Result] = []
    async with Crew(site.seat(options.pilots), site.ports) as crew:
        drill = Drill(site, crew, seed=options.seed, say=say)
        while names:
            name = names.popleft()
            rounds = options.kills if name == "worker-kill" else options.rounds
            say(f"{name}, {rounds} times")
            results.append(await perform(drill, name, rounds))
            for line in [*results[-1].broken, *results[-1].late]:
                say(f"BROKEN {name}: {line}")
            if results[-1].broken:
                break  # the crew's journals would tell of it from now on
    return results


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100, help="of workers")
    parser.add_argument("--rounds", type=int, default=2, help="of every other scenario")
    parser.add_argument("--scenario", action="append", choices=[*SCENARIOS], help="default: all")
    parser.add_argument("--pilots", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--append", action="store_true", help="to the report of earlier runs")
    parser.add_argument("--no-file", action="store_true", help="print the table only")
    parser.add_argument("--keep", type=Path, help="a new folder for data and logs, left there")
    return parser.parse_args()


def main() -> int:
    options, say = arguments(), say_since(time.monotonic())
    names: deque[str] = deque(options.scenario or SCENARIOS)
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="cosmic-chaos-") as temporary:
        while names:  # a broken site is not used any more
            folder = (options.keep or Path(temporary)) / f"site{len(results)}"
            folder.mkdir(parents=True)
            folder.parent.chmod(0o755)  # PostgreSQL may run as another user
            with Site(folder) as site:
                results += asyncio.run(play(site, names, options, say))
    text = report(results, options.pilots)
    print(text)
    if not options.no_file:
        earlier = RESULT.read_text() + "\n" if options.append and RESULT.exists() else ""
        RESULT.write_text(earlier + text)
    return 1 if any(result.broken or result.late for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
