"""The numbers of markets and services. They are in economy.yaml."""

from functools import cache
from importlib import resources
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

Part = Annotated[float, Meta(ge=0.0, le=1.0)]
Credits = Annotated[int, Meta(ge=1)]


class PriceRules(Struct, frozen=True, forbid_unknown_fields=True):
    """How a price comes about; all are parts of one (0.08 is eight per cent)."""

    spread_base: Part
    spread_per_volatility: Part
    modifier_min: Annotated[float, Meta(gt=-1.0, le=0.0)]  # lowest price over base price, minus 1
    modifier_max: Annotated[float, Meta(ge=0.0)]


class MotionRules(Struct, frozen=True, forbid_unknown_fields=True):
    """How markets move. Drift, relaxation and recovery are parts an interval.

    `impact` is the shift that trading a whole baseline stock at once makes. A market that slept
    for more than `catch_up_intervals` has forgotten all that it was.
    """

    drift_min: Part
    drift_max: Part
    relaxation: Part
    impact: Annotated[float, Meta(ge=0.0)]
    stock_recovery: Part  # of the baseline stock
    catch_up_intervals: Annotated[int, Meta(ge=1)]


class TradeRules(Struct, frozen=True, forbid_unknown_fields=True):
    """cooldown_s per player, station and commodity; quantity_max in units."""

    cooldown_s: Annotated[float, Meta(ge=0.0)]
    quantity_max: Annotated[int, Meta(ge=1)]


class UpkeepRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Credits a hull point, and credits a unit of fuel."""

    repair_price: Credits
    refuel_price: Credits


class EconomyRules(Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    prices: PriceRules
    motion: MotionRules
    trade: TradeRules
    upkeep: UpkeepRules


@cache
def economy_rules() -> EconomyRules:
    text = resources.files("game.catalog").joinpath("economy.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=EconomyRules)
