"""Where a match is played, as the environment sees it."""

from collections.abc import Sequence
from typing import Any, Protocol

State = dict[str, Any]
Move = dict[str, Any]


class Table(Protocol):
    """One match after the other, and the seats at it that the environment plays.

    players: how many play. seats: the player ids of those who are agents, in ascending order;
    after the first reset they stay the same. name: the game's.
    """

    name: str
    players: int
    seats: Sequence[int]

    def reset(self, seed: int | None) -> None:
        """Begin a new match; the same seed gives the same one where the table deals itself."""

    def turn(self) -> tuple[list[int], bool]:
        """Whose turn it is among all players, and whether the game is over.

        Comes back when one of the seats may move, or nobody will any more.
        """

    def move(self, seat: int, move: Move) -> None:
        """Raises IllegalMove."""

    def state(self, seat: int) -> State:
        """What that seat sees now, with `current` and `gameover`. Not to be changed."""

    def legal_moves(self, seat: int) -> Sequence[Move] | None:
        """What the game itself says; None where only its states are known."""

    def result(self) -> Sequence[float] | None:
        """What the game itself says at the end; None where only its states are known."""

    def close(self) -> None: ...
