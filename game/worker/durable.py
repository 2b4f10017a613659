"""Durable work of one system, off its tick: services run in lanes, results wait for a tick."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from functools import partial
from typing import Any

from game.protocol.errors import AppError, ErrorCode
from game.services.fencing import LeaseLost
from game.services.lanes import Lanes

logger = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.1  # between tries of what must be stored; doubles
LONGEST_PAUSE_S = 5.0
PATIENCE_S = 5.0  # whoever asked is told SERVER_BUSY when their work has not begun by then
TURNS = 4  # of those who come in a crowd; more threads at work would hold up ticks and trades


class Durable:
    """`lost` is set, and nothing is written any more, when the lease is another worker's."""

    def __init__(self, system_id: str, lanes: Lanes) -> None:
        self.lost = False
        self._ending = False
        self._system_id = system_id
        self._lanes = lanes
        self._done: deque[Callable[[], None]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns = asyncio.Semaphore(TURNS)

    def ask(
        self,
        key: int,
        service: Callable[..., Any],
        then: Callable[[Any], None],
        otherwise: Callable[[AppError], None],
        /,
        **arguments: Any,
    ) -> None:
        """Run a service; `then` or `otherwise` runs at the next tick. One key keeps its order.

        What fails for no reason of the player's is SERVER_BUSY to them, and logged. So is what
        has not begun within PATIENCE_S, and it is not done later.
        """
        self._spawn(self._try(key, service, then, otherwise, arguments))

    def ask_in_turn(
        self,
        key: int,
        service: Callable[..., Any],
        then: Callable[[Any], None],
        otherwise: Callable[[AppError], None],
        /,
        **arguments: Any,
    ) -> None:
        """Like `ask`, for what may come in hundreds: TURNS of them are under way, in order.

        Nobody is refused for the length of that queue: patience begins with one's turn.
        """

        async def run() -> None:
            async with self._turns:
                await self._try(key, service, then, otherwise, arguments)

        self._spawn(run())

    async def _try(
        self,
        key: int,
        service: Callable[..., Any],
        then: Callable[[Any], None],
        otherwise: Callable[[AppError], None],
        arguments: dict[str, Any],
    ) -> None:
        try:
            result = await self._lanes.write_soon(key, PATIENCE_S, service, **arguments)
        except AppError as error:
            self._done.append(partial(otherwise, error))
        except LeaseLost:
            self._lose()
        except Exception:
            logger.exception("durable work failed in %s", self._system_id)
            self._done.append(partial(otherwise, AppError(ErrorCode.SERVER_BUSY)))
        else:
            self._done.append(partial(then, result))

    def insist(
        self,
        key: int,
        service: Callable[..., Any],
        then: Callable[[Any], None],
        otherwise: Callable[[AppError], None],
        /,
        **arguments: Any,
    ) -> None:
        """Run a service again and again until it is done, refused, or the lease is lost."""
        self._spawn(self._try_on(key, service, then, otherwise, arguments))

    def insist_in_turn(
        self,
        key: int,
        service: Callable[..., Any],
        then: Callable[[Any], None],
        otherwise: Callable[[AppError], None],
        /,
        **arguments: Any,
    ) -> None:
        """Like `insist`, in the queue of `ask_in_turn`: for reads, which end with the run."""
        work = self._try_on(key, service, then, otherwise, arguments, turns=self._turns)
        self._spawn(work)

    async def _try_on(
        self,
        key: int,
        service: Callable[..., Any],
        then: Callable[[Any], None],
        otherwise: Callable[[AppError], None],
        arguments: dict[str, Any],
        turns: asyncio.Semaphore | None = None,
    ) -> None:
        pause = FIRST_PAUSE_S
        while not self.lost and not (turns and self._ending):
            try:
                async with turns or nullcontext():
                    result = await self._lanes.write(key, service, **arguments)
            except LeaseLost:
                self._lose()
            except AppError as error:
                self._done.append(partial(otherwise, error))
                return
            except Exception:
                logger.exception("%s: trying again", self._system_id)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
            else:
                self._done.append(partial(then, result))
                return

    def take_results(self) -> None:
        """Call back for all that is done."""
        while self._done:
            take = self._done.popleft()
            try:
                take()
            except Exception:  # one pilot's trouble is not the others'
                logger.exception("a result could not be taken in %s", self._system_id)

    async def settled(self) -> None:
        """At the end: wait until nothing is under way, and call back for it."""
        self._ending = True
        while self._tasks:
            await asyncio.wait(self._tasks)
        self.take_results()

    def _lose(self) -> None:
        self.lost = True
        logger.warning("the lease of %s is lost", self._system_id)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
