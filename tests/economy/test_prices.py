"""Prices come out of the formula, within their bounds and on their side of the fair price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.catalog.economy import economy_rules
from game.catalog.universe import FACTS, universe_from
from game.economy import Quote, Shifts, Terms, held, mid_price, opening, price_limits, quote, spread

RULES = economy_rules().prices

base_prices = st.integers(min_value=1, max_value=100_000)
volatilities = st.floats(min_value=0.05, max_value=0.35)
shifts = st.builds(
    Shifts,
    demand=st.floats(min_value=-10, max_value=10),
    supply=st.floats(min_value=-10, max_value=10),
)


@st.composite
def openings(draw: st.DrawFn) -> tuple[int, float, int, int]:
    """A base price, a volatility, and buy and sell prices that a market may open with."""
    base = draw(base_prices)
    lowest, highest = price_limits(base, RULES)
    sell = draw(st.integers(min_value=lowest, max_value=highest))
    buy = draw(st.integers(min_value=sell, max_value=highest))
    return base, draw(volatilities), buy, sell


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    base, volatility, buy, sell = draw(openings())
    start = opening(base_price=base, volatility=volatility, buy=buy, sell=sell, rules=RULES)
    return Terms(base_price=base, volatility=volatility, local_bias=start.local_bias)


def test_the_opening_prices_of_the_facts_come_out_exactly() -> None:
    universe = universe_from(FACTS)
    commodities = {commodity.id: commodity for commodity in universe.commodities}
    rows = [
        (commodities[item.commodity_id], item)
        for system in universe.systems
        for group in system.prices
        for item in group.items
    ]
    assert len(rows) >= 24
    for commodity, item in rows:
        start = opening(
            base_price=commodity.base_price,
            volatility=commodity.volatility,
            buy=item.buy_price,
            sell=item.sell_price,
            rules=RULES,
        )
        market = Terms(commodity.base_price, commodity.volatility, start.local_bias)
        assert quote(market, start.shifts, RULES) == Quote(item.buy_price, item.sell_price)


def test_the_formula_gives_what_it_says() -> None:
    machinery = Terms(base_price=55, volatility=0.22, local_bias=0.1)
    assert spread(0.22, RULES) == pytest.approx(0.1064)
    assert mid_price(machinery) == pytest.approx(60.5)
    # 60.5 * 1.0532 = 63.7 and 60.5 * 0.9468 = 57.3; with shifts 60.5 * 1.1532 and 60.5 * 0.8968
    assert quote(machinery, Shifts(), RULES) == Quote(buy=64, sell=57)
    assert quote(machinery, Shifts(demand=0.1, supply=-0.05), RULES) == Quote(buy=70, sell=54)


@given(openings())
def test_any_opening_prices_within_the_bounds_come_out_exactly(
    start: tuple[int, float, int, int],
) -> None:
    base, volatility, buy, sell = start
    found = opening(base_price=base, volatility=volatility, buy=buy, sell=sell, rules=RULES)
    market = Terms(base_price=base, volatility=volatility, local_bias=found.local_bias)
    assert quote(market, found.shifts, RULES) == Quote(buy=buy, sell=sell)
    kept = held(market, found.shifts, RULES)
    assert kept.demand == pytest.approx(found.shifts.demand, abs=1e-9)
    assert kept.supply == pytest.approx(found.shifts.supply, abs=1e-9)


@pytest.mark.parametrize(
    ("buy", "sell"),
    [(9, 10), (19, 10), (10, 5), (0, 0), (10, 0)],
    ids=["upside down", "too high", "too low", "free", "free to sell"],
)
def test_opening_prices_that_no_formula_gives_are_refused(buy: int, sell: int) -> None:
    with pytest.raises(ValueError, match="for a base price of 10"):
        opening(base_price=10, volatility=0.1, buy=buy, sell=sell, rules=RULES)


@given(terms(), shifts)
def test_prices_are_whole_positive_and_within_the_total_modifier(
    market: Terms, shift: Shifts
) -> None:
    prices = quote(market, shift, RULES)
    assert isinstance(prices.buy, int)
    assert isinstance(prices.sell, int)
    assert prices.buy >= prices.sell > 0
    for price in (prices.buy, prices.sell):
        assert -0.45 - 1e-9 <= price / market.base_price - 1 <= 0.80 + 1e-9


@given(terms(), shifts, shifts)
def test_no_price_to_sell_at_is_ever_above_one_to_buy_at(
    market: Terms, now: Shifts, later: Shifts
) -> None:
    assert quote(market, later, RULES).sell <= quote(market, now, RULES).buy


@given(terms(), shifts, st.floats(min_value=0, max_value=5))
def test_prices_follow_their_shifts(market: Terms, shift: Shifts, more: float) -> None:
    prices = quote(market, shift, RULES)
    wanted = quote(market, Shifts(shift.demand + more, shift.supply), RULES)
    flooded = quote(market, Shifts(shift.demand, shift.supply - more), RULES)
    assert wanted.buy >= prices.buy
    assert wanted.sell == prices.sell
    assert flooded.sell <= prices.sell
    assert flooded.buy == prices.buy


@given(terms(), shifts)
def test_held_shifts_stay_where_they_are(market: Terms, shift: Shifts) -> None:
    kept = held(market, shift, RULES)
    assert held(market, kept, RULES) == kept


@given(volatilities, volatilities)
def test_the_spread_grows_with_volatility(one: float, other: float) -> None:
    calm, wild = sorted((one, other))
    assert spread(calm, RULES) <= spread(wild, RULES)
