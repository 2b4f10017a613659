"""Who may stay: the sockets of one process, and an end for those whose player lost the right.

News of a change are acted on at once. They may be lost, and rows may be changed by other means, so
that one query for all sockets finds within POLL_S what nobody told; whom players block, within
BLOCKS_POLL_S.
"""

import asyncio
import contextlib
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from accounts.selectors import Access, access_for_token, blocks_by_player, players_blocked_by
from accounts.standing import Sentence, Standing, standings
from game import log
from game.bus.access import access_on, join_access, leave_access, listen_here, listen_no_more
from game.protocol.errors import AppError, ErrorCode

if TYPE_CHECKING:
    from game.realtime.hub import Hub

logger = logging.getLogger(__name__)

POLL_S = 0.7  # an end within a second has to leave time for the query and the close
BLOCKS_POLL_S = 30.0  # nobody loses a right meanwhile
RETRY_S = 1.0  # while the bus is away

LOGGED_OUT = "This log-in has ended. Log in again."
SHUT = "This account may not play."
EXPIRED = "This token has expired. Log in again."
DEMOTED = "This account is no operator's any more."

Entry = tuple[Access, frozenset[int]]


def entry_for_token(*, token: str) -> Entry:
    """Who comes with a token, and whom they block. Raises INVALID_TOKEN, BANNED."""
    access = access_for_token(token=token)
    return access, players_blocked_by(player_pk=access.player.pk)


class Pass:
    """The right of one connection to be here.

    ended: is called once when it is lost, with the reason. staff: it is for operators alone.
    expires: it ends with its token. `mute` and `blocks` are always those of now.
    """

    __slots__ = ("_ended", "_timer", "blocks", "mute", "password", "player", "staff")

    def __init__(
        self,
        entry: Entry,
        *,
        ended: Callable[[AppError], None],
        staff: bool = False,
        expires: bool = False,
    ) -> None:
        """Raises AppError FORBIDDEN for a player who is no operator where it takes one."""
        access, self.blocks = entry
        if staff and not access.standing.staff:
            raise AppError(ErrorCode.FORBIDDEN)
        self.player = access.standing.player
        self.password = access.standing.password
        self.mute: Sentence | None = access.standing.mute
        self.staff = staff
        self._ended = ended
        self._timer: asyncio.TimerHandle | None = None
        if expires:
            left_s = access.expires_at - time.time()
            self._timer = asyncio.get_running_loop().call_later(left_s, self._expire)

    def check_speech(self) -> None:
        """Raises AppError MUTED."""
        if self.mute is not None and self.mute.holds(timezone.now()):
            raise self.mute.error()

    def judge(self, standing: Standing | None) -> None:
        """Take note of how the player stands; without the right to stay, end."""
        error = self._objection(standing)
        if error is not None:
            self.close()
            self._ended(error)
        elif standing is not None:
            self.mute = standing.mute

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _objection(self, standing: Standing | None) -> AppError | None:
        if standing is None or standing.password != self.password:
            return AppError(ErrorCode.INVALID_TOKEN, LOGGED_OUT)
        if not standing.active:
            return AppError(ErrorCode.BANNED, SHUT)
        if standing.ban is not None:
            return standing.ban.error()
        if self.staff and not standing.staff:
            return AppError(ErrorCode.FORBIDDEN, DEMOTED)
        return None

    def _expire(self) -> None:
        self._ended(AppError(ErrorCode.INVALID_TOKEN, EXPIRED))


class Passes:
    """All of one process, by player."""

    def __init__(self, hub: "Hub") -> None:
        self._hub = hub
        self._passes: defaultdict[int, set[Pass]] = defaultdict(set)
        self._news: set[int] = set()
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def enter(self, taken: Pass) -> None:
        """Watch over it from now on. What changed since it was made is found by the next look."""
        self._passes[taken.player].add(taken)
        if not self._tasks:
            listen_here(self._heard)
            self._start(self._look())
            if settings.COSMIC.redis_url:
                self._start(self._listen())

    def leave(self, taken: Pass) -> None:
        taken.close()
        here = self._passes.get(taken.player)
        if here is not None:
            here.discard(taken)
            if not here:
                del self._passes[taken.player]

    async def close(self) -> None:
        listen_no_more(self._heard)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        serving_all = asyncio.get_running_loop().create_task(work, context=log.apart())
        self._tasks.append(serving_all)

    def _heard(self, player: int) -> None:
        if player in self._passes:
            self._news.add(player)
            self._wake.set()

    async def _listen(self) -> None:
        while True:
            try:
                channel = await join_access()
            except Exception:
                logger.warning("the bus of rights does not answer", exc_info=True)
                await asyncio.sleep(RETRY_S)
                continue
            try:
                async for player in access_on(channel):
                    self._heard(player)
            finally:
                with contextlib.suppress(Exception):
                    await leave_access(channel)

    async def _look(self) -> None:
        """For ever: at those of whom there is news at once, at everybody now and then."""
        loop = asyncio.get_running_loop()
        due = loop.time() + POLL_S
        blocks_due = loop.time() + BLOCKS_POLL_S
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), max(0.0, due - loop.time()))
            self._wake.clear()
            news, self._news = self._news, set()
            everybody = loop.time() >= due
            if everybody:
                due = loop.time() + POLL_S
            try:
                await self._judge(list(self._passes) if everybody else list(news))
                if loop.time() < blocks_due:
                    await self._learn_blocks(list(news))
                else:
                    await self._learn_blocks(list(self._passes))
                    blocks_due = loop.time() + BLOCKS_POLL_S
            except Exception:
                self._news |= news  # the next look may learn it
                logger.warning("nobody could be asked who may stay", exc_info=True)

    async def _judge(self, players: list[int]) -> None:
        if not players:
            return
        found = await self._hub.lanes.read(standings, pks=players)
        for player in players:
            for taken in list(self._passes.get(player, ())):
                taken.judge(found.get(player))

    async def _learn_blocks(self, players: list[int]) -> None:
        if not players:
            return
        found = await self._hub.lanes.read(blocks_by_player, pks=players)
        for player in players:
            for taken in self._passes.get(player, ()):
                taken.blocks = found.get(player, frozenset())
