"""Markets move with trade and time, and nobody gains without flying."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.catalog.economy import economy_rules
from game.dice import Dice
from game.economy import Market, Shifts, Terms, after_purchase, after_sale, drifted, held, quote
from tests.economy.test_prices import terms

RULES = economy_rules()
CALM = msgspec.structs.replace(
    RULES, motion=msgspec.structs.replace(RULES.motion, drift_min=0.0, drift_max=0.0)
)
ORE = Terms(base_price=20, volatility=0.18, local_bias=0.1)

markets = st.builds(
    Market,
    shifts=st.builds(
        Shifts,
        demand=st.floats(min_value=-0.05, max_value=0.5),
        supply=st.floats(min_value=-0.5, max_value=0.05),
    ),
    stock=st.integers(min_value=0, max_value=1000),
    baseline_stock=st.integers(min_value=0, max_value=1000),
)
quantities = st.integers(min_value=1, max_value=50)


def prices(market: Market, of: Terms) -> tuple[int, int]:
    found = quote(of, market.shifts, RULES.prices)
    return found.buy, found.sell


@given(terms(), markets, quantities)
def test_a_purchase_never_lowers_buy_and_leaves_sell(
    of: Terms, market: Market, quantity: int
) -> None:
    market = msgspec.structs.replace(market, shifts=held(of, market.shifts, RULES.prices))
    after = after_purchase(market, of, quantity, RULES)
    assert prices(after, of)[0] >= prices(market, of)[0]
    assert prices(after, of)[1] == prices(market, of)[1]
    assert after.stock == market.stock - quantity


@given(terms(), markets, quantities)
def test_a_sale_never_raises_sell_and_leaves_buy(of: Terms, market: Market, quantity: int) -> None:
    market = msgspec.structs.replace(market, shifts=held(of, market.shifts, RULES.prices))
    after = after_sale(market, of, quantity, RULES)
    assert prices(after, of)[1] <= prices(market, of)[1]
    assert prices(after, of)[0] == prices(market, of)[0]
    assert after.stock == market.stock + quantity


def test_a_hold_full_of_ore_is_felt_in_the_prices() -> None:
    market = Market(shifts=Shifts(), stock=130, baseline_stock=130)
    buy, sell = prices(market, ORE)
    assert prices(after_purchase(market, ORE, 15, RULES), ORE)[0] > buy
    assert prices(after_sale(market, ORE, 15, RULES), ORE)[1] < sell


@given(
    terms(),
    markets,
    st.integers(min_value=0, max_value=2**63),
    st.lists(
        st.one_of(
            st.tuples(st.just("buy"), quantities),
            st.tuples(st.just("sell"), quantities),
            st.tuples(st.just("wait"), st.integers(min_value=1, max_value=100)),
        ),
        max_size=30,
    ),
)
def test_no_sequence_of_trades_at_one_station_gains(
    of: Terms, market: Market, seed: int, deeds: list[tuple[str, int]]
) -> None:
    dice, credits, hold = Dice(seed), 0, 0
    for deed, amount in [*deeds, ("sell", 10**6)]:
        buy, sell = prices(market, of)
        quantity = min(amount, market.stock if deed == "buy" else hold)
        if deed == "wait":
            market = drifted(market, of, dice, RULES, amount)
        elif deed == "buy" and quantity:
            market = after_purchase(market, of, quantity, RULES)
            credits, hold = credits - buy * quantity, hold + quantity
        elif deed == "sell" and quantity:
            market = after_sale(market, of, quantity, RULES)
            credits, hold = credits + sell * quantity, hold - quantity
    assert hold == 0
    assert credits <= 0


@given(st.integers(min_value=0, max_value=2**63))
def test_a_drift_is_one_to_three_per_cent_and_the_same_for_both_prices(seed: int) -> None:
    market = Market(shifts=Shifts(), stock=100, baseline_stock=100)
    after = drifted(market, ORE, Dice(seed), RULES)
    assert 0.01 <= abs(after.shifts.demand) <= 0.03
    assert after.shifts.demand == after.shifts.supply


def test_shifts_relax_towards_the_formula() -> None:
    market = Market(shifts=Shifts(demand=0.3, supply=-0.2), stock=100, baseline_stock=100)
    seen = [market]
    for _ in range(60):
        seen.append(drifted(seen[-1], ORE, Dice(1), CALM))
    for before, after in pairwise(seen):
        assert 0 < after.shifts.demand < before.shifts.demand
        assert 0 > after.shifts.supply > before.shifts.supply
    assert prices(seen[-1], ORE) == prices(Market(Shifts(), 100, 100), ORE)


@given(markets, st.integers(min_value=1, max_value=10**9))
def test_stock_comes_back_to_its_baseline_and_stays(market: Market, intervals: int) -> None:
    once = drifted(market, ORE, Dice(1), RULES)
    low, high = sorted((market.stock, market.baseline_stock))
    assert low <= once.stock <= high
    assert once.stock != market.stock or market.stock == market.baseline_stock
    later = drifted(market, ORE, Dice(1), RULES, intervals)
    assert low <= later.stock <= high
    assert drifted(market, ORE, Dice(1), RULES, 10**4).stock == market.baseline_stock


@given(terms(), markets, st.integers(min_value=0, max_value=2**63), st.integers(1, 200))
def test_a_market_that_slept_is_where_a_market_may_be(
    of: Terms, market: Market, seed: int, intervals: int
) -> None:
    after = drifted(market, of, Dice(seed), RULES, intervals)
    assert held(of, after.shifts, RULES.prices) == after.shifts
    buy, sell = prices(after, of)
    assert buy >= sell > 0


@pytest.mark.parametrize("intervals", [10, 60, 10**12])
def test_catching_up_costs_no_more_than_what_a_market_remembers(intervals: int) -> None:
    throws = 0

    class Counted:
        def uniform(self, low: float, high: float) -> float:
            nonlocal throws
            throws += 1
            return high

    market = Market(shifts=Shifts(), stock=0, baseline_stock=100)
    drifted(market, ORE, Counted(), RULES, intervals)
    assert throws == min(intervals, RULES.motion.catch_up_intervals)


def test_the_limit_of_catching_up_is_beyond_a_markets_memory() -> None:
    forgotten = (1 - RULES.motion.relaxation) ** RULES.motion.catch_up_intervals
    assert forgotten < 0.001


def test_the_same_dice_make_the_same_market() -> None:
    market = Market(shifts=Shifts(), stock=10, baseline_stock=100)
    assert drifted(market, ORE, Dice(7), RULES, 9) == drifted(market, ORE, Dice(7), RULES, 9)
    assert drifted(market, ORE, Dice(7), RULES, 9) != drifted(market, ORE, Dice(8), RULES, 9)
