"""One task has all systems of a worker tick, and nothing runs while there are none."""

import asyncio
import time
from typing import Any

import pytest

from game.dice import Dice
from game.engine import World, world_hash
from game.worker import metronome
from game.worker.metronome import Metronome
from tests.engine.worlds import SPEC, ship

DT = 0.05


class Hosted:
    """As much of a system as the metronome needs."""

    def __init__(self, number: int, *, ships: int = 1) -> None:
        self.id = f"system-{number}"
        self.world = World(SPEC, Dice(number))
        for each in range(ships):
            self.world.spawn_ship(ship(each + 1, x=float(each), angle=1.0))
        self.ends = 0

    def begin_tick(self) -> list[Any]:
        return []

    def end_tick(self, commands: list[Any], outcome: Any, dt: float) -> None:
        self.ends += 1
        if isinstance(outcome, Exception):
            raise outcome


class Run:
    """Ticks at every look, until it has ticked so often."""

    def __init__(self, system: Hosted, ticks: int) -> None:
        self.system: Any = system
        self.phase = self.due_at = 0.0
        self.left = ticks
        self.failures = 0

    def look(self, now: float) -> float | None:
        return DT if self.left else None

    def ticked(self, spent_s: float) -> None:
        assert spent_s > 0.0
        self.left -= 1

    def failed(self) -> None:
        self.failures += 1


@pytest.fixture
async def ticking() -> Any:
    metronome = Metronome()
    task = asyncio.create_task(metronome.run())
    yield metronome
    task.cancel()


async def test_many_systems_tick_as_if_alone(ticking: Metronome) -> None:
    runs = [Run(Hosted(n, ships=70 if n == 3 else 1), ticks=30) for n in range(40)]
    await asyncio.wait_for(asyncio.gather(*(ticking.keep(run) for run in runs)), 60)
    alone = [Run(Hosted(n, ships=70 if n == 3 else 1), ticks=30) for n in range(40)]
    for run in alone:
        await asyncio.wait_for(ticking.keep(run), 60)
    assert [run.system.ends for run in runs] == [30] * 40
    assert [run.system.world.tick for run in runs] == [30] * 40
    hashes = [world_hash(run.system.world) for run in runs]
    assert hashes == [world_hash(run.system.world) for run in alone]


async def test_a_tick_that_fails_fails_alone(ticking: Metronome) -> None:
    runs = [Run(Hosted(n), ticks=5) for n in range(8)]
    runs[2].system.begin_tick = lambda: [object()]  # no command
    await asyncio.wait_for(asyncio.gather(*(ticking.keep(run) for run in runs)), 60)
    assert [run.failures for run in runs] == [0, 0, 5, 0, 0, 0, 0, 0]
    assert [run.system.world.tick for run in runs] == [5, 5, 0, 5, 5, 5, 5, 5]


async def test_a_look_that_fails_ends_its_own_run_alone(ticking: Metronome) -> None:
    broken, sound = Run(Hosted(1), ticks=5), Run(Hosted(2), ticks=5)

    def look(now: float) -> float:
        raise LookupError("nothing to be seen")

    broken.look = look  # type: ignore[method-assign]
    results = await asyncio.wait_for(
        asyncio.gather(ticking.keep(broken), ticking.keep(sound), return_exceptions=True), 60
    )
    assert isinstance(results[0], LookupError)
    assert (results[1], sound.system.world.tick) == (None, 5)


async def test_systems_that_come_are_spread_over_the_phases(ticking: Metronome) -> None:
    runs = [Run(Hosted(n), ticks=1) for n in range(8)]
    await asyncio.wait_for(asyncio.gather(*(ticking.keep(run) for run in runs)), 60)
    phases = [run.phase for run in runs]
    assert all(phases.count(n / metronome.PHASES) == 2 for n in range(metronome.PHASES))


async def test_a_worker_whose_ticks_are_all_late_still_listens(ticking: Metronome) -> None:
    turns = 0

    async def listen() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    def work() -> list[Any]:
        time.sleep(0.02)
        return []

    busy = Run(Hosted(1), ticks=20)  # each is due at once
    busy.system.begin_tick = work
    listening = asyncio.create_task(listen())
    await asyncio.wait_for(ticking.keep(busy), 60)
    listening.cancel()
    assert turns > 20 * 10  # a message takes a few


async def test_nothing_wakes_a_worker_whose_systems_sleep(
    ticking: Metronome, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.wait_for(ticking.keep(Run(Hosted(1), ticks=2)), 60)
    loop = asyncio.get_running_loop()
    timers: list[float] = []
    monkeypatch.setattr(loop, "call_later", lambda delay, *_: timers.append(delay))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not timers
    assert not ticking._runs
