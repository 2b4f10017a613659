"""A logged-in connection to a site, and what can be done with it."""

import asyncio
from types import TracebackType
from typing import Self

from cosmic_client.errors import ConnectionLost, GameServerError
from cosmic_client.live.connection import ANSWER_S, Answer, Connection, Payload
from cosmic_client.live.expeditions import ExpeditionUpdates
from cosmic_client.live.flight import Flight
from cosmic_client.live.matches import LiveMatch

PROTOCOL_VERSION = 1
JOIN_WAIT_S = 1060.0  # the site ends idle sessions after 1,000 s and says so
FLIGHT = frozenset(
    {
        "session.joined",
        "session.left",
        "session.status",
        "world.snapshot",
        "world.delta",
        "trade.result",
        "ship.repair_result",
        "ship.refuel_result",
        "combat.event",
        "chat.message",
    }
)
EXPEDITION = frozenset({"game_state", "game_event"})


class LiveClient:
    """One player's connection. Made by `open`; every method raises GameServerError.

    It may sit in several matches, follow several expeditions and fly one ship. `player_id` is
    the account's.
    """

    def __init__(self) -> None:
        self.player_id = ""
        self.connection: Connection
        self._flight: Flight | None = None
        self._expeditions: dict[str, ExpeditionUpdates] = {}
        self._matches: dict[str, LiveMatch] = {}
        self._joining: list[Joining] = []
        self._watch: asyncio.Task[None]

    @classmethod
    async def open(cls, url: str, token: str) -> Self:
        """Connect to a site's WebSocket (its address ends in /ws) and log in."""
        self = cls()
        self.connection = await Connection.open(url, self._hear)
        self._watch = asyncio.create_task(self._until_closed())
        try:
            answer = await self.connection.ask(
                "auth.login", token=token, protocol_version=PROTOCOL_VERSION
            )
        except BaseException:
            await self.close()
            raise
        self.player_id = answer["player_id"]
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self.connection.close()
        await self._watch

    async def ping(self) -> None:
        """Come back when the site has answered."""
        await self.connection.ask("net.ping")

    async def join_match(
        self, game: str, session: str = "auto", players: int | None = None, name: str = ""
    ) -> LiveMatch:
        """Take a seat and wait until the match is full."""
        payload = {"game": game, "session": session, "players": players, "name": name}
        return await self._enter("match.join", payload, JOIN_WAIT_S)

    async def observe_match(self, game: str, session: str, name: str) -> LiveMatch:
        """Watch the player of that name."""
        payload = {"game": game, "session": session, "name": name}
        return await self._enter("match.observe", payload, ANSWER_S)

    async def follow_expedition(self, session_id: str = "default") -> ExpeditionUpdates:
        """Hear of that expedition's changes."""
        updates = ExpeditionUpdates(self.connection, session_id)
        self._expeditions[session_id] = updates
        try:
            await self.connection.ask("join_session", session_id=session_id)
        except GameServerError:
            del self._expeditions[session_id]
            raise
        return updates

    async def join_system(self, system_id: str) -> Flight:
        """Take the helm of the player's ship there, and wait for the first look around."""
        before, self._flight = self._flight, Flight(self.connection, {})
        flight = self._flight
        try:
            await self.connection.ask("session.join_system", system_id=system_id)
        except GameServerError:
            self._flight = before
            raise
        while (await flight.change())[0] != "world.snapshot":
            pass
        return flight

    async def _enter(self, kind: str, payload: Payload, wait_s: float) -> LiveMatch:
        joining = Joining(payload["game"], payload["session"], self.connection.expect())
        self._joining.append(joining)
        try:
            await self.connection.send(kind, **payload)
            async with asyncio.timeout(wait_s):
                return await joining.match()
        except TimeoutError:
            raise ConnectionLost(f"no answer to {kind} within {wait_s:g} seconds") from None
        finally:
            joining.give_up()
            self._joining.remove(joining)

    def _hear(self, kind: str, payload: Payload) -> None:
        if kind == "match.joined":
            match = self._matches[payload["match_id"]] = LiveMatch(self.connection, payload)
            for joining in self._joining:
                if joining.takes(match):
                    break
        elif kind.startswith("match."):
            match_id = payload.get("match_id", "")
            known = self._matches.get(match_id)
            if known is not None:
                known.take(kind, payload)
            if kind == "match.ended":
                self._matches.pop(match_id, None)
        elif kind in EXPEDITION:
            self._hear_expedition(kind, payload)
        elif kind in FLIGHT and self._flight is not None:
            self._flight.take(kind, payload)

    def _hear_expedition(self, kind: str, payload: Payload) -> None:
        for session_id, updates in self._expeditions.items():
            if payload.get("session_id", session_id) == session_id:
                updates.inbox.put((kind, payload))

    async def _until_closed(self) -> None:
        """Whoever waits for news learns that none will come."""
        await self.connection.closed.wait()
        error = self.connection.lost()
        for match in self._matches.values():
            match.end(error)
        for updates in self._expeditions.values():
            updates.inbox.end(error)
        if self._flight is not None:
            self._flight.end(error)


class Joining:
    """A wish to join or observe that waits for its match.joined, which may come much later."""

    def __init__(self, game: str, session: str, answer: asyncio.Future[Answer]) -> None:
        self._game = game
        self._session = session
        self._answer = answer  # an error, or that the site has heard
        self._match: asyncio.Future[LiveMatch] = asyncio.get_running_loop().create_future()

    def takes(self, match: LiveMatch) -> bool:
        fits = match.game == self._game and self._session in ("auto", match.session)
        if fits and not self._match.done():
            self._match.set_result(match)
            return True
        return False

    async def match(self) -> LiveMatch:
        """Raises GameServerError when the site refuses."""
        await asyncio.wait((self._answer, self._match), return_when=asyncio.FIRST_COMPLETED)
        if self._answer.done():
            self._answer.result()
        return await self._match

    def give_up(self) -> None:
        self._answer.cancel()
        self._match.cancel()
