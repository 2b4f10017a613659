"""The one place through which every door plays: joins, moves and waits of one process.

Answers go out after their commit. Whatever is not in memory is rebuilt from the database, so any
process may serve any match, and one that dies takes nothing with it.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

from django.utils import timezone

from game.matches import Client, Request, Table, View
from game.matches.refusals import Code, Refused
from game.protocol.errors import AppError, ErrorCode
from game.services.lanes import Lanes
from game.services.matches import store
from game.services.matches.acts import Act, Again, GiveUp, Play
from game.services.matches.database import Database
from game.services.matches.keys import hash_of, new_key
from game.services.matches.log import MatchLog
from game.services.matches.room import Room
from game.services.matches.rooms import Rooms
from game.services.matches.store import NewEntry

logger = logging.getLogger(__name__)

T = TypeVar("T")
News = Sequence[tuple[int, int]]

IDLE_S = 1000.0  # a session without a move ends
SWEEP_EVERY_S = 20.0
RECENT_S = 60.0  # whoever asked so lately may ask again
CONFLICTS = 5  # times that a move is tried again after another process was faster


class Ticket(NamedTuple):
    """A seat, and the secret that opens it. `full`: nobody is missing any more."""

    match: int
    game: str
    session: str
    player_id: int
    key: str
    full: bool


class MatchHost:
    """One per process and event loop. Methods raise Refused for what the rules forbid, and
    AppError SERVER_BUSY when the database cannot be asked.

    news: is told what other processes have to know, as (match, number of its newest entry); 0
    stands for all but entries. on_change: hears of every room that changed here.
    """

    def __init__(self, lanes: Lanes, news: Callable[[News], None]) -> None:
        self._database = Database(lanes)
        self.rooms = Rooms(self._database)
        self.on_change: Callable[[Room], None] | None = None
        self._news = news
        self._log = MatchLog(self._database, self._stored)
        self._missing: dict[int, set[asyncio.Future[None]]] = {}  # who waits for players
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        self._spawn(self._sweep())

    async def close(self) -> None:
        """What was accepted is stored; what waits is cancelled."""
        await self._log.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- coming and going -----------------------------------------------------------------

    async def join(
        self,
        *,
        game: str,
        session: str,
        players: int | None,
        name: str,
        account: int | None = None,
        opponent: str = "",
    ) -> Ticket:
        """A seat at once; `started` waits until nobody is missing. account: a player's pk.

        Who is cancelled meanwhile gets up again.
        """
        request = Request(session, players, name)
        seated = self._spawn(self._seated(game, request, account, opponent))
        try:
            return await asyncio.shield(seated)
        except asyncio.CancelledError:
            self._spawn(self._unseated(seated))
            raise

    async def _seated(
        self, game: str, request: Request, account: int | None, opponent: str
    ) -> Ticket:
        key = new_key()
        seated = await self._database.write(
            store.match_join,
            game=game,
            request=request,
            key_hash=hash_of(key),
            account=account,
            opponent=opponent,
        )
        if seated.ended is not None:
            self._ended(seated.ended, "replaced")
        if seated.full:
            self._call(seated.match)
        self._news([(pk, 0) for pk in (seated.ended, seated.match) if pk is not None])
        return Ticket(seated.match, game, seated.session, seated.player_id, key, seated.full)

    async def _unseated(self, seated: asyncio.Task[Ticket]) -> None:
        with suppress(Refused, AppError):
            await self.give_up(await seated)

    async def started(self, ticket: Ticket) -> None:
        """Wait until the match is full. Raises Refused (ENDED) when it never will be."""
        if ticket.full:
            return
        while True:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            waiters = self._missing.setdefault(ticket.match, set())
            waiters.add(waiter)
            try:
                stored = await self._database.read(store.match_load, match_pk=ticket.match)
                if stored is None or stored.status == "ended":
                    raise Refused(Code.ENDED, "this session has ended")
                if stored.status != "waiting":
                    return
                await waiter
            finally:
                waiters.discard(waiter)
                if not waiters and self._missing.get(ticket.match) is waiters:
                    del self._missing[ticket.match]

    async def give_up(self, ticket: Ticket) -> None:
        """Get up again, if the match still waits for players."""
        left = await self._database.write(
            store.seat_leave,
            match_pk=ticket.match,
            player_id=ticket.player_id,
            key_hash=hash_of(ticket.key),
        )
        if left:
            self._news([(ticket.match, 0)])

    async def observe(self, *, game: str, session: str, name: str) -> Ticket:
        """See what the player of that name sees, in a session that somebody named."""
        pk = await self.rooms.find(game, session)
        room = await self.rooms.room(pk)
        if not room.shared:
            raise Refused(Code.NO_SESSION, "no session of that name can be watched")
        key = new_key()
        async with room.lock:
            client = room.table.observe(name, hash_of(key))
        await self._database.write(
            store.observer_add, match_pk=pk, player_id=client.player_id, key_hash=client.key
        )
        return Ticket(pk, game, session, client.player_id, key, full=True)

    # --- playing --------------------------------------------------------------------------

    async def move(self, match: int, player_id: int, key: str, move: object) -> int:
        """The version after it. Raises IllegalMove with the game's own error, too."""
        return await self._certain(self._write(match, player_id, key, Play(move)))

    async def forfeit(self, match: int, player_id: int, key: str, reason: str) -> int:
        return await self._certain(self._write(match, player_id, key, GiveUp(reason)))

    async def restart(self, match: int, player_id: int, key: str) -> int:
        return await self._certain(self._write(match, player_id, key, Again()))

    async def take(self, match: int, player_id: int, key: str, *, observer: bool = False) -> View:
        """What this client sees next, as soon as there is something new or it may move.

        Raises Refused (ENDED) once a session has ended and its last state was seen.
        """
        hashed = hash_of(key)
        while True:
            room = await self.rooms.room(match)
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
        """What comes after version `since`, None if nothing comes within `wait_s`."""
        hashed = hash_of(key)
        deadline = time.monotonic() + wait_s
        while True:
            room = await self.rooms.room(match)
            async with room.lock:
                shown = room.table.view(_seer(room.table, player_id, hashed), since)
                change = room.change()
            left = deadline - time.monotonic()
            if shown is not None or left <= 0 or room.table.ended is not None:
                change.cancel()
                return shown
            await asyncio.wait([change], timeout=left)
            change.cancel()

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
            self._changed(room)

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

    async def _write(self, pk: int, player_id: int, key: str, act: Act) -> int:
        """Validate, store, and only then let others see it."""
        room = await self.rooms.room(pk)
        hashed = hash_of(key)
        async with room.lock:
            for _ in range(CONFLICTS):
                entry = act.entry(room, room.table.client(player_id, hashed))
                if await self._placed(room, entry):
                    break
                await self.rooms.reload(room)
            else:
                raise AppError(ErrorCode.SERVER_BUSY)
            version = room.table.version
        self._changed(room)
        return version

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

    # --- news inside ----------------------------------------------------------------------

    def _call(self, pk: int) -> None:
        """Whoever waits for players looks whether they are there."""
        for waiter in list(self._missing.get(pk, ())):
            if not waiter.done():
                waiter.set_result(None)

    def _ended(self, pk: int, reason: str) -> None:
        self._call(pk)
        room = self.rooms.present(pk)
        if room is not None:
            room.table.end(reason)
            self.rooms.unname(room)
            self._changed(room)

    def _changed(self, room: Room) -> None:
        room.changed()
        if self.on_change is not None:
            self.on_change(room)

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
            for pk in ended:
                self._ended(pk, "idle")
            self._news([(pk, 0) for pk in ended])

    def _spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _seer(table: Table, player_id: int, hashed: str) -> Client:
    """Whoever the key belongs to, a seat or an observer. Raises Refused (WRONG_KEY)."""
    try:
        return table.client(player_id, hashed)
    except Refused:
        return table.client(player_id, hashed, observer=True)
