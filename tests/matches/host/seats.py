"""Players of tests: they hold a ticket and say what they do."""

import asyncio
from typing import Any, NamedTuple, Self

from game.matches import unpacked
from game.services.matches.host import MatchHost, Ticket

PATIENCE_S = 0.05  # so long nothing happens before we believe that nothing will
X_WINS = [(0, 0), (1, 3), (0, 1), (1, 4), (0, 2)]  # (player, position)


class Player(NamedTuple):
    host: MatchHost
    ticket: Ticket
    observer: bool = False

    def at(self, host: MatchHost) -> Self:
        """The same player, asking another process."""
        return self._replace(host=host)

    async def move(self, **args: Any) -> int:
        ticket = self.ticket
        return await self.host.move(ticket.match, ticket.player_id, ticket.key, args)

    async def restart(self) -> int:
        ticket = self.ticket
        return await self.host.restart(ticket.match, ticket.player_id, ticket.key)

    async def forfeit(self, reason: str = "resigned") -> int:
        ticket = self.ticket
        return await self.host.forfeit(ticket.match, ticket.player_id, ticket.key, reason)

    async def state(self) -> dict[str, Any]:
        """What the TCP door's `state` gives."""
        ticket = self.ticket
        view = await self.host.take(
            ticket.match, ticket.player_id, ticket.key, observer=self.observer
        )
        return dict(unpacked(view.state))

    async def view(self, since: int | None = None, wait_s: float = 0.0) -> Any:
        ticket = self.ticket
        return await self.host.view(ticket.match, ticket.player_id, ticket.key, since, wait_s)


async def join(
    host: MatchHost,
    session: str = "auto",
    players: int | None = None,
    name: str = "",
    game: str = "TicTacToe",
    **more: Any,
) -> Player:
    ticket = await host.join(game=game, session=session, players=players, name=name, **more)
    return Player(host, ticket)


async def watch(host: MatchHost, session: str, name: str, game: str = "TicTacToe") -> Player:
    ticket = await host.observe(game=game, session=session, name=name)
    return Player(host, ticket, observer=True)


async def two(host: MatchHost, session: str = "duel") -> tuple[Player, Player]:
    """A game of tic-tac-toe that has just started; the first one begins."""
    first = await join(host, session, 2, name="Ada")
    return first, await join(host, session, name="Bob")


async def played_out(players: tuple[Player, Player]) -> None:
    for player_id, position in X_WINS:
        await players[player_id].move(position=position)


async def waits(task: asyncio.Task[Any]) -> bool:
    done, _ = await asyncio.wait([task], timeout=PATIENCE_S)
    return not done
