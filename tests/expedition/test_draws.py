"""Draws that the rules share."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.catalog.expedition import rules
from game.dice import Dice
from game.expedition import draws

seeds = st.integers(0, 2**64)


def test_chances_come_true_as_often_as_they_say():
    dice = Dice(1)
    assert sum(draws.happens(dice, 0.3) for _ in range(5000)) / 5000 == pytest.approx(0.3, abs=0.02)


@given(seeds)
def test_the_impossible_never_happens_and_the_certain_always(seed):
    dice = Dice(seed)
    assert not draws.happens(dice, 0.0)
    assert draws.happens(dice, 1.0)


def test_both_ends_of_a_span_come_up_as_often_as_the_middle():
    dice = Dice(2)
    counts = Counter(draws.within(dice, (5, 7)) for _ in range(3000))
    assert set(counts) == {5, 6, 7}
    assert min(counts.values()) > 900


def test_weights_are_shares():
    dice = Dice(3)
    counts = Counter(draws.weighted(dice, "abc", [1, 2, 7]) for _ in range(5000))
    assert counts["a"] / 5000 == pytest.approx(0.1, abs=0.02)
    assert counts["c"] / 5000 == pytest.approx(0.7, abs=0.03)


def test_there_is_nothing_to_draw_from_nothing():
    with pytest.raises(ValueError):
        draws.weighted(Dice(1), [], [])


@given(seeds, st.lists(st.integers(), max_size=12))
def test_shuffling_loses_nothing(seed, options):
    before = list(options)
    assert sorted(draws.shuffled(Dice(seed), options)) == sorted(options)
    assert options == before


@given(seeds)
def test_finds_are_rows_of_their_table(seed):
    table = rules().salvage.table
    item_id, quantity = draws.find(Dice(seed), table)
    (row,) = [row for row in table if row.item_id == item_id]
    assert row.quantity[0] <= quantity <= row.quantity[1]
