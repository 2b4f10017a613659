"""Many small systems on one worker, their pilots in one web process: all of it in this loop."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from benchmarks.small_worlds import Worlds, make, system_id
from game.bus import layers
from game.models import Lease, Ship
from game.protocol import link
from game.protocol.names import WAKE_CHANNEL
from game.realtime.hub import Hub
from game.realtime.session import Session
from game.services.lanes import Lanes
from game.worker import runner
from game.worker.host import Host
from game.worker.system import Pace
from tests.live.test_session import session_with_log

pytestmark = pytest.mark.django_db(transaction=True)

SYSTEMS = 12
DELTAS = 25
PACE = Pace(tick_rate=20, grace=0.1, market_interval=60, checkpoint_interval=5, record_minutes=0)


@pytest.fixture
def settlers(shared_universe: None) -> dict[str, int]:
    """The one pilot of each system."""
    names = make(Worlds(SYSTEMS)).tokens
    owners = Ship.objects.filter(system__in=list(names)).values_list("system_id", "player_id")
    return dict(owners)


class Traffic:
    """What went over the layers, by way: how many messages, and how many parts in them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.messages: Counter[str] = Counter()
        self.parts: Counter[str] = Counter()
        for name in ("send_frames", "send_frame", "send_bundle"):
            monkeypatch.setattr(layers, name, self._counted(name, getattr(layers, name)))

    def _counted(self, name: str, send: Callable[..., Any]) -> Callable[..., Any]:
        async def counted(channel: str, *rest: Any) -> None:
            kind = rest[0] if name == "send_bundle" else name
            self.messages[kind] += 1
            if name != "send_frame":
                self.parts[kind] += len(link.unpack(link.Bundle, rest[-1]).parts)
            await send(channel, *rest)

        return counted


@asynccontextmanager
async def hosted() -> AsyncIterator[Host]:
    host = Host(PACE, embedded=True)
    await host.start()

    async def wake() -> None:
        async for message in layers.listen_messages(layers.work(), WAKE_CHANNEL):
            await host.wake(message["system_id"], message["feed"])

    waking = asyncio.create_task(wake())
    try:
        yield host
    finally:
        waking.cancel()
        await host.stop()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - many things may make it true
            await asyncio.sleep(0.02)


async def test_all_fly_by_few_messages_and_leave_nothing_running(
    settlers: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "EMPTY_S", 0.2)
    traffic = Traffic(monkeypatch)
    hub = Hub(session_with_log()[0].hub.limits, Lanes())
    async with hosted() as host:
        idle = {task.get_name() for task in asyncio.all_tasks()}
        pilots: dict[str, tuple[Session, list[dict[str, Any]]]] = {}
        for number, (system, player) in enumerate(settlers.items(), start=1):
            session, got = session_with_log()
            session.hub, session.conn, session.player = hub, number, player
            pilots[system] = session, got
            await session._join(system, 1)
        deltas = dict.fromkeys(pilots, 0)

        def all_fly() -> bool:
            for system, (_, got) in pilots.items():
                deltas[system] = sum(message["type"] == "world.delta" for message in got)
            return min(deltas.values()) >= DELTAS

        await until(all_fly)
        assert set(host._runners) == {system_id(n) for n in range(SYSTEMS)}
        for system, (_, got) in pilots.items():
            ticks = [m["payload"]["tick"] for m in got if m["type"].startswith("world.")]
            assert ticks == sorted(set(ticks)), system
            joined = next(m for m in got if m["type"] == "session.joined")
            assert joined["payload"]["system_id"] == system
        assert traffic.parts["send_frames"] > 2 * traffic.messages["send_frames"]
        assert traffic.parts["feed.batches"] > 2 * traffic.messages["feed.batches"]
        for session, _ in pilots.values():
            session.let_go()
        await until(lambda: not host._runners)
        await hub.close()
        await until(lambda: not any(line.busy for line in host.office._lines.values()))
        before = traffic.messages.copy()
        left = {task.get_name() for task in asyncio.all_tasks()} - idle
        assert not [name for name in left if "small-" in name or "feed" in name]
        for _ in range(100):
            await asyncio.sleep(0)
        assert traffic.messages == before
    assert not await asyncio.to_thread(lambda: list(Lease.objects.exclude(worker_id="")))
