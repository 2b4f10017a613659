"""Cargo by where it came from: what it cost, and what the dangers of its way add to its profit.

    bonus = profit * clamp(sum(time share * (profit multiplier - 1)), 0, bonus_max)

Only a positive profit grows, never a revenue, and only that of goods bought at another station. A
lot forgets its flights whenever it is back where it was bought. So whoever does not fly from one
station to another gets prices alone, by which no sequence of trades gains.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import floor
from typing import Literal

import msgspec
from msgspec import Struct

from game.catalog.economy import ExposureRules

Source = Literal["bought", "salvage", "unknown"]
LotKey = tuple[Source, str | None]

SALVAGE: LotKey = ("salvage", None)  # scooped up in space: it cost nothing


class Lot(Struct, frozen=True):
    """Units of one commodity of one origin. `station_id` is where they were bought, if they were.

    `cost` in credits for all of them; `flown_s` in seconds since they left their origin, and
    `exposure_s` the sum of (profit multiplier - 1) over that time.
    """

    source: Source
    station_id: str | None
    quantity: int
    cost: int
    flown_s: float = 0.0
    exposure_s: float = 0.0

    @property
    def key(self) -> LotKey:
        return self.source, self.station_id


class Sale(Struct, frozen=True):
    """What is left of the lots, and what danger added: multiplier of the profit, credits."""

    left: tuple[Lot, ...]
    profit_multiplier: float
    bonus: int


def held_units(lots: Iterable[Lot]) -> int:
    return sum(lot.quantity for lot in lots)


def after_loading(lots: Sequence[Lot], key: LotKey, quantity: int, cost: int) -> tuple[Lot, ...]:
    """`quantity` more units of that origin for `cost` credits in all.

    What is bought at a station lies beside what was bought there before, which has flown nowhere
    while its ship is docked there.
    """
    source, station_id = key
    same = next((lot for lot in lots if lot.key == key), Lot(source, station_id, 0, 0))
    more = Lot(source, station_id, same.quantity + quantity, same.cost + cost)
    return (*(lot for lot in lots if lot.key != key), more)


def after_flight(
    lots: Iterable[Lot], *, flown_s: float, exposure_s: float, docked_at: str | None
) -> tuple[Lot, ...]:
    """Lots that have flown on; those that are docked where they were bought begin anew."""
    return tuple(
        msgspec.structs.replace(lot, flown_s=0.0, exposure_s=0.0)
        if docked_at is not None and lot.station_id == docked_at
        else msgspec.structs.replace(
            lot, flown_s=lot.flown_s + flown_s, exposure_s=lot.exposure_s + exposure_s
        )
        for lot in lots
    )


def after_removal(lots: Sequence[Lot], quantity: int) -> tuple[Lot, ...]:
    """`quantity` units are gone, in the order of the lots; each takes its share of the cost."""
    left: list[Lot] = []
    for lot in lots:
        gone = min(quantity, lot.quantity)
        quantity -= gone
        if gone < lot.quantity:
            left.append(_less(lot, gone))
    return tuple(left)


def sold(
    lots: Sequence[Lot], *, station_id: str, quantity: int, unit_price: int, rules: ExposureRules
) -> Sale:
    """`quantity` units are sold at `station_id`, those of the most dangerous way first.

    The caller has checked that there are as many. The multiplier is that of the whole profit;
    where nothing gained, the mean of the units.
    """
    rated = sorted(
        ((_rate(lot, station_id, rules), lot) for lot in lots),
        key=lambda pair: (-pair[0], pair[1].source, pair[1].station_id or ""),
    )
    left: list[Lot] = []
    parts: list[tuple[int, int, float]] = []  # units, profit, rate
    wanted = quantity
    for rate, lot in rated:
        gone = min(wanted, lot.quantity)
        wanted -= gone
        parts.append((gone, max(gone * unit_price - _cost_of(lot, gone), 0), rate))
        if gone < lot.quantity:
            left.append(_less(lot, gone))
    profit = sum(gain for _, gain, _ in parts)
    mean = (
        sum(gain * rate for _, gain, rate in parts) / profit
        if profit
        else sum(units * rate for units, _, rate in parts) / quantity
    )
    return Sale(
        left=tuple(left),
        profit_multiplier=round(1.0 + mean, 4),
        bonus=sum(floor(gain * rate) for _, gain, rate in parts),
    )


def plundered(
    held: Mapping[str, int], base_prices: Mapping[str, int], share: float
) -> dict[str, int]:
    """By commodity, the units of a hold that are lost: at most `share` of its worth.

    Worth is by base price; what is worth most goes first. A share of 1 is all there is.
    """
    budget = floor(sum(base_prices[key] * n for key, n in held.items()) * share + 1e-9)
    lost: dict[str, int] = {}
    for key in sorted(held, key=lambda key: (-base_prices[key], key)):
        units = min(held[key], budget // base_prices[key])
        if units:
            lost[key] = units
            budget -= units * base_prices[key]
    return lost


def _rate(lot: Lot, station_id: str, rules: ExposureRules) -> float:
    """By how much a profit of this lot grows at this station, as a part of it."""
    if lot.source != "bought" or lot.station_id == station_id or lot.flown_s <= 0.0:
        return 0.0
    return min(max(lot.exposure_s / lot.flown_s, 0.0), rules.bonus_max)


def _cost_of(lot: Lot, units: int) -> int:
    """What some of the units cost, rounded up: no profit grows by being sold in parts."""
    return -(-lot.cost * units // lot.quantity)


def _less(lot: Lot, units: int) -> Lot:
    return msgspec.structs.replace(
        lot, quantity=lot.quantity - units, cost=lot.cost - _cost_of(lot, units)
    )
