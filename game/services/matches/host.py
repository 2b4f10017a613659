"""The one place through which every door plays: joins, moves and waits of one process.

Answers go out after their commit. Whatever is not in memory is rebuilt from the database, so any
process may serve any match, and one that dies takes nothing with it.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from django.utils import timezone

from game.matches import Client, Table, View
from game.matches.refusals import Code, Refused
from game.protocol.errors import AppError, ErrorCode
from game.services.lanes import Lanes
from game.services.matches import store
from game.services.matches.acts import Act, Again, GiveUp, Play
from game.services.matches.arrivals import Arrivals, News, Ticket
from game.services.matches.clocks import watch_clocks
from game.services.matches.keys import hash_of
from game.services.matches.log import MatchLog
from game.services.matches.opponents import Opponents
from game.services.matches.ratings import BATCH, games_rate_due
from game.services.matches.room import Room
from game.services.matches.store import NewEntry

__all__ = ["MatchHost", "Ticket"]

logger = logging.getLogger(__name__)

T = TypeVar("T")
Told = Callable[[int], None]

IDLE_S = 1000.0  # a session without a move ends
SWEEP_EVERY_S = 20.0
RECENT_S = 60.0  # whoever asked so lately may ask again
CONFLICTS = 5  # times that a move is tried again after another process was faster


class MatchHost(Arrivals):
    """One per process and event loop. Methods raise Refused for what the rules forbid, and
    AppError SERVER_BUSY when the database cannot be asked.
    """

    def __init__(self, lanes: Lanes, news: Callable[[News], None], *, alone: bool = False) -> None:
        """alone: no other process serves these matches, so what is in memory is what there is."""
        super().__init__(lanes, news)
        self._alone = alone
        self._opponents = Opponents(self.rooms, self.act_for)
        self.rooms.on_load = self._opponents.follow
        self._due = False
        self._rating: asyncio.Task[None] | None = None
        self._log = MatchLog(self._database, self._stored)

    def start(self) -> None:
        self._spawn(self._sweep())
        self._spawn(watch_clocks(self.rooms, self._database, self.act_for))
        self._rate()

    async def close(self) -> None:
        """What was accepted is stored; what waits is cancelled."""
        await self._opponents.close()
        await self._log.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- playing --------------------------------------------------------------------------

    async def move(
        self, match: int, player_id: int, key: str, move: object, told: Told | None = None
    ) -> int:
        """The version after it. Raises IllegalMove with the game's own error, too.

        told: hears of that version right before anybody sees it.
        """
        return await self._certain(self._write(match, player_id, Play(move), key, told=told))

    async def forfeit(self, match: int, player_id: int, key: str, reason: str) -> int:
        return await self._certain(self._write(match, player_id, GiveUp(reason), key))

    async def restart(self, match: int, player_id: int, key: str, told: Told | None = None) -> int:
        return await self._certain(self._write(match, player_id, Again(), key, told=told))

    async def act_for(self, match: int, player_id: int, act: Act, version: int) -> None:
        """What the process does for a seat. Raises Refused (STALE) when it is late."""
        await self._certain(self._write(match, player_id, act, None, at=version))

    async def leave(self, match: int, player_id: int, key: str) -> None:
        """Get up while players are missing, else leave for good."""
        if await self._open(match, player_id, hash_of(key)):
            await self.quit(match, player_id, key)
        else:
            await self.give_up(Ticket(match, "", "", player_id, key, full=False))

    async def quit(self, match: int, player_id: int, key: str) -> None:
        """Leave for good: the game under way is given up, and the session ends for everybody."""
        await self._certain(self._quit(match, player_id, key))

    async def take(self, match: int, player_id: int, key: str, *, observer: bool = False) -> View:
        """What this client sees next, as soon as there is something new or it may move.

        Raises Refused (ENDED) once a session has ended and its last state was seen.
        """
        hashed = hash_of(key)
        while True:
            room = await self._room(match, hashed)
            async with room.lock:
                client = room.table.client(player_id, hashed, observer=observer)
                ended = room.table.ended
                if ended is not None and client.seen >= room.table.version:
                    raise Refused(Code.ENDED, f"this session has ended: {ended}")
                if room.table.pending(client):
                    return room.table.take(client)
                change = room.change()
            await change

    async def view(
        self, match: int, player_id: int, key: str, since: int | None, wait_s: float = 0.0
    ) -> View | None:
        """What comes after version `since`, None if nothing comes within `wait_s`.

        Without `since` the newest state; a match that waits for players is then refused with
        NOT_STARTED, and otherwise waited for. Raises Refused (ENDED) when nothing will ever come.
        """
        hashed = hash_of(key)
        deadline = time.monotonic() + wait_s
        if not await self._open(match, player_id, hashed):
            if since is None:
                raise Refused(Code.NOT_STARTED, "players are still missing")
            try:
                async with asyncio.timeout(wait_s):
                    await self._started(match)
            except TimeoutError:
                return None
        while True:
            room = await self._room(match, hashed)
            async with room.lock:
                shown = room.table.view(_seer(room.table, player_id, hashed), since)
                ended = room.table.ended
                change = room.change()
            left = deadline - time.monotonic()
            if shown is None and ended is not None:
                change.cancel()
                raise Refused(Code.ENDED, f"this session has ended: {ended}")
            if shown is not None or left <= 0:
                change.cancel()
                return shown
            try:
                await asyncio.wait([change], timeout=left)
            finally:
                change.cancel()

    async def room(self, match: int, key: str) -> Room:
        """A match that is full, with whoever shows this key. Raises Refused, GameFailed."""
        return await self._room(match, hash_of(key))

    async def _room(self, match: int, hashed: str) -> Room:
        """With all observers, also those that came through another process."""
        room = await self.rooms.room(match)
        if self._alone or room.knows(hashed):
            return room
        if await self._database.read(store.observer_exists, match_pk=match, key_hash=hashed):
            async with room.lock:
                await self.rooms.reload(room)
        return room

    async def _open(self, match: int, player_id: int, hashed: str) -> bool:
        """Whether everybody is there. Raises Refused (WRONG_KEY) for who is none of them."""
        try:
            await self.rooms.room(match)
        except Refused as refused:
            if refused.code is not Code.NOT_STARTED:
                raise
        else:
            return True
        stored = await self._database.read(store.match_load, match_pk=match)
        seats = [] if stored is None else stored.seats
        if not any(s is not None and s.player_id == player_id and s.key == hashed for s in seats):
            raise Refused(Code.WRONG_KEY, "no such player, or not their key")
        return None not in seats

    async def heard(self, news: News) -> None:
        """Another process says which matches have changed, up to which entry."""
        for pk, number in news:
            self._call(pk)
            room = self.rooms.present(pk)
            if room is None or 0 < number <= room.number:
                continue
            try:
                async with room.lock:
                    await self.rooms.reload(room)
            except Exception:
                logger.warning("match %d could not be read again", pk, exc_info=True)
                self.rooms.forget(room)
                continue
            self._changed(room, elsewhere=True)

    async def look_again(self) -> None:
        """Find what news from other processes did not tell."""
        for pk in list(self._missing):
            self._call(pk)
        since = time.monotonic() - RECENT_S
        rooms = [room for room in self.rooms.every() if room.busy or room.touched_at > since]
        open_ones = {room.pk: room for room in rooms if room.table.ended is None}
        newest = await self._database.read(store.matches_newest, pks=list(open_ones))
        await self.heard(
            [(pk, 0) for pk, room in open_ones.items() if newest.get(pk) != room.number]
        )

    # --- writing --------------------------------------------------------------------------

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
            room.number = entry.number
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

    # --- news inside ----------------------------------------------------------------------

    def _ended(self, pk: int, reason: str) -> None:
        super()._ended(pk, reason)
        room = self.rooms.present(pk)
        if room is not None:
            room.table.end(reason)
            self.rooms.unname(room)
            self._changed(room)

    def _changed(self, room: Room, *, elsewhere: bool = False) -> None:
        room.changed()
        self._opponents.follow(room, elsewhere=elsewhere)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_EVERY_S)
            self.rooms.sweep()
            try:
                before = timezone.now() - timedelta(seconds=IDLE_S)
                ended = await self._database.write(store.matches_end_idle, before=before)
            except Exception:
                logger.warning("idle matches could not be ended", exc_info=True)
                continue
            self._rate()
            for pk in ended:
                self._ended(pk, "idle")
            self._news([(pk, 0) for pk in ended])


def _actor(table: Table, player_id: int, key: str | None, at: int | None) -> Client:
    """Raises Refused (WRONG_KEY, STALE)."""
    if at not in (None, table.version):
        raise Refused(Code.STALE, "something else has happened meanwhile")
    client = table.seats[player_id] if key is None else _seer(table, player_id, hash_of(key))
    if client is None:
        raise Refused(Code.NOT_STARTED, "players are still missing")
    return client


def _seer(table: Table, player_id: int, hashed: str) -> Client:
    """Whoever the key belongs to, a seat or an observer. Raises Refused (WRONG_KEY)."""
    try:
        return table.client(player_id, hashed)
    except Refused:
        return table.client(player_id, hashed, observer=True)
