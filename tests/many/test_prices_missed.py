"""Prices that a feed has missed are asked for until an answer has them."""

import time

from game.protocol import link
from game.realtime.feed import SILENCE_S, Feed
from tests.many.test_orders_held import a_feed_with_a_pilot

OLD, NEW = '[{"station_id":"old"}]', '[{"station_id":"new"}]'


def welcome(number: int, markets: str) -> link.Welcome:
    return link.Welcome("worker", 1, number, 18, 20.0, '"zones":[]', markets)


def frame(number: int, markets: str = "", *, still_at: int | None = None) -> link.Frame:
    base_tick, tick = (number - 1, number) if still_at is None else (still_at, still_at)
    return link.Frame(
        link.VERSION, 1, base_tick, tick, number, [], [], [], [], {}, {}, b"", b"", b"", b"", [],
        [], b"", {}, {}, "", markets, [], [],
    )  # fmt: skip


async def a_feed_that_missed_a_frame() -> Feed:
    feed = await a_feed_that_missed_none()
    await feed._on_frame(frame(3))
    assert feed._batch().info
    return feed


async def a_feed_that_missed_none() -> Feed:
    feed, _ = a_feed_with_a_pilot()
    await feed._on_frame(frame(0))
    feed._on_news(welcome(0, OLD))
    await feed._on_frame(frame(1))
    assert not feed._batch().info
    return feed


async def test_an_answer_from_before_the_gap_is_none() -> None:
    feed = await a_feed_that_missed_a_frame()
    feed._on_news(welcome(1, OLD))
    assert feed._batch().info
    feed._on_news(welcome(3, NEW))
    assert feed._markets == NEW
    assert not feed._batch().info


async def test_an_answer_counts_though_later_frames_have_overtaken_it() -> None:
    feed = await a_feed_that_missed_a_frame()
    await feed._on_frame(frame(4))
    feed._on_news(welcome(3, NEW))
    assert feed._markets == NEW
    assert not feed._batch().info


async def test_prices_of_a_later_frame_are_newer_than_an_answer_that_it_overtook() -> None:
    feed = await a_feed_that_missed_a_frame()
    await feed._on_frame(frame(4, NEW))
    feed._on_news(welcome(3, OLD))
    assert feed._markets == NEW


async def test_a_welcome_after_a_silence_does_not_bring_back_old_prices() -> None:
    feed = await a_feed_that_missed_none()
    assert feed.look_after(time.monotonic() + 2 * SILENCE_S)
    await feed._on_frame(frame(2, NEW))
    feed._on_news(welcome(1, OLD))
    assert feed._markets == NEW


async def test_prices_that_change_while_time_stands_still_are_no_older_than_an_answer() -> None:
    feed = await a_feed_that_missed_none()
    await feed._on_frame(frame(3, still_at=1))
    assert feed._batch().info
    await feed._on_frame(frame(4, NEW, still_at=1))
    assert not feed._batch().info
    feed._on_news(welcome(3, OLD))
    assert feed._markets == NEW


async def test_the_first_answer_of_another_worker_counts() -> None:
    feed = await a_feed_that_missed_none()
    feed._on_news(link.Welcome("other", 2, -1, 18, 20.0, '"zones":[]', OLD))
    feed._on_news(link.Welcome("other", 2, 0, 18, 20.0, '"zones":[]', NEW))
    assert feed._markets == NEW
