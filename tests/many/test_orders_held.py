"""What pilots ask for while their system changes hands."""

import time
from typing import Any

from game.protocol import link, server
from game.protocol.errors import AppError, ErrorCode
from game.realtime.asks import HELM_AGAIN_S
from game.realtime.feed import Feed
from game.realtime.lines import Lines

SHIP = 7
HELM = link.Join(1, 101, 0, True)
BUSY = AppError(ErrorCode.SERVER_BUSY)
JOINED = '{"system_id":"sol-1"}'


class NoHub:
    """All that a feed asks of one here: lines, on which nothing leaves."""

    def __init__(self) -> None:
        self.lines = Lines({})

    def next_seq(self) -> int:
        return 1


class NoOutbox:
    idle = True


class NoSession:
    """Keeps what it is told."""

    def __init__(self, conn: int) -> None:
        self.conn = conn
        self.player = 100 + conn
        self.member: Any = None
        self.outbox = NoOutbox()
        self.feed: Any = None
        self.closed = False
        self.failed: list[int] = []
        self.told: list[tuple[str, object]] = []
        self.went_on: list[tuple[str, int]] = []

    def send(self, kind: str, payload: object) -> None:
        self.told.append((kind, payload))

    def parted(self) -> None:
        self.feed = self.member = None

    def superseded(self) -> None:
        self.closed = True
        self.parted()

    def go_on(self, system_id: str, seq: int) -> None:
        self.went_on.append((system_id, seq))

    def fail(self, error: AppError, seq: int) -> None:
        self.failed.append(seq)


def welcome(epoch: int, markets: str = "[]") -> link.Welcome:
    return link.Welcome("worker", epoch, 100 * epoch, 18, 20.0, '"zones":[]', markets)


def frame(epoch: int, *, tick: int) -> link.Frame:
    return link.Frame(
        link.VERSION, epoch, tick - 1, tick, tick, [], [], [], [], {}, {}, b"", b"", b"", b"", [],
        [], b"", {}, {}, "", "", [], [],
    )  # fmt: skip


def trade(seq: int) -> link.TradeOrder:
    return link.TradeOrder(1, SHIP, seq, False, "station", "food", 1, None)


def a_feed_with_a_pilot() -> tuple[Feed, NoSession]:
    feed, session = Feed("sol-1", NoHub()), NoSession(1)  # type: ignore[arg-type]
    session.feed = feed
    feed.join(session, 1)  # type: ignore[arg-type]
    feed._on_news(welcome(1))
    feed._on_news(link.Joined(1, SHIP, JOINED))
    feed._batch()
    return feed, session


def test_an_order_waits_until_the_new_worker_has_the_ship() -> None:
    feed, _ = a_feed_with_a_pilot()
    feed._on_news(link.Asleep(1))
    feed.order(trade(2))
    feed._on_news(welcome(2))
    feed.order(trade(3))
    assert feed._batch().orders == [HELM]
    feed._on_news(link.Joined(1, SHIP, ""))
    assert feed._batch().orders == [trade(2), trade(3)]
    feed.order(trade(4))
    assert feed._batch().orders == [trade(4)]


def test_an_order_waits_through_a_second_change_of_hands() -> None:
    feed, _ = a_feed_with_a_pilot()
    feed._on_news(link.Asleep(1))
    feed.order(trade(2))
    feed._on_news(welcome(2))
    feed._batch()
    feed._on_news(link.Asleep(2))
    feed._on_news(welcome(3))
    assert feed._batch().orders == [HELM]
    feed._on_news(link.Joined(1, SHIP, ""))
    assert feed._batch().orders == [trade(2)]


def test_an_order_that_was_called_off_does_not_happen_after_all() -> None:
    feed, session = a_feed_with_a_pilot()
    feed._on_news(link.Asleep(1))
    feed.order(trade(2))
    feed._call_off({(1, 2)}, BUSY)
    feed._on_news(welcome(2))
    feed.order(trade(3))
    feed._call_off({(1, 3)}, BUSY)
    feed._on_news(link.Joined(1, SHIP, ""))
    assert session.failed == [2, 3]
    assert feed._batch().orders == [HELM]


