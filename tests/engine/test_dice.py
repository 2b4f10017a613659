"""Dice repeat themselves from a seed, and go on from a stored state."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.dice import Dice


def rolls(dice: Dice, count: int = 20) -> list[float]:
    return [dice.random() for _ in range(count)]


def test_the_same_seed_rolls_the_same():
    assert rolls(Dice(42)) == rolls(Dice(42))
    assert rolls(Dice(42)) != rolls(Dice(43))


def test_a_seed_written_down_today_rolls_the_same_in_years():
    dice = Dice(2024)
    assert [dice.integers(0, 1000) for _ in range(6)] == [976, 241, 905, 412, 698, 200]
    assert dice.random() == 0.07872553376199898
    assert dice.state() == "pcg64:9b3c804e3d0937fe1715198b34dfe5c9:c67e5ec6f768fa51df440b34fffb7769"


@given(seed=st.integers(0, 2**64), burned=st.integers(0, 30))
def test_a_stored_state_goes_on_where_it_was(seed, burned):
    dice = Dice(seed)
    rolls(dice, burned)
    twin = Dice.from_state(json.loads(json.dumps(dice.state())))
    assert rolls(dice) == rolls(twin)


def test_taking_the_state_rolls_nothing():
    dice = Dice(1)
    assert dice.state() == dice.state()
    assert len(dice.state()) == 71


@pytest.mark.parametrize("text", ["", "pcg64", "pcg64:12:34", "mt19937:" + "0" * 65, "x" * 71])
def test_any_other_text_is_not_a_state(text):
    with pytest.raises(ValueError, match="not the state of dice"):
        Dice.from_state(text)


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError):
        Dice(-1)


@given(seed=st.integers(0, 1000), low=st.integers(-(10**9), 10**9), span=st.integers(1, 10**12))
def test_integers_stay_in_their_half_open_range(seed, low, span):
    dice = Dice(seed)
    assert all(low <= dice.integers(low, low + span) < low + span for _ in range(10))


@given(seed=st.integers(0, 1000), low=st.floats(-1e6, 1e6), width=st.floats(0, 1e6))
def test_uniform_stays_between_its_ends(seed, low, width):
    assert low <= Dice(seed).uniform(low, low + width) <= low + width


@pytest.mark.parametrize("ends", [(0, 0), (5, 4), (0, 2**64 + 1)])
def test_a_range_without_fair_numbers_is_refused(ends):
    with pytest.raises(ValueError):
        Dice(1).integers(*ends)


def test_the_whole_width_of_a_draw_can_be_asked_for():
    assert 0 <= Dice(1).integers(0, 2**64) < 2**64


def test_every_option_comes_up_about_as_often():
    dice = Dice(5)
    counts = Counter(dice.choice("abcde") for _ in range(5000))
    assert set(counts) == set("abcde")
    assert all(850 < count < 1150 for count in counts.values())


def test_nothing_cannot_be_chosen_from():
    with pytest.raises(ValueError):
        Dice(1).choice([])


def test_rolls_spread_evenly():
    many = rolls(Dice(9), 10_000)
    assert all(0.0 <= roll < 1.0 for roll in many)
    tenths = Counter(int(roll * 10) for roll in many)
    assert all(900 < tenths[tenth] < 1100 for tenth in range(10))
