"""Games throw dice with the familiar methods, and the same seed gives the same numbers."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.dice import Dice
from game.matches.chance import Chance

SEEDS = st.integers(0, 2**63 - 1)


def numbers(chance: Chance) -> list[object]:
    cards = list(range(10))
    chance.shuffle(cards)
    return [
        chance.random(), chance.randint(1, 6), chance.randrange(10), chance.uniform(-1, 1),
        chance.choice("abc"), chance.sample(range(9), 4), cards,
    ]  # fmt: skip


@given(SEEDS)
def test_the_same_seed_gives_the_same_numbers(seed: int) -> None:
    one, other = Chance(Dice(seed)), Chance(Dice(seed))
    assert numbers(one) == numbers(other)
    assert one.state() == other.state()


@given(SEEDS, st.integers(-100, 100), st.integers(0, 100))
def test_both_ends_of_randint_belong_to_it(seed: int, low: int, span: int) -> None:
    assert low <= Chance(Dice(seed)).randint(low, low + span) <= low + span


def test_a_die_shows_all_six_faces_equally_often() -> None:
    chance = Chance(Dice(1))
    counts = Counter(chance.randint(1, 6) for _ in range(6000))
    assert set(counts) == {1, 2, 3, 4, 5, 6}
    assert all(850 < count < 1150 for count in counts.values())


@given(SEEDS, st.integers(-50, 50), st.integers(-50, 50), st.sampled_from([-3, -1, 1, 2, 7]))
def test_randrange_draws_from_its_range(seed: int, start: int, stop: int, step: int) -> None:
    chance, wanted = Chance(Dice(seed)), range(start, stop, step)
    if not wanted:
        with pytest.raises(ValueError):
            chance.randrange(start, stop, step)
        return
    assert chance.randrange(start, stop, step) in wanted


@given(SEEDS, st.lists(st.integers()))
def test_shuffling_keeps_every_member(seed: int, members: list[int]) -> None:
    shuffled = list(members)
    Chance(Dice(seed)).shuffle(shuffled)
    assert sorted(shuffled) == sorted(members)


def test_every_order_of_a_shuffle_is_equally_likely() -> None:
    chance = Chance(Dice(2))
    counts: Counter[tuple[int, ...]] = Counter()
    for _ in range(6000):
        cards = [1, 2, 3]
        chance.shuffle(cards)
        counts[tuple(cards)] += 1
    assert len(counts) == 6
    assert all(850 < count < 1150 for count in counts.values())


@given(SEEDS, st.integers(0, 8))
def test_a_sample_draws_each_member_once(seed: int, k: int) -> None:
    drawn = Chance(Dice(seed)).sample(range(8), k)
    assert len(set(drawn)) == len(drawn) == k
    assert set(drawn) <= set(range(8))


def test_what_cannot_be_drawn_is_refused() -> None:
    chance = Chance(Dice(1))
    with pytest.raises(ValueError):
        chance.sample([1, 2], 3)
    with pytest.raises(IndexError):
        chance.choice([])
    with pytest.raises(ValueError):
        chance.randint(2, 1)


def test_every_draw_is_counted() -> None:
    chance = Chance(Dice(1))
    before = chance.draws
    for draw in (chance.random, lambda: chance.randint(1, 2), lambda: chance.choice([1])):
        draw()
        assert chance.draws > before
        before = chance.draws
