"""A line plot as the numbers of an SVG: what happened to a balance, drawn by the server."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil, floor, log10

from msgspec import Struct

WIDTH, HEIGHT = 1000, 200  # the plot's own units: the page stretches it
STEPS_WANTED = 4


class Plot(Struct, frozen=True):
    """`line` and `area` are `points` of a polyline and a polygon, `grid` the heights of hairlines.

    `marks` are the labels of the hairlines, from the top down, evenly spaced.
    """

    width: int
    height: int
    line: str
    area: str
    grid: list[float]
    marks: list[str]
    last_x: float
    last_y: float
    first: datetime
    last: datetime
    summary: str


def balance_plot(history: Sequence[tuple[datetime, int]]) -> Plot | None:
    """A plot of (time, credits), oldest first; None for fewer than two points.

    A balance stays as it was until its next change, so the line is made of steps.
    """
    if len(history) < 2:
        return None
    first, last = history[0][0], history[-1][0]
    span = (last - first).total_seconds() or 1.0
    credits = [value for _, value in history]
    marks = value_marks(min(credits), max(credits))

    def x(moment: datetime) -> float:
        return round((moment - first).total_seconds() / span * WIDTH, 1)

    def y(value: int) -> float:
        return round((1 - (value - marks[0]) / (marks[-1] - marks[0])) * HEIGHT, 1)

    points = [(0.0, y(credits[0]))]
    for moment, value in history[1:]:
        points += [(x(moment), points[-1][1]), (x(moment), y(value))]
    line = " ".join(f"{px},{py}" for px, py in points)
    return Plot(
        width=WIDTH,
        height=HEIGHT,
        line=line,
        area=f"0,{HEIGHT} {line} {points[-1][0]},{HEIGHT}",
        grid=[y(mark) for mark in marks],
        marks=[f"{mark:,}" for mark in reversed(marks)],
        last_x=points[-1][0],
        last_y=points[-1][1],
        first=first,
        last=last,
        summary=(
            f"Credits from {credits[0]:,} to {credits[-1]:,}, "
            f"between {min(credits):,} and {max(credits):,}."
        ),
    )


def value_marks(low: int, high: int) -> list[int]:
    """Round values from at most `low` to at least `high`, 2 to 7 of them, evenly spaced."""
    rough = max(1.0, (high - low) / STEPS_WANTED)
    unit = 10 ** floor(log10(rough))
    step = int(next(m * unit for m in (1, 2, 5, 10) if m * unit >= rough))
    bottom, top = floor(low / step) * step, ceil(high / step) * step
    if bottom == top:
        top += step
    return list(range(bottom, top + step, step))
