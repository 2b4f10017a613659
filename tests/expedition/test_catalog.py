"""The numbers of expeditions name only what there is, and medium is the catalog as it stands."""

from dataclasses import dataclass

import msgspec
import pytest

from game.catalog.expedition import Rules, catalog, rules, scale
from game.expedition.state import Difficulty

CATALOG, RULES = catalog(), rules()
TABLES = {
    "mining": RULES.mining.bonus,
    "salvage": RULES.salvage.table,
    "scan": RULES.scan.table,
}


@dataclass(frozen=True)
class Count:
    table: str
    rows: int


@pytest.mark.parametrize(
    "count",
    [
        Count("ship_types", 4),
        Count("ship_mods", 15),
        Count("items", 15),
        Count("pod_augmentations", 8),
        Count("enemies", 5),
        Count("combat_actions", 4),
        Count("region_types", 5),
        Count("node_types", 6),
    ],
    ids=lambda count: count.table,
)
def test_the_catalog_is_complete(count):
    assert len(getattr(CATALOG, count.table)) == count.rows


@pytest.mark.parametrize("name", TABLES)
def test_finds_are_items_with_a_price(name):
    for row in TABLES[name]:
        assert CATALOG.items[row.item_id].category != "quest"
        assert 1 <= row.quantity[0] <= row.quantity[1] <= CATALOG.items[row.item_id].stack_size


def test_no_table_has_an_item_twice():
    for table in TABLES.values():
        assert len({row.item_id for row in table}) == len(table)


def test_enemies_leave_items_that_there_are():
    for enemy in CATALOG.enemies.values():
        assert all(row.item in CATALOG.items for row in enemy.loot_table)


def test_places_are_of_types_that_there_are():
    for region in CATALOG.region_types.values():
        assert set(region.node_types) <= set(CATALOG.node_types)
    named = {RULES.map.start_node_type, RULES.travel.wormhole_type}
    named |= {*RULES.mining.node_types, *RULES.salvage.node_types}
    assert named <= set(CATALOG.node_types)
    start = CATALOG.region_types[RULES.map.start_region_type]
    assert RULES.map.start_node_type in start.node_types


def test_rules_name_mods_items_and_enemies_that_there_are():
    mods = {RULES.ship.mining_mod, RULES.ship.salvage_mod, *RULES.ship.weapons}
    mods |= set(RULES.fight.actions_needing.values())
    assert mods <= set(CATALOG.ship_mods)
    assert set(RULES.fight.actions_needing) <= set(CATALOG.combat_actions)
    assert set(RULES.fight.silent) <= set(CATALOG.enemies)
    assert {RULES.mining.item_id, RULES.distress.sure_item} <= set(CATALOG.items)
    assert RULES.start.ship_type in CATALOG.ship_types


def test_weapons_are_what_adds_combat_power():
    adding = {key for key, mod in CATALOG.ship_mods.items() if mod.effects.combat_power}
    assert adding == set(RULES.ship.weapons)


def test_rigs_are_permanent_and_nothing_else_is():
    for mod in CATALOG.ship_mods.values():
        assert mod.permanent == (mod.slot == "rig")


def test_consumables_have_effects_and_nothing_else_has():
    for item in CATALOG.items.values():
        assert (item.effect is not None) == (item.category == "consumable")


def test_medium_is_the_catalog_as_it_stands():
    assert all(factor == 1.0 for factor in msgspec.structs.astuple(scale("medium")))


def test_every_difficulty_has_its_factors_in_order():
    assert set(RULES.difficulties) == set(Difficulty)
    easy, medium, hard = (scale(level) for level in Difficulty)
    for name in ("danger", "enemy_hp", "enemy_power", "price", "hunger"):
        assert getattr(easy, name) < getattr(medium, name) < getattr(hard, name)
    for name in ("wealth", "sale"):
        assert getattr(easy, name) > getattr(medium, name) > getattr(hard, name)


def test_spans_do_not_run_backwards():
    def spans(value):
        if isinstance(value, tuple) and len(value) == 2 and all(type(v) is int for v in value):
            yield value
        elif isinstance(value, msgspec.Struct):
            for name in value.__struct_fields__:
                yield from spans(getattr(value, name))
        elif isinstance(value, (list, tuple)):
            for one in value:
                yield from spans(one)

    assert all(least <= most for least, most in spans(RULES))


def test_a_number_that_nobody_knows_does_not_load():
    fields = msgspec.to_builtins(RULES)
    fields["travel"]["warp_fuel"] = 3
    with pytest.raises(msgspec.ValidationError, match="warp_fuel"):
        msgspec.convert(fields, Rules)