def test_a_snapshot_is_asked_for_once_the_new_worker_has_the_ship() -> None:
    feed, _ = a_feed_with_a_pilot()
    feed._on_news(link.Asleep(1))
    feed._on_news(welcome(2))
    feed._on_news(welcome(2, markets='[{"station_id":"dock"}]'))  # prices have moved meanwhile
    assert feed._batch().snapshots == [SHIP]  # of a ship that the worker is still reading
    feed._on_news(link.Joined(1, SHIP, ""))
    assert feed._batch().snapshots == [SHIP]


async def test_frames_that_a_feed_takes_no_notice_of_cost_it_no_credit() -> None:
    feed, _ = a_feed_with_a_pilot()
    feed._on_news(link.Asleep(1))  # it had been given up
    await feed._on_frame(frame(1, tick=140))
    feed._on_news(welcome(1))
    assert feed._batch().done_tick == 140


def test_who_had_the_helm_before_hears_of_the_next_from_the_feed_itself() -> None:
    feed, first = a_feed_with_a_pilot()
    second = NoSession(2)
    second.feed = feed
    feed.join(second, 1)  # type: ignore[arg-type]
    feed._on_news(link.Joined(2, SHIP, JOINED))  # of a worker that had given this feed up
    assert first.closed
    assert [member.session for member in feed.members.values()] == [second]


def test_a_helm_is_asked_for_again_until_it_is_given_back() -> None:
    feed, _ = a_feed_with_a_pilot()
    feed._on_news(link.Asleep(1))
    feed._on_news(welcome(2))
    feed.order(trade(2))
    soon, late = time.monotonic(), time.monotonic() + 2 * HELM_AGAIN_S
    assert feed._batch().orders == [HELM]
    feed._asks.name_helms_again(soon)
    assert feed._batch().orders == []
    feed._asks.name_helms_again(late)
    assert feed._batch().orders == [HELM]
    feed._on_news(link.Joined(1, SHIP, ""))
    assert feed._batch().orders == [trade(2)]
    feed._asks.name_helms_again(late + 2 * HELM_AGAIN_S)
    assert feed._batch().orders == []


JUMPED = link.Parted(1, 0, 0, "jumped", '{"reason":"jumped"}', "sol-2")


def test_a_jump_that_only_a_successor_tells_of_answers_its_request() -> None:
    feed, session = a_feed_with_a_pilot()
    feed.order(link.JumpOrder(1, SHIP, 2, "gate"))
    feed._batch()
    feed._on_news(link.Asleep(1))
    feed.order(trade(3))
    feed._on_news(welcome(2))
    feed._on_news(JUMPED)
    assert session.told[-1] == ("session.left", server.SessionLeft("sol-1", "jumped", 2))
    assert session.went_on == [("sol-2", 2)]
    assert session.failed == [3]
    assert feed._batch().orders == [HELM]  # as it was said before


def test_a_jump_that_was_called_off_is_told_without_its_request() -> None:
    feed, session = a_feed_with_a_pilot()
    feed.order(link.JumpOrder(1, SHIP, 2, "gate"))
    feed._call_off({(1, 2)}, BUSY)
    feed._on_news(JUMPED)
    assert session.told[-1] == ("session.left", JUMPED.payload)
    assert session.went_on == [("sol-2", 0)]


def test_a_helm_that_somebody_else_has_now_is_not_asked_for_again() -> None:
    feed, _ = a_feed_with_a_pilot()
    feed._on_news(link.Asleep(1))
    feed._on_news(welcome(2))
    feed.order(trade(2))
    feed._batch()
    feed._on_news(link.Parted(1, 0, 0, "superseded", "", ""))
    feed._asks.name_helms_again(time.monotonic() + 2 * HELM_AGAIN_S)
    assert feed._batch().orders == []


def test_who_was_cut_off_cannot_call_a_feed_away_from_its_successor() -> None:
    feed, _ = a_feed_with_a_pilot()
    feed._on_news(welcome(2))
    feed._on_news(link.Asleep(1))
    feed._on_news(welcome(1))
    assert feed._welcome == welcome(2)
