"""How a market moves: by what players trade, and by itself once an interval."""

from typing import Protocol

from msgspec import Struct

from game.catalog.economy import EconomyRules, MotionRules
from game.economy.prices import Shifts, Terms, held


class Uniform(Protocol):
    """Dice that throw a number between low and high."""

    def uniform(self, low: float, high: float) -> float: ...


class Market(Struct, frozen=True):
    """One commodity at one station: what moves, and the stock that it comes back to, in units."""

    shifts: Shifts
    stock: int
    baseline_stock: int


def after_purchase(market: Market, terms: Terms, quantity: int, rules: EconomyRules) -> Market:
    """A player has bought `quantity` units: `buy` rises, the stock is lower by as much."""
    shift = _impact(market, quantity, rules.motion)
    shifts = Shifts(demand=market.shifts.demand + shift, supply=market.shifts.supply)
    return _moved(market, held(terms, shifts, rules.prices), market.stock - quantity)


def after_sale(market: Market, terms: Terms, quantity: int, rules: EconomyRules) -> Market:
    """A player has sold `quantity` units: `sell` falls, the stock is higher by as much."""
    shift = _impact(market, quantity, rules.motion)
    shifts = Shifts(demand=market.shifts.demand, supply=market.shifts.supply - shift)
    return _moved(market, held(terms, shifts, rules.prices), market.stock + quantity)


def drifted(
    market: Market, terms: Terms, dice: Uniform, rules: EconomyRules, intervals: int = 1
) -> Market:
    """The market after some intervals alone.

    In each, shifts relax towards 0 and both prices drift the same way by drift_min..drift_max;
    stock recovers by a part of its baseline. Only the last `catch_up_intervals` are thrown: what
    was before them has relaxed away.
    """
    shifts, motion = market.shifts, rules.motion
    keep = 1.0 - motion.relaxation
    for _ in range(min(intervals, motion.catch_up_intervals)):
        drift = _drift(dice, motion)
        shifts = held(
            terms,
            Shifts(demand=shifts.demand * keep + drift, supply=shifts.supply * keep + drift),
            rules.prices,
        )
    return _moved(market, shifts, _recovered(market, intervals, motion))


def _moved(market: Market, shifts: Shifts, stock: int) -> Market:
    return Market(shifts=shifts, stock=stock, baseline_stock=market.baseline_stock)


def _impact(market: Market, quantity: int, rules: MotionRules) -> float:
    return rules.impact * quantity / max(market.baseline_stock, 1)


def _drift(dice: Uniform, rules: MotionRules) -> float:
    """One throw: its sign is the direction, its size what exceeds the smallest drift."""
    width = rules.drift_max - rules.drift_min
    thrown = dice.uniform(-width, width)
    return thrown + rules.drift_min if thrown >= 0 else thrown - rules.drift_min


def _recovered(market: Market, intervals: int, rules: MotionRules) -> int:
    step = max(round(market.baseline_stock * rules.stock_recovery), 1) * intervals
    gap = market.baseline_stock - market.stock
    return market.stock + max(-step, min(step, gap))
