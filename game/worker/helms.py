"""What pilots hold their helms at, as the columns in which feeds send it."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from game.engine.commands import SteerMany
from game.protocol import link


@dataclass(frozen=True, slots=True, eq=False)
class Helms:
    """k ships with their newest input each; docks: who asks to dock, by the input's seq."""

    ships: NDArray[np.int64]  # (k,)
    acks: NDArray[np.int64]  # (k,)
    thrust: NDArray[np.float64]  # (k,)
    turn: NDArray[np.float64]  # (k,)
    fire: NDArray[np.bool_]  # (k,)
    docks: dict[int, int]

    @classmethod
    def of(cls, steering: link.Steering) -> Self:
        """Raises ValueError for columns of different lengths."""
        helms = cls(
            np.frombuffer(steering.ships, np.int64),
            np.frombuffer(steering.acks, np.int64),
            np.frombuffer(steering.thrust),
            np.frombuffer(steering.turn),
            np.frombuffer(steering.fire, np.bool_),
            steering.docks,
        )
        columns = (helms.acks, helms.thrust, helms.turn, helms.fire)
        if any(len(column) != len(helms.ships) for column in columns):
            raise ValueError("steering of different lengths")
        return helms

    @classmethod
    def none(cls) -> Self:
        return cls.of(link.Steering())

    def only(self, wanted: list[bool]) -> "Helms":
        """The rows that are wanted (k,)."""
        rows = np.array(wanted, np.bool_)
        ships = self.ships[rows]
        docks = {ship: self.docks[ship] for ship in ships.tolist() if ship in self.docks}
        return Helms(
            ships, self.acks[rows], self.thrust[rows], self.turn[rows], self.fire[rows], docks
        )

    def then(self, newer: "Helms") -> "Helms":
        """These, as far as no newer ones of the same ships take their place."""
        replaced = set(newer.ships.tolist())
        old = self.only([ship not in replaced for ship in self.ships.tolist()])
        return Helms(
            np.concatenate([old.ships, newer.ships]),
            np.concatenate([old.acks, newer.acks]),
            np.concatenate([old.thrust, newer.thrust]),
            np.concatenate([old.turn, newer.turn]),
            np.concatenate([old.fire, newer.fire]),
            old.docks | newer.docks,
        )

    def command(self) -> SteerMany:
        return SteerMany(
            self.ships.tobytes(), self.thrust.tobytes(), self.turn.tobytes(), self.fire.tobytes()
        )
