"""Matches on the live socket: what one connection has to do with them, and its messages' handlers.

A join may wait for as long as it takes and is a task of its own; everything else is answered
before the connection's next message is read.
"""

import asyncio
import logging
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from game import log
from game.matches import Client, Table
from game.matches.refusals import IllegalMove, Refused
from game.protocol import match as wire
from game.protocol.errors import AppError, ErrorCode
from game.protocol.limits import MAX_MATCHES
from game.protocol.names import match_pk, match_wire_id
from game.realtime.match_place import Place
from game.services.matches.current import app_error_of, current_match_host
from game.services.matches.host import MatchHost, Ticket
from game.services.matches.keys import hash_of

if TYPE_CHECKING:
    from game.realtime.session import Session

logger = logging.getLogger(__name__)

Waiting = tuple[Ticket, asyncio.Task[None]]


class Matches:
    """One per session. `_waiting`: seats that wait for players, by match and seat."""

    def __init__(self, session: "Session") -> None:
        self.session = session
        self._places: list[Place] = []
        self._waiting: dict[tuple[int, int], Waiting] = {}
        self._joining: set[asyncio.Task[Any] | None] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def part(self) -> None:
        """The session is gone. Seats are kept, but for those that wait for players."""
        for place in self._places:
            place.leave()
        self._places.clear()
        for task in self._tasks:
            task.cancel()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def forget(self, place: Place) -> None:
        place.leave()
        self._places.remove(place)

    # --- coming ---------------------------------------------------------------------------

    def join(self, payload: wire.JoinMatch, seq: int) -> None:
        """Raises AppError TOO_MANY_MATCHES."""
        self._check_room()
        joining = self.start(self.answered(self._join(payload, seq), seq))
        self._joining.add(joining)
        joining.add_done_callback(self._joining.discard)  # of one that never got a place

    async def _join(self, payload: wire.JoinMatch, seq: int) -> None:
        host = current_match_host()
        ticket = await host.join(
            game=payload.game,
            session=payload.session,
            players=payload.players,
            name=payload.name,
            account=self.session.player,
            opponent=payload.opponent,
            move_seconds=payload.move_seconds,
            held=True,
        )
        task, seat = asyncio.current_task(), (ticket.match, ticket.player_id)
        assert task is not None
        try:
            if not ticket.full:
                self._waiting[seat] = ticket, task
                self._tell_waiting(ticket, seq)
            ticket = await host.started(ticket)
        except asyncio.CancelledError:
            await _get_up(host, ticket)
            raise
        finally:
            self._waiting.pop(seat, None)
        await self._enter(host, ticket.match, ticket.player_id, ticket.key, seq, newest=False)

    async def observe(self, payload: wire.ObserveMatch, seq: int) -> None:
        self._check_room()
        host = current_match_host()
        seen = await host.observe(game=payload.game, session=payload.session, name=payload.name)
        await self._enter(host, seen.match, seen.player_id, seen.key, seq, newest=True)

    async def resume(self, payload: wire.ResumeMatch, seq: int) -> None:
        pk = _pk_of(payload.match_id)
        place = self._place(pk, payload.player_id, payload.key)
        if place is not None:
            self.forget(place)
        self._check_room()
        await self._enter(
            current_match_host(), pk, payload.player_id, payload.key, seq, newest=True
        )

    # --- playing --------------------------------------------------------------------------

    async def move(self, payload: wire.MoveInMatch, seq: int) -> None:
        place = await self._place_of(payload)
        seat, told = place.client.player_id, partial(place.expect, seq)
        try:
            await place.host.move(place.pk, seat, place.key, payload.move, told)
        except IllegalMove as refused:
            self.session.send(
                "match.illegal_move", wire.IllegalMove(payload.match_id, refused.value, seq)
            )

    async def restart(self, payload: wire.RestartMatch, seq: int) -> None:
        place = await self._place_of(payload)
        await place.host.restart(
            place.pk, place.client.player_id, place.key, partial(place.expect, seq)
        )

    async def leave(self, payload: wire.LeaveMatch, seq: int) -> None:
        pk = _pk_of(payload.match_id)
        for (match, player_id), (ticket, task) in list(self._waiting.items()):
            if match == pk and payload.player_id in (None, player_id):
                del self._waiting[match, player_id]
                task.cancel()
                await asyncio.wait([task])
                self.session.send(
                    "match.ended",
                    wire.MatchEnded(payload.match_id, "left", None, ticket.player_id, seq),
                )
                return
        place = await self._place_of(payload)
        place.expect_end(seq)
        if place.client.observer:
            place.end("left")
            return
        try:
            await place.host.quit(place.pk, place.client.player_id, place.key)
        except (Refused, AppError):
            place.expect_end(None)
            raise

    # --- parts ----------------------------------------------------------------------------

    async def answered(self, work: Awaitable[None], seq: int) -> None:
        """What is refused is an error for the message `seq`."""
        try:
            await work
        except Refused as refused:
            self.session.fail(app_error_of(refused), seq)
        except AppError as error:
            self.session.fail(error, seq)
        except Exception:
            logger.exception("a message about a match failed")
            self.session.fail(AppError(ErrorCode.INTERNAL), seq)

    async def _enter(
        self, host: MatchHost, pk: int, player_id: int, key: str, seq: int, *, newest: bool
    ) -> Place:
        """A place for whoever shows the key, which is checked."""
        room = await host.room(pk, key)
        async with room.lock:
            place = Place(self, host, room, _client(room.table, player_id, key), key)
            self._places.append(place)
            self._joining.discard(asyncio.current_task())  # or the answer would find both counted
            log.bind(match_id=match_wire_id(room.pk))
            place.enter(seq, newest=newest)
        return place

    def _place(self, pk: int, player_id: int | None, key: str | None) -> Place | None:
        """The one that fits, seats before places to watch from. Raises AppError INVALID_KEY."""
        fitting = [
            place
            for place in self._places
            if place.pk == pk
            and player_id in (None, place.client.player_id)
            and key in (None, place.key)
        ]
        seats = [place for place in fitting if not place.client.observer] or fitting
        if len(seats) > 1:
            raise AppError(
                ErrorCode.INVALID_KEY, "This connection has several seats there; say which one."
            )
        return seats[0] if seats else None

    async def _place_of(self, payload: wire.Act) -> Place:
        """The place that a message is about; a new one for a seat that shows its key."""
        pk = _pk_of(payload.match_id)
        place = self._place(pk, payload.player_id, payload.key)
        if place is not None:
            return place
        host = current_match_host()
        if payload.player_id is None or payload.key is None:
            await host.rooms.room(pk)  # for who asks about a match that does not exist
            raise AppError(
                ErrorCode.INVALID_KEY,
                "This connection has no seat there; give the seat's player_id and key.",
            )
        self._check_room()
        room = await host.room(pk, payload.key)
        async with room.lock:
            client = _client(room.table, payload.player_id, payload.key)
            place = Place(self, host, room, client, payload.key)
            self._places.append(place)
            log.bind(match_id=match_wire_id(room.pk))
            place.watch(newest=True)
        return place

    def _check_room(self) -> None:
        if len(self._places) + len(self._joining) >= MAX_MATCHES:
            raise AppError(ErrorCode.TOO_MANY_MATCHES)

    def _tell_waiting(self, ticket: Ticket, seq: int) -> None:
        wire_id = match_wire_id(ticket.match)
        self.session.send(
            "match.waiting",
            wire.MatchWaiting(wire_id, ticket.game, ticket.session, ticket.player_id, seq),
        )


