"""A web process that is told to stop sends everybody elsewhere, and ends."""

import asyncio
import signal
import socket
import time

import httpx
import pytest

from tests.support.operator import Operator, make_staff
from tests.support.pilot import Pilot
from tests.support.running import Site
from tests.support.server import HOST

pytestmark = [pytest.mark.redis, pytest.mark.server]

RESTARTS = 1012
PILOTS = 20
ELSEWHERE_S = 2.0
SLACK_S = 2.0  # for a machine that is busy with other tests
END_S = 15.0


async def test_a_drained_process_sends_its_sockets_elsewhere_and_ends(site: Site) -> None:
    leaving, staying = site.webs
    make_staff(leaving)
    pilots = await asyncio.gather(*(Pilot.guest(leaving.url) for _ in range(PILOTS)))
    operator = await Operator.staff(leaving)
    await asyncio.gather(*(each.connect() for each in (*pilots, operator)))
    await asyncio.gather(*(pilot.join() for pilot in pilots))
    before = {pilot: pilot.you for pilot in pilots}
    for pilot in pilots:
        await pilot.steer(thrust=1.0)
    deaf = await Pilot.guest(leaving.url)
    await deaf.connect()
    await deaf.join()
    deaf.stop_reading()
    async with httpx.AsyncClient(base_url=leaving.url, timeout=END_S) as client:
        poll = asyncio.create_task(long_poll(client, pilots[0]))
        while "drained" not in (await client.get("/api/v1/matches")).text:
            assert not poll.done()
        began = time.monotonic()
        stop = asyncio.create_task(asyncio.to_thread(leaving.stop))
        gaps = await asyncio.gather(*(elsewhere(pilot, staying.url) for pilot in pilots))
        assert max(gaps) < ELSEWHERE_S + SLACK_S
        assert (await operator.closing()).code == RESTARTS
        assert not accepts(leaving.port)
        answer = await poll
        assert (answer.status_code, answer.json()["code"]) == (503, "SERVER_BUSY")
        assert await stop == -signal.SIGTERM  # in order, and not by SIGKILL
        assert time.monotonic() - began < END_S
    deaf.abort()
    for pilot in pilots:
        assert pilot.joined["ship_id"] == before[pilot]["ship_id"]
        assert pilot.you["credits"] == before[pilot]["credits"]
        assert pilot.you["cargo"] == before[pilot]["cargo"]
        await pilot.close()
    await asyncio.to_thread(leaving.start)


async def elsewhere(pilot: Pilot, url: str) -> float:
    """Wait for the close; seconds from it until the same ship is flown by another process."""
    closed = await pilot.closing(seconds=END_S)
    assert closed.code == RESTARTS
    began = time.monotonic()
    pilot.base_url = url
    await pilot.connect()
    await pilot.join()
    return time.monotonic() - began


async def long_poll(client: httpx.AsyncClient, pilot: Pilot) -> httpx.Response:
    """Wait for somebody to play with, as clients without a socket do."""
    body = {"game": "TicTacToe", "session": "drained", "players": 2, "wait": 20}
    headers = {"Authorization": f"Bearer {pilot.token}"}
    return await client.post("/api/v1/matches/join", json=body, headers=headers)


def accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
