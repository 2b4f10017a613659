"""A match over the WebSocket."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from cosmic_client.errors import ConnectionLost, GameServerError, IllegalMove
from cosmic_client.live.connection import ANSWER_S, Connection, Payload
from cosmic_client.live.inbox import Inbox

STATES = 16  # unread ones; only the ends of games pile up


class LiveMatch:
    """A seat, or an observer's place. `latest` is the newest state that has come, if any."""

    def __init__(self, connection: Connection, joined: Payload) -> None:
        """`joined` is the payload of match.joined."""
        self.match_id: str = joined["match_id"]
        self.game: str = joined["game"]
        self.session: str = joined["session"]
        self.player_id: int = joined["player_id"]
        self.key: str = joined.get("key", "")
        self.latest: Payload | None = None
        self.version = 0
        self.ended_because = ""
        self._connection = connection
        self._states: Inbox[Payload] = Inbox(STATES)
        self._acted: asyncio.Future[None] | None = None

    def may_move(self) -> bool:
        """By the newest state."""
        state = self.latest
        return state is not None and not state["gameover"] and self.player_id in state["current"]

    async def move(self, **kwargs: Any) -> None:
        """Make a move; return when the site has made it. One at a time.

        Raises IllegalMove with the game's own error.
        """
        await self._act("match.move", move=kwargs)

    async def state(self) -> Payload:
        """The newest state that was not read yet, when there is one, else the next one to come.

        States in between may be passed over, the last one of a game never is. Raises
        GameServerError after the session's end.
        """
        return await self._states.get()

    async def states(self) -> AsyncIterator[Payload]:
        """One state after the other until the session ends."""
        while True:
            try:
                state = await self.state()
            except ConnectionLost:
                raise
            except GameServerError:
                return
            yield state

    async def restart(self) -> None:
        """Another game with the same players. Its first state comes as all others do."""
        await self._act("match.restart")

    async def leave(self) -> None:
        await self._connection.send("match.leave", match_id=self.match_id)

    def unread(self) -> bool:
        return not self._states.empty()

    def take(self, kind: str, payload: Payload) -> None:
        """A message about this match has come."""
        if kind == "match.state" and payload["version"] > self.version:
            self._take_state(payload["version"], payload["state"])
        elif kind == "match.illegal_move":
            self._settle(IllegalMove(payload["message"]))
        elif kind == "match.ended":
            self.ended_because = payload["reason"]
            self.end(GameServerError(f"the session has ended: {self.ended_because}"))

    def end(self, error: GameServerError) -> None:
        self._states.end(error)
        self._settle(error)

    async def _act(self, kind: str, **payload: Any) -> None:
        """Done when the site answers, or shows a state that is newer than what was known."""
        if self._acted is not None:
            raise GameServerError("the act before is still under way")
        acted = self._acted = asyncio.get_running_loop().create_future()
        answer = self._connection.expect()
        try:
            await self._connection.send(kind, match_id=self.match_id, **payload)
            done, _ = await asyncio.wait(
                (answer, acted), timeout=ANSWER_S, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            answer.cancel()
            acted.cancel()
            self._acted = None
        if not done:
            raise ConnectionLost(f"no answer to {kind} within {ANSWER_S:g} seconds")
        for error in [future.exception() for future in done]:
            if error is not None:
                raise error

    def _take_state(self, version: int, state: Payload) -> None:
        self.version, self.latest = version, state
        self._states.put(state, replacing=lambda unread: not unread["gameover"])
        self._settle(None)

    def _settle(self, error: Exception | None) -> None:
        if self._acted is None or self._acted.done():
            return
        if error is None:
            self._acted.set_result(None)
        else:
            self._acted.set_exception(error)
