"""A worker that leaves takes nothing on any more."""

import asyncio
import time
from typing import Any

import msgspec
import pytest

from game.bus import ops
from game.protocol import opslink
from game.worker.host import Host
from game.worker.system import Pace

PACE = Pace(tick_rate=20, grace=30, market_interval=60, checkpoint_interval=5, record_minutes=0)


class NoRunner:
    """One that has been told to end, and does so in its own time."""

    def __init__(self) -> None:
        self.told = asyncio.Event()
        self.may_end = asyncio.Event()

    def stop(self) -> None:
        self.told.set()


async def test_who_asks_a_worker_that_leaves_is_refused_and_nothing_is_claimed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers: list[opslink.Answer] = []
    claimed: list[str] = []

    async def send(to: str, blob: bytes) -> None:
        answers.append(msgspec.msgpack.decode(blob, type=opslink.Answer))

    async def claim(system_id: str, *wanted: Any) -> None:
        claimed.append(system_id)

    monkeypatch.setattr(ops, "send_answer", send)
    host, runner = Host(PACE, embedded=False), NoRunner()
    monkeypatch.setattr(host, "_come_to", claim)
    host._runners["sol-1"] = runner  # type: ignore[assignment]
    ending = host._ends["sol-1"] = asyncio.create_task(_until(runner.may_end))
    ending.add_done_callback(lambda _: host._ended("sol-1", runner))  # type: ignore[arg-type]
    stopping = asyncio.create_task(host.stop())
    await runner.told.wait()
    for system_id in ("sol-1", "gale-weald"):
        order = opslink.Order(
            opslink.VERSION, "web", 1, 7, system_id, "start", "{}", time.time() + 5
        )
        await host.control(order)
    await host.wake("gale-weald", "feed")
    runner.may_end.set()
    await stopping
    assert not claimed
    told = [(answer.system_id, answer.request_seq, answer.code) for answer in answers]
    assert told == [("sol-1", 7, "SERVER_BUSY"), ("gale-weald", 7, "SERVER_BUSY")]


async def _until(event: asyncio.Event) -> None:
    await event.wait()
