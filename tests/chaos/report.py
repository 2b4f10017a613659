"""The result of a run as Markdown."""

from collections.abc import Sequence
from statistics import median

from benchmarks.machine import description
from tests.chaos.drill import Result

COLUMNS = ("scenario", "rounds", "figure, seconds", "median", "worst", "times")


def report(results: Sequence[Result], pilots: int) -> str:
    """Figures of every scenario, what was done meanwhile, and what was broken."""
    lines = [
        "# Killed, stopped and restarted under load",
        "",
        description("tests.chaos"),
        f"- {pilots} pilots in three systems, inputs at 20 Hz, on two web processes and two"
        " workers with Redis and PostgreSQL, all on this machine with the pilots themselves.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        "|" + "---|" * len(COLUMNS),
    ]
    for result in results:
        for name, values in result.figures.items():
            cells = (result.scenario, str(result.rounds), name, f"{median(values):.2f}",
                     f"{max(values):.2f}", str(len(values)))  # fmt: skip
            lines.append(f"| {' | '.join(cells)} |")
    lines.append("")
    for result in results:
        done = ", ".join(f"{count} {words}" for words, count in result.counts.items())
        wrong = [*result.broken, *result.late]
        verdict = "every promise kept" if not wrong else f"{len(wrong)} broken"
        lines.append(
            f"- {result.scenario} ({result.took_s:.0f} s; {done}; the machine let the pilots'"
            f" process take {result.slowdown:.1f} times as long): {verdict}."
        )
        lines += [f"  - {line}" for line in wrong]
    return "\n".join(lines) + "\n"
