"""A seat, or an observer's place, of one socket: what happens there goes out version by version."""

import asyncio
import logging
from typing import TYPE_CHECKING

from msgspec import UNSET, json

from game.matches import Client, View
from game.matches.catchup import views_since
from game.matches.refusals import Refused
from game.protocol.errors import AppError
from game.protocol.match import MatchJoined
from game.protocol.names import match_wire_id
from game.services.matches.host import MatchHost
from game.services.matches.room import Room

if TYPE_CHECKING:
    from game.realtime.matches import Matches

logger = logging.getLogger(__name__)

RETRY_S = 1.0  # while the database cannot say how a match goes on


class Place:
    """`since`: the newest version that was sent. The key has been checked by whoever made it."""

    __slots__ = (
        "_answer", "_catching_up", "_end_seq", "_here", "_owner", "_shown", "client", "host",
        "key", "room", "since",
    )  # fmt: skip

    def __init__(self, owner: "Matches", host: MatchHost, room: Room, client: Client, key: str):
        self.host = host
        self.room = room
        self.client = client
        self.key = key
        self.since = 0
        self._owner = owner
        self._answer = (0, 0)  # a version that is the answer to a message, and that one's seq
        self._end_seq: int | None = None
        self._shown: View | None = None  # what was sent last
        self._catching_up = False
        self._here = True

    @property
    def pk(self) -> int:
        return self.room.pk

    def enter(self, seq: int, *, newest: bool) -> None:
        """With the room's lock held: say that this is a place now, and how the match stands.

        newest: whether to begin with the state as it is now instead of with the very first.
        """
        room, client = self.room, self.client
        observer = True if client.observer else UNSET
        wire_id = match_wire_id(room.pk)
        self._owner.session.send(
            "match.joined",
            MatchJoined(
                wire_id, room.game, room.session, client.player_id, self.key, seq, observer
            ),
        )
        self.watch(newest=newest)

    def watch(self, *, newest: bool) -> None:
        """With the room's lock held: show the match from now on."""
        if newest:
            self.since = self.room.table.version - 1
        self.room.listeners.add(self._changed)
        self._look()

    def expect(self, seq: int, version: int) -> None:
        """That version is the answer to the client's message `seq`."""
        self._answer = version, seq

    def expect_end(self, seq: int | None) -> None:
        """The end is the answer to the client's message `seq`."""
        self._end_seq = seq

    def leave(self) -> None:
        """Nothing is sent any more."""
        self._here = False
        self.room.listeners.discard(self._changed)

    def end(self, reason: str) -> None:
        """Tell the client that this was all, and why."""
        if not self._here:
            return
        state = "null" if self._shown is None else bytes(self._shown.state).decode()
        answer = "" if self._end_seq is None else f',"request_seq":{self._end_seq}'
        self._owner.session.send(
            "match.ended",
            f'{{"match_id":"{match_wire_id(self.pk)}","reason":"{reason}","state":{state},'
            f'"player_id":{self.client.player_id}{answer}}}',
        )
        self._owner.forget(self)

    # --- news -----------------------------------------------------------------------------

    def _changed(self, room: Room) -> None:
        """Something happened, or the room is not the match's room any more."""
        if room.lock.locked() or self.host.rooms.present(room.pk) is not room:
            # What is not stored yet is nobody's to see.
            if not self._catching_up:
                self._catching_up = True
                self._owner.start(self._catch_up())
        else:
            self._look()

    async def _catch_up(self) -> None:
        while self._here:
            try:
                room = await self.host.room(self.pk, self.key)
            except AppError:
                await asyncio.sleep(RETRY_S)
                continue
            except Refused:
                logger.warning("match %d is lost to a socket", self.pk, exc_info=True)
                self.end("failed")
                return
            async with room.lock:
                self._catching_up = False
                if self._here:
                    self.room.listeners.discard(self._changed)
                    self.room = room
                    room.listeners.add(self._changed)
                    self._look()
            return

    def _look(self) -> None:
        table = self.room.table
        if table.version == self.since + 1:
            self._show(table.view(self.client, self.since))
        elif table.version > self.since:
            for view in views_since(table, self.client, self.since):
                self._show(view)
        if table.ended is not None:
            self.end(table.ended)

    def _show(self, view: View | None) -> None:
        assert view is not None
        self.since, self._shown = view.version, view
        version, seq = self._answer
        answer = f',"request_seq":{seq}' if version == view.version else ""
        clock = self.room.clock() if view.version == self.room.table.version else None
        if clock is not None:
            answer += f',"clock":{json.encode(clock).decode()}'
        self._owner.session.send(
            "match.state",
            f'{{"match_id":"{match_wire_id(self.pk)}","version":{view.version},'
            f'"state":{bytes(view.state).decode()},"player_id":{self.client.player_id}{answer}}}',
        )
