"""The first page: figures, charts, and what asks for somebody's attention."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.http import HttpRequest
from django.urls import reverse
from msgspec import Struct, json

from game.selectors.overview import Overview, overview

Series = tuple[str, list[int], str]  # name, values, colour

LEDGER = "game.ledgerentry"
PRIMARY, SECOND, LOSS = "var(--color-primary-600)", "var(--color-base-400)", "#dc2626"


class Figure(Struct, frozen=True):
    """`model` is whose list stands behind it, `query` what of that."""

    title: str
    value: str
    words: str
    model: str
    query: str = ""


class Chart(Struct, frozen=True):
    """`data` is JSON for the theme's charts; `words` say the same in short."""

    title: str
    data: str
    words: str
    model: str


class Alert(Struct, frozen=True):
    """`grave`: something is wrong; else somebody waits."""

    words: str
    model: str
    query: str = ""
    grave: bool = True


P = TypeVar("P", Figure, Chart, Alert)


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the theme puts into the template of the first page: what its reader may look up."""
    seen = overview()

    def shown(parts: Iterable[P]) -> list[P]:
        return [part for part in parts if _may(request, part.model)]

    return {
        **context,
        "figures": [(figure, _link(figure)) for figure in shown(_figures(seen))],
        "alerts": [(alert, _link(alert)) for alert in shown(_alerts(seen))],
        "charts": shown([_trades(seen), _losses(seen), _games(seen), _flows(seen)]),
        "rooms": seen.rooms if _may(request, "game.lease") else (),
    }


def _may(request: HttpRequest, model: str) -> bool:
    app, _, name = model.partition(".")
    return bool(request.user.has_perm(f"{app}.view_{name}"))


def _link(part: Figure | Alert) -> str:
    address = reverse(f"admin:{part.model.replace('.', '_')}_changelist")
    return f"{address}?{part.query}" if part.query else address


def _figures(seen: Overview) -> list[Figure]:
    live = sum(room.state == "live" for room in seen.rooms)
    trades = sum(hour.trades for hour in seen.hours)
    losses = sum(hour.losses for hour in seen.hours)
    playing, waiting = seen.matches.get("running", 0), seen.matches.get("waiting", 0)
    return [
        Figure(
            "Pilots in flight",
            f"{seen.pilots_now:,}",
            f"{seen.pilots_day:,} within a day",
            "game.ship",
        ),
        Figure(
            "Players",
            f"{seen.players:,}",
            f"{seen.players_day:,} new within a day",
            "accounts.user",
        ),
        Figure("Credits in circulation", f"{seen.credits:,}", _checked(seen), "game.ledgerentry"),
        Figure(
            "Trades", f"{trades:,}", "within 24 hours", "game.ledgerentry", "tx_type__exact=sell"
        ),
        Figure(
            "Ships lost",
            f"{losses:,}",
            "within 24 hours",
            "game.combatentry",
            "kind__exact=destroyed",
        ),
        Figure(
            "Matches", f"{playing:,}", f"being played, {waiting:,} wait for players", "game.match"
        ),
        Figure("Systems", f"{live:,}", f"run now, of {len(seen.rooms):,}", "game.lease"),
        Figure(
            "Bans and mutes",
            f"{seen.sanctions:,}",
            f"in force, {seen.open_reports:,} reports open",
            "accounts.sanction",
        ),
    ]


def _checked(seen: Overview) -> str:
    if seen.ledger.done_at is None:
        return "never checked against the ledger"
    words = f"{seen.ledger.differences:,} differences" if seen.ledger.differences else "adds up"
    return f"the ledger {words}, checked {seen.ledger.done_at:%-d %b %H:%M} UTC"


def _alerts(seen: Overview) -> Iterator[Alert]:
    for room in seen.rooms:
        if room.state == "stopped":
            yield Alert(f"{room.name} is stopped.", "game.lease")
        if room.state == "lapsed":
            words = f"{room.name}: its worker no longer beats, and nobody has taken over."
            yield Alert(words, "game.lease")
    if seen.ledger.differences:
        words = f"The ledger differs from the balances of {seen.ledger.differences:,} players."
        yield Alert(words, "game.chore")
    for name in seen.chores_failed:
        yield Alert(f"The chore {name} failed.", "game.chore")
    if seen.open_reports:
        words = f"{seen.open_reports:,} reports are open."
        yield Alert(words, "accounts.report", "closed_at__isempty=1", grave=False)
    if seen.moves_waiting:
        words = f"{seen.moves_waiting:,} ships wait to be moved."
        yield Alert(words, "game.shipmove", grave=False)


def _trades(seen: Overview) -> Chart:
    values = [hour.trades for hour in seen.hours]
    words = f"{sum(values):,} trades in 24 hours, {max(values):,} in the busiest hour"
    return _bars("Trades an hour", _hours(seen), [("trades", values, PRIMARY)], words, LEDGER)


def _losses(seen: Overview) -> Chart:
    lost, jumped = ([hour.losses for hour in seen.hours], [hour.jumps for hour in seen.hours])
    words = f"{sum(lost):,} ships lost and {sum(jumped):,} jumps in 24 hours"
    series = [("ships lost", lost, LOSS), ("jumps", jumped, SECOND)]
    return _bars("Losses and jumps an hour", _hours(seen), series, words, LEDGER)


def _games(seen: Overview) -> Chart:
    values = [n for _, n in seen.games]
    labels = [f"{day:%-d %b}" for day, _ in seen.games]
    words = f"{sum(values):,} games of matches finished in {len(values)} days"
    return _bars(
        "Games finished a day", labels, [("games", values, PRIMARY)], words, "game.finishedgame"
    )


def _flows(seen: Overview) -> Chart:
    values = [flow.credits for flow in seen.flows]
    words = f"a net change of {sum(values):+,} credits in 24 hours"
    labels = [flow.kind for flow in seen.flows]
    return _bars("Credits by kind, 24 hours", labels, [("credits", values, PRIMARY)], words, LEDGER)


def _hours(seen: Overview) -> list[str]:
    return [f"{hour.at:%H}:00" for hour in seen.hours]


def _bars(title: str, labels: list[str], series: list[Series], words: str, model: str) -> Chart:
    datasets = [
        {"label": name, "data": values, "backgroundColor": colour, "displayYAxis": True}
        for name, values, colour in series
    ]
    data = json.encode({"labels": labels, "datasets": datasets}).decode()
    return Chart(title, data, words, model)
