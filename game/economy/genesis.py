"""A new star system out of a seed: places, dangers, prices and a lane to a system that there is.

Everything is thrown from ranges (`game.catalog.makesystem`), and thrown again until it can be
played: a haven that is safe to begin in, routes between all stations that pay, and a lane.
"""

import re
from collections.abc import Iterable, Sequence
from math import cos, floor, hypot, pi, sin

from game.catalog.economy import PriceRules
from game.catalog.lanes import GateFacts, LaneFacts, Place, gate_fault
from game.catalog.makesystem import Range, SystemRanges, Words
from game.catalog.systems import BoundsSpec, ZoneType
from game.catalog.universe import (
    CommodityFacts,
    LocationFacts,
    LocationPrices,
    PriceFacts,
    SystemFacts,
    TrafficFacts,
    Universe,
    ZoneFacts,
)
from game.dice import Dice
from game.economy.prices import Shifts, Terms, price_limits, quote

ID = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")  # leaves room for the stations' names behind it


class GenesisError(ValueError):
    """No playable system came out of this seed and these ranges."""


def system_made(
    *,
    universe: Universe,
    neighbour_id: str,
    seed: int,
    ranges: SystemRanges,
    rules: PriceRules,
    system_id: str | None = None,
) -> SystemFacts:
    """A system that is new in this universe, with a lane to `neighbour_id`.

    The same arguments give the same system. Raises GenesisError for a system_id that is taken, a
    neighbour that does not exist, and when no throw was playable.
    """
    systems = {system.id: system for system in universe.systems}
    if neighbour_id not in systems:
        raise GenesisError(f"there is no system {neighbour_id}")
    if system_id is not None and not ID.fullmatch(system_id):
        raise GenesisError(f"{system_id!r} is no id: small letters, digits, dashes; 32 at most")
    if system_id in systems:
        raise GenesisError(f"there is a system {system_id} already")
    dice = Dice(seed)
    for _ in range(ranges.tries):
        found = _thrown(universe, systems[neighbour_id], dice, ranges, rules, system_id)
        if found is not None:
            return found
    raise GenesisError(f"seed {seed} gives no playable system in {ranges.tries} throws")


def route_margins(prices: Iterable[LocationPrices]) -> dict[tuple[str, str], float]:
    """By (from, to): the best gain of one commodity at opening prices, as a part of its cost."""
    groups = [(group.location_id, {i.commodity_id: i for i in group.items}) for group in prices]
    return {
        (start, end): max(
            (there[key].sell_price / here[key].buy_price - 1.0 for key in here if key in there),
            default=-1.0,
        )
        for start, here in groups
        for end, there in groups
        if start != end
    }


def is_playable(system: SystemFacts, margin: Range) -> bool:
    """Every station begins and ends a route that pays, none pays too much, and one is safe.

    Safe is a station with all of its docking radius inside an active `core_safe` zone.
    """
    routes = route_margins(system.prices)
    pays = [pair for pair, gain in routes.items() if gain >= margin.least]
    traded = {group.location_id for group in system.prices}
    havens = [zone for zone in system.zones if zone.zone_type == "core_safe" and zone.active]
    return (
        max(routes.values(), default=0.0) <= margin.most
        and {start for start, _ in pays} == traded == {end for _, end in pays}
        and any(
            hypot(place.x - zone.center_x, place.y - zone.center_y) + place.docking_radius
            <= zone.radius
            for place in system.locations
            for zone in havens
        )
    )


def _thrown(
    universe: Universe,
    neighbour: SystemFacts,
    dice: Dice,
    ranges: SystemRanges,
    rules: PriceRules,
    system_id: str | None,
) -> SystemFacts | None:
    """One throw; None for one that cannot be played."""
    name = _name(dice, ranges.names.systems)
    key = system_id or _slug(name)
    if any(key == system.id or name == system.name for system in universe.systems):
        return None
    half = float(round(_between(dice, ranges.half_size), -2))
    bounds = BoundsSpec(-half, -half, half, half)
    places = _locations(key, half, dice, ranges)
    if places is None:
        return None
    gates = [gate for lane in universe.lanes for gate in lane.ends]
    cost = _whole(dice, ranges.lane.cost)
    here = _gate(key, neighbour.id, neighbour.name, bounds, places, (), dice, ranges)
    there = _gate(
        neighbour.id, key, name, neighbour.bounds, neighbour.locations,
        [gate for gate in gates if gate.system_id == neighbour.id], dice, ranges,
    )  # fmt: skip
    if here is None or there is None:
        return None
    system = SystemFacts(
        id=key,
        name=name,
        bounds=bounds,
        traffic=TrafficFacts(
            traders=_whole(dice, ranges.traders), patrols=_whole(dice, ranges.patrols)
        ),
        locations=places,
        zones=_zones(key, half, places, dice, ranges),
        prices=_prices(places, universe.commodities, dice, ranges, rules),
        lanes=(LaneFacts(cost=cost, here=here, there=there),),
    )
    return system if is_playable(system, ranges.margin) else None


