"""What seats do: judged, stored, and only then seen by others."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from django.utils import timezone

from game.matches import Client, Table, all_games
from game.matches.refusals import Code, IllegalMove, Refused
from game.metrics.families import MATCH_GAMES, MATCH_MOVES
from game.protocol.errors import AppError, ErrorCode
from game.services.courses.faults import Faults
from game.services.lanes import Lanes
from game.services.matches import store
from game.services.matches.acts import Act, Again, GiveUp, Play
from game.services.matches.arrivals import Arrivals, News
from game.services.matches.keys import hash_of
from game.services.matches.log import MatchLog
from game.services.matches.ratings import BATCH, games_rate_due
from game.services.matches.room import Room
from game.services.matches.store import NewEntry

logger = logging.getLogger(__name__)

T = TypeVar("T")
Told = Callable[[int], None]

CONFLICTS = 5  # times that a move is tried again after another process was faster


class Deeds(Arrivals):
    """The part of a match host that changes matches."""

    def __init__(self, lanes: Lanes, news: Callable[[News], None], *, alone: bool) -> None:
        super().__init__(lanes, news)
        self._alone = alone
        self._due = False
        self._rating: asyncio.Task[None] | None = None
        self._log = MatchLog(self._database, self._stored)
        self._faults = Faults(self._database)

    async def move(
        self, match: int, player_id: int, key: str, move: object, told: Told | None = None
    ) -> int:
        """The version after it. Raises IllegalMove with the game's own error, too.

        told: hears of that version right before anybody sees it.
        """
        try:
            return await self._certain(self._write(match, player_id, Play(move), key, told=told))
        except IllegalMove:
            room = self.rooms.present(match)
            if room is not None:
                self._faults.note(room, player_id)
            raise

    async def forfeit(self, match: int, player_id: int, key: str, reason: str) -> int:
        return await self._certain(self._write(match, player_id, GiveUp(reason), key))

    async def restart(self, match: int, player_id: int, key: str, told: Told | None = None) -> int:
        return await self._certain(self._write(match, player_id, Again(), key, told=told))

    async def act_for(self, match: int, player_id: int, act: Act, version: int) -> None:
        """What the process does for a seat. Raises Refused (STALE) when it is late."""
        await self._certain(self._write(match, player_id, act, None, at=version))

    async def quit(self, match: int, player_id: int, key: str) -> None:
        """Leave for good: the game under way is given up, and the session ends for everybody."""
        await self._certain(self._quit(match, player_id, key))

    async def called_off(self, pks: Sequence[int], reason: str) -> None:
        """These matches were ended, by who may: tell those who play there."""
        for pk in pks:
            self._ended(pk, reason)
        self._news([(pk, 0) for pk in pks])

    async def _quit(self, pk: int, player_id: int, key: str) -> None:
        try:
            await self._write(pk, player_id, GiveUp("left"), key)
        except Refused as refused:
            if refused.code is not Code.GAME_OVER:
                raise
        await self._database.write(store.match_end, match_pk=pk, reason="left")
        self._ended(pk, "left")
        self._news([(pk, 0)])

    async def _write(
        self,
        pk: int,
        player_id: int,
        act: Act,
        key: str | None,
        *,
        at: int | None = None,
        told: Told | None = None,
    ) -> int:
        """Validate, store, and only then let others see it.

        key: None where the process itself acts. at: the only version at which it may happen.
        """
        room = await self.rooms.room(pk)
        if key is not None:
            await self._bench.check(pk, hash_of(key), words=_says(room, act))
        async with room.lock:
            for _ in range(CONFLICTS):
                try:
                    entry = act.entry(room, _actor(room.table, player_id, key, at))
                except Refused:
                    if await self._newest(room):
                        raise
                else:
                    if await self._placed(room, entry):
                        break
                await self.rooms.reload(room)
            else:
                raise AppError(ErrorCode.SERVER_BUSY)
            version = room.table.version
        if told is not None:
            told(version)
        self._changed(room)
        return version

    async def _newest(self, room: Room) -> bool:
        """Whether nothing has happened of which this process has not heard yet."""
        if self._alone:
            return True
        newest = await self._database.read(store.matches_newest, pks=[room.pk])
        return newest.get(room.pk, room.number) == room.number

    async def _placed(self, room: Room, entry: NewEntry) -> bool:
        """Whether it was stored as the session's next entry."""
        try:
            placed = await self._log.append(entry)
        except Exception as error:  # nobody knows what is stored: the table is rebuilt
            self.rooms.forget(room)
            raise AppError(ErrorCode.SERVER_BUSY) from error
        if placed:
            room.number, room.moved_at = entry.number, timezone.now()
            if entry.kind == "move":
                MATCH_MOVES.labels(room.game).inc()
            if entry.record is not None:
                MATCH_GAMES.labels(room.game).inc()
        return placed

    async def _certain(self, work: Coroutine[Any, Any, T]) -> T:
        """A client that goes away does not take back what it has begun."""
        return await asyncio.shield(self._spawn(work))

    def _stored(self, entries: Sequence[NewEntry]) -> None:
        self._news([(entry.match, entry.number) for entry in entries])
        if any(entry.record is not None for entry in entries):
            self._rate()

    def _rate(self) -> None:
        """Rate what is due, and what becomes due meanwhile."""
        self._due = True
        if self._rating is None or self._rating.done():
            self._rating = self._spawn(self._rated())

    async def _rated(self) -> None:
        while self._due:
            self._due = False
            try:
                self._due = await self._database.write(games_rate_due) == BATCH or self._due
            except Exception:
                logger.warning("finished games could not be rated", exc_info=True)

    def _changed(self, room: Room) -> None:
        """Others may see what has happened in this room."""
        room.changed()


def _says(room: Room, act: Act) -> bool:
    """Whether it is a move with words for others."""
    if not isinstance(act, Play) or not isinstance(act.move, dict):
        return False
    return not all_games()[room.game].speech.isdisjoint(act.move)


def _actor(table: Table, player_id: int, key: str | None, at: int | None) -> Client:
    """Raises Refused (WRONG_KEY, STALE)."""
    if at not in (None, table.version):
        raise Refused(Code.STALE, "something else has happened meanwhile")
    client = table.seats[player_id] if key is None else seer_of(table, player_id, hash_of(key))
    if client is None:
        raise Refused(Code.NOT_STARTED, "players are still missing")
    return client


def seer_of(table: Table, player_id: int, hashed: str) -> Client:
    """Whoever the key belongs to, a seat or an observer. Raises Refused (WRONG_KEY)."""
    try:
        return table.client(player_id, hashed)
    except Refused:
        return table.client(player_id, hashed, observer=True)
