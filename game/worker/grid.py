"""The map as square cells, for interest: who stands where, who sees what.

The grid is padded by one cell on each side, so that the square of nine around any cell of the
map consists of valid numbers. A cell's number is row * stride + column.
"""

import math

import numpy as np
from numpy.typing import NDArray

from game.catalog.systems import BoundsSpec

CELL_SIZE = 1000.0  # world units; measured: smaller costs more, larger only more bytes
SIGHT_RADIUS_CELLS = 1
FEW = 4  # pilots, whose cells are found faster one by one
HYSTERESIS = 50.0  # world units beyond a border before a pilot's own cell changes

Cells = NDArray[np.int32]
Points = NDArray[np.float64]


class Grid:
    """Cells of one system's bounds."""

    def __init__(self, bounds: BoundsSpec) -> None:
        self.origin = np.array([bounds.min_x, bounds.min_y])
        self.columns = max(1, math.ceil((bounds.max_x - bounds.min_x) / CELL_SIZE))
        self.rows = max(1, math.ceil((bounds.max_y - bounds.min_y) / CELL_SIZE))
        self.stride = self.columns + 2
        self.size = self.stride * (self.rows + 2)
        self._last = np.array([self.columns - 1, self.rows - 1], dtype=np.int32)
        self.offsets = np.array(
            [dy * self.stride + dx for dy in (-1, 0, 1) for dx in (-1, 0, 1)], dtype=np.int32
        )

    def cells(self, pos: Points) -> Cells:
        """pos (n, 2) world units -> (n,) cell numbers."""
        spot = ((pos - self.origin) // CELL_SIZE).astype(np.int32)
        np.maximum(spot, 0, out=spot)  # np.clip costs several times as much
        np.minimum(spot, self._last, out=spot)
        return (spot[:, 1] * self.stride + (spot[:, 0] + (self.stride + 1))).astype(np.int32)

    def centres(self, pos: Points, before: Cells) -> Cells:
        """Cells that pilots see from; `before` (n,), -1 for none, holds within the hysteresis."""
        now = self.cells(pos)
        if len(before) <= FEW:
            places = zip(pos.tolist(), before.tolist(), now.tolist(), strict=True)
            seen = [old if self._holds(old, x, y) else new for (x, y), old, new in places]
            return np.array(seen, dtype=np.int32)
        rows, columns = np.divmod(before, self.stride)
        low = np.stack([columns - 1, rows - 1], axis=1) * CELL_SIZE + self.origin
        stays = ((pos >= low - HYSTERESIS) & (pos <= low + CELL_SIZE + HYSTERESIS)).all(axis=1)
        return np.where(stays & (before >= 0), before, now).astype(np.int32)

    def _holds(self, cell: int, x: float, y: float) -> bool:
        """Whether who saw from this cell still does; -1 is none."""
        if cell < 0:
            return False
        row, column = divmod(cell, self.stride)
        low_x = (column - 1) * CELL_SIZE + float(self.origin[0])
        low_y = (row - 1) * CELL_SIZE + float(self.origin[1])
        return bool(
            low_x - HYSTERESIS <= x <= low_x + CELL_SIZE + HYSTERESIS
            and low_y - HYSTERESIS <= y <= low_y + CELL_SIZE + HYSTERESIS
        )

    def squares(self, centres: Cells) -> Cells:
        """(n,) centres -> (n, 9) cells."""
        return (centres[:, None] + self.offsets).astype(np.int32)
