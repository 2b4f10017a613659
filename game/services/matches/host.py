"""The one place through which every door plays: joins, moves and waits of one process.

Answers go out after their commit. Whatever is not in memory is rebuilt from the database, so any
process may serve any match, and one that dies takes nothing with it.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from game.matches import Client, View
from game.matches.refusals import Code, GameFailed, Refused
from game.services.lanes import Lanes
from game.services.matches import store
from game.services.matches.arrivals import News, Ticket
from game.services.matches.clocks import watch_clocks
from game.services.matches.deeds import Deeds, seer_of
from game.services.matches.keys import hash_of
from game.services.matches.opponents import Opponents
from game.services.matches.room import Clock, Room

__all__ = ["MatchHost", "Seen", "Ticket"]

logger = logging.getLogger(__name__)


IDLE_S = 1000.0  # a session without a move ends
SWEEP_EVERY_S = 20.0
RECENT_S = 60.0  # whoever asked so lately may ask again


class Seen(View, frozen=True):
    """A view with what belongs to its moment. moves: legal ones, None if they were not asked for
    or nobody can list them."""

    clock: Clock | None = None
    moves: list[dict[str, Any]] | None = None


class MatchHost(Deeds):
    """One per process and event loop. Methods raise Refused for what the rules forbid, and
    AppError SERVER_BUSY when the database cannot be asked.
    """

    def __init__(self, lanes: Lanes, news: Callable[[News], None], *, alone: bool = False) -> None:
        """alone: no other process serves these matches, so what is in memory is what there is."""
        super().__init__(lanes, news, alone=alone)
        self._opponents = Opponents(self.rooms, self.act_for)
        self.rooms.on_load = self._opponents.follow

    def start(self) -> None:
        self._spawn(self._attendance.watch(alone=self._alone))
        self._spawn(self._sweep())
        self._spawn(watch_clocks(self.rooms, self._database, self.act_for))
        self._rate()

    async def close(self) -> None:
        """What was accepted is stored; what waits is cancelled."""
        await self._opponents.close()
        await self._log.close()
        await self._faults.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- playing --------------------------------------------------------------------------

    async def leave(self, match: int, player_id: int, key: str) -> None:
        """Get up while players are missing, else leave for good."""
        if await self._open(match, player_id, hash_of(key)):
            await self.quit(match, player_id, key)
        else:
            await self.give_up(Ticket(match, "", "", player_id, key, full=False))

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
        self,
        match: int,
        player_id: int,
        key: str,
        since: int | None,
        wait_s: float = 0.0,
        *,
        moves: bool = False,
    ) -> Seen | None:
        """What comes after version `since`, None if nothing comes within `wait_s`.

        moves: whether to list what this seat may do, if the game can; an observer may do nothing.
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
                    await self._started(match, hashed)
            except TimeoutError:
                return None
        while True:
            room = await self._room(match, hashed)
            async with room.lock:
                seer = seer_of(room.table, player_id, hashed)
                view = room.table.view(seer, since)
                shown = None if view is None else seen_of(room, seer, view, moves=moves)
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
        """With all observers and new keys, also those that came through another process."""
        room = await self.rooms.room(match)
        await self._bench.check(match, hashed)
        if self._alone or room.knows(hashed):
            return room
        if await self._database.read(store.key_exists, match_pk=match, key_hash=hashed):
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
        self._attendance.asked((match, hashed))
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

    # --- news inside ----------------------------------------------------------------------

    def _ended(self, pk: int, reason: str) -> None:
        super()._ended(pk, reason)
        room = self.rooms.present(pk)
        if room is not None:
            room.table.end(reason)
            self.rooms.unname(room)
            self._changed(room)

    def _changed(self, room: Room, *, elsewhere: bool = False) -> None:
        super()._changed(room)
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


def seen_of(room: Room, seer: Client, view: View, *, moves: bool) -> Seen:
    """With the room's lock held."""
    current = view.version == room.table.version
    listed = None
    if moves and current and not seer.observer:
        try:
            listed = room.table.legal_moves(seer)
        except GameFailed:
            logger.exception("%s cannot list the moves", room.game)
    clock = room.clock() if current else None
    return Seen(view.version, view.state, view.over, clock, listed)
