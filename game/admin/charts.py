"""Bar charts of telemetry as the numbers of an SVG, drawn by the server."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from game.models import TelemetryDay
from game.selectors.telemetry import TelemetryOverview, ZoneTelemetry

LABEL_WIDTH, BAR_WIDTH, VALUE_WIDTH, ROW_HEIGHT = 150, 260, 90, 22
BAR_HEIGHT = 14


class Part(Struct, frozen=True):
    """One piece of a bar. `kind` names its colour."""

    x: float
    width: float
    kind: str
    title: str


class Bar(Struct, frozen=True):
    """One row; `y` is its upper edge, `text_y` the base line of its words."""

    label: str
    value: str
    y: int
    text_y: int
    parts: tuple[Part, ...]


class Chart(Struct, frozen=True):
    """One row a bar; `kinds` are the colours with their words, where there is more than one."""

    title: str
    width: int
    height: int
    value_x: int
    bar_height: int
    bars: tuple[Bar, ...]
    kinds: tuple[tuple[str, str], ...]


DEATHS = (("pirate", "by pirates"), ("player", "by pilots"), ("patrol", "by patrols"),
          ("other", "otherwise"))  # fmt: skip
ONE = (("one", ""),)

Values = Callable[[ZoneTelemetry], Sequence[float]]


def telemetry_charts(overview: TelemetryOverview) -> list[Chart]:
    """Empty while there is nothing to show."""
    if not overview.zones:
        return []
    names = dict(TelemetryDay.ZONE_TYPES)
    charts: list[Chart] = []
    for rows, by in ((overview.zones, "by zone"), (overview.days, "by day")):
        labels = [names.get(row.key, row.key) for row in rows]
        for title, kinds, values, form in PLANS:
            charts.append(
                _chart(f"{title}, {by}", labels, [values(row) for row in rows], kinds, form)
            )
    return charts


def _deaths(row: ZoneTelemetry) -> Sequence[float]:
    return (row.deaths_pirate, row.deaths_player, row.deaths_patrol, row.deaths_other)


def _per_minute(row: ZoneTelemetry) -> Sequence[float]:
    return (100.0 * row.encounters / (row.time_s / 60.0) if row.time_s else 0.0,)


PLANS: tuple[tuple[str, tuple[tuple[str, str], ...], Values, str], ...] = (
    ("Pilots' hours", ONE, lambda row: (row.time_s / 3600.0,), "{:,.1f}"),
    ("Encounters", ONE, lambda row: (row.encounters,), "{:,.0f}"),
    ("Encounters in 100 minutes", ONE, _per_minute, "{:,.1f}"),
    ("Deaths", DEATHS, _deaths, "{:,.0f}"),
    ("Net credits", ONE, lambda row: (row.net_credits,), "{:+,.0f}"),
    ("Cargo aboard, credits", ONE, lambda row: (row.cargo_value,), "{:,.0f}"),
)


def _chart(
    title: str,
    labels: Sequence[str],
    values: Sequence[Sequence[float]],
    kinds: tuple[tuple[str, str], ...],
    form: str,
) -> Chart:
    most = max((sum(map(abs, row)) for row in values), default=0.0) or 1.0
    bars = []
    for n, (label, row) in enumerate(zip(labels, values, strict=True)):
        x, parts = float(LABEL_WIDTH), list[Part]()
        for value, (kind, words) in zip(row, kinds, strict=True):
            width = round(abs(value) / most * BAR_WIDTH, 1)
            colour = "loss" if value < 0 else kind
            parts.append(Part(round(x, 1), width, colour, f"{form.format(value)} {words}".strip()))
            x += width
        top = n * ROW_HEIGHT + (ROW_HEIGHT - BAR_HEIGHT) // 2
        bars.append(Bar(label, form.format(sum(row)), top, top + BAR_HEIGHT - 3, tuple(parts)))
    return Chart(
        title=title,
        width=LABEL_WIDTH + BAR_WIDTH + VALUE_WIDTH,
        height=len(bars) * ROW_HEIGHT,
        value_x=LABEL_WIDTH + BAR_WIDTH + 8,
        bar_height=BAR_HEIGHT,
        bars=tuple(bars),
        kinds=kinds if len(kinds) > 1 else (),
    )
