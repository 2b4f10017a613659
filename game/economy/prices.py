"""From terms and shifts to whole credits.

    mid  = base * (1 + local_bias)
    buy  = round(mid * (1 + spread/2 + demand_shift))
    sell = round(mid * (1 - spread/2 + supply_shift))

`buy` is what a player pays, `sell` what a player gets. A price over its base price, minus 1, is the
price's total modifier, which the rules bound.
"""

from math import ceil, floor
from typing import TypeVar

from msgspec import Struct

from game.catalog.economy import PriceRules

N = TypeVar("N", int, float)

EPSILON = 1e-9  # base * 1.8 must not lose a whole credit to the last binary digit


class Terms(Struct, frozen=True):
    """What of a market does not move: credits a unit, 0.05..0.35, part of one."""

    base_price: int
    volatility: float
    local_bias: float


class Shifts(Struct, frozen=True):
    """What moves, as parts of the mid price. Trade and time change it; time takes it to 0."""

    demand: float = 0.0
    supply: float = 0.0


class Quote(Struct, frozen=True):
    """Credits a unit; buy >= sell > 0."""

    buy: int
    sell: int


class Opening(Struct, frozen=True):
    """The bias and the shifts under which the formula gives the opening prices exactly."""

    local_bias: float
    shifts: Shifts


def spread(volatility: float, rules: PriceRules) -> float:
    return rules.spread_base + rules.spread_per_volatility * volatility


def mid_price(terms: Terms) -> float:
    """Credits a unit, not rounded."""
    return terms.base_price * (1.0 + terms.local_bias)


def price_limits(base_price: int, rules: PriceRules) -> tuple[int, int]:
    """The lowest and the highest whole price whose total modifier is within the rules."""
    lowest = ceil(base_price * (1.0 + rules.modifier_min) - EPSILON)
    highest = floor(base_price * (1.0 + rules.modifier_max) + EPSILON)
    return max(lowest, 1), max(highest, 1)


def quote(terms: Terms, shifts: Shifts, rules: PriceRules) -> Quote:
    """The prices under these shifts: whole, bounded, and on their side of the fair price."""
    mid, half = mid_price(terms), spread(terms.volatility, rules) / 2.0
    fair = round(mid)
    buy = max(round(mid * (1.0 + half + shifts.demand)), fair)
    sell = min(round(mid * (1.0 - half + shifts.supply)), fair)
    lowest, highest = price_limits(terms.base_price, rules)
    return Quote(buy=_clamp(buy, lowest, highest), sell=_clamp(sell, lowest, highest))


def opening(
    *, base_price: int, volatility: float, buy: int, sell: int, rules: PriceRules
) -> Opening:
    """What explains given opening prices: their mid is the bias, the rest is the shifts.

    Raises ValueError for prices that the formula can never give.
    """
    lowest, highest = price_limits(base_price, rules)
    if not lowest <= sell <= buy <= highest:
        raise ValueError(
            f"buy {buy} and sell {sell} must fit {lowest} <= sell <= buy <= {highest} "
            f"for a base price of {base_price}"
        )
    mid, half = (buy + sell) / 2.0, spread(volatility, rules) / 2.0
    return Opening(
        local_bias=mid / base_price - 1.0,
        shifts=Shifts(demand=buy / mid - 1.0 - half, supply=sell / mid - 1.0 + half),
    )


def held(terms: Terms, shifts: Shifts, rules: PriceRules) -> Shifts:
    """Shifts brought back to where they still change a price.

    A shift that runs on beyond the bounds of the total modifier would take long to come back.
    """
    half, relative = spread(terms.volatility, rules) / 2.0, 1.0 + terms.local_bias
    ceiling = max((1.0 + rules.modifier_max) / relative - 1.0 - half, -half)
    ground = min((1.0 + rules.modifier_min) / relative - 1.0 + half, half)
    return Shifts(
        demand=_clamp(shifts.demand, -half, ceiling),
        supply=_clamp(shifts.supply, ground, half),
    )


def _clamp(value: N, low: N, high: N) -> N:
    return low if value < low else high if value > high else value
