"""A seat over the WebSocket for programs that know nothing of asyncio."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from cosmic_client.errors import GameServerError
from cosmic_client.live.client import LiveClient
from cosmic_client.live.connection import Payload
from cosmic_client.live.matches import LiveMatch

T = TypeVar("T")


class BlockingSeat:
    """One player of one match, with the methods of GameServerAPI, on a connection of its own.

    Close it at the end: a thread keeps the connection.
    """

    def __init__(
        self,
        url: str,
        token: str,
        game: str,
        session: str = "auto",
        players: int | None = None,
        name: str = "",
    ) -> None:
        """`url` is a site's WebSocket, `token` an access token; the rest as in GameServerAPI."""
        self.game = game
        self.session = session
        self.players = players
        self.name = name
        self.player_id: int | None = None
        self._url = url
        self._token = token
        self._live: LiveClient | None = None
        self._match: LiveMatch | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def join(self) -> int:
        """Take a seat, wait until the match is full, and return the player id."""
        return self._run(self._join())

    def move(self, **kwargs: Any) -> None:
        """Make a move. Raises IllegalMove with the game's own error."""
        self._run(self._seat().move(**kwargs))

    def state(self) -> Payload:
        """The game as this player sees it; waits for a change when it isn't their turn."""
        return self._run(self._state(self._seat()))

    def restart(self) -> None:
        """Another game with the same players."""
        self._run(self._restart(self._seat()))

    def close(self) -> None:
        """Leave. Does nothing the second time."""
        if self._loop.is_closed():
            return
        if self._live is not None:
            self._run(self._live.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _join(self) -> int:
        if self._live is None:
            self._live = await LiveClient.open(self._url, self._token)
        self._match = await self._live.join_match(self.game, self.session, self.players, self.name)
        self.player_id, self.session = self._match.player_id, self._match.session
        return self._match.player_id

    async def _restart(self, match: LiveMatch) -> None:
        """The answer to who restarts is the new game, so an old end is nobody's news."""
        while match.unread():
            await match.state()
        await match.restart()

    async def _state(self, match: LiveMatch) -> Payload:
        if match.latest is not None and match.may_move() and not match.unread():
            return match.latest
        return await match.state()

    def _seat(self) -> LiveMatch:
        if self._match is None:
            raise GameServerError("join a match first")
        return self._match

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