def on_join(session: "Session", payload: wire.JoinMatch, seq: int) -> None:
    session.matches.join(payload, seq)


def on_observe(session: "Session", payload: wire.ObserveMatch, seq: int) -> Awaitable[None]:
    return session.matches.answered(session.matches.observe(payload, seq), seq)


def on_resume(session: "Session", payload: wire.ResumeMatch, seq: int) -> Awaitable[None]:
    return session.matches.answered(session.matches.resume(payload, seq), seq)


def on_move(session: "Session", payload: wire.MoveInMatch, seq: int) -> Awaitable[None]:
    return session.matches.answered(session.matches.move(payload, seq), seq)


def on_restart(session: "Session", payload: wire.RestartMatch, seq: int) -> Awaitable[None]:
    return session.matches.answered(session.matches.restart(payload, seq), seq)


def on_leave(session: "Session", payload: wire.LeaveMatch, seq: int) -> Awaitable[None]:
    return session.matches.answered(session.matches.leave(payload, seq), seq)


def _pk_of(match_id: str) -> int:
    """Raises AppError UNKNOWN_MATCH."""
    pk = match_pk(match_id)
    if pk is None:
        raise AppError(ErrorCode.UNKNOWN_MATCH)
    return pk


def _client(table: Table, player_id: int, key: str) -> Client:
    """Whose key that is. Raises Refused (WRONG_KEY)."""
    hashed = hash_of(key)
    return table.client(player_id, hashed, observer=hashed in table.observers)


async def _get_up(host: MatchHost, ticket: Ticket) -> None:
    with suppress(Refused, AppError):
        await host.give_up(ticket)
