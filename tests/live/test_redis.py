"""Web process and workers apart, with a real Redis between them."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.support.fixtures_server import ServerFactory
from tests.support.pilot import Pilot, Refused
from tests.support.server import LiveServer, Process

pytestmark = [pytest.mark.redis, pytest.mark.server]


@pytest.fixture
def site(redis_server: str, server_factory: ServerFactory) -> LiveServer:
    return server_factory(REDIS_URL=redis_server)


@pytest.fixture
def workers(site: LiveServer) -> Iterator["Workers"]:
    with ExitStack() as stack:
        yield Workers(site, stack)


class Workers:
    """Worker processes of one site, ended with the test."""

    def __init__(self, site: LiveServer, stack: ExitStack) -> None:
        self._site = site
        self._stack = stack
        self._count = 0

    def begin(self) -> Process:
        """Another one, which is not ready yet."""
        self._count += 1
        worker = self._site.worker(f"worker{self._count}")
        self._stack.callback(worker.stop)
        worker.start()
        return worker

    def start(self) -> Process:
        worker = self.begin()
        worker.wait_until(lambda: " is ready (" in worker.output(), "the worker is ready")
        return worker


async def fly(pilot: Pilot) -> None:
    """Thrust and wait until the server says that the ship moves."""
    await pilot.steer(thrust=1.0)
    await pilot.until(lambda: abs(pilot.entities[pilot.joined["ship_id"]]["vx"]) > 5)


async def joined(pilot: Pilot, seq: int) -> bool:
    """Whether a join was granted; who has waited for long enough is told that it was not."""
    try:
        pilot.joined = await pilot.expect("session.joined", request_seq=seq)
    except Refused as refused:
        if refused.code != "SERVER_BUSY":
            raise
        return False
    return True


async def test_a_worker_of_its_own_serves_the_pilots_of_a_web_process(
    site: LiveServer, workers: Workers
) -> None:
    workers.start()
    async with await Pilot.guest(site.url) as one, await Pilot.guest(site.url) as two:
        await one.join()
        await two.join()
        await one.until(lambda: two.joined["ship_id"] in one.entities)
        await fly(one)
        await two.until(lambda: abs(two.entities[one.joined["ship_id"]]["vx"]) > 5)
        await two.send("chat.send", channel="system", text="hello")
        heard = await one.expect("chat.message")
        assert heard["text"] == "hello"


async def test_a_join_before_any_worker_runs_is_served_when_one_comes(
    site: LiveServer, workers: Workers
) -> None:
    async with await Pilot.guest(site.url) as pilot:
        seq = await pilot.send("session.join_system", system_id="sol-1")
        workers.begin()
        while not await joined(pilot, seq):
            seq = await pilot.send("session.join_system", system_id="sol-1")
        await pilot.expect("world.snapshot")


async def test_a_worker_that_is_told_to_stop_hands_its_pilots_over(
    site: LiveServer, workers: Workers
) -> None:
    first = workers.start()
    async with await Pilot.guest(site.url) as pilot:
        await pilot.join()
        await fly(pilot)
        before = dict(pilot.entities[pilot.joined["ship_id"]])
        ticks = pilot.tick
        workers.start()
        assert first.stop() == 0
        await pilot.expect("session.status", where=lambda s: s["state"] == "recovering")
        await pilot.expect("session.status", where=lambda s: s["state"] == "live")
        await pilot.until(lambda: pilot.tick > ticks + 100)
        ship = pilot.entities[pilot.joined["ship_id"]]
        assert (ship["x"], ship["y"]) != (before["x"], before["y"])
        await pilot.until(lambda: abs(pilot.entities[ship["id"]]["vx"]) > 5)  # thrust still holds


async def test_a_killed_worker_is_replaced_and_nobody_is_logged_out(
    site: LiveServer, workers: Workers
) -> None:
    first = workers.start()
    async with await Pilot.guest(site.url) as pilot:
        await pilot.join()
        await fly(pilot)
        workers.start()
        first.kill()
        await pilot.expect("session.status", where=lambda s: s["state"] == "recovering")
        await pilot.expect("world.snapshot", seconds=20)
        await pilot.until(lambda: abs(pilot.entities[pilot.joined["ship_id"]]["vx"]) > 5)
        assert pilot.you["credits"] == 5000
