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


class ExposureRules(Struct, frozen=True, forbid_unknown_fields=True):
    """bonus_max is the most by which danger multiplies the profit of a sale, as a part of one."""

    bonus_max: Part


class CargoLossRules(Struct, frozen=True, forbid_unknown_fields=True):
    """By who destroyed the ship: the part of its cargo's worth that is lost at most."""

    pirate: Part
    player: Part
    patrol: Part
    other: Part


class LossRules(Struct, frozen=True, forbid_unknown_fields=True):
    """tow_share is a part of the balance, tow_min in credits."""

    tow_share: Part
    tow_min: Annotated[int, Meta(ge=0)]
    cargo: CargoLossRules


class JumpRules(Struct, frozen=True, forbid_unknown_fields=True):
    """cooldown_s per player; arrival_spread is a part of the gate's radius."""

    cooldown_s: Annotated[float, Meta(ge=0.0)]
    arrival_spread: Part


class ReputationRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Bounds in points, and how many points each kind of deed is worth."""

    minimum: int
    maximum: int
    deeds: dict[str, int]


class HistoryRules(Struct, frozen=True, forbid_unknown_fields=True):
    """A market leaves a point every `interval_s` at most; `points_max` of them in an answer."""

    interval_s: Annotated[int, Meta(ge=1)]
    kept_hours: Annotated[int, Meta(ge=1)]
    points_max: Annotated[int, Meta(ge=2)]


class KeepingRules(Struct, frozen=True, forbid_unknown_fields=True):
    """How long records are kept. Days, and hours for the claims of loot."""

    combat_log_days: Annotated[int, Meta(ge=1)]
    deed_days: Annotated[int, Meta(ge=1)]
    telemetry_days: Annotated[int, Meta(ge=1)]
    loot_claim_hours: Annotated[int, Meta(ge=1)]
    recording_days: Annotated[int, Meta(ge=1)]


class EconomyRules(Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    prices: PriceRules
    motion: MotionRules
    trade: TradeRules
    upkeep: UpkeepRules
    exposure: ExposureRules
    loss: LossRules
    jump: JumpRules
    reputation: ReputationRules
    history: HistoryRules
    keeping: KeepingRules


@cache
def economy_rules() -> EconomyRules:
    text = resources.files("game.catalog").joinpath("economy.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=EconomyRules)
