"""The first page: figures, charts, and what asks for somebody's attention."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from msgspec import Struct, json

from game.selectors.overview import Overview, overview

PRIMARY, SECOND, LOSS = "var(--color-primary-600)", "var(--color-base-400)", "#dc2626"


class Figure(Struct, frozen=True):
    title: str
    value: str
    words: str
    link: str = ""


class Chart(Struct, frozen=True):
    """`data` is JSON for the theme's charts; `words` say the same in short."""

    title: str
    data: str
    words: str


class Alert(Struct, frozen=True):
    """`grave`: something is wrong; else somebody waits."""

    words: str
    link: str
    grave: bool = True


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the theme puts into the template of the first page."""
    seen = overview()
    return {
        **context,
        "figures": _figures(seen),
        "alerts": _alerts(seen),
        "hour_charts": [_trades(seen), _losses(seen)],
        "day_charts": [_games(seen), _flows(seen)],
        "rooms": seen.rooms,
    }


def _list(model: str, query: str = "") -> str:
    address = reverse(f"admin:{model}_changelist")
    return f"{address}?{query}" if query else address


def _figures(seen: Overview) -> list[Figure]:
    live = sum(room.state == "live" for room in seen.rooms)
    trades = sum(hour.trades for hour in seen.hours)
    losses = sum(hour.losses for hour in seen.hours)
    return [
        Figure(
            "Pilots in flight",
            f"{seen.pilots_now:,}",
            f"{seen.pilots_day:,} within a day",
            _list("game_ship"),
        ),
        Figure(
            "Players",
            f"{seen.players:,}",
            f"{seen.players_day:,} new within a day",
            _list("accounts_user"),
        ),
        Figure("Credits in circulation", f"{seen.credits:,}", _checked(seen),
               _list("game_ledgerentry")),
        Figure(
            "Trades",
            f"{trades:,}",
            "within 24 hours",
            _list("game_ledgerentry", "tx_type__exact=sell"),
        ),
        Figure(
            "Ships lost",
            f"{losses:,}",
            "within 24 hours",
            _list("game_combatentry", "kind__exact=destroyed"),
        ),
        Figure(
            "Matches",
            f"{seen.matches.get('running', 0):,}",
            f"being played, {seen.matches.get('waiting', 0):,} wait for players",
            _list("game_match"),
        ),
        Figure("Systems", f"{live:,}", f"run now, of {len(seen.rooms):,}", _list("game_lease")),
        Figure(
            "Bans and mutes",
            f"{seen.sanctions:,}",
            f"in force, {seen.open_reports:,} reports open",
            _list("accounts_sanction"),
        ),
    ]  # fmt: skip


def _checked(seen: Overview) -> str:
    if seen.ledger.done_at is None:
        return "never checked against the ledger"
    words = f"{seen.ledger.differences:,} differences" if seen.ledger.differences else "adds up"
    return f"the ledger {words}, checked {seen.ledger.done_at:%-d %b %H:%M} UTC"


def _alerts(seen: Overview) -> list[Alert]:
    leases = _list("game_lease")
    alerts = [
        Alert(f"{room.name} is stopped.", leases) for room in seen.rooms if room.state == "stopped"
    ]
    alerts += [
        Alert(f"{room.name}: its worker no longer beats, and nobody has taken over.", leases)
        for room in seen.rooms
        if room.state == "lapsed"
    ]
    if seen.ledger.differences:
        words = f"The ledger differs from the balances of {seen.ledger.differences:,} players."
        alerts.append(Alert(words, _list("game_chore")))
    alerts += [
        Alert(f"The chore {name} failed.", _list("game_chore")) for name in seen.chores_failed
    ]
    if seen.open_reports:
        reports = _list("accounts_report", "closed_at__isempty=1")
        alerts.append(Alert(f"{seen.open_reports:,} reports are open.", reports, grave=False))
    if seen.moves_waiting:
        words = f"{seen.moves_waiting:,} ships wait to be moved."
        alerts.append(Alert(words, _list("game_shipmove"), grave=False))
    return alerts


def _trades(seen: Overview) -> Chart:
    values = [hour.trades for hour in seen.hours]
    words = f"{sum(values):,} trades in 24 hours, {max(values):,} in the busiest hour"
    return _bars("Trades an hour", _hours(seen), [("trades", values, PRIMARY)], words)


def _losses(seen: Overview) -> Chart:
    lost, jumped = ([hour.losses for hour in seen.hours], [hour.jumps for hour in seen.hours])
    words = f"{sum(lost):,} ships lost and {sum(jumped):,} jumps in 24 hours"
    series = [("ships lost", lost, LOSS), ("jumps", jumped, SECOND)]
    return _bars("Losses and jumps an hour", _hours(seen), series, words)


def _games(seen: Overview) -> Chart:
    values = [n for _, n in seen.games]
    labels = [f"{day:%-d %b}" for day, _ in seen.games]
    words = f"{sum(values):,} games of matches finished in {len(values)} days"
    return _bars("Games finished a day", labels, [("games", values, PRIMARY)], words)


def _flows(seen: Overview) -> Chart:
    values = [flow.credits for flow in seen.flows]
    words = f"a net change of {sum(values):+,} credits in 24 hours"
    labels = [flow.kind for flow in seen.flows]
    return _bars("Credits by kind, 24 hours", labels, [("credits", values, PRIMARY)], words)


def _hours(seen: Overview) -> list[str]:
    return [f"{hour.at:%H}:00" for hour in seen.hours]


def _bars(
    title: str, labels: list[str], series: list[tuple[str, list[int], str]], words: str
) -> Chart:
    datasets = [
        {"label": name, "data": values, "backgroundColor": colour, "displayYAxis": True}
        for name, values, colour in series
    ]
    return Chart(title, json.encode({"labels": labels, "datasets": datasets}).decode(), words)
