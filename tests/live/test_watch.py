"""Expeditions watched by the sessions of one process, with a database that the test plays."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from game.bus import expeditions as bus
from game.bus import layers
from game.protocol.changes import packed_change
from game.protocol.errors import AppError, ErrorCode
from game.protocol.expedition import GameEvent
from game.protocol.names import expedition_group
from game.realtime import watch
from game.realtime.conversation import Encoding
from game.realtime.hub import Hub
from game.realtime.outbox import Outbox
from game.realtime.session import Session
from game.services.expedition_watch import WatchedState
from game.services.lanes import Lanes
from tests.live.test_session import LIMITS

PK, PLAYER, NAME = 7001, 3, "default"


class Stored:
    """The database: the revision of one expedition, or nothing. `reading` is called, once, while
    the state is being read, in the thread that reads."""

    def __init__(self) -> None:
        self.revision: int | None = 1
        self.reading: Callable[[], None] = lambda: None

    def pk(self, *, player_pk: int, session_id: str) -> int:
        if (player_pk, session_id) != (PLAYER, NAME) or self.revision is None:
            raise AppError(ErrorCode.UNKNOWN_SESSION)
        return PK

    def state(self, *, player_pk: int, session_id: str) -> WatchedState:
        pk, revision = self.pk(player_pk=player_pk, session_id=session_id), self.revision
        assert revision is not None
        reading, self.reading = self.reading, lambda: None
        reading()
        return WatchedState(pk, revision, json.dumps(state_at(revision)))

    def revisions(self, *, pks: list[int]) -> dict[int, int]:
        return {} if self.revision is None else dict.fromkeys(pks, self.revision)


def state_at(revision: int) -> dict[str, Any]:
    return {"session_id": NAME, "revision": revision}


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Stored:
    stored = Stored()
    for name in ("pk", "state", "revisions"):
        monkeypatch.setattr(watch, f"watched_{name}", getattr(stored, name))
    return stored


@pytest.fixture
async def hub(stored: Stored) -> AsyncIterator[Hub]:
    await layers.frames().flush()
    lanes = Lanes()
    hub = Hub(LIMITS, lanes)
    yield hub
    await hub.close()
    lanes.close()


class Tab:
    """A session of the player, and what its client got."""

    def __init__(self, hub: Hub) -> None:
        self.got: list[dict[str, Any]] = []
        outbox = Outbox(
            self._send,
            encode=lambda text: {"text": text},
            on_overflow=lambda: None,
            on_close=lambda: None,
        )
        conn = hub.next_conn()
        self.session = Session(hub=hub, outbox=outbox, encoding=Encoding.JSON, conn=conn)
        self.session.player = PLAYER
        self._seq = 0
        self._news = asyncio.Event()
        self.reads = asyncio.Event()
        self.reads.set()

    async def _send(self, event: dict[str, Any]) -> None:
        await self.reads.wait()
        self.got.append(json.loads(event["text"]))
        self._news.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until what the client got makes the condition true."""
        async with asyncio.timeout(5):
            while not condition():
                self._news.clear()
                await self._news.wait()

    async def say(self, kind: str, session_id: str = NAME) -> dict[str, Any]:
        """The first answer to a message."""
        self._seq += 1
        before = len(self.got)
        message = {"type": kind, "seq": self._seq, "ts": 1, "payload": {"session_id": session_id}}
        later = self.session.receive(json.dumps(message))
        if later is not None:
            await later
        return self.got[before]

    @property
    def told(self) -> list[int | str]:
        """Revisions of states and words of events, in their order."""
        return [
            message["payload"].get("revision", message["payload"].get("message"))
            for message in self.got
            if message["type"] in ("game_state", "game_event")
        ]


def change(revision: int, words: str = "") -> bytes:
    event = GameEvent(NAME, "scan", words, []) if words else None
    return packed_change(state=state_at(revision), event=event)


async def publish(revision: int, words: str = "") -> None:
    """As the thread of a request does, and let it arrive."""
    await sync_to_async(bus.publish_change)(PK, change(revision, words))
    await settle()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def subscriptions() -> int:
    """Channels of this process that the bus sends this expedition's changes to."""
    return len(layers.frames().groups.get(expedition_group(PK), {}))


async def test_all_tabs_share_one_subscription(hub: Hub) -> None:
    tabs = [Tab(hub) for _ in range(4)]
    for tab in tabs:
        assert (await tab.say("join_session"))["type"] == "joined_session"
    assert subscriptions() == 1
    await publish(2, "two")
    assert [tab.told for tab in tabs] == [[1, 2, "two"]] * 4


async def test_the_last_to_go_ends_the_subscription(hub: Hub) -> None:
    one, two = Tab(hub), Tab(hub)
    for tab in (one, two):
        await tab.say("join_session")
    assert (await one.say("leave_session"))["type"] == "left_session"
    await settle()
    assert subscriptions() == 1
    two.session.gone()
    await settle()
    assert subscriptions() == 0
    await one.say("join_session")
    await publish(2)
    assert one.told == [1, 1, 2]
    assert two.told == [1]


async def test_joins_that_fail_leave_no_subscription(hub: Hub, stored: Stored) -> None:
    tab = Tab(hub)

    def vanish() -> None:
        raise AppError(ErrorCode.UNKNOWN_SESSION)

    stored.reading = vanish
    assert (await tab.say("join_session"))["payload"]["code"] == "UNKNOWN_SESSION"
    await settle()
    assert subscriptions() == 0
    assert tab.session.watched == {}


