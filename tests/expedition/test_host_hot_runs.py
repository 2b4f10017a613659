"""The cache of runs that are being played."""

from threading import Thread

import pytest

from game.expedition.begin import new_run
from game.expedition.state import Run
from game.services.hot_runs import IDLE_S, LIMIT, SWEEP_S, HotRuns


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hot(clock: Clock) -> HotRuns:
    return HotRuns(3, idle_s=1800.0, sweep_s=300.0, clock=clock)


@pytest.fixture(scope="module")
def run() -> Run:
    return new_run(seed="warm")


def test_the_promised_times() -> None:
    assert (IDLE_S, SWEEP_S) == (1800, 300)
    assert LIMIT > 200


def test_a_run_is_found_at_its_own_revision_alone(hot: HotRuns, run: Run) -> None:
    hot.put(7, 4, run)
    assert hot.get(7, 4) is run
    assert hot.get(7, 3) is None
    assert hot.get(7, 5) is None
    assert hot.get(8, 4) is None


def test_a_late_thread_does_not_put_an_older_revision_back(hot: HotRuns, run: Run) -> None:
    hot.put(7, 5, run)
    hot.put(7, 4, new_run(seed="old"))
    assert hot.get(7, 5) is run


def test_the_run_that_was_used_longest_ago_makes_room(hot: HotRuns, run: Run) -> None:
    for pk in (1, 2, 3):
        hot.put(pk, 1, run)
    hot.get(1, 1)
    hot.put(4, 1, run)
    assert [pk for pk in (1, 2, 3, 4) if hot.get(pk, 1)] == [1, 3, 4]


def test_a_sweep_takes_what_was_idle_for_half_an_hour(hot: HotRuns, clock: Clock, run: Run) -> None:
    hot.put(1, 1, run)
    hot.put(2, 1, run)
    clock.now += 1000
    hot.get(1, 1)
    clock.now += 800
    assert hot.sweep() == 1
    assert hot.get(2, 1) is None
    assert hot.get(1, 1) is run


def test_without_a_sweeper_use_sweeps_every_five_minutes(
    hot: HotRuns, clock: Clock, run: Run
) -> None:
    hot.put(1, 1, run)
    clock.now += 1800
    hot.put(2, 1, run)
    assert len(hot) == 1


def test_a_dropped_run_is_gone(hot: HotRuns, run: Run) -> None:
    hot.put(1, 1, run)
    hot.drop(1)
    hot.drop(2)
    assert hot.get(1, 1) is None


def test_threads_may_use_it_at_once(run: Run) -> None:
    hot = HotRuns(16)

    def use(first: int) -> None:
        for n in range(2000):
            hot.put(first * n % 40, n, run)
            hot.get(n % 40, n)
            if n % 100 == 0:
                hot.sweep()

    threads = [Thread(target=use, args=(first,)) for first in (1, 3, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hot) == 16
