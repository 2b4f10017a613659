"""The whole game at a glance: a few bounded queries for the first page of the admin."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate, TruncHour
from django.utils import timezone
from msgspec import Struct

from accounts.models import Report, Sanction, User
from game.models import FinishedGame, LedgerEntry, Match, Ship, ShipMove
from game.models.chores import Chore
from game.selectors.rooms import StoredRoom, rooms_stored

logger = logging.getLogger(__name__)

HOURS, DAYS = 24, 14
PEOPLE_S = 10  # so old may be what takes a look at every player
LEDGER_CHECK = "checkledger"
Type = LedgerEntry.Type
TRADES = frozenset({Type.BUY, Type.SELL})


class Hour(Struct, frozen=True):
    """What the ledger saw in an hour (UTC)."""

    at: datetime
    trades: int
    losses: int
    jumps: int


class Flow(Struct, frozen=True):
    """Credits that one kind of ledger entry brought into the game (or, below 0, took out)."""

    kind: str
    entries: int
    credits: int


class Room(Struct, frozen=True):
    """A system: `state` is live, lapsed (its worker no longer beats), stopped or asleep."""

    system_id: str
    name: str
    state: str
    pilots: int
    worker_id: str
    heartbeat_at: datetime | None


class LedgerCheck(Struct, frozen=True):
    """The last check of balances against the ledger; differences None if it has never ended."""

    done_at: datetime | None
    differences: int | None
    ok: bool


class Overview(Struct, frozen=True):
    """`pilots_day`: whose ships were stored within a day. Hours and days without anything are in,
    with zeros."""

    now: datetime
    pilots_now: int
    pilots_day: int
    players: int
    players_day: int
    credits: int
    hours: tuple[Hour, ...]
    flows: tuple[Flow, ...]
    matches: dict[str, int]
    games: tuple[tuple[datetime, int], ...]
    rooms: tuple[Room, ...]
    ledger: LedgerCheck
    chores_failed: tuple[str, ...]
    open_reports: int
    sanctions: int
    moves_waiting: int


def overview(*, now: datetime | None = None) -> Overview:
    """Everything, in as many queries as there are parts of it."""
    now = now or timezone.now()
    day = now - timedelta(days=1)
    rooms, chores = _rooms(), {chore.name: chore for chore in Chore.objects.all()}
    check = chores.get(LEDGER_CHECK)
    people = _people(day)
    open_ones = Match.objects.filter(status__in=(Match.Status.WAITING, Match.Status.RUNNING))
    matches = open_ones.order_by().values_list("status").annotate(n=Count("pk"))
    return Overview(
        now=now,
        pilots_now=sum(room.pilots for room in rooms),
        pilots_day=Ship.objects.filter(updated_at__gte=day).count(),
        players=people["every"] or 0,
        players_day=people["new"] or 0,
        credits=people["owned"] or 0,
        hours=_hours(now),
        flows=_flows(day),
        matches=dict(matches),
        games=_games(now),
        rooms=rooms,
        ledger=LedgerCheck(
            done_at=check.done_at if check else None,
            differences=check.figure if check and check.done_at else None,
            ok=check is None or check.ok,
        ),
        chores_failed=tuple(sorted(name for name, chore in chores.items() if not chore.ok)),
        open_reports=Report.objects.filter(closed_at=None).count(),
        sanctions=Sanction.objects.holding(now).count(),
        moves_waiting=ShipMove.objects.count(),
    )


def _people(since: datetime) -> dict[str, int | None]:
    """How many players there are, how many are new, and what they own."""
    key = "overview:people"
    try:
        kept: dict[str, int | None] | None = cache.get(key)
    except Exception:  # a cache's own errors share no base class
        logger.warning("the cache does not answer", exc_info=True)
        kept = None
    if kept is not None:
        return kept
    found: dict[str, int | None] = User.objects.aggregate(
        every=Count("pk"), new=Count("pk", filter=Q(date_joined__gte=since)), owned=Sum("credits")
    )
    with suppress(Exception):
        cache.set(key, found, timeout=PEOPLE_S)
    return found


def _rooms() -> tuple[Room, ...]:
    """Every system as the database knows it, in the order of names."""
    return tuple(map(_room, sorted(rooms_stored(), key=lambda stored: stored.name)))


def _room(stored: StoredRoom) -> Room:
    state = "live" if stored.alive else "lapsed" if stored.worker_id else "asleep"
    if stored.stopped:
        state = "stopped"
    return Room(
        stored.system_id, stored.name, state, stored.pilots, stored.worker_id, stored.heartbeat_at
    )


def _hours(now: datetime) -> tuple[Hour, ...]:
    """The last HOURS, the present one last."""
    last = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    first = last - timedelta(hours=HOURS - 1)
    found: defaultdict[datetime, dict[str, int]] = defaultdict(dict)
    rows = (
        LedgerEntry.objects.filter(
            created_at__gte=first, tx_type__in=[*TRADES, Type.TOW, Type.JUMP]
        )
        .order_by()
        .values_list(TruncHour("created_at", tzinfo=UTC), "tx_type")
        .annotate(n=Count("pk"))
    )
    for at, kind, n in rows:
        found[at][kind] = n
    return tuple(
        Hour(
            at=at,
            trades=sum(found[at].get(kind, 0) for kind in TRADES),
            losses=found[at].get(Type.TOW, 0),
            jumps=found[at].get(Type.JUMP, 0),
        )
        for at in (first + timedelta(hours=n) for n in range(HOURS))
    )


def _flows(since: datetime) -> tuple[Flow, ...]:
    rows = (
        LedgerEntry.objects.filter(created_at__gte=since)
        .order_by()
        .values_list("tx_type")
        .annotate(n=Count("pk"), total=Sum("total_amount"))
    )
    flows = (Flow(Type(kind).label, n, total) for kind, n, total in rows)
    return tuple(sorted(flows, key=lambda flow: -abs(flow.credits)))


def _games(now: datetime) -> tuple[tuple[datetime, int], ...]:
    """Games that were finished on each of the last DAYS (UTC)."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    first = today - timedelta(days=DAYS - 1)
    rows: Iterable[tuple[object, int]] = (
        FinishedGame.objects.filter(finished_at__gte=first)
        .order_by()
        .values_list(TruncDate("finished_at", tzinfo=UTC))
        .annotate(n=Count("pk"))
    )
    found = dict(rows)
    days = (first + timedelta(days=n) for n in range(DAYS))
    return tuple((day, found.get(day.date(), 0)) for day in days)
