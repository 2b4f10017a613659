"""An expedition's changes as they happen, whichever tab or program made them."""

from typing import Self

from cosmic_client.live.connection import Connection, Payload
from cosmic_client.live.inbox import Inbox

UNREAD = 256  # then the oldest go: each state is complete


class ExpeditionUpdates:
    """What the site tells about one expedition; read it with `async for kind, payload in ...`.

    `kind` is `game_state`, whose payload is the complete state, or `game_event`, with
    {type, message, choices}.
    """

    def __init__(self, connection: Connection, session_id: str) -> None:
        self.session_id = session_id
        self.inbox: Inbox[tuple[str, Payload]] = Inbox(UNREAD)
        self._connection = connection

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> tuple[str, Payload]:
        return await self.inbox.get()

    async def leave(self) -> None:
        await self._connection.ask("leave_session", session_id=self.session_id)
