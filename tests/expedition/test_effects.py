"""What happens to resources: limits, reports, and what the loss of a ship brings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.catalog.expedition import catalog, rules
from game.expedition import effects
from game.expedition.refusals import Code, Refusal
from game.expedition.state import Ending, Stack, TempEffect
from game.expedition.stats import effective, used_cargo
from tests.expedition.voyages import a_run, foe, journal


def messages(j, kind):
    return [one.message for one in j.happenings if one.type == kind]


def test_credits_are_counted_as_they_come_and_go():
    j = journal(a_run(wealth=100))
    effects.earn(j, 50)
    effects.spend(j, 120)
    assert j.run.wealth == 30
    assert j.run.statistics.credits_earned == 50
    assert j.run.statistics.credits_spent == 120


def test_nobody_spends_what_they_do_not_have():
    j = journal(a_run(wealth=10))
    with pytest.raises(Refusal) as refusal:
        effects.spend(j, 11)
    assert refusal.value.code is Code.INSUFFICIENT_CREDITS
    assert j.run.wealth == 10


def test_the_hold_takes_what_has_room_by_weight():
    j = journal(a_run())  # room for 50, scrap weighs 10
    assert effects.gain_items(j, "scrap_metal", 3) == 3
    assert effects.gain_items(j, "scrap_metal", 3) == 2
    assert effects.gain_items(j, "scrap_metal", 1) == 0
    assert j.run.inventory == [Stack("scrap_metal", 5)]
    assert j.run.statistics.items_collected == 5


def test_there_is_one_stack_of_each_item():
    j = journal(a_run(ship_type="trader"))
    assert effects.gain_items(j, "alien_artifacts", 30) == 20
    assert effects.gain_items(j, "ancient_key", 2) == 1


def test_the_last_of_an_item_leaves_no_empty_stack():
    j = journal(a_run(cargo={"data_cores": 2, "med_pack": 1}))
    effects.lose_items(j, "data_cores", 2)
    assert j.run.inventory == [Stack("med_pack", 1)]
    with pytest.raises(Refusal) as refusal:
        effects.lose_items(j, "med_pack", 2)
    assert refusal.value.code is Code.INSUFFICIENT_CARGO


def test_the_tank_takes_no_more_than_it_holds():
    j = journal(a_run(fuel=rules().ship.max_fuel - 5.5))
    assert effects.gain_fuel(j, 30) == 5.5
    assert j.run.fuel == rules().ship.max_fuel


@given(st.lists(st.integers(1, 300).map(lambda tenths: tenths / 10), max_size=30))
def test_fuel_stays_a_number_of_tenths(burns):
    j = journal(a_run(fuel=200.0))
    for units in burns:
        if units <= j.run.fuel:
            effects.burn_fuel(j, units)
        assert j.run.fuel == round(j.run.fuel, 1)
        assert j.run.fuel >= 0


def test_a_leak_takes_no_more_than_there_is():
    j = journal(a_run(fuel=3.0))
    assert effects.leak_fuel(j, 10) == 3.0
    assert j.run.fuel == 0


def test_food_has_its_limits_both_ways():
    j = journal(a_run(food=95))
    assert effects.gain_food(j, 10) == 5
    assert effects.eat(j, 200) == 100
    assert j.run.food == 0


def test_health_ends_at_a_hundred_and_the_run_at_none():
    j = journal(a_run(health=90))
    assert effects.heal(j, 30) == 10
    effects.harm_health(j, 120, "hunger")
    assert (j.run.health, j.run.ending) == (0, Ending.HEALTH)
    assert messages(j, "health") == ["You lose 100 health to hunger."]


def test_a_shield_takes_harm_before_the_hull_does():
    j = journal(a_run(temp_effects=[TempEffect("shield", 12, 3)]))
    effects.harm_hull(j, 10, "a rock")
    assert j.run.hull == 80
    effects.harm_hull(j, 10, "a rock")
    assert j.run.hull == 72
    assert j.run.temp_effects == []
    assert j.run.statistics.damage_taken == 8


def test_effects_of_a_kind_add_up_and_the_longer_time_counts():
    j = journal(a_run(temp_effects=[TempEffect("shield", 10, 2)]))
    effects.add_effect(j, "shield", 50, 5)
    effects.add_effect(j, "shield", 1, 1)
    assert j.run.temp_effects == [TempEffect("shield", 61, 5)]


def test_without_a_pod_the_last_of_the_hull_is_the_end():
    j = journal(a_run(enemy=foe()))
    effects.harm_hull(j, 500, "a kraken")
    assert (j.run.hull, j.run.ending, j.run.enemy) == (0, Ending.HULL, None)


def test_with_a_pod_the_loss_of_the_ship_is_an_escape_and_ends_the_fight():
    run = a_run(pod=True, mods=("laser_cannon",), cargo={"data_cores": 4}, enemy=foe(), food=30)
    j = journal(run)
    effects.harm_hull(j, 500, "a kraken")
    assert run.pod.active
    assert run.ending is None
    assert run.enemy is None
    assert run.mods.high == []
    assert run.inventory == []
    assert (run.pod.hp, run.statistics.pod_uses) == (30, 1)
    assert run.food == rules().pod.food_kept
    assert run.fuel == rules().pod.max_fuel


def test_mending_mends_the_ship_or_in_the_pod_the_pod():
    ship = journal(a_run(hull=70))
    assert effects.mend_hull(ship, 50) == 10
    pod = journal(a_run(in_pod=True))
    pod.run.pod.hp = 25
    assert effects.mend_hull(pod, 50) == 5
    assert pod.run.hull == 0


def test_the_supply_cache_feeds_the_pod():
    j = journal(a_run(augmentations=("emergency_supplies",), food=4))
    effects.harm_hull(j, 500, "a rock")
    assert j.run.food == 4 + 20


def test_the_cargo_module_keeps_ten_units_of_weight_the_most_valuable_first():
    cargo = {"scrap_metal": 1, "exotic_matter": 2, "fusion_core": 2, "alien_artifacts": 3}
    j = journal(a_run(augmentations=("cargo_module",), cargo=cargo))
    effects.harm_hull(j, 500, "a rock")
    # 2 exotic matter weigh 4, one fusion core 5; then nothing has room
    assert j.run.inventory == [Stack("exotic_matter", 2), Stack("fusion_core", 1)]


def test_what_weighs_nothing_is_never_lost():
    j = journal(a_run(pod=True, cargo={"ancient_key": 1, "data_cores": 3}))
    effects.harm_hull(j, 500, "a rock")
    assert j.run.inventory == [Stack("ancient_key", 1)]


@given(
    st.dictionaries(
        st.sampled_from([key for key, item in catalog().items.items() if item.weight]),
        st.integers(1, 5),
        max_size=5,
    ),
    st.booleans(),
)
def test_cargo_saved_never_exceeds_the_pods_room(cargo, module):
    run = a_run(ship_type="trader", pod=True, cargo=cargo)
    run.pod.flown = True
    run.pod.augmentations = ["cargo_module"] if module else []
    effects.harm_hull(journal(run), 500, "a rock")
    assert used_cargo(run) <= effective(run).cargo_capacity == (10 if module else 0)


def test_armour_halves_what_the_pod_takes():
    plain, armoured = a_run(in_pod=True), a_run(in_pod=True, augmentations=("armor_plating",))
    for run in (plain, armoured):
        effects.harm_hull(journal(run), 10, "dust")
    assert (plain.pod.hp, armoured.pod.hp) == (20, 25)


def test_a_pod_that_breaks_is_the_end():
    j = journal(a_run(in_pod=True))
    effects.harm_hull(j, 30, "dust")
    assert (j.run.pod.hp, j.run.ending) == (0, Ending.POD)


def test_the_beacon_tows_half_of_the_pods_to_the_nearest_trade():
    towed = 0
    for dice in range(400):
        run = a_run("wreck", augmentations=("distress_beacon",))
        effects.harm_hull(journal(run, dice), 500, "a rock")
        assert run.pod.active
        assert run.node_id in ("wreck", "home")
        towed += run.node_id == "home"
    assert 160 < towed < 240


def test_the_beacon_saves_half_of_the_pods_that_would_break():
    saved = 0
    for dice in range(400):
        run = a_run("wreck", in_pod=True, augmentations=("distress_beacon",))
        effects.harm_hull(journal(run, dice), 30, "dust")
        assert (run.node_id == "home") == (run.ending is None)
        saved += run.pod.hp == rules().pod.rescue_hp
    assert 160 < saved < 240


def test_a_rescue_leaves_events_and_offers_of_the_old_place_behind():
    for dice in range(20):
        run = a_run("wreck", augmentations=("distress_beacon",))
        run.stay.scanned = True
        effects.harm_hull(journal(run, dice), 500, "a rock")
        assert run.stay.scanned == (run.node_id == "wreck")


def test_nothing_hurts_who_is_at_the_end():
    j = journal(a_run())
    effects.end_run(j, Ending.STRANDED)
    effects.harm_hull(j, 500, "a rock")
    effects.harm_health(j, 500, "hunger")
    effects.end_run(j, Ending.RETIRED)
    assert (j.run.hull, j.run.health, j.run.ending) == (80, 100, Ending.STRANDED)


def test_every_ending_has_its_words():
    assert set(effects.ENDING_WORDS) == set(Ending)
