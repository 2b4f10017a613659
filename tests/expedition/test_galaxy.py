"""Star maps: one region of each type, everything within reach, the same for the same seed."""

from math import hypot

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.catalog.expedition import catalog, rules
from game.dice import Dice
from game.expedition.begin import new_run
from game.expedition.galaxy import make_map, start_node
from game.expedition.state import Difficulty
from game.expedition.validate_map import check_map

seeds = st.integers(0, 2**64)
GOLDEN_REGION = ("The Unlit Sea", "void_space", 203.5, 262.5)
GOLDEN_NODE = ("Blind Wreck", "derelict", 278.8, 283.8, ["node_3", "node_6"])


def all_nodes(star_map):
    return [node for region in star_map.regions for node in region.nodes]


def reached(links, start):
    seen, ahead = {start}, [start]
    while ahead:
        for link in links[ahead.pop()]:
            if link not in seen:
                seen.add(link)
                ahead.append(link)
    return seen


@given(seeds)
def test_the_same_dice_give_the_same_map(seed):
    assert make_map(Dice(seed)) == make_map(Dice(seed))


def test_other_dice_give_another_map():
    assert make_map(Dice(1)) != make_map(Dice(2))


def test_a_map_that_was_drawn_once_is_drawn_so_for_ever():
    region = make_map(Dice(7)).regions[0]
    first = region.nodes[0]
    assert (region.name, region.type, region.x, region.y) == GOLDEN_REGION
    assert (first.name, first.type, first.x, first.y, first.links) == GOLDEN_NODE


@given(seeds)
def test_there_is_a_region_of_each_type(seed):
    types = [region.type for region in make_map(Dice(seed)).regions]
    assert sorted(types) == sorted(catalog().region_types)


@given(seeds)
def test_a_map_stands_up_to_the_checks_of_documents(seed):
    check_map(make_map(Dice(seed)))


@given(seeds)
def test_regions_lie_around_a_circle(seed):
    least, most = rules().map.circle_radius
    for region in make_map(Dice(seed)).regions:
        assert least - 1 <= hypot(region.x, region.y) <= most + 1


@given(seeds)
def test_a_region_has_three_to_eight_places_around_its_middle(seed):
    for region in make_map(Dice(seed)).regions:
        assert 3 <= len(region.nodes) <= 8
        for node in region.nodes:
            far = hypot(node.x - region.x, node.y - region.y)
            assert far <= rules().map.region_radius + 0.2


@given(seeds)
def test_every_place_can_be_reached(seed):
    star_map = make_map(Dice(seed))
    links = {region.id: region.links for region in star_map.regions}
    assert len(reached(links, "region_1")) == 5
    for region in star_map.regions:
        ways = {node.id: node.links for node in region.nodes}
        assert reached(ways, region.nodes[0].id) == set(ways)


@given(seeds)
def test_a_place_is_what_its_region_has(seed):
    for region in make_map(Dice(seed)).regions:
        for node in region.nodes:
            assert node.type in catalog().region_types[region.type].node_types
            kind = catalog().node_types[node.type]
            mean = (kind.danger + catalog().region_types[region.type].danger_level) / 2
            assert node.danger == pytest.approx(mean * rules().map.danger, abs=0.001)
            assert kind.has_trade > 0 or not node.has_trade
            assert kind.has_repair > 0 or not node.has_repair


@given(seeds)
def test_no_two_places_share_a_name(seed):
    star_map = make_map(Dice(seed))
    names = [one.name for one in [*star_map.regions, *all_nodes(star_map)]]
    assert len(set(names)) == len(names)


@given(seeds)
def test_a_region_is_joined_to_its_nearest(seed):
    regions = {region.id: region for region in make_map(Dice(seed)).regions}
    for region in regions.values():
        nearest = min(
            (other for other in regions.values() if other is not region),
            key=lambda other: hypot(region.x - other.x, region.y - other.y),
        )
        assert nearest.id in region.links


def test_some_regions_have_more_links_than_a_tree_needs():
    maps = [make_map(Dice(seed)) for seed in range(30)]
    links = sum(len(node.links) for one in maps for node in all_nodes(one)) / 2
    tree = sum(len(region.nodes) - 1 for one in maps for region in one.regions)
    assert 1.1 < links / tree < 1.6


@given(st.text(min_size=1, max_size=64), st.sampled_from(Difficulty))
def test_a_run_begins_where_there_is_trade_and_repair_in_the_core_worlds(seed, difficulty):
    run = new_run(seed=seed, difficulty=difficulty)
    start = start_node(run.star_map)
    region = next(one for one in run.star_map.regions if start in one.nodes)
    assert run.node_id == start.id
    assert region.type == "core_worlds"
    assert start.has_trade
    assert start.has_repair


def test_at_the_start_the_charts_show_the_neighbourhood():
    run = new_run(seed="charts")
    start = start_node(run.star_map)
    home = next(one for one in run.star_map.regions if start in one.nodes)
    assert {node.id for node in all_nodes(run.star_map) if node.visited} == {start.id}
    known = {node.id for node in all_nodes(run.star_map) if node.discovered}
    assert known == {start.id, *start.links}
    regions = {region.id for region in run.star_map.regions if region.discovered}
    assert regions == {home.id, *home.links}


def test_a_run_begins_with_what_the_rules_give():
    run = new_run(seed="start")
    assert (run.health, run.wealth, run.hull, run.fuel, run.food) == (100, 500, 80, 100.0, 50)
    assert (run.ship_type, run.turn, run.inventory) == ("scout", 0, [])
    assert [point.turn for point in run.history] == [0]


def test_a_seed_has_the_same_map_at_every_difficulty():
    maps = [new_run(seed="one", difficulty=level).star_map for level in Difficulty]
    assert maps[0] == maps[1] == maps[2]


def test_difficulty_changes_what_one_starts_with():
    wealth = [new_run(seed="one", difficulty=level).wealth for level in Difficulty]
    assert wealth == [600, 500, 400]


def test_the_same_seed_begins_the_same_byte_for_byte():
    first, second = new_run(seed="again"), new_run(seed="again")
    assert msgspec.json.encode(first) == msgspec.json.encode(second)
    assert new_run(seed="again!").dice != first.dice