def _locations(
    system_id: str, half: float, dice: Dice, ranges: SystemRanges
) -> tuple[LocationFacts, ...] | None:
    """A haven and outposts with room between them; None where they did not fit."""
    inner, places = half - ranges.edge_margin, list[LocationFacts]()
    for n in range(_whole(dice, ranges.stations)):
        name = _name(dice, ranges.names.stations)
        x, y = (float(round(dice.uniform(-inner, inner), -1)) for _ in range(2))
        if any(name.split()[0] == place.name.split()[0] for place in places):
            return None
        if any(hypot(x - p.x, y - p.y) < ranges.station_gap for p in places):
            return None
        security = ranges.outpost_security if n else ranges.haven_security
        places.append(
            LocationFacts(
                id=f"{system_id}-{_slug(name)}",
                name=name,
                location_type="station",
                x=x,
                y=y,
                security_level=_whole(dice, security),
                docking_radius=ranges.docking.radius,
                docking_speed=ranges.docking.speed,
                has_market=True,
                has_repair=True,
                has_refuel=True,
            )
        )
    return tuple(places)


def _zones(
    system_id: str, half: float, places: Sequence[LocationFacts], dice: Dice, ranges: SystemRanges
) -> tuple[ZoneFacts, ...]:
    """The haven is safe, outposts are worth the risk, a belt lies between, the rim is wild."""
    haven, *outposts = places
    middle_x = sum(place.x for place in places) / len(places)
    middle_y = sum(place.y for place in places) / len(places)
    zones = [_zone(f"z_{system_id}_core_safe", "core_safe", haven.x, haven.y, dice, ranges)]
    for n, place in enumerate(outposts, 1):
        key = f"z_{system_id}_approach_{n}"
        zones.append(_zone(key, "approach_high_value", place.x, place.y, dice, ranges))
    zones.append(_zone(f"z_{system_id}_belt", "belt_open", middle_x, middle_y, dice, ranges))
    for n in range(1, _whole(dice, ranges.wilds) + 1):
        bearing = dice.uniform(0.0, 2.0 * pi)
        x, y = 0.9 * half * cos(bearing), 0.9 * half * sin(bearing)
        zones.append(_zone(f"z_{system_id}_wild_{n}", "edge_wild", x, y, dice, ranges))
    return tuple(zones)


def _zone(
    key: str, zone_type: ZoneType, x: float, y: float, dice: Dice, ranges: SystemRanges
) -> ZoneFacts:
    of = ranges.zones[zone_type]
    return ZoneFacts(
        id=key,
        zone_type=zone_type,
        center_x=float(round(x)),
        center_y=float(round(y)),
        radius=float(round(_between(dice, of.radius), -1)),
        risk_level=_whole(dice, of.risk),
        security_level=_whole(dice, of.security),
        profit_multiplier=round(_between(dice, of.profit), 2),
        pvp_allowed=zone_type != "core_safe",
    )


def _prices(
    places: Sequence[LocationFacts],
    commodities: Sequence[CommodityFacts],
    dice: Dice,
    ranges: SystemRanges,
    rules: PriceRules,
) -> tuple[LocationPrices, ...]:
    """For each commodity the stations stand on a ladder from cheap to dear, in a thrown order."""
    items: dict[str, list[PriceFacts]] = {place.id: [] for place in places}
    for commodity in commodities:
        order = _shuffled([place.id for place in places], dice)
        reach = _between(dice, ranges.bias)
        for n, place_id in enumerate(order):
            bias = reach * (2.0 * n / (len(order) - 1) - 1.0)
            terms = Terms(commodity.base_price, commodity.volatility, bias)
            prices = quote(terms, Shifts(), rules)
            lowest, _ = price_limits(commodity.base_price, rules)
            items[place_id].append(
                PriceFacts(
                    commodity_id=commodity.id,
                    buy_price=prices.buy,
                    sell_price=max(prices.sell, lowest),
                    stock_qty=_whole(dice, ranges.stock) // commodity.unit_mass,
                )
            )
    return tuple(LocationPrices(place.id, tuple(items[place.id])) for place in places)


def _gate(
    system_id: str,
    to_id: str,
    to_name: str,
    bounds: BoundsSpec,
    places: Sequence[LocationFacts],
    others: Sequence[GateFacts],
    dice: Dice,
    ranges: SystemRanges,
) -> GateFacts | None:
    """A gate some way from a station and clear of everything else; None where it is not."""
    if not places:
        return None
    lane, near = ranges.lane, dice.choice(places)
    bearing, away = dice.uniform(0.0, 2.0 * pi), _between(dice, lane.from_station)
    gate = GateFacts(
        system_id=system_id,
        id=f"{system_id}-gate-{to_id}"[:64],
        name=f"Gate to {to_name}"[:64],
        x=float(round(near.x + away * cos(bearing), -1)),
        y=float(round(near.y + away * sin(bearing), -1)),
        radius=lane.radius,
    )
    clear = _clear(gate, places, lane.clear_of_stations) and _clear(
        gate, others, lane.clear_of_gates
    )
    return gate if clear and gate_fault(gate, bounds, places) is None else None


def _clear(gate: GateFacts, places: Iterable[Place], distance: float) -> bool:
    return all(hypot(gate.x - place.x, gate.y - place.y) >= distance for place in places)


def _name(dice: Dice, words: Words) -> str:
    return f"{dice.choice(words.first)} {dice.choice(words.second)}"


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _between(dice: Dice, numbers: Range) -> float:
    return dice.uniform(numbers.least, numbers.most)


def _whole(dice: Dice, numbers: Range) -> int:
    return dice.integers(floor(numbers.least), floor(numbers.most) + 1)


def _shuffled(ids: list[str], dice: Dice) -> list[str]:
    left, found = list(ids), list[str]()
    while left:
        found.append(left.pop(dice.integers(0, len(left))))
    return found
