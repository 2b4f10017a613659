"""Zones blend as the rules say, for all ships at once."""

from math import hypot, pi

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.catalog.systems import BoundsSpec, SystemSpec, ZoneSpec
from game.engine import ZoneField, blend
from tests.engine.worlds import SPEC, ship, world_with


def at(*places: tuple[float, float]) -> np.ndarray:
    return np.array(places, np.float64).reshape(-1, 2)


def plain_blend(zones: list[ZoneSpec], x: float, y: float) -> tuple[float, float, float]:
    """The rule in words: the mean of the zones that contain the place, by depth."""
    weights = {
        zone: max(1 - hypot(x - zone.center_x, y - zone.center_y) / zone.radius, 0)
        for zone in zones
        if zone.active
    }
    total = sum(weights.values())
    if total == 0:
        return 0.15, 0.35, 1.0
    risk = sum(zone.risk_level / 100 * w for zone, w in weights.items()) / total
    security = sum(zone.security_level / 100 * w for zone, w in weights.items()) / total
    profit = sum(zone.profit_multiplier * w for zone, w in weights.items()) / total
    return risk, security, profit


def test_nowhere_inside_a_zone_has_its_own_values():
    found = blend(ZoneField.of(SPEC), at((-950.0, -750.0)))
    assert (found.risk[0], found.security[0], found.profit[0]) == (0.15, 0.35, 1.0)
    assert not found.member.any()


def test_one_zone_alone_gives_its_own_values_at_any_depth():
    found = blend(ZoneField.of(SPEC), at((800.0, 500.0), (800.0, 700.0), (800.0, 890.0)))
    np.testing.assert_allclose(found.risk, 0.9)
    np.testing.assert_allclose(found.security, 0.1)
    np.testing.assert_allclose(found.profit, 1.58)


def test_two_zones_blend_by_depth():
    # 150 from the middle: half into the core (weight 1/2), 11/14 into the approach.
    found = blend(ZoneField.of(SPEC), at((150.0, 0.0)))
    weight = 1 / 2 + 11 / 14
    assert found.risk[0] == pytest.approx((0.08 / 2 + 0.58 * 11 / 14) / weight)
    assert found.security[0] == pytest.approx((0.92 / 2 + 0.42 * 11 / 14) / weight)
    assert found.profit[0] == pytest.approx((1.0 / 2 + 1.22 * 11 / 14) / weight)


def test_an_inactive_zone_does_not_exist():
    field = ZoneField.of(SPEC)
    assert field.ids == ("core", "approach", "wild")
    assert blend(field, at((0.0, 850.0))).risk[0] == 0.15


def test_members_are_listed_in_the_order_of_the_ids():
    found = blend(ZoneField.of(SPEC), at((0.0, 0.0), (600.0, 200.0), (0.0, 600.0)))
    assert found.member.tolist() == [
        [True, True, False],
        [False, True, True],
        [False, True, False],
    ]


def test_a_zone_does_not_count_on_its_rim():
    found = blend(ZoneField.of(SPEC), at((300.0, 0.0), (700.0, 0.0)))
    assert found.member.tolist() == [[False, True, False], [False, False, False]]
    assert found.risk.tolist() == [pytest.approx(0.58), 0.15]


def test_a_core_safe_zone_is_found_under_whatever_overlaps_it():
    field = ZoneField.of(SPEC)
    assert field.in_core_safe(at((0.0, 0.0), (299.0, 0.0), (301.0, 0.0))).tolist() == [
        True,
        True,
        False,
    ]


def test_a_system_without_zones_blends_to_open_space():
    bare = SystemSpec("bare", "Bare", BoundsSpec(), (), ())
    found = blend(ZoneField.of(bare), at((0.0, 0.0), (5.0, 5.0)))
    assert found.risk.tolist() == [0.15, 0.15]
    assert found.member.shape == (2, 0)
    assert ZoneField.of(bare).in_core_safe(at((0.0, 0.0))).tolist() == [False]


def test_no_ships_are_no_trouble():
    found = blend(ZoneField.of(SPEC), at())
    assert found.risk.shape == (0,)
    assert found.member.shape == (0, 3)


def test_a_world_blends_its_ships_where_they_are():
    world = world_with(ship(1), ship(2, x=800.0, y=500.0))
    found = blend(world.zones, world.pos[: world.n])
    assert found.security.tolist() == pytest.approx([(0.92 + 0.42) / 2, 0.1])


def test_equal_specs_share_one_field_and_changed_ones_do_not():
    assert ZoneField.of(SPEC) is ZoneField.of(msgspec.structs.replace(SPEC))
    assert ZoneField.of(msgspec.structs.replace(SPEC, zones=())) is not ZoneField.of(SPEC)


def test_an_orbit_around_the_middle_sees_the_same_blend():
    angles = np.linspace(-pi, pi, 13)
    circle = 100.0 * np.column_stack((np.cos(angles), np.sin(angles)))
    found = blend(ZoneField.of(SPEC), circle)
    np.testing.assert_allclose(found.risk, found.risk[0])


zones = st.builds(
    ZoneSpec,
    st.uuids().map(str),
    st.sampled_from(["core_safe", "approach_high_value", "belt_open", "edge_wild"]),
    st.floats(-8000, 8000),
    st.floats(-8000, 8000),
    st.floats(50, 3000),
    st.floats(0, 100),
    st.floats(0, 100),
    st.floats(1, 2),
    st.booleans(),
    st.booleans(),
)
places = st.tuples(st.floats(-8000, 8000), st.floats(-8000, 8000))


@given(st.lists(zones, max_size=10), st.lists(places, min_size=1, max_size=10))
def test_every_ship_meets_the_formula(made, spots):
    field = ZoneField.of(SystemSpec("made", "Made", BoundsSpec(), (), tuple(made)))
    spots += [(zone.center_x, zone.center_y) for zone in made]
    found = blend(field, at(*spots))
    together = zip(found.risk, found.security, found.profit, strict=True)
    for values, (x, y) in zip(together, spots, strict=True):
        assert values == pytest.approx(plain_blend(made, x, y), rel=1e-6)
        assert 0.0 <= values[0] <= 1.0 + 1e-12
        assert 0.0 <= values[1] <= 1.0 + 1e-12
        assert values[2] >= 1.0 - 1e-12
    safe = [z.center_x == x and z.center_y == y for z in made if z.active for x, y in spots]
    assert found.member.T.reshape(-1)[safe].all()
