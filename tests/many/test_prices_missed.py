"""Prices that a feed has missed are asked for until an answer has them."""

from game.protocol import link
from game.realtime.feed import Feed
from tests.many.test_orders_held import a_feed_with_a_pilot

OLD, NEW = '[{"station_id":"old"}]', '[{"station_id":"new"}]'


def welcome(tick: int, markets: str) -> link.Welcome:
    return link.Welcome("worker", 1, tick, 18, 20.0, '"zones":[]', markets)


def frame(tick: int, number: int, markets: str = "") -> link.Frame:
    return link.Frame(
        link.VERSION, 1, tick - 1, tick, number, [], [], [], [], {}, {}, b"", b"", b"", b"", [], [],
        b"", {}, {}, "", markets, [], [],
    )  # fmt: skip


async def a_feed_that_missed_a_frame() -> Feed:
    feed, _ = a_feed_with_a_pilot()
    await feed._on_frame(frame(101, 0))
    feed._on_news(welcome(101, OLD))
    await feed._on_frame(frame(102, 1))
    assert not feed._batch().info
    await feed._on_frame(frame(104, 3))
    assert feed._batch().info
    return feed


async def test_an_answer_from_before_the_gap_is_none() -> None:
    feed = await a_feed_that_missed_a_frame()
    feed._on_news(welcome(102, OLD))
    assert feed._batch().info
    feed._on_news(welcome(104, NEW))
    assert feed._markets == NEW
    assert not feed._batch().info


async def test_an_answer_counts_though_later_frames_have_overtaken_it() -> None:
    feed = await a_feed_that_missed_a_frame()
    await feed._on_frame(frame(105, 4))
    feed._on_news(welcome(104, NEW))
    assert feed._markets == NEW
    assert not feed._batch().info


async def test_prices_of_a_later_frame_are_newer_than_an_answer_that_it_overtook() -> None:
    feed = await a_feed_that_missed_a_frame()
    await feed._on_frame(frame(105, 4, markets=NEW))
    feed._on_news(welcome(104, OLD))
    assert feed._markets == NEW
