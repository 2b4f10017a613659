"""What new systems are made of: words and ranges. They are in makesystem.yaml."""

from functools import cache
from importlib import resources
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from game.catalog.systems import ZoneType


class Range(Struct, frozen=True, forbid_unknown_fields=True):
    """From `least` to `most`; both ends belong to it."""

    least: float
    most: float


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """A name is one of the first words and one of the second."""

    first: tuple[str, ...]
    second: tuple[str, ...]


class Names(Struct, frozen=True, forbid_unknown_fields=True):
    systems: Words
    stations: Words


class Docking(Struct, frozen=True, forbid_unknown_fields=True):
    """World units, units/s."""

    radius: float
    speed: float


class ZoneRanges(Struct, frozen=True, forbid_unknown_fields=True):
    radius: Range
    risk: Range
    security: Range
    profit: Range


class LaneRanges(Struct, frozen=True, forbid_unknown_fields=True):
    """How far a gate is from its station, and at least from others and from other gates."""

    radius: float
    cost: Range
    from_station: Range
    clear_of_stations: float
    clear_of_gates: float


class SystemRanges(Struct, frozen=True, forbid_unknown_fields=True):
    """Ranges that a new system's numbers come from; whatever breaks a rule is thrown again.

    `half_size` is half the side of the bounds. A commodity's mid prices lie between its base price
    times 1 - bias and 1 + bias. Each station has a route whose `margin`, the gain over what was
    paid at opening prices, is in that range, and no route gains more.
    """

    version: int
    names: Names
    half_size: Range
    edge_margin: float
    stations: Range
    station_gap: float
    haven_security: Range
    outpost_security: Range
    docking: Docking
    zones: dict[ZoneType, ZoneRanges]
    wilds: Range
    bias: Range
    stock: Range
    margin: Range
    lane: LaneRanges
    traders: Range
    patrols: Range
    tries: Annotated[int, Meta(ge=1)]


@cache
def system_ranges() -> SystemRanges:
    text = resources.files("game.catalog").joinpath("makesystem.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=SystemRanges)
