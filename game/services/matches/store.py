"""Matches in the database: plain functions, one transaction each, for the lanes' threads."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from msgspec import Raw

from game.matches import (
    Client,
    Entry,
    Forfeit,
    Move,
    Round,
)  # fmt: skip
from game.matches.table import MAX_OBSERVERS
from game.models import FinishedGame, Match, MatchEntry, Observer, Seat
from game.services.courses.settling import fixtures_settle

Status = Match.Status


class Stored(NamedTuple):
    """A match as it is kept. number: of its newest entry; rounds: the last two that it needs.
    moved_at: when somebody moved, or sat down, for the last time."""

    game: str
    session: str
    shared: bool
    seed: int
    status: str
    reason: str
    seats: list[Client | None]
    opponents: dict[int, str]
    observers: list[Client]
    rounds: list[Round]
    number: int
    move_seconds: int | None
    moved_at: datetime


class NewEntry(NamedTuple):
    """A line for a session's log. record: of the game that it ends, with its ranks."""

    match: int
    number: int
    round: int
    kind: str
    player_id: int
    body: str
    game: str = ""
    record: str | None = None
    ranks: list[int] | None = None


def match_find(*, game: str, session: str) -> int | None:
    """The session of that name that has not ended."""
    open_ones = Match.objects.filter(game=game, session=session).exclude(status=Status.ENDED)
    return open_ones.values_list("pk", flat=True).first()


def matches_overdue(*, now: datetime) -> list[tuple[int, int]]:
    """Matches under way whose clock has run out, with the number of their newest entry."""
    clocked = Match.objects.filter(status=Status.RUNNING, move_seconds__isnull=False)
    rows = clocked.annotate(newest=Max("entries__number")).values_list(
        "pk", "newest", "move_seconds", "last_activity"
    )
    return [
        (pk, newest or 0)
        for pk, newest, seconds, since in rows
        if now - since > timedelta(seconds=seconds or 0)
    ]


def matches_newest(*, pks: Sequence[int]) -> dict[int, int]:
    """The number of the newest entry of each of these that has not ended, 0 for none."""
    found: dict[int, int] = {}
    for start in range(0, len(pks), 500):
        some = Match.objects.filter(pk__in=pks[start : start + 500]).exclude(status=Status.ENDED)
        newest = some.annotate(newest=Max("entries__number"))
        found |= {pk: number or 0 for pk, number in newest.values_list("pk", "newest")}
    return found


def match_load(*, match_pk: int) -> Stored | None:
    """All that a table is rebuilt from."""
    match = Match.objects.filter(pk=match_pk).first()
    if match is None:
        return None
    seats: list[Client | None] = [None] * match.players
    opponents = {}
    for seat in match.seats.all():
        seats[seat.player_id] = Client(seat.player_id, seat.name, seat.key_hash)
        if seat.opponent:
            opponents[seat.player_id] = seat.opponent
    newest = match.observers.order_by("-pk")[:MAX_OBSERVERS]
    observers = [
        Client(row.player_id, _name_of(seats, row.player_id), row.key_hash, observer=True)
        for row in reversed(newest)
    ]
    rounds, number = _rounds(match)
    return Stored(
        match.game, match.session, match.shared, int(match.seed), match.status, match.reason,
        seats, opponents, observers, rounds, number, match.move_seconds, match.last_activity,
    )  # fmt: skip


def observer_add(*, match_pk: int, player_id: int, key_hash: str) -> None:
    Observer.objects.create(match_id=match_pk, player_id=player_id, key_hash=key_hash)


def key_exists(*, match_pk: int, key_hash: str) -> bool:
    """Whether it opens an observer's place or a seat there."""
    observers = Observer.objects.filter(match_id=match_pk, key_hash=key_hash)
    return observers.exists() or Seat.objects.filter(match=match_pk, key_hash=key_hash).exists()


def match_of_key(*, code: str, key_hash: str) -> int | None:
    """Where a key opens a seat, in the class of that code."""
    seats = Seat.objects.filter(key_hash=key_hash, match__course__code=code)
    return seats.values_list("match", flat=True).first()


def seat_place(*, match_pk: int, key_hash: str) -> tuple[str, int] | None:
    """The session and the player id of whoever has that key."""
    seats = Seat.objects.filter(match=match_pk, key_hash=key_hash)
    return seats.values_list("match__session", "player_id").first()


def match_end(*, match_pk: int, reason: str) -> None:
    end_all(Match.objects.filter(pk=match_pk), reason)


