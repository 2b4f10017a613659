"""Budgets of a connection, by a clock that the test moves."""

from hypothesis import given
from hypothesis import strategies as st

from game.realtime.limits import AbuseMeter, ConnectionCounts, TokenBucket


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_allows_twice_its_rate_at_once_and_then_its_rate() -> None:
    clock = Clock()
    bucket = TokenBucket(10, clock)
    assert [bucket.take() for _ in range(21)] == [True] * 20 + [False]
    clock.now += 1.0
    assert [bucket.take() for _ in range(11)] == [True] * 10 + [False]


@given(st.lists(st.floats(0, 3), max_size=200))
def test_a_bucket_never_gives_more_than_burst_and_rate(pauses: list[float]) -> None:
    clock = Clock()
    bucket = TokenBucket(5, clock)
    taken = 0
    for pause in pauses:
        clock.now += pause
        taken += bucket.take()
    assert taken <= 10 + 5 * sum(pauses) + 1e-6


def test_ten_errors_within_ten_seconds_are_too_many() -> None:
    clock = Clock()
    meter = AbuseMeter(clock)
    assert [meter.count() for _ in range(10)] == [False] * 9 + [True]


def test_errors_that_are_spread_out_are_forgiven() -> None:
    clock = Clock()
    meter = AbuseMeter(clock)
    for _ in range(100):
        clock.now += 1.2
        assert not meter.count()


def test_connections_are_counted_by_process_address_and_player() -> None:
    counts = ConnectionCounts(total=3, per_address=2, per_player=1)
    assert counts.open("a")
    assert counts.open("a")
    assert not counts.open("a")
    assert counts.open("b")
    assert not counts.open("c")  # the process is full
    counts.close("a")
    assert counts.open("c")
    assert counts.login(7)
    assert not counts.login(7)
    counts.logout(7)
    assert counts.login(7)


def test_a_limit_of_zero_is_none() -> None:
    counts = ConnectionCounts(total=0, per_address=0, per_player=0)
    assert all(counts.open("a") and counts.login(1) for _ in range(1000))
