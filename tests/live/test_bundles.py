"""What one process has for another leaves together, in order, and one part's trouble is its own."""

import array
import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from game.bus import layers
from game.protocol import link
from game.realtime.feed import Feed
from game.realtime.lines import Lines
from game.worker import post
from game.worker.post import FRAMES_WAITING, SMALL_FRAME, Post, PostOffice
from tests.live.test_session import session_with_log

WORKER = "specific.worker!b2"
SHIP, CONN = 7, 1


@dataclass
class Layer:
    """Takes what is sent; `away` are how many sendings fail first."""

    frames: list[tuple[str, bytes]] = field(default_factory=list)
    alone: list[tuple[str, bytes]] = field(default_factory=list)
    bundles: list[tuple[str, str, bytes]] = field(default_factory=list)
    away: int = 0
    sent: asyncio.Event = field(default_factory=asyncio.Event)

    async def send_frames(self, channel: str, blob: bytes) -> None:
        self.frames.append((channel, blob))

    async def send_frame(self, system_id: str, blob: bytes) -> None:
        self.alone.append((system_id, blob))

    async def send_bundle(self, channel: str, kind: str, blob: bytes) -> None:
        if self.away:
            self.away -= 1
            raise ConnectionError
        self.bundles.append((channel, kind, blob))
        self.sent.set()


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> Layer:
    layer = Layer()
    for name in ("send_frames", "send_frame", "send_bundle"):
        monkeypatch.setattr(layers, name, getattr(layer, name))
    monkeypatch.setattr(post, "RETRY_S", 0.0)
    return layer


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    office = PostOffice()
    carrying = asyncio.create_task(office.carry())
    yield office
    carrying.cancel()


async def rounds(count: int = 20) -> None:
    """Let everybody who can go on do so."""
    for _ in range(count):
        await asyncio.sleep(0)


def parts(blob: bytes) -> list[tuple[str, bytes]]:
    return [(part.system_id, part.blob) for part in link.unpack(link.Bundle, blob).parts]


async def test_frames_of_one_turn_leave_as_one_message_a_process(
    layer: Layer, office: PostOffice
) -> None:
    for name in ("a", "b", "c"):
        Post(name, office).frame(name.encode(), ["web-1", "web-2"] if name == "b" else ["web-1"])
    await rounds()
    sent = {channel: parts(blob) for channel, blob in layer.frames}
    assert sent == {"web-1": [("a", b"a"), ("b", b"b"), ("c", b"c")], "web-2": [("b", b"b")]}
    assert len(layer.frames) == 2
    assert not layer.alone


async def test_a_large_frame_and_one_for_an_unknown_process_go_alone(
    layer: Layer, office: PostOffice
) -> None:
    Post("large", office).frame(bytes(SMALL_FRAME + 1), ["web-1"])
    Post("new", office).frame(b"new", ["web-1", ""])
    await rounds()
    assert [system_id for system_id, _ in layer.alone] == ["large", "new"]
    assert not layer.frames


async def test_a_system_builds_no_frame_while_the_layer_takes_none(layer: Layer) -> None:
    office = PostOffice()
    one, other = Post("one", office), Post("other", office)
    for _ in range(FRAMES_WAITING):
        assert one.has_room
        one.frame(b"frame", ["web-1"])
    assert not one.has_room
    assert other.has_room
    carrying = asyncio.create_task(office.carry())
    await rounds()
    assert one.has_room
    carrying.cancel()


async def test_news_keep_their_order_and_are_tried_again(layer: Layer, office: PostOffice) -> None:
    layer.away = 3
    one, other = Post("one", office), Post("other", office)
    for number in range(5):
        one.news("web-1", link.Joined(number, number, ""))
        other.news("web-1", link.Joined(10 + number, 0, ""))
        one.flush()
        other.flush()
        await rounds(2)
    await office.empty()
    told: dict[str, list[int]] = {}
    for channel, kind, blob in layer.bundles:
        assert (channel, kind) == ("web-1", "feed.news")
        for system_id, replies in parts(blob):
            news = link.unpack(link.Replies, replies).news
            told.setdefault(system_id, []).extend(n.conn for n in news)  # type: ignore[union-attr]
    assert told == {"one": [0, 1, 2, 3, 4], "other": [10, 11, 12, 13, 14]}


