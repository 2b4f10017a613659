"""A worker that cannot keep up lets time run slower, tells it, and leaves no step out."""

import asyncio
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from game.dice import Dice
from game.engine import World
from game.engine.commands import Command
from game.engine.together import Outcome
from game.worker import runner as module
from game.worker.metronome import Metronome
from game.worker.opspost import OpsPost
from game.worker.runner import Runner
from tests.engine.worlds import SPEC

RATE = 50.0


class Slow:
    """As much of a system as its loop needs; a step takes `cost_s` of the processor."""

    def __init__(self) -> None:
        self.id, self.state, self.tick_rate, self.time_scale = "sol-1", "live", RATE, 1.0
        self.cost_s = 0.0
        self.steps: list[float] = []
        self.told: list[float] = []
        self.news = asyncio.Event()
        self.pilots = SimpleNamespace(of_feeds=list)  # somebody is here
        self.durable = SimpleNamespace(lost=False)
        self.pace = SimpleNamespace(record_minutes=0.0)
        self.world = World(SPEC, Dice(1))
        self.stream = SimpleNamespace(ticked=lambda *_: None)

    def begin_tick(self) -> list[Command]:
        end = time.perf_counter() + self.cost_s
        while time.perf_counter() < end:
            pass
        return []

    def end_tick(self, commands: list[Command], outcome: Outcome, dt: float) -> None:
        self.steps.append(dt)

    def beat(self) -> None:
        self.told.append(self.time_scale)
        self.news.set()

    async def hear(self, condition: Callable[[float], bool]) -> None:
        """Until the newest that was told fits."""
        async with asyncio.timeout(20):
            while not (self.told and condition(self.told[-1])):
                self.news.clear()
                await self.news.wait()


async def test_a_step_that_costs_too_much_slows_time_down_and_pilots_hear_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "SCALE_WINDOW_S", 0.2)
    system: Any = Slow()
    nobody: Any = SimpleNamespace(target=lambda *_: "")
    metronome = Metronome()
    ticking = asyncio.create_task(metronome.run())
    running = Runner(system, metronome, OpsPost(""), nobody, nobody)
    kept = asyncio.create_task(metronome.keep(running))
    try:
        system.cost_s = 2.0 / RATE
        await system.hear(lambda scale: scale < 0.7)
        system.cost_s = 0.0
        await system.hear(lambda scale: scale == 1.0)
    finally:
        running.stop()
        await kept
        ticking.cancel()
    assert system.world.tick == len(system.steps)
    assert set(system.steps) == {1.0 / RATE}  # each as long as ever
