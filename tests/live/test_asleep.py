"""A system that has fallen asleep leaves nothing running behind."""

import asyncio
from typing import Any

import pytest

from game.dice import Dice
from game.engine import World
from game.worker import runner
from game.worker.goods import Goods
from game.worker.metronome import Metronome
from game.worker.opspost import OpsPost
from game.worker.orders import handle_order
from game.worker.placement import Share
from game.worker.post import Post, PostOffice
from game.worker.runner import Runner
from game.worker.standing import Standing
from game.worker.system import Pace, System
from tests.engine.worlds import SPEC

PACE = Pace(tick_rate=20, grace=30, market_interval=60, checkpoint_interval=5, record_minutes=1)


class Writing:
    """Lanes that do nothing, and remember what they were asked for."""

    def __init__(self) -> None:
        self.services: list[str] = []

    async def write(self, key: int, service: Any, **arguments: Any) -> None:
        self.services.append(service.__name__)


async def test_a_system_without_pilots_ends_with_all_its_tasks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner, "EMPTY_S", 0.0)
    lanes, metronome, office = Writing(), Metronome(), PostOffice()
    ticking = asyncio.create_task(metronome.run())
    system = System(
        World(SPEC, Dice(1)),
        markets={},
        goods=Goods({}),
        worker_id="worker",
        channel="worker",
        epoch=1,
        pace=PACE,
        lanes=lanes,  # type: ignore[arg-type]
        post=Post(SPEC.id, office),
        ops_post=OpsPost("worker"),
        handle_order=handle_order,
    )
    standing = Standing(lambda: Share("worker", 1, 0.0), full=1.0)
    run = Runner(system, metronome, OpsPost("worker"), lanes, standing)  # type: ignore[arg-type]
    before = asyncio.all_tasks()
    await asyncio.wait_for(run.run(), 30)
    assert {"checkpoint_write", "lease_release"} <= set(lanes.services)
    assert asyncio.all_tasks() == before
    assert not metronome._runs
    timers: list[float] = []
    monkeypatch.setattr(
        asyncio.get_running_loop(), "call_later", lambda delay, *_: timers.append(delay)
    )
    for _ in range(50):
        await asyncio.sleep(0)
    assert not timers
    ticking.cancel()
