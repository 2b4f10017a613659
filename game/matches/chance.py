"""The familiar methods of Python's `random`, over dice whose every number follows from a seed."""

from collections.abc import MutableSequence, Sequence
from typing import Any, TypeVar

from game.dice import Dice

T = TypeVar("T")


class Chance:
    """What a game knows as `self.random`. Same seed and same calls, same numbers.

    draws: how many numbers were drawn so far, which tells whether a call used any.
    """

    __slots__ = ("_dice", "draws")

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self.draws = 0

    def state(self) -> str:
        """The generator's state, fit for JSON; see `Dice.from_state`."""
        return self._dice.state()

    def random(self) -> float:
        """Uniform in [0, 1)."""
        self.draws += 1
        return self._dice.random()

    def uniform(self, a: float, b: float) -> float:
        """Uniform between a and b."""
        self.draws += 1
        return self._dice.uniform(a, b)

    def randint(self, a: int, b: int) -> int:
        """Uniform in a <= n <= b; both ends belong to it. Raises ValueError when b < a."""
        self.draws += 1
        return self._dice.integers(a, b + 1)

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """One of `range(start, stop, step)`, or of `range(start)`. Raises ValueError for none."""
        numbers = range(start) if stop is None else range(start, stop, step)
        if not numbers:
            raise ValueError(f"no numbers to choose from: {numbers}")
        return self.choice(numbers)

    def choice(self, seq: Sequence[T]) -> T:
        """One of `seq`, all equally likely. Raises IndexError when it is empty."""
        if not seq:
            raise IndexError("nothing to choose from")
        self.draws += 1
        return self._dice.choice(seq)

    def shuffle(self, x: MutableSequence[Any]) -> None:
        """Put `x` into a random order, in place; every order is equally likely."""
        for last in range(len(x) - 1, 0, -1):
            other = self.randint(0, last)
            x[last], x[other] = x[other], x[last]

    def sample(self, population: Sequence[T], k: int) -> list[T]:
        """k members of different places, in random order. Raises ValueError for too large a k."""
        if not 0 <= k <= len(population):
            raise ValueError(f"{k} of {len(population)} cannot be drawn")
        pool = list(population)
        self.shuffle(pool)
        return pool[:k]