async def test_a_change_while_the_first_state_is_read_is_not_missed(
    hub: Hub, stored: Stored
) -> None:
    tab, loop = Tab(hub), asyncio.get_running_loop()

    def meanwhile() -> None:
        asyncio.run_coroutine_threadsafe(publish(2, "two"), loop).result(5)

    stored.reading = meanwhile
    await tab.say("join_session")
    assert tab.told == [2], "and what led to the first state is no news"
    await publish(3, "three")
    assert tab.told == [2, 3, "three"]


async def test_a_change_that_the_first_state_holds_already_is_no_news(
    hub: Hub, stored: Stored
) -> None:
    stored.revision = 5
    tab = Tab(hub)
    await tab.say("join_session")
    await publish(5, "five")
    await publish(4, "four")
    assert tab.told == [5]


async def test_changes_out_of_order_never_show_an_older_state(hub: Hub) -> None:
    tab = Tab(hub)
    await tab.say("join_session")
    await publish(3, "three")
    await publish(2, "two")
    assert tab.told == [1, 3, "three", "two"], "what happened is told all the same"


async def test_who_joins_later_moves_the_others_on(hub: Hub, stored: Stored) -> None:
    """The database knows of a change that is still on its way."""
    one, two = Tab(hub), Tab(hub)
    await one.say("join_session")
    stored.revision = 2
    await two.say("join_session")
    await publish(2, "two")
    assert (one.told, two.told) == ([1, 2, "two"], [2])


async def test_a_tab_that_does_not_read_gets_every_event_and_the_newest_state(hub: Hub) -> None:
    slow, quick = Tab(hub), Tab(hub)
    for tab in (slow, quick):
        await tab.say("join_session")
    slow.reads.clear()
    for revision in range(2, 30):
        await publish(revision, f"event {revision}")
    assert slow.told == [1]
    assert quick.told[-2:] == [29, "event 29"], "nobody waits for it"
    slow.reads.set()
    await slow.until(lambda: slow.told[-1] == 29)
    events = [f"event {revision}" for revision in range(2, 30)]
    assert slow.told == [1, 2, *events, 29], "and of the states the one that was under way"
    seqs = [message["seq"] for message in slow.got]
    assert seqs == sorted(set(seqs))


async def test_a_tab_that_leaves_while_it_does_not_read_gets_no_state_behind_its_leave(
    hub: Hub,
) -> None:
    tab = Tab(hub)
    await tab.say("join_session")
    tab.reads.clear()
    await publish(2, "two")
    await publish(3)
    tab.session.receive(
        json.dumps({"type": "leave_session", "seq": 9, "ts": 1, "payload": {"session_id": NAME}})
    )
    tab.reads.set()
    await tab.until(lambda: tab.got[-1]["type"] == "left_session")
    await settle()
    assert tab.told == [1, 2, "two"]
    assert tab.got[-1]["type"] == "left_session"


async def test_a_change_that_the_bus_lost_is_found(
    hub: Hub, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOOK_AGAIN_S", 0.01)
    tab = Tab(hub)
    await tab.say("join_session")
    stored.revision = 2
    await tab.until(lambda: tab.told == [1, 2])


async def test_an_expedition_that_is_no_more_is_left(
    hub: Hub, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOOK_AGAIN_S", 0.01)
    tab = Tab(hub)
    await tab.say("join_session")
    stored.revision = None
    await tab.until(lambda: tab.got[-1]["type"] == "left_session")
    assert tab.got[-1]["payload"] == {"session_id": NAME}
    await settle()
    assert subscriptions() == 0


async def test_a_database_that_fails_is_asked_again(
    hub: Hub, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOOK_AGAIN_S", 0.01)
    tab = Tab(hub)
    await tab.say("join_session")
    stored.revision = 2

    def fail() -> None:
        raise OSError("away")

    stored.reading = fail
    await tab.until(lambda: tab.told == [1, 2])


async def test_news_of_another_version_are_left_out(hub: Hub) -> None:
    tab = Tab(hub)
    await tab.say("join_session")
    for blob in (b"", b"\x94\x02\x02\xa2{}\xa0", b"\xff"):
        await sync_to_async(bus.publish_change)(PK, blob)
    await publish(2)
    assert tab.told == [1, 2]


class Away:
    """A bus that cannot be reached."""

    def __getattr__(self, name: str) -> Any:
        raise ConnectionError(name)


async def test_without_a_bus_a_join_says_that_the_server_is_busy(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = Tab(hub)
    with monkeypatch.context() as broken:
        broken.setattr(layers, "frames", Away)
        assert (await tab.say("join_session"))["payload"]["code"] == "SERVER_BUSY"
    assert (await tab.say("join_session"))["type"] == "joined_session"


async def told(publisher: bus.Publisher) -> None:
    await sync_to_async(publisher.publish)(PK, change(2))


async def test_without_a_bus_a_change_is_stored_and_only_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(layers, "frames", Away)
    await told(bus.Publisher())
    assert "expedition 7001" in caplog.text


class Hanging:
    """A bus that takes nothing and says nothing."""

    def __init__(self) -> None:
        self.asked = 0

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        self.asked += 1
        await asyncio.Event().wait()


async def test_a_bus_that_hangs_holds_one_action_up_and_is_left_alone_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, hanging = [100.0], Hanging()
    monkeypatch.setattr(layers, "frames", lambda: hanging)
    monkeypatch.setattr(bus, "PATIENCE_S", 0.01)
    publisher = bus.Publisher(clock=lambda: now[0])
    async with asyncio.timeout(5):
        for _ in range(20):
            await told(publisher)
        assert hanging.asked == 1
        now[0] += bus.REST_S
        await told(publisher)
    assert hanging.asked == 2