def matches_end_idle(*, before: datetime) -> list[int]:
    """End every session in which nobody has moved or sat down since `before`; their ids."""
    with transaction.atomic():
        idle = Match.objects.exclude(status=Status.ENDED).filter(last_activity__lt=before)
        ids = list(idle.values_list("pk", flat=True)[:1000])
        end_all(Match.objects.filter(pk__in=ids), "idle")
    return ids


def entries_append(*, entries: Sequence[NewEntry]) -> list[bool]:
    """Write what many matches have to say in one transaction; which of them found their place.

    A number that is taken refuses its own entry alone. What an entry ends or begins anew is
    written with it.
    """
    now = timezone.now()
    with transaction.atomic():
        kept = _insert(entries, now)
        accepted = [entry for entry in entries if (entry.match, entry.number) in kept]
        _note(accepted, now)
    return [(entry.match, entry.number) in kept for entry in entries]


# --- parts --------------------------------------------------------------------------------


def end_all(matches: "QuerySet[Match]", reason: str) -> None:
    """Those of them that have not ended."""
    matches.exclude(status=Status.ENDED).update(
        status=Status.ENDED, reason=reason, ended_at=timezone.now()
    )


def _name_of(seats: Sequence[Client | None], player_id: int) -> str:
    seat = seats[player_id]
    return "" if seat is None else seat.name


def _rounds(match: Match) -> tuple[list[Round], int]:
    """The last two rounds and the number of the newest entry; no rounds before the start."""
    last = match.entries.order_by("-number").first()
    if last is None:
        return [], 0
    rows = match.entries.filter(round__gte=last.round - 1).order_by("number")
    rounds: dict[int, tuple[int, list[Entry]]] = {}
    if last.round <= 2:
        rounds[1] = (1, [])
    for row in rows:
        if row.kind == MatchEntry.Kind.RESTART:
            rounds[row.round] = (row.number + 1, [])
        elif row.round in rounds:
            rounds[row.round][1].append(_entry(row))
    return [Round(n, first, tuple(log)) for n, (first, log) in sorted(rounds.items())], last.number


def _entry(row: MatchEntry) -> Entry:
    if row.kind == MatchEntry.Kind.FORFEIT:
        return Forfeit(row.player_id, row.body)
    return Move(row.player_id, Raw(row.body.encode()))


def _insert(entries: Iterable[NewEntry], now: datetime) -> set[tuple[int, int]]:
    """Raw, because the ORM cannot tell which rows found their place."""
    at = connection.ops.adapt_datetimefield_value(now)
    rows = [
        (e.match, e.number, e.round, e.kind, e.player_id, e.body, at) for e in entries
    ]  # fmt: skip
    places = ",".join(["(%s,%s,%s,%s,%s,%s,%s)"] * len(rows))
    table = connection.ops.quote_name(MatchEntry._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (match_id, number, round, kind, player_id, body, created_at)"  # noqa: S608 names and places alone
            f" VALUES {places} ON CONFLICT DO NOTHING RETURNING match_id, number",
            [value for row in rows for value in row],
        )
        return {(match, number) for match, number in cursor.fetchall()}


def _note(accepted: Sequence[NewEntry], now: datetime) -> None:
    """What lists show of the matches that these entries belong to."""
    finished = [entry for entry in accepted if entry.record is not None]
    if finished:
        fixtures_settle(finished=finished, now=now)
    Match.objects.filter(pk__in={entry.match for entry in accepted}).update(last_activity=now)
    if finished:
        rated = _between_accounts({entry.match for entry in finished})
        FinishedGame.objects.bulk_create(
            FinishedGame(
                match_id=entry.match,
                round=entry.round,
                game=entry.game,
                record=entry.record or "",
                ranks=entry.ranks,
                rated=entry.ranks is not None and entry.match in rated,
                finished_at=now,
            )
            for entry in finished
        )
        over = {entry.match for entry in finished}
        Match.objects.filter(pk__in=over, status=Status.RUNNING).update(status=Status.FINISHED)
    again = {e.match for e in accepted if e.kind == MatchEntry.Kind.RESTART}
    if again:
        Match.objects.filter(pk__in=again, status=Status.FINISHED).update(status=Status.RUNNING)


def _between_accounts(matches: Collection[int]) -> set[int]:
    """Those of the matches in which different accounts play, no guests and nobody else."""
    players: dict[int, list[int | None]] = {pk: [] for pk in matches}
    seats = Seat.objects.filter(match__in=matches)
    for pk, account, guest in seats.values_list("match", "account", "account__is_guest"):
        players[pk].append(None if guest else account)
    return {
        pk
        for pk, accounts in players.items()
        if len(accounts) > 1 and None not in accounts and len(set(accounts)) == len(accounts)
    }
