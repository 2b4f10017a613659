"""Draws that the rules share: chances, spans with both ends, weights, and order by chance."""

from collections.abc import Sequence
from typing import TypeVar

from game.catalog.expedition import Find, Span
from game.dice import Dice

T = TypeVar("T")


def happens(dice: Dice, chance: float) -> bool:
    """Always one throw, so that the numbers of a rule do not shift the dice of the next."""
    return dice.random() < chance


def within(dice: Dice, span: Span) -> int:
    """Uniform, both ends included."""
    return dice.integers(span[0], span[1] + 1)


def weighted(dice: Dice, options: Sequence[T], weights: Sequence[int]) -> T:
    """Raises ValueError when there is nothing to draw."""
    number = dice.integers(0, sum(weights))
    for option, weight in zip(options, weights, strict=True):
        number -= weight
        if number < 0:
            return option
    raise AssertionError("the number was drawn below the sum of the weights")


def find(dice: Dice, table: Sequence[Find]) -> tuple[str, int]:
    """An item's id and how many, from a table of finds."""
    row = weighted(dice, table, [row.weight for row in table])
    return row.item_id, within(dice, row.quantity)


def shuffled(dice: Dice, options: Sequence[T]) -> list[T]:
    left = list(options)
    return [left.pop(dice.integers(0, len(left))) for _ in range(len(left))]
