"""The pod and its augmentations."""

import pytest

from game.catalog.expedition import catalog
from game.expedition.actions import BuyAugmentation, BuyMod, BuyPod, Mine, Navigate, Salvage
from game.expedition.gathering import find_chance
from game.expedition.refusals import Code
from game.expedition.stats import effective
from tests.expedition.voyages import a_run, done, refused

AUGMENTATIONS = sorted(catalog().pod_augmentations)


def augment(augmentation_id):
    return BuyAugmentation(augmentation_id=augmentation_id)


def flown(*augmentations, **fields):
    run = a_run(pod=True, augmentations=augmentations, **({"wealth": 5000} | fields))
    run.pod.flown = True
    return run


def test_a_pod_costs_five_hundred_and_has_thirty_points():
    after = done(a_run(), BuyPod())
    assert (after.wealth, after.pod.owned, after.pod.hp) == (0, True, 30)
    assert not after.pod.active
    assert not after.pod.flown


def test_a_pod_is_refused_with_a_reason():
    refused(a_run(wealth=499), BuyPod(), Code.INSUFFICIENT_CREDITS)
    refused(a_run(pod=True), BuyPod(), Code.POD_OWNED)
    refused(a_run("rock"), BuyPod(), Code.NO_TRADE_HERE)


def test_nothing_is_added_before_the_first_flight():
    fresh = done(a_run(wealth=5000), BuyPod())
    refused(fresh, augment("cargo_module"), Code.POD_NOT_FLOWN)
    there = done(fresh, Navigate(target_node_id="rock"))
    assert there.pod.flown


@pytest.mark.parametrize("augmentation_id", AUGMENTATIONS)
def test_every_augmentation_can_be_bought_once(augmentation_id):
    run = flown()
    after = done(run, augment(augmentation_id))
    assert after.wealth == 5000 - catalog().pod_augmentations[augmentation_id].cost
    assert after.pod.augmentations == [augmentation_id]
    refused(after, augment(augmentation_id), Code.ALREADY_FITTED)


def test_there_is_one_of_a_kind_of_slot_and_four_in_all():
    run = flown()
    for augmentation_id in ("shield_boost", "scanner_array", "cargo_module", "emergency_thrusters"):
        run = done(run, augment(augmentation_id))
    for augmentation_id in AUGMENTATIONS:
        taken = augmentation_id in run.pod.augmentations
        code = Code.ALREADY_FITTED if taken else Code.NO_FREE_SLOT
        refused(run, augment(augmentation_id), code)
    assert len(run.pod.augmentations) == catalog().pod.max_augmentations


def test_augmentations_are_refused_with_a_reason():
    refused(a_run(), augment("cargo_module"), Code.NO_POD)
    refused(flown(), augment("warp_core"), Code.UNKNOWN_AUGMENTATION)
    refused(flown(wealth=10), augment("cargo_module"), Code.INSUFFICIENT_CREDITS)
    refused(flown(at="rock"), augment("cargo_module"), Code.NO_TRADE_HERE)


def test_life_support_makes_fifty_points_of_thirty():
    run = flown()
    run.pod.hp = 12
    after = done(run, augment("life_support_upgrade"))
    assert (after.pod.hp, effective(after).pod_max_hp) == (32, 50)


def test_the_shield_matrix_strengthens_the_hull_of_the_ship():
    after = done(flown(hull=70), augment("shield_boost"))
    assert (after.hull, effective(after).max_hull) == (90, 100)


def test_the_scanner_array_doubles_the_scan_bonus():
    assert find_chance(a_run()) == 0.3
    assert find_chance(a_run(mods=("scanner_upgrade",))) == 0.5
    assert find_chance(flown("scanner_array")) == 0.5
    assert find_chance(flown("scanner_array", mods=("scanner_upgrade",))) == 0.9


def test_without_a_pod_it_has_no_points():
    assert effective(a_run()).pod_max_hp == 0


@pytest.mark.parametrize(
    ("at", "action"),
    [("rock", Mine()), ("wreck", Salvage()), ("home", BuyMod(mod_id="laser_cannon"))],
)
def test_what_takes_a_ship_cannot_be_done_from_the_pod(at, action):
    refused(a_run(at, in_pod=True), action, Code.IN_POD)


def test_the_pod_can_be_augmented_while_it_is_all_there_is():
    after = done(a_run(in_pod=True, wealth=900), augment("armor_plating"))
    assert after.pod.augmentations == ["armor_plating"]
    assert after.hull == 0
