"""The broad phase finds every near pair, and moving circles meet when plain sampling says so."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from game.engine.geometry import first_contact, near_pairs

PLACES = st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), max_size=12)


def at(places):
    return np.array(places, np.float64).reshape(-1, 2)


@given(PLACES, PLACES, st.floats(0.5, 400.0))
def test_no_near_pair_is_left_out_and_none_comes_twice(points, others, reach):
    i, j = near_pairs(at(points), at(others), reach)
    found = list(zip(i.tolist(), j.tolist(), strict=True))
    assert len(found) == len(set(found))
    for a, point in enumerate(points):
        for b, other in enumerate(others):
            if np.hypot(point[0] - other[0], point[1] - other[1]) <= reach:
                assert (a, b) in found


@given(st.tuples(*[st.floats(-100, 100)] * 4), st.floats(1.0, 30.0))
def test_first_contact_is_where_the_circle_begins(numbers, radius):
    offset, motion = at([numbers[:2]]), at([numbers[2:]])
    when = float(first_contact(offset, motion, np.array([radius]))[0])
    sampled = np.linspace(0.0, 1.0, 400)
    apart = np.hypot(*(offset + motion * sampled[:, None]).T)
    if when > 1.0:
        assert (apart >= radius - 1e-6).all()
    else:
        there = np.hypot(*(offset + motion * when)[0])
        assert there <= radius + 1e-6
        assert (apart[sampled < when - 1e-9] >= radius - 1e-6).all()
