"""A tournament's results as CSV, for spreadsheets.

What somebody named must not become a formula there (https://owasp.org/www-community/attacks/
CSV_Injection): a cell that begins like one gets an apostrophe in front.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from game.models import Fixture, Tournament
from game.selectors.courses import fixtures_of, standings_of

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
FIXTURES = (
    "round", "game", "first", "second", "outcome", "how", "moves", "illegal first",
    "illegal second", "started", "finished", "seconds",
)  # fmt: skip
STANDINGS = (
    "rank", "team", "games", "wins", "draws", "losses", "points", "sonneborn-berger", "forfeits",
    "illegal",
)  # fmt: skip


def fixtures_csv(*, tournament: Tournament) -> str:
    """A line for each game, played or not; times in UTC, ISO 8601."""
    return sheet(FIXTURES, [_fixture(each) for each in fixtures_of(tournament)])


def standings_csv(*, tournament: Tournament) -> str:
    """A line for each team, the best first."""
    return sheet(
        STANDINGS,
        [
            (
                line.rank, line.team, line.games, line.wins, line.draws, line.losses, line.points,
                line.beaten, line.forfeits, line.illegal,
            )
            for line in standings_of(fixtures_of(tournament))
        ],
    )  # fmt: skip


def sheet(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV as in RFC 4180."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return value


def _fixture(fixture: Fixture) -> Sequence[object]:
    began, ended = fixture.started_at, fixture.finished_at
    seconds = round((ended - began).total_seconds(), 3) if began and ended else ""
    return (
        fixture.round, fixture.number, fixture.first.name, fixture.second.name, fixture.outcome,
        fixture.how, fixture.moves, fixture.illegal_first, fixture.illegal_second, _time(began),
        _time(ended), seconds,
    )  # fmt: skip


def _time(at: datetime | None) -> str:
    return "" if at is None else at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
