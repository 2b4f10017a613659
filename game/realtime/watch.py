"""Expeditions that sockets of this process watch: one subscription each, fanned out here.

A change comes from the bus with its state encoded already. The first state of a watcher is read
after subscribing, so that nothing is missed between; an older one is never shown after a newer
one, in whatever order changes arrive. The bus is best effort: now and then the database is asked
whether something was missed.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, NamedTuple

from game import log
from game.bus import layers
from game.bus.expeditions import changes_channel, join_changes, leave_changes
from game.protocol import client
from game.protocol.changes import Change, ChangeVersionError, unpacked_change
from game.protocol.errors import AppError, ErrorCode
from game.protocol.expedition import JoinedSession, LeftSession
from game.protocol.limits import MAX_WATCHED
from game.services.expedition_watch import watched_pk, watched_revisions, watched_state

if TYPE_CHECKING:
    from game.realtime.hub import Hub
    from game.realtime.session import Session

logger = logging.getLogger(__name__)

LOOK_AGAIN_S = 15.0  # at most so long does a change stay unseen that the bus has lost


class Watcher(NamedTuple):
    """`since`: the revision of the first state that it saw; what happened before is no news."""

    session: "Session"
    since: int


class Watched:
    """One expedition: who watches it here, and its newest state as JSON."""

    __slots__ = ("joining", "pk", "player", "revision", "session_id", "state", "watchers")

    def __init__(self, pk: int, player: int, session_id: str) -> None:
        self.pk = pk
        self.player = player
        self.session_id = session_id
        self.watchers: dict[int, Watcher] = {}  # by conn
        self.joining = 0  # joins under way, which need the subscription
        self.revision = -1
        self.state = ""

    def learn(self, revision: int, state: str) -> None:
        """Show a state to all watchers unless they have seen a newer one."""
        if revision <= self.revision:
            return
        self.revision, self.state = revision, state
        for watcher in self.watchers.values():
            self.show(watcher.session)

    def show(self, session: "Session") -> None:
        session.send_newest(f"expedition {self.pk}", "game_state", self.state)

    def tell(self, change: Change) -> None:
        for watcher in self.watchers.values():
            if change.revision > watcher.since:
                watcher.session.send("game_event", change.event)

    def add(self, session: "Session", seq: int) -> None:
        self.watchers[session.conn] = Watcher(session, self.revision)
        session.watched[self.session_id] = self
        log.bind(session_id=self.session_id)
        session.send("joined_session", JoinedSession(self.session_id, seq))
        self.show(session)

    def remove(self, session: "Session") -> None:
        if self.watchers.pop(session.conn, None) is not None:
            del session.watched[self.session_id]
            session.outbox.drop(f"expedition {self.pk}")


class Watch:
    """All of them, by primary key. One channel of the bus and two tasks serve them."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._expeditions: dict[int, Watched] = {}
        self._channel = ""
        self._subscribing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def join(self, session: "Session", session_id: str, seq: int) -> None:
        """Have a session watch an expedition of its player; again, to see its state again.

        Answers with UNKNOWN_SESSION, TOO_MANY_SESSIONS or SERVER_BUSY where that cannot be.
        """
        try:
            await self._join(session, session_id, seq)
        except AppError as error:
            session.fail(error, seq)
        except Exception:
            logger.exception("an expedition could not be watched")
            session.fail(AppError(ErrorCode.SERVER_BUSY), seq)

    def leave(self, session: "Session", session_id: str) -> None:
        """Raises AppError UNKNOWN_SESSION for what the session does not watch."""
        watched = session.watched.get(session_id)
        if watched is None:
            raise AppError(
                ErrorCode.UNKNOWN_SESSION, "This connection watches no expedition of that name."
            )
        watched.remove(session)
        self._let_go(watched)

    def part(self, session: "Session") -> None:
        """The session is gone."""
        for session_id in list(session.watched):
            self.leave(session, session_id)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- subscriptions --------------------------------------------------------------------

    async def _join(self, session: "Session", session_id: str, seq: int) -> None:
        if session_id not in session.watched and len(session.watched) >= MAX_WATCHED:
            raise AppError(ErrorCode.TOO_MANY_SESSIONS)
        player = session.player
        assert player is not None
        pk = await self._hub.lanes.read(watched_pk, player_pk=player, session_id=session_id)
        watched = await self._subscribed(pk, player, session_id)
        try:
            await self._look(watched)
            before = session.watched.get(session_id)
            if before is not None and before is not watched:  # another has its name since
                before.remove(session)
                self._let_go(before)
            watched.add(session, seq)
        finally:
            watched.joining -= 1
            self._let_go(watched)

    async def _subscribed(self, pk: int, player: int, session_id: str) -> Watched:
        """The expedition with its subscription, counted as `joining`."""
        async with self._subscribing:
            watched = self._expeditions.get(pk)
            if watched is None:
                if not self._channel:
                    self._channel = await changes_channel()
                    self._start(self._listen(), "expeditions heard of")
                    self._start(self._look_again(), "expeditions looked at again")
                await join_changes(pk, self._channel)
                watched = self._expeditions[pk] = Watched(pk, player, session_id)
            watched.joining += 1
            return watched

    def _let_go(self, watched: Watched) -> None:
        """End a subscription that nobody needs."""
        if not watched.watchers and not watched.joining:
            self._start(self._unsubscribe(watched), "an expedition let go")

    async def _unsubscribe(self, watched: Watched) -> None:
        async with self._subscribing:
            if watched.watchers or watched.joining or watched.pk not in self._expeditions:
                return  # somebody came in the meantime, or has ended it already
            del self._expeditions[watched.pk]
            with contextlib.suppress(Exception):  # at worst news come that nobody hears
                await leave_changes(watched.pk, self._channel)

    def _start(self, work: "Awaitable[None]", name: str) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- news -----------------------------------------------------------------------------

    async def _listen(self) -> None:
        async for message in layers.listen_messages(layers.frames(), self._channel):
            watched = self._expeditions.get(message["expedition"])
            if watched is None:
                continue
            try:
                change = unpacked_change(message["blob"])
            except ChangeVersionError:
                logger.warning("a change of another version was dropped")
                continue
            watched.learn(change.revision, change.state)
            if change.event:
                watched.tell(change)

    async def _look_again(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            try:
                await self._catch_up()
            except Exception:
                logger.warning("nobody could be asked what was missed", exc_info=True)

    async def _catch_up(self) -> None:
        """Show what the bus has lost; let go of expeditions that are no more."""
        pks = list(self._expeditions)
        if not pks:
            return
        revisions = await self._hub.lanes.read(watched_revisions, pks=pks)
        for pk in pks:
            watched = self._expeditions.get(pk)
            if watched is None:
                continue
            if pk not in revisions:
                self._end(watched)
            elif revisions[pk] > watched.revision:
                await self._look_once(watched)

    async def _look_once(self, watched: Watched) -> None:
        """One that cannot be read now is left to the next time; the others do not wait for it."""
        try:
            await self._look(watched)
        except Exception:
            logger.warning("expedition %d could not be looked at", watched.pk, exc_info=True)

    async def _look(self, watched: Watched) -> None:
        """Learn the state from the database. Raises AppError UNKNOWN_SESSION, SERVER_BUSY."""
        now = await self._hub.lanes.read(
            watched_state, player_pk=watched.player, session_id=watched.session_id
        )
        if now.pk != watched.pk:  # archived this moment, and begun anew
            raise AppError(ErrorCode.SERVER_BUSY)
        watched.learn(now.revision, now.state)

    def _end(self, watched: Watched) -> None:
        for watcher in list(watched.watchers.values()):
            watched.remove(watcher.session)
            watcher.session.send("left_session", LeftSession(watched.session_id))
        self._let_go(watched)


def on_join_session(session: "Session", payload: client.JoinSession, seq: int) -> Awaitable[None]:
    return session.hub.watch.join(session, payload.session_id, seq)


def on_leave_session(session: "Session", payload: client.LeaveSession, seq: int) -> None:
    session.hub.watch.leave(session, payload.session_id)
    session.send("left_session", LeftSession(payload.session_id, seq))
