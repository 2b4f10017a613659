"""What a class's wall shows: all tables, the standings and what is played, for anybody to see.

It is computed at most twice a second and process for each class that somebody looks at, however
many look. What only players know is not in it: see `AbstractGame.public_state`.
"""

import asyncio
import logging
import time
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple
from weakref import WeakKeyDictionary, WeakValueDictionary

import msgspec
from django.utils import timezone
from msgspec import Raw, Struct

from game.matches.classroom import place_of
from game.matches.refusals import Refused
from game.models import Course, Match
from game.protocol.errors import AppError, ErrorCode
from game.protocol.names import course_wire_id, match_wire_id
from game.selectors.courses import (
    FixtureLine,
    StandingLine,
    fixture_line,
    fixtures_of,
    standings_of,
)
from game.services.lanes import current_lanes
from game.services.matches.database import Database
from game.services.matches.host import MatchHost

logger = logging.getLogger(__name__)

FRESH_S = 0.5  # so old may be what is shown
KEPT_S = 60.0  # so long is a class remembered that nobody looks at
MAX_TABLES = 24
MAX_FIXTURES = 40
OVER_SHOWN_S = 90  # seconds that a finished table stays on the wall
Status = Match.Status


class WallTable(Struct, frozen=True):
    """names: by seat, empty where nobody sits. state: null where the game shows nothing.

    version: as in `match.state`, 0 before the start.
    """

    match_id: str
    game: str
    table: str
    status: str
    players: int
    names: list[str]
    version: int
    state: Raw | None
    current: list[int]
    gameover: bool


class WallCup(Struct, frozen=True):
    """The newest tournament. round: the first one that is not over; the last one when all are.

    fixtures: what is being played, what comes next and what was played last.
    """

    number: int
    game: str
    round: int
    rounds: int
    fixtures_total: int
    fixtures_finished: int
    standings: list[StandingLine]
    fixtures: list[FixtureLine]


class Wall(Struct, frozen=True):
    course_id: str
    title: str
    code: str
    is_open: bool
    teams: int
    tables: list[WallTable]
    tournament: WallCup | None


class Shown(NamedTuple):
    """version: another one for another content, in whatever process. wall: its JSON."""

    version: str
    wall: bytes


class _Listed(NamedTuple):
    pk: int
    game: str
    session: str
    status: str
    players: int
    names: list[str]


class Walls:
    """Those of one match host, which every call names."""

    def __init__(self) -> None:
        self._shown: dict[int, tuple[float, Shown]] = {}
        self._locks = WeakValueDictionary[int, asyncio.Lock]()  # while somebody has or awaits one

    async def look(self, host: MatchHost, course: int, since: str, wait_s: float) -> Shown | None:
        """The wall, unless it is at `since` and stays so for `wait_s`. Raises AppError."""
        deadline = time.monotonic() + wait_s
        while True:
            shown = await self._fresh(host, course)
            if shown.version != since:
                return shown
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            await asyncio.sleep(min(left, FRESH_S))

    async def _fresh(self, host: MatchHost, course: int) -> Shown:
        lock = self._locks.setdefault(course, asyncio.Lock())
        async with lock:
            at, shown = self._shown.get(course, (0.0, None))
            if shown is None or time.monotonic() - at >= FRESH_S:
                shown = await _drawn(host, course)
                self._shown[course] = time.monotonic(), shown
                self._forget()
            return shown

    def _forget(self) -> None:
        """Classes that nobody has looked at for a while."""
        now = time.monotonic()
        for course, (at, _) in list(self._shown.items()):
            if now - at > KEPT_S:
                del self._shown[course]


async def _drawn(host: MatchHost, course: int) -> Shown:
    database = Database(current_lanes())
    wall, listed = await database.read(wall_read, course_pk=course, now=timezone.now())
    tables = [await _table(host, each) for each in listed]
    body = msgspec.json.encode(msgspec.structs.replace(wall, tables=tables))
    return Shown(blake2b(body, digest_size=12).hexdigest(), body)


async def _table(host: MatchHost, listed: _Listed) -> WallTable:
    place = place_of(listed.session)
    version, state, current, over = 0, None, list[int](), False
    if listed.status != Status.WAITING:
        try:
            room = await host.rooms.room(listed.pk)
            async with room.lock:
                table = room.table
                version, current, over = table.version, table.current, table.over
                shown = table.referee and table.referee.public_state()
                state = Raw(shown) if shown else None
        except (Refused, AppError):
            logger.warning("match %d is not on the wall", listed.pk, exc_info=True)
    return WallTable(
        match_wire_id(listed.pk), listed.game, place.table if place else "", listed.status,
        listed.players, listed.names, version, state, current, over,
    )  # fmt: skip


def wall_read(*, course_pk: int, now: datetime) -> tuple[Wall, list[_Listed]]:
    """All but the boards. Raises AppError (NOT_FOUND)."""
    course = Course.objects.filter(pk=course_pk).first()
    if course is None:
        raise AppError(ErrorCode.NOT_FOUND)
    wall = Wall(
        course_wire_id(course.pk), course.title, course.code, course.is_open,
        course.teams.count(), [], _cup(course),
    )  # fmt: skip
    return wall, _tables(course, now)


def _tables(course: Course, now: datetime) -> list[_Listed]:
    """Those under way first, then those that wait, then what is just over."""
    order = {Status.RUNNING: 0, Status.WAITING: 1, Status.FINISHED: 2}
    since = now - timedelta(seconds=OVER_SHOWN_S)
    found = course.matches.exclude(status=Status.ENDED)
    rows = [
        *found.exclude(status=Status.FINISHED).order_by("pk").prefetch_related("seats"),
        *found.filter(status=Status.FINISHED, last_activity__gte=since)
        .order_by("-last_activity")
        .prefetch_related("seats"),
    ]
    rows.sort(key=lambda match: order[Status(match.status)])
    return [_listed(match) for match in rows[:MAX_TABLES]]


def _listed(match: Match) -> _Listed:
    names = [""] * match.players
    for seat in match.seats.all():
        names[seat.player_id] = seat.name
    return _Listed(match.pk, match.game, match.session, match.status, match.players, names)


def _cup(course: Course) -> WallCup | None:
    tournament = course.tournaments.order_by("-number").first()
    if tournament is None:
        return None
    fixtures = fixtures_of(tournament)
    lines = [fixture_line(course.code, tournament.number, each) for each in fixtures]
    rounds = [line.round for line in lines]
    due = [line.round for line in lines if line.state != "finished"]
    now_on = min(due, default=max(rounds, default=0))
    return WallCup(
        tournament.number, tournament.game, now_on, max(rounds, default=0), len(lines),
        sum(line.state == "finished" for line in lines), standings_of(fixtures),
        _worth_showing(lines, now_on),
    )  # fmt: skip


def _worth_showing(lines: list[FixtureLine], now_on: int) -> list[FixtureLine]:
    """In the order of rounds."""
    last = sorted(
        (line for line in lines if line.finished_at is not None),
        key=lambda line: line.finished_at or datetime.min,
    )[-8:]
    wanted = {line.number for line in last}
    wanted |= {line.number for line in lines if line.state in ("playing", "waiting")}
    wanted |= {line.number for line in lines if line.round == now_on}
    return [line for line in lines if line.number in wanted][:MAX_FIXTURES]


_walls: WeakKeyDictionary[MatchHost, Walls] = WeakKeyDictionary()


def walls_of(host: MatchHost) -> Walls:
    """Those of a process's host, made at the first look."""
    return _walls.setdefault(host, Walls())
