"""The plot of a balance."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from game.web.plot import HEIGHT, WIDTH, balance_plot, value_marks

START = datetime(2030, 1, 1, tzinfo=UTC)
CREDITS = st.integers(0, 10**12)


def history(*credits: int) -> list[tuple[datetime, int]]:
    return [(START + timedelta(hours=hour), value) for hour, value in enumerate(credits)]


def points(text: str) -> list[tuple[float, float]]:
    pairs = [pair.split(",") for pair in text.split()]
    return [(float(x), float(y)) for x, y in pairs]


@given(CREDITS, CREDITS)
def test_marks_are_few_even_and_hold_every_value(a: int, b: int) -> None:
    low, high = sorted((a, b))
    marks = value_marks(low, high)
    assert 2 <= len(marks) <= 7
    assert marks[0] <= low <= high <= marks[-1]
    assert len({after - before for before, after in pairwise(marks)}) == 1
    assert str(marks[1] - marks[0]).rstrip("0") in ("1", "2", "5")


@given(st.lists(CREDITS, min_size=2, max_size=60))
def test_a_plot_stays_inside_its_field(credits: list[int]) -> None:
    plot = balance_plot(history(*credits))
    assert plot is not None
    for x, y in points(plot.line):
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT
    assert len(plot.grid) == len(plot.marks)


def test_a_balance_stands_still_until_its_next_change() -> None:
    plot = balance_plot(history(0, 100))
    assert plot is not None
    assert points(plot.line) == [(0, HEIGHT), (WIDTH, HEIGHT), (WIDTH, 0)]
    assert plot.marks[0] == "100"
    assert plot.marks[-1] == "0"


def test_changes_at_one_moment_are_a_plot_too() -> None:
    plot = balance_plot([(START, 5), (START, 9)])
    assert plot is not None
    assert points(plot.line)[-1] == (0, points(plot.line)[-1][1])


def test_one_value_is_no_plot() -> None:
    assert balance_plot(history(5000)) is None
