"""When moving circles meet, and which points are near each other."""

import numpy as np

from game.engine.columns import Floats, Slots

# A point's own square and the three next to the corner that it is nearest to, as offsets.
_SQUARES = np.array([(0, 0), (1, 0), (0, 1), (1, 1)], np.int64)


def first_contact(offset: Floats, motion: Floats, radius: Floats) -> Floats:
    """The least part t >= 0 of the motions for which |offset + motion * t| <= radius.

    offset, motion (k, 2), radius (k,) world units -> (k,), inf where it never comes to that.
    """
    a = (motion * motion).sum(axis=1)
    b = (offset * motion).sum(axis=1)
    c = (offset * offset).sum(axis=1) - radius * radius
    inside = b * b - a * c
    contact = np.full(len(offset), np.inf)
    meets = (inside >= 0.0) & (b < 0.0)
    # the stable form of (-b - root) / a: no small difference of large numbers
    contact[meets] = c[meets] / (np.sqrt(inside[meets]) - b[meets])
    contact[c <= 0.0] = 0.0
    return contact


def near_pairs(points: Floats, others: Floats, reach: float) -> tuple[Slots, Slots]:
    """Indices (i, j) of all pairs no more than `reach` apart, and of some that are farther.

    points (p, 2), others (o, 2) world units. In ascending order of i. `others` are sorted into
    squares of twice the reach: of those, four can hold what is near one point.
    """
    if not len(points) or not len(others):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    side = 2.001 * max(reach, 1.0)  # a hair more: what is exactly as far counts
    low = np.minimum(points.min(axis=0), others.min(axis=0)) - side
    rows = int((max(points[:, 1].max(), others[:, 1].max()) - low[1]) / side) + 3
    at = ((others - low) / side).astype(np.int64)
    keys = at[:, 0] * rows + at[:, 1]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    corner = np.rint((points - low) / side).astype(np.int64) - 1
    wanted = (corner[:, None, :] + _SQUARES).reshape(-1, 2)
    wanted_keys = wanted[:, 0] * rows + wanted[:, 1]
    begin = np.searchsorted(keys, wanted_keys, side="left")
    counts = np.searchsorted(keys, wanted_keys, side="right") - begin
    i = np.repeat(np.arange(len(wanted_keys)) // 4, counts)
    ends = np.cumsum(counts)
    within = np.arange(ends[-1]) - np.repeat(ends - counts, counts)
    return i, order[np.repeat(begin, counts) + within]
