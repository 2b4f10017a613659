"""What is done one by one for a few comes out as it does for many at once."""

from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from game.catalog.systems import BoundsSpec
from game.worker import fragments, grid
from game.worker.fragments import changes
from game.worker.grid import CELL_SIZE, HYSTERESIS, Grid

GRID = Grid(BoundsSpec(-2500.0, -1300.0, 2600.0, 1700.0))
BORDERS = st.builds(
    lambda line, beside: line * CELL_SIZE - 2500.0 + beside,
    st.integers(-1, 7),
    st.sampled_from((0.0, HYSTERESIS, -HYSTERESIS, HYSTERESIS + 0.01, -HYSTERESIS - 0.01)),
)
SIDES = st.floats(-4000.0, 4000.0) | BORDERS
PLACES = st.tuples(SIDES, SIDES, st.integers(-1, GRID.size - 1))


@given(st.lists(PLACES, min_size=1, max_size=grid.FEW))
def test_a_few_pilots_see_from_where_many_would(places: list[tuple[float, float, int]]) -> None:
    pos = np.array([(x, y) for x, y, _ in places])
    before = np.array([cell for _, _, cell in places], dtype=np.int32)
    few = GRID.centres(pos, before)
    with patch.object(grid, "FEW", 0):
        many = GRID.centres(pos, before)
    assert (few.tolist(), few.dtype) == (many.tolist(), many.dtype)


@given(st.data(), st.integers(1, fragments.FEW))
def test_a_few_entities_are_told_as_many_would_be(data: st.DataObject, n: int) -> None:
    rows = data.draw(arrays(np.int64, (n, 6), elements=st.integers(-(10**6), 10**6)))
    changed = data.draw(arrays(np.bool_, (n, 6)))
    names = [f"s_{number}" for number in range(n)]
    few = changes(names, rows, changed)
    with patch.object(fragments, "FEW", 0):
        assert few == changes(names, rows, changed)