async def test_a_process_that_takes_no_news_does_not_delay_another(
    layer: Layer, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, free = asyncio.Event(), asyncio.Event()

    async def send(channel: str, kind: str, blob: bytes) -> None:
        await (stuck.wait() if channel == "dead" else rounds(1))
        free.set()

    monkeypatch.setattr(layers, "send_bundle", send)
    office.news("dead", "one", [link.Asleep(1)])
    office.news("web-1", "one", [link.Asleep(1)])
    await asyncio.wait_for(free.wait(), 10)
    assert not stuck.is_set()
    stuck.set()
    await office.empty()


# --- the side of the feeds --------------------------------------------------------------------


def welcome() -> bytes:
    news: list[link.News] = [
        link.Welcome(WORKER, 3, 10, 18, 20.0, '"zones":[]', "[]"),
        link.Joined(CONN, SHIP, ""),
    ]
    return link.pack(link.Replies(link.VERSION, news))


def frame(base_tick: int, tick: int, *, whole: bool = False) -> bytes:
    you = {SHIP: '{"ship_id":"s_7"}'} if whole else {}
    ships, centres, acks, contexts = (
        array.array(kind, [value]).tobytes()
        for kind, value in (("q", SHIP), ("i", 40), ("q", 0), ("h", 0))
    )
    told = link.Frame(
        link.VERSION, 3, base_tick, tick, tick, [], [], [], [], {}, {}, ships, centres, acks,
        contexts, ["{}"], [], b"", {}, you, "", "", [], [],
    )  # fmt: skip
    return link.pack(told)


async def test_feeds_of_one_process_speak_to_a_worker_in_one_message(
    layer: Layer, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _ = session_with_log()
    feeds = {name: Feed(name, session.hub) for name in ("a", "b", "mute")}
    for name in ("a", "b"):
        feeds[name].hear_news(welcome())
    lines = Lines(feeds)
    speaking = asyncio.create_task(lines._speak())
    for each in (*feeds.values(), feeds["a"]):
        lines.ask(each)
    await asyncio.wait_for(layer.sent.wait(), 10)
    speaking.cancel()
    ((channel, kind, blob),) = layer.bundles
    assert (channel, kind) == (WORKER, "feed.batches")
    assert [system_id for system_id, _ in parts(blob)] == ["a", "b"]


async def test_a_lost_bundle_has_the_feed_ask_for_snapshots() -> None:
    session, got = session_with_log()
    session.player = 5
    feed = Feed("sol-1", session.hub)
    session.feed = feed
    feed.join(session, 1)
    feed.hear_news(welcome())
    _, batch = feed.say() or (None, None)
    assert batch is not None
    assert batch.snapshots == [SHIP]
    await feed.hear_frame(frame(-1, 11, whole=True))
    await feed.hear_frame(frame(11, 12))
    _, batch = feed.say() or (None, None)
    assert batch is not None
    assert (batch.snapshots, batch.done_tick) == ([], 12)
    await feed.hear_frame(frame(13, 14))  # that of tick 13 never came
    _, batch = feed.say() or (None, None)
    assert batch is not None
    assert (batch.snapshots, batch.done_tick, batch.info) == ([SHIP], 14, True)
    assert [m["type"] for m in got] == ["world.snapshot", "world.delta"]


async def test_a_part_that_cannot_be_read_harms_nobody() -> None:
    session, _ = session_with_log()
    feed = Feed("sol-1", session.hub)
    await feed.hear_frame(b"\x00not a frame")
    feed.hear_news(b"\x00not news")
    feed.hear_news(welcome())
    assert feed.say() is not None
