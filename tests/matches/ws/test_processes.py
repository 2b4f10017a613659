"""Two web processes and one database: whoever plays at one hears at once what happens at the other,
and, while Redis is away, a little later."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from game.services.matches.telegraph import LOOK_AGAIN_S
from tests.live.conftest import Hangar
from tests.matches.rest.site import API, Json
from tests.matches.ws.sitting import Sitting, seated, wish
from tests.support.redis import RedisServer
from tests.support.server import LiveServer, copy_template

pytestmark = [pytest.mark.server, pytest.mark.redis, pytest.mark.timeout(300)]

Sites = tuple[LiveServer, LiveServer]
AT_ONCE_S = LOOK_AGAIN_S / 2  # what is found by looking again takes longer, most of the time
POLL_S = 30.0


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    process = RedisServer(tmp_path / "redis")
    try:
        process.start()
        yield process
    finally:
        process.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def sites(
    request: pytest.FixtureRequest, redis: RedisServer, data_template: Path, tmp_path: Path
) -> Iterator[Sites]:
    folder = copy_template(data_template, tmp_path / "sites")
    settings = {"REDIS_URL": redis.url, "MATCH_PORT": "0"}
    if request.param == "postgres":
        settings["DATABASE_URL"] = request.getfixturevalue("postgres_server")
    pair = LiveServer(folder, **settings), LiveServer(folder, **settings)
    try:
        for site in pair:
            site.start()
        yield pair
    finally:
        for site in pair:
            site.stop()


class Caller:
    """A player who polls one of the processes by REST."""

    def __init__(self, site: LiveServer) -> None:
        self.http = httpx.AsyncClient(base_url=f"{site.url}{API}", timeout=POLL_S + 10)
        self.seat: Json = {}
        self.seen = 0

    async def join(self, session: str) -> None:
        asked = {"game": "TicTacToe", "session": session, "wait": POLL_S}
        answer = await self.http.post("/join", json=asked)
        assert answer.status_code == 200, answer.text
        self.seat = answer.json()

    async def poll(self) -> tuple[Json, float]:
        """What comes next within one poll, and how long it took."""
        asked = {"player_id": self.seat["player_id"], "since": self.seen, "wait": POLL_S}
        begun = time.monotonic()
        answer = await self.http.get(
            f"/{self.seat['match_id']}/state",
            params=asked,
            headers={"X-Match-Key": self.seat["key"]},
        )
        assert answer.status_code == 200, answer.text
        self.seen = answer.json()["version"]
        return answer.json()["state"], time.monotonic() - begun

    async def move(self, position: int) -> None:
        signed = {"player_id": self.seat["player_id"], "key": self.seat["key"]}
        body: dict[str, Any] = {**signed, "move": {"position": position}}
        answer = await self.http.post(f"/{self.seat['match_id']}/move", json=body)
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def pair(sites: Sites, hangar: Hangar, session: str) -> AsyncIterator[tuple[Sitting, Caller]]:
    """Ada by WebSocket at one process, Bob by REST at the other; Bob has seen the start."""
    pilot = await hangar.guest(sites[0])
    await wish(pilot, session)
    await pilot.expect("match.waiting")
    bob = Caller(sites[1])
    await bob.join(session)
    ada = await seated(pilot)
    await bob.poll()
    yield ada, bob
    await bob.http.aclose()


async def changed(bob: Caller, deed: Any) -> tuple[Json, float]:
    """What a poll that has begun hears of a deed."""
    poll = asyncio.create_task(bob.poll())
    done, _ = await asyncio.wait([poll], timeout=0.3)
    assert not done
    await deed
    return await poll


async def test_each_hears_at_once_what_the_other_does(pair: tuple[Sitting, Caller]) -> None:
    ada, bob = pair
    for mine, theirs in ((0, 3), (1, 4)):
        state, took = await changed(bob, ada.move(position=mine))
        assert state["board"][mine] == 0
        assert took < AT_ONCE_S
        await bob.move(theirs)
        seen = await ada.seen(bob.seen + 1)
        assert seen["state"]["board"][theirs] == 1
        await bob.poll()
    state, took = await changed(bob, ada.move(position=2))
    assert (state["winner"], took < AT_ONCE_S) == (0, True)
    assert ada.versions() == [1, 2, 3, 4, 5, 6]


async def test_nothing_is_lost_while_redis_is_away(
    pair: tuple[Sitting, Caller], redis: RedisServer
) -> None:
    ada, bob = pair
    redis.kill()
    state, _ = await changed(bob, ada.move(position=0))
    assert state["board"][0] == 0, "within the poll, though nobody told of it"
    await bob.move(3)
    assert (await ada.seen(3))["state"]["board"][3] == 1

    redis.start()
    await bob.poll()
    times = []
    for mine, theirs in ((1, 4), (5, 6), (7, 8)):
        state, took = await changed(bob, ada.move(position=mine))
        assert state["board"][mine] == 0
        times.append(took)
        await bob.move(theirs)
        assert (await ada.seen(bob.seen + 1))["state"]["board"][theirs] == 1
        await bob.poll()
    assert min(times) < AT_ONCE_S, "it is as it was"
    assert ada.versions() == [*range(1, 10)]
