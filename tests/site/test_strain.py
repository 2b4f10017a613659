"""When newcomers are turned away, and when not."""

import pytest

from game.protocol.errors import AppError, ErrorCode
from game.realtime.strain import WINDOW, Bounds, Strain

BOUNDS = Bounds(joins_waiting=10, busy_lag=0.5, busy_time_scale=0.4)


def strain(bounds: Bounds = BOUNDS) -> Strain:
    return Strain(bounds, lambda: 0.0)


def test_a_quiet_process_takes_everybody() -> None:
    strain().check(joins_waiting=9, time_scale=0.4)


def test_a_full_row_turns_the_next_one_away_and_says_when_to_come_again() -> None:
    with pytest.raises(AppError) as refused:
        strain().check(joins_waiting=10, time_scale=1.0)
    assert refused.value.code is ErrorCode.SERVER_BUSY
    assert refused.value.details["retry_after_s"] == 5


def test_a_slow_system_takes_nobody() -> None:
    with pytest.raises(AppError):
        strain().check(joins_waiting=0, time_scale=0.39)


def test_a_late_loop_counts_until_it_has_been_well_for_a_while() -> None:
    process = strain()
    process.note(0, 0.6)
    for look in range(1, WINDOW):
        with pytest.raises(AppError):
            process.check(joins_waiting=0, time_scale=1.0)
        process.note(look, 0.0)
    process.note(WINDOW, 0.0)
    process.check(joins_waiting=0, time_scale=1.0)


def test_limits_of_0_are_none() -> None:
    process = strain(Bounds(0, 0.0, 0.0))
    process.note(0, 60.0)
    process.check(joins_waiting=100_000, time_scale=0.01)
