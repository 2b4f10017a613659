"""Watched expeditions are asked about now and then, in case the bus has lost something."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import pytest

from game.protocol.errors import AppError, ErrorCode
from game.realtime import watch
from game.realtime.hub import Hub
from game.realtime.session import Session
from game.realtime.watch import Watch
from game.services.expedition_watch import WatchedState

PATIENCE_S = 10.0


class Store:
    """Two expeditions of a player, as the database would show them."""

    def __init__(self) -> None:
        self.revisions = {1: 1, 2: 1}
        self.unreadable: set[int] = set()

    async def read(self, function: Callable[..., Any], **arguments: Any) -> Any:
        return getattr(self, function.__name__)(**arguments)

    def watched_pk(self, *, player_pk: int, session_id: str) -> int:
        return int(session_id)

    def watched_state(self, *, player_pk: int, session_id: str) -> WatchedState:
        pk = int(session_id)
        if pk in self.unreadable:
            raise AppError(ErrorCode.DAMAGED_SAVE)
        return WatchedState(pk, self.revisions[pk], f"{pk} at {self.revisions[pk]}")

    def watched_revisions(self, *, pks: list[int]) -> dict[int, int]:
        return {pk: self.revisions[pk] for pk in pks if pk in self.revisions}


class Tab:
    """What a watching session is sent, the newest state of each expedition."""

    def __init__(self) -> None:
        self.conn, self.player = 1, 7
        self.watched: dict[str, Any] = {}
        self.outbox = self
        self.states: dict[str, str] = {}
        self.told: list[str] = []
        self.news = asyncio.Event()

    def send(self, kind: str, payload: object) -> None:
        self.told.append(kind)
        self.news.set()

    def send_newest(self, key: str, kind: str, body: str) -> None:
        self.states[key] = body
        self.news.set()

    def drop(self, key: str) -> None:
        del self.states[key]

    def fail(self, error: AppError, seq: int) -> None:
        raise error

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                self.news.clear()
                await self.news.wait()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
async def tab(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Tab]:
    """It watches both."""
    monkeypatch.setattr(watch, "LOOK_AGAIN_S", 0.01)
    tab = Tab()
    hub = cast(Hub, type("Site", (), {"lanes": store}))
    watching = Watch(hub)
    for seq, session_id in enumerate(("1", "2"), 1):
        await watching.join(cast(Session, tab), session_id, seq)
    yield tab
    await watching.close()


async def test_what_the_bus_has_lost_is_shown_a_little_later(tab: Tab, store: Store) -> None:
    assert tab.states == {"expedition 1": "1 at 1", "expedition 2": "2 at 1"}
    store.revisions[2] = 5
    await tab.until(lambda: tab.states["expedition 2"] == "2 at 5")
    assert tab.states["expedition 1"] == "1 at 1"


async def test_one_that_cannot_be_read_does_not_keep_news_of_others(tab: Tab, store: Store) -> None:
    store.unreadable.add(1)
    store.revisions.update({1: 2, 2: 2})
    await tab.until(lambda: tab.states["expedition 2"] == "2 at 2")
    assert tab.states["expedition 1"] == "1 at 1"
    store.unreadable.clear()
    await tab.until(lambda: tab.states["expedition 1"] == "1 at 2")


async def test_one_that_is_gone_is_left(tab: Tab, store: Store) -> None:
    del store.revisions[1]
    await tab.until(lambda: "left_session" in tab.told)
    assert list(tab.watched) == ["2"]
    assert tab.states == {"expedition 2": "2 at 1"}
