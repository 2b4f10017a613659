"""Built-in opponents at work: whenever one of them may move, a thread chooses the move.

They know what their seat sees, and no more. Their dice follow from the seat's secret and the
version, so whoever computes the move of one moment computes the same one; it is stored only if the
match still is at that version. So a match goes on wherever it is loaded, and no move is made twice.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any, NamedTuple

from game.dice import Dice
from game.matches import all_games, unpacked
from game.matches.opponents import opponents
from game.matches.refusals import BadRecord, Code, GameFailed, Refused
from game.protocol.errors import AppError
from game.services.matches.acts import Act, GiveUp, Play
from game.services.matches.room import Room
from game.services.matches.rooms import Rooms

logger = logging.getLogger(__name__)

ELSEWHERE_S = 2.0  # the process in which the change happened gets that much of a start
RETRY_S = 1.0  # after the database failed

ActFor = Callable[[int, int, Act, int], Awaitable[None]]
"""(match, player_id, act, version): refused with STALE once the match is past that version."""


class Turn(NamedTuple):
    """All that a move is chosen from."""

    game: str
    level: str
    player_id: int
    version: int
    state: bytes
    moves: list[dict[str, Any]]
    secret: str


class Opponents:
    """Those of one process."""

    def __init__(self, rooms: Rooms, act: ActFor) -> None:
        self._rooms = rooms
        self._act = act
        self._thread = ThreadPoolExecutor(1, "opponent")
        self._playing: dict[int, asyncio.Task[None]] = {}

    def follow(self, room: Room, *, elsewhere: bool = False) -> None:
        """Something has happened in this room, in this process or elsewhere."""
        if room.opponents and room.pk not in self._playing:
            work = self._play(room.pk, ELSEWHERE_S if elsewhere else 0.0)
            self._playing[room.pk] = asyncio.get_running_loop().create_task(work)

    async def close(self) -> None:
        for task in list(self._playing.values()):
            task.cancel()
        await asyncio.gather(*self._playing.values(), return_exceptions=True)
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _play(self, pk: int, after_s: float) -> None:
        """Until it is nobody's turn but that of clients."""
        try:
            await asyncio.sleep(after_s)
            while True:
                room = await self._rooms.room(pk)
                async with room.lock:
                    turn = opponent_turn(room)
                    if turn is None:
                        self._playing.pop(pk)  # with the lock held: no change goes unnoticed
                        return
                await self._move(pk, turn)
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("the opponents of match %d have stopped", pk)
        finally:
            self._playing.pop(pk, None)

    async def _move(self, pk: int, turn: Turn) -> None:
        try:
            loop = asyncio.get_running_loop()
            act: Act = Play(await loop.run_in_executor(self._thread, chosen, turn))
        except Exception:
            logger.exception("an opponent of %s cannot move", turn.game)
            act = GiveUp("failed")
        try:
            await self._act(pk, turn.player_id, act, turn.version)
        except AppError:
            await asyncio.sleep(RETRY_S)
        except Refused as refused:
            if refused.code is Code.STALE:
                return
            if isinstance(act, GiveUp):
                raise
            logger.error("an opponent of %s makes bad moves: %s", turn.game, refused)
            await self._act(pk, turn.player_id, GiveUp("failed"), turn.version)


def opponent_turn(room: Room) -> Turn | None:
    """The first opponent that may move. With the room's lock held."""
    table = room.table
    if table.ended is not None or table.referee is None:
        return None
    for player_id in table.current:
        level, client = room.opponents.get(player_id), table.seats[player_id]
        if level and client is not None:
            return Turn(
                room.game,
                level,
                player_id,
                table.version,
                table.referee.states[player_id],
                _moves(room, player_id),
                client.key,
            )
    return None


def chosen(turn: Turn) -> dict[str, Any]:
    """One of its moves. Raises whatever the opponent does."""
    choose = opponents(all_games()[turn.game])[turn.level]
    seed = sha256(f"{turn.secret}:{turn.version}".encode()).digest()[:7]
    dice = Dice(int.from_bytes(seed))
    return choose(turn.player_id, unpacked(turn.state), turn.moves, dice)


def _moves(room: Room, player_id: int) -> list[dict[str, Any]]:
    """None at all for a game that fails: then the opponent does, too."""
    referee = room.table.referee
    try:
        return (referee.legal_moves(player_id) if referee else None) or []
    except (GameFailed, BadRecord):
        logger.exception("%s cannot list the moves", room.game)
        return []
