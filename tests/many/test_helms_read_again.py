"""A successor gives helms back that it cannot read at first, however often the database fails."""

import asyncio
from typing import Any

import pytest

from game.engine.world import World
from game.protocol import link
from game.worker import durable
from game.worker.joins import on_join, on_leave
from tests.engine.worlds import SPEC
from tests.support.galaxy import Observed, spin
from tests.support.records import Records

PLAYER, CONN, FEED, TICK_S = 1, 7, "one", 0.05
HELM = link.Join(CONN, PLAYER, 0, True)
FIRST_JOIN = link.Join(CONN, PLAYER, 1, False)


class Failing(Records):
    """Pilots cannot be read the first few times."""

    def __init__(self, failures: int) -> None:
        super().__init__({SPEC.id: SPEC})
        self.enlist(PLAYER, SPEC.id, 0.0, 0.0)
        self.failures = failures

    def _fetch(self, *, player_pk: int, system_id: str) -> Any:
        if self.failures:
            self.failures -= 1
            raise ConnectionError
        return super()._fetch(player_pk=player_pk, system_id=system_id)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "FIRST_PAUSE_S", 0.0)


async def pass_time(system: Observed) -> None:
    for _ in range(4):
        await spin()
        system.tick(TICK_S)


def a_system(failures: int) -> Observed:
    system = Observed(World.create(SPEC, seed=1), Failing(failures))
    system.attach(FEED)
    return system


def news_of(system: Observed) -> list[link.News]:
    replies = [
        link.unpack(link.Replies, blob) for channel, blob in system.mail.collect() if channel
    ]
    return [news for reply in replies for news in reply.news]


async def test_a_helm_is_read_until_it_is_there() -> None:
    system = a_system(failures=3)
    on_join(system, FEED, HELM)
    await pass_time(system)
    assert system.pilots.by_player[PLAYER].conn == CONN
    assert not system.arriving


async def test_who_joins_anew_hears_that_it_failed() -> None:
    system = a_system(failures=1)
    on_join(system, FEED, FIRST_JOIN)
    await pass_time(system)
    assert not system.pilots
    assert not system.arriving


async def test_a_helm_that_comes_behind_a_failing_join_is_read_again_too() -> None:
    system = a_system(failures=1)
    on_join(system, FEED, FIRST_JOIN)
    on_join(system, FEED, HELM)
    await pass_time(system)
    assert system.pilots.by_player[PLAYER].conn == CONN


async def test_who_leaves_meanwhile_is_not_waited_for() -> None:
    system = a_system(failures=1)
    on_join(system, FEED, HELM)
    on_leave(system, FEED, link.Leave(CONN, 0, 0, False))
    await pass_time(system)
    assert not system.pilots
    assert not system.arriving


async def test_a_helm_of_before_takes_none_from_who_came_later() -> None:
    system = a_system(failures=0)
    on_join(system, FEED, link.Join(CONN + 1, PLAYER, 1, False))
    on_join(system, FEED, HELM)
    await pass_time(system)
    on_join(system, FEED, HELM)
    assert system.pilots.by_player[PLAYER].conn == CONN + 1
    told = [news for news in news_of(system) if isinstance(news, link.Parted)]
    assert [(parted.conn, parted.reason) for parted in told] == [(CONN, "superseded")] * 2


async def test_the_same_connection_is_given_its_helm_again() -> None:
    system = a_system(failures=0)
    on_join(system, FEED, HELM)
    await pass_time(system)
    on_join(system, FEED, HELM)
    joined = [news for news in news_of(system) if isinstance(news, link.Joined)]
    assert [news.conn for news in joined] == [CONN, CONN]


async def test_nothing_is_read_on_after_the_end() -> None:
    system = a_system(failures=10**9)
    on_join(system, FEED, HELM)
    await asyncio.wait_for(system.settled(), 10)
