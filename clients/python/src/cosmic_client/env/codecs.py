"""Between a game's JSON and the arrays and numbers that learners work with."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray

from cosmic_client.env.table import Move, State

Array = NDArray[Any]
Mask = NDArray[np.int8]  # (moves,) 0 or 1

LARGEST = 1e9  # of a number in a generic observation


class Codec(Protocol):
    """How one game looks to a learner. Made for a number of players.

    moves: what each action means, by its number. space: of what `observe` gives.
    """

    @property
    def moves(self) -> Sequence[Move]: ...
    @property
    def space(self) -> spaces.Space[Any]: ...

    def observe(self, state: State, player: int) -> Array:
        """What that player sees, from that player's point of view."""

    def mask(self, state: State, player: int) -> Mask | None:
        """Which moves that player may make on their turn; None when the state doesn't tell."""

    def rewards(self, state: State) -> list[float] | None:
        """For each player at the end of a game; None when the state doesn't tell."""


def rewards_by_score(scores: Sequence[float]) -> list[float]:
    """Everybody gets the share of the others beaten minus the share of those who were better.

    The winner of two gets 1, the loser -1; a draw is 0. Who plays alone gets the score itself.
    """
    others = len(scores) - 1
    if not others:
        return [float(scores[0])]
    return [sum((own > score) - (own < score) for score in scores) / others for own in scores]


class TwoPlayerBoard:
    """Boards of -1 and player ids. Observations are (rows, columns, 2): own pieces, the other's."""

    def __init__(self, rows: int, columns: int, moves: Sequence[Move]) -> None:
        self.moves = moves
        self.space = spaces.Box(0, 1, (rows, columns, 2), np.int8)
        own, other, empty = (1, 0), (0, 1), (0, 0)  # the last one is that of index -1
        self._seen_by = (
            np.array([own, other, empty], np.int8),
            np.array([other, own, empty], np.int8),
        )

    def observe(self, state: State, player: int) -> Array:
        seen: Array = self._seen_by[player][np.array(state["board"])]
        return seen.reshape(self.space.shape)

    def rewards(self, state: State) -> list[float]:
        return rewards_by_score([state["winner"] == player for player in range(2)])


class TicTacToe(TwoPlayerBoard):
    """Action n takes cell n."""

    def __init__(self, players: int = 2) -> None:
        super().__init__(3, 3, [{"position": position} for position in range(9)])

    def mask(self, state: State, player: int) -> Mask:
        return (np.array(state["board"], np.int8) < 0).astype(np.int8)


class ConnectFour(TwoPlayerBoard):
    """Action n drops a disc into column n."""

    def __init__(self, players: int = 2) -> None:
        super().__init__(6, 7, [{"column": column} for column in range(7)])

    def mask(self, state: State, player: int) -> Mask:
        return (np.array(state["board"][0], np.int8) < 0).astype(np.int8)


class ListedMoves:
    """Any game that lists its moves itself; for in-process tables, whose games do.

    Observations are the numbers of the state in the order of its keys, `numbers` of them at most.
    That is enough to try things out; write a codec of your own to learn in earnest.
    """

    def __init__(self, moves: Sequence[Move], numbers: int = 256) -> None:
        self.moves = moves
        self.space = spaces.Box(-LARGEST, LARGEST, (numbers,), np.float64)

    def observe(self, state: State, player: int) -> Array:
        seen = np.zeros(self.space.shape)
        found = [float(number) for number, _ in zip(_numbers(state), seen, strict=False)]
        seen[: len(found)] = found
        return np.clip(seen, -LARGEST, LARGEST)

    def mask(self, state: State, player: int) -> None:
        return None

    def rewards(self, state: State) -> None:
        return None


def numbered(moves: Sequence[Move]) -> Mapping[str, int]:
    """Each move's action, by `move_key`."""
    return {move_key(move): action for action, move in enumerate(moves)}


def move_key(move: Move) -> str:
    return json.dumps(move, sort_keys=True)


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for key in sorted(value):
            yield from _numbers(value[key])
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _numbers(inner)
    elif isinstance(value, int | float):
        yield value
    elif value is None:
        yield -1.0
