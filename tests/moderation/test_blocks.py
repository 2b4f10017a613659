"""Blocks that nobody tells of are heeded all the same, by one query for all who are here."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from accounts.models import Block, User
from accounts.selectors import Access, blocks_by_player
from accounts.standing import standing_without, standings
from game.bus.access import publish_access
from game.realtime import access
from game.realtime.access import Pass, Passes
from game.realtime.hub import Hub
from game.services.lanes import Lanes
from tests.live.test_session import LIMITS

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_S = 10.0


class Asked(Lanes):
    """Lanes that keep in mind about whom each query asked."""

    def __init__(self) -> None:
        super().__init__()
        self.about: dict[Callable[..., Any], list[set[int]]] = {standings: [], blocks_by_player: []}
        self._news = asyncio.Event()

    async def read(self, call: Callable[..., Any], /, **arguments: Any) -> Any:
        found = await super().read(call, **arguments)
        self.about[call].append(set(arguments["pks"]))
        self._news.set()
        return found

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                self._news.clear()
                await self._news.wait()


@pytest.fixture
def three() -> list[User]:
    return [User.objects.create_user(name) for name in ("ada_l", "grace_h", "loud_1")]


@pytest.fixture
async def lanes(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Asked]:
    monkeypatch.setattr(access, "POLL_S", 0.02)
    lanes = Asked()
    yield lanes
    lanes.close()


@pytest.fixture
async def passes(lanes: Asked) -> AsyncIterator[Passes]:
    passes = Passes(Hub(LIMITS, lanes))
    yield passes
    await passes.close()


def entered(passes: Passes, player: User) -> Pass:
    known = Access(player, standing_without(player), time.time() + 60)
    taken = Pass((known, frozenset()), ended=lambda error: None)
    passes.enter(taken)
    return taken


async def test_a_block_and_its_end_are_found_without_news(
    three: list[User], lanes: Asked, passes: Passes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "BLOCKS_POLL_S", 0.05)
    ada, grace, loud = three
    hers, others = entered(passes, ada), entered(passes, grace)
    await asyncio.to_thread(Block.objects.create, player=ada, blocked=loud)
    await lanes.until(lambda: hers.blocks == {loud.pk})
    assert others.blocks == frozenset()
    await asyncio.to_thread(Block.objects.all().delete)
    await lanes.until(lambda: hers.blocks == frozenset())
    assert all(pks == {ada.pk, grace.pk} for pks in lanes.about[blocks_by_player])


async def test_between_these_looks_only_those_of_whom_there_is_news_are_asked_about(
    three: list[User], lanes: Asked, passes: Passes
) -> None:
    ada, grace, loud = three
    hers = entered(passes, ada)
    entered(passes, grace)
    await lanes.until(lambda: lanes.about[standings].count({ada.pk, grace.pk}) > 5)
    assert lanes.about[blocks_by_player] == []
    await asyncio.to_thread(Block.objects.create, player=ada, blocked=loud)
    publish_access(player_pk=ada.pk)
    await lanes.until(lambda: hers.blocks == {loud.pk})
    assert lanes.about[blocks_by_player] == [{ada.pk}]


def test_all_blocks_are_read_in_one_query(
    three: list[User], django_assert_num_queries: Any
) -> None:
    ada, grace, loud = three
    for player, blocked in ((ada, loud), (ada, grace), (grace, loud), (loud, ada)):
        Block.objects.create(player=player, blocked=blocked)
    with django_assert_num_queries(1):
        found = blocks_by_player(pks=[ada.pk, grace.pk, 999_999])
    assert found == {ada.pk: {loud.pk, grace.pk}, grace.pk: {loud.pk}}
