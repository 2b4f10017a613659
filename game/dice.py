"""Seeded dice whose small state can be stored: the only randomness that the cores know.

Built on the raw 64-bit stream of PCG64, which numpy keeps stable between versions (its
distributions it does not): a seed that somebody wrote down gives the same world years later.
"""

import re
from collections.abc import Sequence
from typing import Self, TypeVar

import numpy as np
from numpy.random import PCG64
from numpy.typing import NDArray

T = TypeVar("T")

_WORDS = 1 << 64  # how many values one raw draw has
_STATE = re.compile(r"pcg64:([0-9a-f]{32}):([0-9a-f]{31}[13579bdf])")


class Dice:
    """A generator that belongs to one world. Not shared between threads."""

    __slots__ = ("_bits",)

    def __init__(self, seed: int) -> None:
        """Raises ValueError for a negative seed."""
        self._bits = PCG64(seed)

    @classmethod
    def from_state(cls, state: str) -> Self:
        """Dice that go on where `state` was taken. Raises ValueError for any other text."""
        match = _STATE.fullmatch(state)
        if match is None:
            raise ValueError(f"not the state of dice: {state!r}")
        dice = cls(0)
        dice._bits.state = {
            "bit_generator": "PCG64",
            "state": {"state": int(match[1], 16), "inc": int(match[2], 16)},
            "has_uint32": 0,
            "uinteger": 0,
        }
        return dice

    def state(self) -> str:
        """71 ASCII characters, fit for JSON, from which `from_state` goes on."""
        inner = self._bits.state["state"]
        return f"pcg64:{inner['state']:032x}:{inner['inc']:032x}"

    def random(self) -> float:
        """Uniform in [0, 1), with 53 bits."""
        return (self._raw() >> 11) * 2.0**-53

    def randoms(self, count: int) -> NDArray[np.float64]:
        """What `count` calls of `random` would give, (count,)."""
        raw = self._bits.random_raw(count) >> np.uint64(11)
        return raw.astype(np.float64) * 2.0**-53

    def take_back(self, count: int) -> None:
        """As if the last `count` numbers of `random` had not been drawn."""
        self._bits.advance(-count)

    def uniform(self, low: float, high: float) -> float:
        """Uniform between low and high."""
        return low + (high - low) * self.random()

    def integers(self, low: int, high: int) -> int:
        """Uniform in low <= n < high. Raises ValueError when there is no such number."""
        span = high - low
        if not 0 < span <= _WORDS:
            raise ValueError(f"no integers to draw from in [{low}, {high})")
        fair = _WORDS - _WORDS % span  # above it, the last round of remainders is incomplete
        raw = self._raw()
        while raw >= fair:
            raw = self._raw()
        return low + raw % span

    def choice(self, options: Sequence[T]) -> T:
        """One of `options`, all equally likely. Raises ValueError when there are none."""
        return options[self.integers(0, len(options))]

    def _raw(self) -> int:
        return int(self._bits.random_raw())
