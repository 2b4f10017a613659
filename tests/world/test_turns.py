"""Many joins at once: a few are read at a time, in order, and what else is asked goes past."""

import asyncio
from collections.abc import Callable
from typing import Any, cast

from game.services.lanes import Lanes
from game.worker.durable import TURNS, Durable

CROWD = 50
OTHER = CROWD  # whoever asks behind them


class Gate:
    """Lanes whose work is held up until `open` is called."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.most = self._now = 0
        self.other_began = asyncio.Event()
        self._opened = asyncio.Event()

    async def write_soon(
        self, key: int, patience_s: float, call: Callable[..., Any], /, **arguments: Any
    ) -> Any:
        self.begun.append(key)
        if key == OTHER:
            self.other_began.set()
        self._now += 1
        self.most = max(self.most, self._now)
        await self._opened.wait()
        self._now -= 1
        return call(**arguments)

    def open(self) -> None:
        self._opened.set()


def fail(error: Exception) -> None:
    raise error


async def test_a_crowd_takes_turns_and_whoever_else_asks_does_not_wait_behind_it() -> None:
    gate = Gate()
    durable = Durable("sol-1", cast(Lanes, gate))
    seated: list[int] = []
    for player in range(CROWD):
        durable.ask_in_turn(player, lambda pk: pk, seated.append, fail, pk=player)
    durable.ask(OTHER, lambda pk: pk, lambda _: None, fail, pk=OTHER)
    await asyncio.wait_for(gate.other_began.wait(), 10)
    assert sorted(gate.begun) == [*range(TURNS), OTHER]
    gate.open()
    await durable.settled()
    assert seated == list(range(CROWD))
    assert gate.most == TURNS + 1
