"""What cargo cost and flew through decides what a profit grows by, and nothing else does."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.catalog.economy import economy_rules
from game.dice import Dice
from game.economy import (
    SALVAGE,
    Lot,
    Market,
    Terms,
    after_flight,
    after_loading,
    after_purchase,
    after_removal,
    after_sale,
    drifted,
    held_units,
    plundered,
    quote,
    sold,
)
from tests.economy.test_motion import markets
from tests.economy.test_prices import terms

RULES = economy_rules()
HERE, THERE = "here", "there"


def bought(
    quantity: int, cost: int, *, at: str = THERE, flown_s: float = 100.0, share: float = 0.0
) -> Lot:
    return Lot("bought", at, quantity, cost, flown_s, flown_s * share)


def sale(*lots: Lot, quantity: int, price: int) -> tuple[float, int]:
    done = sold(lots, station_id=HERE, quantity=quantity, unit_price=price, rules=RULES.exposure)
    return done.profit_multiplier, done.bonus


class TestBonus:
    def test_danger_multiplies_the_profit_and_not_the_revenue(self) -> None:
        assert sale(bought(10, 100, share=0.45), quantity=10, price=12) == (1.45, 9)

    def test_time_in_safety_dilutes_it(self) -> None:
        (lot,) = after_flight(
            [bought(10, 100, flown_s=0.0)], flown_s=30, exposure_s=15, docked_at=None
        )
        (lot,) = after_flight([lot], flown_s=70, exposure_s=0, docked_at="elsewhere")
        assert sale(lot, quantity=10, price=20) == (1.15, 15)

    def test_it_is_bounded(self) -> None:
        assert sale(bought(10, 100, share=3.0), quantity=10, price=20) == (1.6, 60)

    def test_a_loss_does_not_grow(self) -> None:
        assert sale(bought(10, 100, share=0.5), quantity=10, price=8) == (1.5, 0)

    @pytest.mark.parametrize(
        "lot",
        [
            bought(10, 100, at=HERE, share=0.5),
            bought(10, 100, flown_s=0.0),
            Lot("unknown", None, 10, 100, 100.0, 50.0),
            Lot("salvage", None, 10, 0, 100.0, 50.0),
        ],
        ids=["bought here", "never flown", "unknown", "salvage"],
    )
    def test_nor_does_the_profit_on_goods_that_were_bought_nowhere_else(self, lot: Lot) -> None:
        assert sale(lot, quantity=10, price=20) == (1.0, 0)

    def test_units_of_the_most_dangerous_way_are_sold_first(self) -> None:
        safe, risky = bought(5, 50, at="safe", share=0.1), bought(5, 50, at="risky", share=0.5)
        done = sold((safe, risky), station_id=HERE, quantity=7, unit_price=20, rules=RULES.exposure)
        assert done.bonus == 25 + 2
        assert done.left == (Lot("bought", "safe", 3, 30, 100.0, pytest.approx(10.0)),)

    def test_the_multiplier_is_that_of_the_whole_profit(self) -> None:
        lots = bought(5, 50, at="safe", share=0.1), bought(5, 0, at="risky", share=0.5)
        assert sale(*lots, quantity=10, price=20) == (1.3667, 55)


class TestFlights:
    def test_back_where_it_was_bought_a_lot_begins_anew(self) -> None:
        lots = after_flight(
            [bought(1, 9, at=HERE, share=0.5), bought(1, 9, share=0.5)],
            flown_s=100.0,
            exposure_s=0.0,
            docked_at=HERE,
        )
        assert lots == (
            Lot("bought", HERE, 1, 9),
            Lot("bought", THERE, 1, 9, 200.0, 50.0),
        )

    def test_what_is_bought_joins_what_was_bought_there(self) -> None:
        lots = after_loading([bought(2, 20, at=HERE, share=0.5)], ("bought", HERE), 3, 33)
        assert lots == (Lot("bought", HERE, 5, 53),)

    def test_salvage_lies_apart_and_costs_nothing(self) -> None:
        lots = after_loading([bought(2, 20)], SALVAGE, 3, 0)
        assert lots == (bought(2, 20), Lot("salvage", None, 3, 0))


@given(
    st.integers(1, 50), st.integers(0, 5000), st.lists(st.integers(1, 10), min_size=1, max_size=20)
)
def test_the_cost_of_a_lot_is_spent_once_however_it_is_parted(
    quantity: int, cost: int, parts: list[int]
) -> None:
    lots: tuple[Lot, ...] = (bought(quantity, cost),)
    seen = [cost]
    for part in parts:
        lots = after_removal(lots, part)
        seen.append(sum(lot.cost for lot in lots))
        assert all(lot.cost >= 0 for lot in lots)
    assert all(later <= earlier for earlier, later in pairwise(seen))
    assert held_units(lots) == max(quantity - sum(parts), 0)
    assert lots or seen[-1] == 0


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 30), max_size=6),
    st.floats(0, 1),
    st.lists(st.integers(1, 80), min_size=6, max_size=6),
)
def test_what_is_plundered_is_within_its_share(
    held: dict[str, int], share: float, prices: list[int]
) -> None:
    base = dict(zip("abcdef", prices, strict=True))
    lost = plundered(held, base, share)
    worth = sum(base[key] * n for key, n in held.items())
    assert sum(base[key] * n for key, n in lost.items()) <= worth * share + 1e-6
    assert all(0 < n <= held[key] for key, n in lost.items())
    assert plundered(held, base, 1.0) == held
    assert plundered(held, base, 0.0) == {}


deeds = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), st.integers(1, 50)),
        st.tuples(st.just("sell"), st.integers(1, 50)),
        st.tuples(st.just("wait"), st.integers(1, 50)),
        st.tuples(st.just("fly about"), st.integers(1, 10_000)),
        st.tuples(st.just("undock and dock"), st.just(0)),
    ),
    max_size=30,
)


@given(terms(), markets, st.integers(0, 2**63), deeds)
def test_no_sequence_of_trades_without_a_flight_to_another_station_gains(
    of: Terms, market: Market, seed: int, done: list[tuple[str, int]]
) -> None:
    """Not by parts, not by waiting, and not by flights that end where they began."""
    dice, credits, lots = Dice(seed), 0, tuple[Lot, ...]()
    for deed, amount in [*done, ("sell", 10**6)]:
        prices = quote(of, market.shifts, RULES.prices)
        match deed:
            case "wait":
                market = drifted(market, of, dice, RULES, amount)
            case "buy" if n := min(amount, market.stock):
                lots = after_loading(lots, ("bought", HERE), n, n * prices.buy)
                market, credits = after_purchase(market, of, n, RULES), credits - n * prices.buy
            case "sell" if n := min(amount, held_units(lots)):
                trade = sold(
                    lots, station_id=HERE, quantity=n, unit_price=prices.sell, rules=RULES.exposure
                )
                lots, market = trade.left, after_sale(market, of, n, RULES)
                credits += n * prices.sell + trade.bonus
                assert trade.bonus == 0
            case "fly about" | "undock and dock":
                lots = after_flight(
                    lots, flown_s=float(amount), exposure_s=amount * 0.9, docked_at=HERE
                )
    assert held_units(lots) == 0
    assert credits <= 0


@given(
    st.lists(
        st.tuples(st.integers(1, 20), st.integers(0, 900), st.floats(0, 3)), min_size=1, max_size=5
    ),
    st.integers(1, 60),
    st.lists(st.integers(1, 20), max_size=10),
)
def test_a_bonus_never_exceeds_its_part_of_what_was_gained(
    flown: list[tuple[int, int, float]], price: int, parts: list[int]
) -> None:
    """However a hold is sold: over all sales, at most the bound times what each lot gained."""
    lots = tuple(
        bought(n, cost, at=f"s{key}", share=share) for key, (n, cost, share) in enumerate(flown)
    )
    most = sum(RULES.exposure.bonus_max * max(lot.quantity * price - lot.cost, 0) for lot in lots)
    bonus = 0
    for part in [*parts, 10**6]:
        if n := min(part, held_units(lots)):
            done = sold(lots, station_id=HERE, quantity=n, unit_price=price, rules=RULES.exposure)
            lots, bonus = done.left, bonus + done.bonus
            assert 1.0 <= done.profit_multiplier <= 1.0 + RULES.exposure.bonus_max
    # a credit a sale may be lost to whole numbers, and come back with the last units
    assert bonus <= most + len(parts) + 1
