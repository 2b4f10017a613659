"""The matches that a process has in memory, loaded once and forgotten when nobody needs them."""

import asyncio
import time
from collections.abc import Callable
from functools import partial

from game.matches.classroom import place_of
from game.matches.refusals import Code, Refused
from game.services.matches import store
from game.services.matches.database import Database
from game.services.matches.keys import hash_of
from game.services.matches.room import Room

MAX_ROOMS = 10_000  # those that nobody waits for make room, and come back when they are asked for
ENDED_KEPT_S = 60.0  # so long is what has ended remembered, for those who still ask


class Rooms:
    """By primary key, those used last at the end; and by game and name those of them that are
    open."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rooms: dict[int, Room] = {}
        self._named: dict[tuple[str, str], int] = {}
        self.on_load: Callable[[Room], None] | None = None  # hears of every match that is read
        self._loading: dict[int, asyncio.Task[Room]] = {}

    def __len__(self) -> int:
        return len(self._rooms)

    def present(self, pk: int) -> Room | None:
        return self._rooms.get(pk)

    def every(self) -> list[Room]:
        return list(self._rooms.values())

    async def find(self, game: str, session: str) -> int:
        """The open match behind a session's name. Raises Refused (NO_SESSION)."""
        named = self._named.get((game, session))
        if named is not None:
            return named
        pk = await self._database.read(store.match_find, game=game, session=session)
        if pk is None:
            raise Refused(Code.NO_SESSION, "there is no such session")
        return pk

    async def find_seat(self, game: str, session: str, key: str) -> int:
        """As `find`, for whoever holds a key; in a class's lobby that is the match of the key.

        Some clients never look at the session that they were given. Raises Refused (NO_SESSION).
        """
        place = place_of(session)
        if place is None or place.table:
            return await self.find(game, session)
        pk = await self._database.read(store.match_of_key, code=place.code, key_hash=hash_of(key))
        if pk is None:
            raise Refused(Code.NO_SESSION, "no game in this class is open to this key")
        return pk

    async def room(self, pk: int) -> Room:
        """A match in memory. Raises Refused (NO_SESSION, NOT_STARTED), BadRecord, GameFailed."""
        room = self._rooms.get(pk)
        if room is None:
            room = await self._loaded(pk)
        self._rooms.pop(pk, None)
        self._rooms[pk] = room
        room.touched_at = time.monotonic()
        return room

    async def reload(self, room: Room) -> None:
        """With the room's lock held: back to what is stored. Raises Refused (NO_SESSION)."""
        stored = await self._database.read(store.match_load, match_pk=room.pk)
        if stored is None:
            self.forget(room)
            raise Refused(Code.NO_SESSION, "there is no such match")
        room.adopt(stored)
        if room.table.ended is not None:
            self.unname(room)

    def unname(self, room: Room) -> None:
        """Its name is free for another match."""
        if self._named.get((room.game, room.session)) == room.pk:
            del self._named[room.game, room.session]

    def forget(self, room: Room) -> None:
        """It is loaded anew for whoever asks; those who wait are told to ask."""
        if self._rooms.get(room.pk) is room:
            del self._rooms[room.pk]
        self.unname(room)
        room.changed()

    def sweep(self) -> None:
        """Forget what has ended a while ago."""
        now = time.monotonic()
        for room in self.every():
            if room.table.ended is not None and now - room.touched_at > ENDED_KEPT_S:
                self.forget(room)

    async def _loaded(self, pk: int) -> Room:
        task = self._loading.get(pk)
        if task is None:
            task = self._loading[pk] = asyncio.get_running_loop().create_task(self._load(pk))
            task.add_done_callback(partial(self._was_loaded, pk))
        return await asyncio.shield(task)

    def _was_loaded(self, pk: int, task: asyncio.Task[Room]) -> None:
        del self._loading[pk]
        if not task.cancelled():
            task.exception()  # whoever asked may be gone; then nobody else would look

    async def _load(self, pk: int) -> Room:
        stored = await self._database.read(store.match_load, match_pk=pk)
        if stored is None:
            raise Refused(Code.NO_SESSION, "there is no such match")
        if None in stored.seats:
            code = Code.ENDED if stored.status == "ended" else Code.NOT_STARTED
            raise Refused(code, "players are still missing")
        room = Room(pk, stored, time.monotonic())
        if len(self._rooms) >= MAX_ROOMS:
            idle = next((other for other in self._rooms.values() if not other.busy), None)
            if idle is not None:
                self.forget(idle)
        self._rooms[pk] = room
        if room.table.ended is None:
            self._named[room.game, room.session] = pk
        if self.on_load is not None:
            self.on_load(room)
        return room
