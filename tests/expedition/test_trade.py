"""Markets, supplies and what is used up aboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.catalog.expedition import catalog, rules
from game.expedition.actions import (
    BuyFood,
    ConsumeFood,
    Navigate,
    Refuel,
    Repair,
    SellItem,
    Trade,
    UseItem,
)
from game.expedition.prices import (
    buy_price,
    food_price,
    fuel_price,
    repair_price,
    sell_price,
    stocked,
)
from game.expedition.reduce import perform
from game.expedition.refusals import Code
from game.expedition.state import Difficulty, TempEffect
from game.expedition.stats import held
from tests.expedition.voyages import a_run, done, foe, refused, throws

TRADED = [key for key, item in catalog().items.items() if item.category != "quest"]
seeds = st.text(min_size=1, max_size=20)


def on_sale(run):
    return next(item_id for item_id in TRADED if stocked(run, item_id))


def buy(item_id, quantity=1):
    return Trade(side="buy", item_id=item_id, quantity=quantity)


@given(seeds, st.sampled_from(Difficulty), st.sampled_from(["home", "market"]))
def test_buying_is_dearer_than_selling_at_every_place(seed, difficulty, at):
    run = a_run(at, seed=seed, difficulty=difficulty)
    for item_id in TRADED:
        assert buy_price(run, item_id) > sell_price(run, item_id) >= 1


@given(seeds, st.sampled_from(Difficulty), st.sampled_from(TRADED), st.integers(1, 5))
def test_nothing_is_gained_without_flying(seed, difficulty, item_id, quantity):
    run = a_run(seed=seed, difficulty=difficulty, wealth=9000, ship_type="trader")
    bought = perform(run, buy(item_id, quantity))
    if bought.ok:
        sold = done(bought.run, SellItem(item_id=item_id, quantity=quantity))
        assert sold.wealth < run.wealth
        assert sold.inventory == run.inventory


@given(seeds)
def test_prices_are_the_same_at_every_visit(seed):
    first = a_run(seed=seed)
    later = a_run(seed=seed, turn=30, dice=9, wealth=3)
    for item_id in TRADED:
        assert buy_price(first, item_id) == buy_price(later, item_id)
        assert stocked(first, item_id) == stocked(later, item_id)
    assert fuel_price(first) == fuel_price(later)


def test_prices_differ_by_place_and_by_seed():
    def prices(at, seed):
        run = a_run(at, seed=seed)
        return [sell_price(run, item_id) for item_id in TRADED]

    assert prices("home", "a") != prices("market", "a")
    assert prices("home", "a") != prices("home", "b")


def test_wealthy_regions_pay_more():
    def mean_price(at):
        runs = [a_run(at, seed=f"seed {number}") for number in range(200)]
        return sum(sell_price(run, "alien_artifacts") for run in runs) / 200

    # ancient sectors have a wealth_modifier of 1.8, the frontier of 1.2
    assert mean_price("market") > mean_price("edge") * 1.1


def test_difficulty_makes_supplies_dearer_and_sales_poorer():
    easy, medium, hard = (a_run(difficulty=level) for level in Difficulty)
    assert [repair_price(run) for run in (easy, medium, hard)] == [90, 100, 110]
    assert sell_price(easy, "exotic_matter") > sell_price(medium, "exotic_matter")
    assert sell_price(medium, "exotic_matter") > sell_price(hard, "exotic_matter")
    assert buy_price(easy, "exotic_matter") == buy_price(hard, "exotic_matter")


def test_a_purchase_moves_credits_and_goods():
    run = a_run()
    item_id = on_sale(run)
    price = buy_price(run, item_id)
    after = done(run, buy(item_id))
    assert after.wealth == 500 - price
    assert held(after, item_id) == 1
    assert after.statistics.credits_spent == price


def test_a_sale_moves_them_back():
    run = a_run(cargo={"data_cores": 3})
    price = sell_price(run, "data_cores")
    after = done(run, Trade(side="sell", item_id="data_cores", quantity=2))
    assert after.wealth == 500 + 2 * price
    assert held(after, "data_cores") == 1
    assert after == done(run, SellItem(item_id="data_cores", quantity=2))


def test_one_sale_has_one_price_and_the_next_a_lower_one():
    halving = round(rules().market.depth / catalog().items["data_cores"].base_value)
    run = a_run(cargo={"data_cores": 2 * halving})
    price = sell_price(run, "data_cores")
    once = done(run, SellItem(item_id="data_cores", quantity=halving))
    assert once.wealth == 500 + halving * price
    assert sell_price(once, "data_cores") == pytest.approx(price / 2, abs=1)
    assert sell_price(once, "rare_minerals") == sell_price(run, "rare_minerals")
    assert buy_price(once, "data_cores") == buy_price(run, "data_cores")
    twice = done(once, SellItem(item_id="data_cores", quantity=halving))
    assert sell_price(twice, "data_cores") == pytest.approx(price / 3, abs=1)


def test_a_glut_is_felt_at_its_place_alone():
    sold = done(a_run(cargo={"data_cores": 30}), SellItem(item_id="data_cores", quantity=15))
    elsewhere = a_run("market", gluts=sold.gluts)
    assert sell_price(elsewhere, "data_cores") == sell_price(a_run("market"), "data_cores")


def test_demand_comes_back_turn_by_turn_wherever_the_ship_is():
    run = done(a_run(cargo={"scrap_metal": 3}), SellItem(item_id="scrap_metal", quantity=3))
    assert [glut.value for glut in run.gluts] == [60]
    away = done(run, Navigate(target_node_id="rock"))
    assert [glut.value for glut in away.gluts] == [60 - rules().market.recovery]
    back = done(away, Navigate(target_node_id="home"))
    assert back.gluts == []


def test_a_place_sells_what_it_has_and_buys_everything_with_a_price():
    run = a_run(cargo={"data_cores": 1})
    missing = next(item_id for item_id in TRADED if not stocked(run, item_id))
    refused(run, buy(missing), Code.NOT_SOLD_HERE)
    for item_id in TRADED:
        done(a_run(cargo={item_id: 1}), SellItem(item_id=item_id))


@pytest.mark.parametrize("item_id", ["ancient_key", "star_chart_fragment", "distress_beacon"])
def test_keepsakes_have_no_price(item_id):
    run = a_run(cargo={item_id: 1})
    refused(run, SellItem(item_id=item_id), Code.NOT_FOR_SALE)
    refused(run, buy(item_id), Code.NOT_SOLD_HERE)
    refused(run, UseItem(item_id=item_id), Code.NOT_USABLE)


def test_trade_has_its_limits():
    rich = a_run(wealth=1_000_000, ship_type="trader")
    item_id = on_sale(rich)
    item = catalog().items[item_id]
    refused(rich, buy(item_id, item.stack_size + 1), Code.STACK_FULL)
    refused(a_run(wealth=1), buy(item_id), Code.INSUFFICIENT_CREDITS)
    refused(a_run(), buy("moon_cheese"), Code.UNKNOWN_ITEM)
    refused(a_run(), SellItem(item_id="moon_cheese"), Code.UNKNOWN_ITEM)
    refused(a_run(), SellItem(item_id="data_cores"), Code.INSUFFICIENT_CARGO)
    full = a_run(wealth=1_000_000, cargo={"scrap_metal": 5})
    refused(full, buy(on_sale(full)), Code.CARGO_FULL)


@pytest.mark.parametrize(
    "action",
    [buy("data_cores"), SellItem(item_id="data_cores"), Refuel(), BuyFood()],
)
def test_where_nobody_trades_nothing_is_traded(action):
    refused(a_run("wreck", cargo={"data_cores": 1}), action, Code.NO_TRADE_HERE)


def test_from_the_pod_one_can_sell_but_not_buy_goods():
    run = a_run(in_pod=True, augmentations=("cargo_module",), cargo={"data_cores": 5})
    assert done(run, SellItem(item_id="data_cores", quantity=5)).wealth > 500
    refused(run, buy(on_sale(run)), Code.IN_POD)


def test_refuelling_buys_the_units_asked_for():
    run = a_run()
    after = done(run, Refuel(amount=12))
    assert after.fuel == 112.0
    assert after.wealth == 500 - 12 * fuel_price(run)


def test_refuelling_without_an_amount_fills_what_can_be_paid():
    full = done(a_run(wealth=5000), Refuel())
    assert full.fuel == rules().ship.max_fuel
    run = a_run(wealth=10)
    units = 10 // fuel_price(run)
    assert done(run, Refuel()).fuel == 100.0 + units


def test_a_part_of_a_unit_is_paid_as_a_whole_one():
    run = a_run(fuel=rules().ship.max_fuel - 0.4)
    after = done(run, Refuel())
    assert after.fuel == rules().ship.max_fuel
    assert after.wealth == 500 - fuel_price(run)


def test_refuelling_is_refused_with_a_reason():
    refused(a_run(fuel=rules().ship.max_fuel), Refuel(), Code.FUEL_FULL)
    refused(a_run(), Refuel(amount=1000), Code.FUEL_FULL)
    refused(a_run(wealth=0), Refuel(), Code.INSUFFICIENT_CREDITS)
    refused(a_run(wealth=5), Refuel(amount=50), Code.INSUFFICIENT_CREDITS)


def test_food_comes_by_the_crate():
    run = a_run()
    after = done(run, BuyFood())
    assert after.food == 20 + rules().market.food_crate
    assert after.wealth == 500 - rules().market.food_crate * food_price(run)
    assert done(run, BuyFood(amount=3)).food == 23
    assert done(a_run(food=97), BuyFood()).food == 100
    refused(a_run(food=100), BuyFood(), Code.FOOD_FULL)
    refused(a_run(food=97), BuyFood(amount=4), Code.FOOD_FULL)
    refused(a_run(wealth=1), BuyFood(), Code.INSUFFICIENT_CREDITS)


def test_eating_heals_two_points_a_unit_and_wastes_nothing():
    assert done(a_run(health=50), ConsumeFood(amount=10)).health == 70
    after = done(a_run(health=95), ConsumeFood(amount=20))
    assert (after.health, after.food) == (100, 17)
    refused(a_run(), ConsumeFood(), Code.HEALTH_FULL)
    refused(a_run(health=50, food=3), ConsumeFood(amount=4), Code.INSUFFICIENT_FOOD)


def test_a_repair_makes_the_hull_whole_for_a_hundred_credits():
    after = done(a_run(hull=1), Repair())
    assert (after.hull, after.wealth) == (80, 400)
    refused(a_run(), Repair(), Code.HULL_FULL)
    refused(a_run("rock", hull=1), Repair(), Code.NO_REPAIR_HERE)
    refused(a_run(hull=1, wealth=99), Repair(), Code.INSUFFICIENT_CREDITS)


def test_a_dock_mends_a_pod_too():
    run = a_run(in_pod=True)
    run.pod.hp = 4
    after = done(run, Repair())
    assert (after.pod.hp, after.hull) == (30, 0)


@pytest.mark.parametrize(
    ("item_id", "fields", "name", "value"),
    [
        ("repair_nanobots", {"hull": 40}, "hull", 60),
        ("repair_nanobots", {"hull": 75}, "hull", 80),
        ("fuel_cells", {"fuel": 10.0}, "fuel", 40.0),
        ("med_pack", {"health": 50}, "health", 80),
        ("shield_booster_charge", {}, "temp_effects", [TempEffect("shield", 50, 5)]),
    ],
)
def test_consumables_do_what_they_say(item_id, fields, name, value):
    after = done(a_run(cargo={item_id: 1}, **fields), UseItem(item_id=item_id))
    assert getattr(after, name) == value
    assert after.inventory == []


@pytest.mark.parametrize(
    ("item_id", "fields", "code"),
    [
        ("repair_nanobots", {}, Code.HULL_FULL),
        ("med_pack", {}, Code.HEALTH_FULL),
        ("fuel_cells", {"fuel": rules().ship.max_fuel}, Code.FUEL_FULL),
        ("data_cores", {}, Code.NOT_USABLE),
        ("moon_cheese", {}, Code.UNKNOWN_ITEM),
    ],
)
def test_nothing_is_wasted(item_id, fields, code):
    cargo = {item_id: 1} if item_id in catalog().items else {}
    refused(a_run(cargo=cargo, **fields), UseItem(item_id=item_id), code)


def test_what_is_not_held_cannot_be_used():
    refused(a_run(health=10), UseItem(item_id="med_pack"), Code.INSUFFICIENT_CARGO)
    pod = a_run(in_pod=True, cargo={"shield_booster_charge": 1})
    refused(pod, UseItem(item_id="shield_booster_charge"), Code.IN_POD)


def test_using_something_in_a_fight_takes_the_round():
    run = a_run(cargo={"shield_booster_charge": 1}, enemy=foe())
    for outcome in throws(run, UseItem(item_id="shield_booster_charge"), 30):
        assert outcome.run.enemy is not None
        assert outcome.run.enemy.round == 1
        assert outcome.run.hull == 80
