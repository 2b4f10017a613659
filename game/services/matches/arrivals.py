"""How clients come to a match and leave it while it waits for players."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeVar

from game.matches import Request
from game.matches.refusals import Code, Refused
from game.metrics.families import MATCHES
from game.protocol.errors import AppError
from game.services.courses.doors import match_enter, observer_name
from game.services.lanes import Lanes
from game.services.matches import keeping, seating, store
from game.services.matches.attendance import Attendance
from game.services.matches.bench import Bench
from game.services.matches.database import Database
from game.services.matches.keys import hash_of, new_key
from game.services.matches.rooms import Rooms

T = TypeVar("T")
News = Sequence[tuple[int, int]]


class Ticket(NamedTuple):
    """A seat, and the secret that opens it. `full`: nobody is missing any more."""

    match: int
    game: str
    session: str
    player_id: int
    key: str
    full: bool


class Arrivals:
    """The part of a match host that everybody meets first.

    news: is told what other processes have to know, as (match, number of its newest entry); 0
    stands for all but entries.
    """

    def __init__(self, lanes: Lanes, news: Callable[[News], None]) -> None:
        self._database = Database(lanes)
        self.rooms = Rooms(self._database)
        self._bench = Bench(self._database)
        self._news = news
        self._missing: dict[int, set[asyncio.Future[None]]] = {}  # who waits for players
        self._attendance = Attendance(self._database, self._call)
        self._tasks: set[asyncio.Task[Any]] = set()

    async def join(
        self,
        *,
        game: str,
        session: str,
        players: int | None,
        name: str,
        account: int | None = None,
        opponent: str = "",
        move_seconds: int | None = None,
        held: bool = False,
    ) -> Ticket:
        """A seat at once; `started` waits until nobody is missing. account: a player's pk.

        opponent: the level of the built-in ones that take all other seats. move_seconds: a clock
        for a session that is opened; `auto` joins only those with the same one. held: the client
        waits on a connection, and its seat with it; others have to ask every now and then.
        Who is cancelled meanwhile gets up again.
        """
        wish = {
            "request": Request(session, players, name),
            "account": account,
            "opponent": opponent,
            "move_seconds": move_seconds,
            "held": held,
        }
        seated = self._spawn(self._seated(game, wish))
        try:
            return await asyncio.shield(seated)
        except asyncio.CancelledError:
            self._spawn(self._unseated(seated))
            raise

    async def _seated(self, game: str, wish: dict[str, Any]) -> Ticket:
        key = new_key()
        seated = await self._database.write(match_enter, game=game, key_hash=hash_of(key), **wish)
        if seated.ended is not None:
            self._ended(seated.ended, "replaced")
        if seated.again:
            await self._read_again(seated.match)
        if seated.full:
            MATCHES.labels(game).inc()
            self._call(seated.match)
        self._news([(pk, 0) for pk in (seated.ended, seated.match) if pk is not None])
        return Ticket(seated.match, game, seated.session, seated.player_id, key, seated.full)

    async def _read_again(self, pk: int) -> None:
        """A seat has another key now."""
        room = self.rooms.present(pk)
        if room is None:
            return
        async with room.lock:
            await self.rooms.reload(room)
        room.changed()

    async def _unseated(self, seated: asyncio.Task[Ticket]) -> None:
        with suppress(Refused, AppError):
            await self.give_up(await seated)

    async def started(self, ticket: Ticket) -> Ticket:
        """Wait until the match is full; the ticket as it is then, for a class may have led its
        holder to another table. Raises Refused (ENDED) when it never will be."""
        if ticket.full:
            return ticket
        with self._attendance.held((ticket.match, hash_of(ticket.key))):
            await self._started(ticket.match, hash_of(ticket.key))
        place = await self._database.read(
            store.seat_place, match_pk=ticket.match, key_hash=hash_of(ticket.key)
        )
        if place is None:
            raise Refused(Code.ENDED, "this seat was given up")
        return ticket._replace(session=place[0], player_id=place[1], full=True)

    async def _started(self, match: int, hashed: str) -> None:
        while True:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            waiters = self._missing.setdefault(match, set())
            waiters.add(waiter)
            try:
                status = await self._database.read(
                    keeping.seat_status, match_pk=match, key_hash=hashed
                )
                if status is None:
                    raise Refused(Code.ENDED, "this seat was given up")
                if status == "ended":
                    raise Refused(Code.ENDED, "this session has ended")
                if status != "waiting":
                    return
                await waiter
            finally:
                waiters.discard(waiter)
                if not waiters and self._missing.get(match) is waiters:
                    del self._missing[match]

    async def let_go(self, ticket: Ticket) -> None:
        """The client waits no more and is told its key: its seat is kept while it asks."""
        await self._database.write(
            keeping.seat_let_go, match_pk=ticket.match, key_hash=hash_of(ticket.key)
        )

    async def give_up(self, ticket: Ticket) -> None:
        """Get up again, if the match still waits for players."""
        left = await self._database.write(
            seating.seat_leave,
            match_pk=ticket.match,
            player_id=ticket.player_id,
            key_hash=hash_of(ticket.key),
        )
        if left:
            self._news([(ticket.match, 0)])

    async def observe(self, *, game: str, session: str, name: str) -> Ticket:
        """See what the player of that name sees, in a session that somebody named.

        In a class that is for the player's own team, which `name` proves.
        """
        pk = await self.rooms.find(game, session)
        room = await self.rooms.room(pk)
        own = None
        if not room.shared:
            own = await self._database.read(observer_name, session=session, name=name)
            name = name if own is None else own
        if not room.shared and own is None:
            raise Refused(Code.NO_SESSION, "no session of that name can be watched")
        key = new_key()
        async with room.lock:
            client = room.table.observe(name, hash_of(key))
        await self._database.write(
            store.observer_add, match_pk=pk, player_id=client.player_id, key_hash=client.key
        )
        return Ticket(pk, game, session, client.player_id, key, full=True)

    def _call(self, pk: int) -> None:
        """Whoever waits for players looks whether they are there."""
        for waiter in list(self._missing.get(pk, ())):
            if not waiter.done():
                waiter.set_result(None)

    def _ended(self, pk: int, reason: str) -> None:
        """A match was ended, not by its players."""
        self._call(pk)

    def _spawn(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
