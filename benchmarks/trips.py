"""Trips between stations: how long they take, how dangerous their ways are, what they gain.

Flights are flown in the engine, many at once, by the steering that bots have. Trade is then
carried on over hours by pilots who share the markets: they buy what gains most by the prices they
see, prices give way to them and come back, and the dangers of the way add to the profit.
"""

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from clients.bots.steering import Body, Helm, Model, come_alongside, may_dock
from game.catalog.economy import economy_rules
from game.catalog.ships import ship_catalog, ship_class
from game.catalog.systems import StationSpec, SystemSpec, TrafficSpec
from game.catalog.universe import CommodityFacts, SystemFacts
from game.dice import Dice
from game.economy import (
    Lot,
    Market,
    Terms,
    after_flight,
    after_purchase,
    after_sale,
    drifted,
    opening,
    quote,
    sold,
)
from game.engine import Docked, Kind, ShipState, Steer, ToggleDock, World, blend, step

TICK_S = 0.05
HELM_TICKS = 2  # a pilot moves the helm ten times a second, by what was to be seen one time before
FLIGHT_MOST_S = 400.0
INTERVAL_S = 60.0
LOOK_S = (15.0, 30.0)  # a person arrives, reads what goods fetch here
CHOOSE_S = (20.0, 45.0)  # compares with elsewhere and makes up their mind
ACT_S = (1.5, 4.0)  # and takes so long for each order
ORDERS = 4  # sell, refuel, buy, undock
CLASS = ship_catalog().start.ship_class

Way = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Flight:
    """Undocked to docked: seconds, the sum of (profit multiplier - 1) over them, mean risk."""

    time_s: float
    exposure_s: float
    risk: float


@dataclass(frozen=True, slots=True)
class Trade:
    """One load bought, flown and sold, on a merchant's leg of that number. Credits, s."""

    merchant: int
    leg: int
    way: Way
    cost: int
    gain: int
    sold_s: float


# --- flights ----------------------------------------------------------------------------------


def flights(spec: SystemSpec, each: int, seed: int) -> dict[Way, list[Flight]]:
    """`each` flights from every station to every other. Raises TimeoutError for one that fails."""
    calm = SystemSpec(
        spec.id, spec.name, spec.bounds, spec.stations, spec.zones,
        traffic=TrafficSpec(pirates=False),
    )  # fmt: skip
    world, dice = World.create(calm, seed), Dice(seed)
    ways: dict[int, tuple[StationSpec, StationSpec]] = {}
    for start in spec.stations:
        for end in spec.stations:
            for _ in range(each if start is not end else 0):
                ways[len(ways) + 1] = (start, end)
                world.spawn_ship(_at_dock(len(ways), start, dice))
    return _flown(world, ways)


def _flown(
    world: World, ways: Mapping[int, tuple[StationSpec, StationSpec]]
) -> dict[Way, list[Flight]]:
    model = ship_class(CLASS)
    steering = Model(model.max_speed, model.drag, model.turn_rate)
    exposure, risk = dict.fromkeys(ways, 0.0), dict.fromkeys(ways, 0.0)
    found: dict[Way, list[Flight]] = defaultdict(list)
    seen: dict[int, Body] = {}
    while world.slot_of:
        if world.time_s > FLIGHT_MOST_S:
            raise TimeoutError(f"{len(world.slot_of)} flights have not come to an end")
        orders: list[Steer | ToggleDock] = []
        if world.tick % HELM_TICKS == 0:
            bodies = {i: _body(world, i) for i in world.slot_of}
            for entity_id, body in bodies.items():
                orders += _orders(
                    entity_id, seen.get(entity_id, body), ways[entity_id][1], steering
                )
            seen = bodies
        place = blend(world.zones, world.pos[: world.n])
        for entity_id, slot in world.slot_of.items():
            exposure[entity_id] += (float(place.profit[slot]) - 1.0) * TICK_S
            risk[entity_id] += float(place.risk[slot]) * TICK_S
        for event in step(world, orders, TICK_S):
            if isinstance(event, Docked):
                start, end = ways[event.entity_id]
                world.remove(event.entity_id)
                i, time_s = event.entity_id, world.time_s
                found[start.id, end.id].append(Flight(time_s, exposure[i], risk[i] / time_s))
    return found


def _at_dock(entity_id: int, station: StationSpec, dice: Dice) -> ShipState:
    bearing, away = dice.uniform(-pi, pi), dice.uniform(0.0, 0.9 * station.docking_radius)
    model = ship_class(CLASS)
    return ShipState(
        entity_id=entity_id,
        name="Pilot",
        kind=Kind.PLAYER_SHIP,
        class_id=CLASS,
        x=station.x + away * cos(bearing),
        y=station.y + away * sin(bearing),
        vx=0.0,
        vy=0.0,
        angle=dice.uniform(-pi, pi),
        hull=model.hull_max,
        fuel=model.fuel_max,
    )


def _body(world: World, entity_id: int) -> Body:
    slot = world.slot_of[entity_id]
    return Body(*world.pos[slot].tolist(), *world.vel[slot].tolist(), float(world.angle[slot]))


def _orders(entity_id: int, body: Body, end: StationSpec, model: Model) -> list[Steer | ToggleDock]:
    if may_dock(body, end.x, end.y, end.docking_radius, end.docking_speed):
        return [Steer(entity_id, *Helm()), ToggleDock(entity_id)]
    return [Steer(entity_id, *come_alongside(body, end.x, end.y, end.docking_radius, model))]


# --- trade ------------------------------------------------------------------------------------


class Markets:
    """The markets of a system as they move. Times in s since the opening."""

    def __init__(
        self, facts: SystemFacts, commodities: Sequence[CommodityFacts], dice: Dice
    ) -> None:
        self.rules = economy_rules()
        self.masses = {c.id: c.unit_mass for c in commodities}
        self.terms: dict[tuple[str, str], Terms] = {}
        self.now: dict[tuple[str, str], Market] = {}
        self._dice = dice
        self._moved_s = 0.0
        known = {c.id: c for c in commodities}
        for group in facts.prices:
            for item in group.items:
                goods = known[item.commodity_id]
                begun = opening(
                    base_price=goods.base_price,
                    volatility=goods.volatility,
                    buy=item.buy_price,
                    sell=item.sell_price,
                    rules=self.rules.prices,
                )
                key = (group.location_id, goods.id)
                self.terms[key] = Terms(goods.base_price, goods.volatility, begun.local_bias)
                self.now[key] = Market(begun.shifts, item.stock_qty, item.stock_qty)

    def move_to(self, time_s: float) -> None:
        while self._moved_s + INTERVAL_S <= time_s:
            self._moved_s += INTERVAL_S
            for key, market in self.now.items():
                self.now[key] = drifted(market, self.terms[key], self._dice, self.rules)

    def buy(self, key: tuple[str, str]) -> int:
        return quote(self.terms[key], self.now[key].shifts, self.rules.prices).buy

    def sell(self, key: tuple[str, str]) -> int:
        return quote(self.terms[key], self.now[key].shifts, self.rules.prices).sell

    def bought(self, key: tuple[str, str], quantity: int) -> None:
        self.now[key] = after_purchase(self.now[key], self.terms[key], quantity, self.rules)

    def sold(self, key: tuple[str, str], quantity: int) -> None:
        self.now[key] = after_sale(self.now[key], self.terms[key], quantity, self.rules)


@dataclass(slots=True)
class Merchant:
    """A pilot who goes to and fro between two stations, just now arriving at `here`."""

    pair: Way
    here: str
    credits: int = ship_catalog().start.credits
    legs: int = 0
    load: tuple[str, Lot] | None = None

    @property
    def there(self) -> str:
        a, b = self.pair
        return b if self.here == a else a


def trade(
    markets: Markets,
    flown: Mapping[Way, list[Flight]],
    pairs: Sequence[Way],
    hours: float,
    seed: int,
) -> list[Trade]:
    """One merchant for each pair, for so many hours; the trades in the order of their sales."""
    dice = Dice(seed)
    merchants = [Merchant(pair, pair[n % 2]) for n, pair in enumerate(pairs)]
    calls = [(dice.uniform(0.0, INTERVAL_S), n, False) for n in range(len(merchants))]
    heapq.heapify(calls)
    done: list[Trade] = []
    while calls[0][0] < hours * 3600.0:
        now_s, n, has_chosen = heapq.heappop(calls)
        markets.move_to(now_s)
        merchant = merchants[n]
        if not has_chosen:
            if merchant.load is not None:
                done.append(_sale(markets, merchant, n, now_s))
            heapq.heappush(calls, (now_s + dice.uniform(*CHOOSE_S), n, True))
            continue
        flight = dice.choice(flown[merchant.here, merchant.there])
        _depart(markets, merchant, flight)
        acts_s = sum(dice.uniform(*ACT_S) for _ in range(ORDERS)) + dice.uniform(*LOOK_S)
        heapq.heappush(calls, (now_s + flight.time_s + acts_s, n, False))
    return done


def rounds(trades: Sequence[Trade]) -> list[float]:
    """Seconds from sale to sale of two loads there and back, without an empty leg."""
    by_leg = {(t.merchant, t.leg): t for t in trades}
    return [
        last.sold_s - first.sold_s
        for (merchant, leg), first in by_leg.items()
        if (merchant, leg + 1) in by_leg and (last := by_leg.get((merchant, leg + 2)))
    ]


def _depart(markets: Markets, merchant: Merchant, flight: Flight) -> None:
    load = _purchase(markets, merchant)
    merchant.here = merchant.there
    merchant.legs += 1
    if load is None:
        return
    commodity_id, lot = load
    (lot,) = after_flight(
        (lot,), flown_s=flight.time_s, exposure_s=flight.exposure_s, docked_at=merchant.here
    )
    merchant.load = (commodity_id, lot)


def _purchase(markets: Markets, merchant: Merchant) -> tuple[str, Lot] | None:
    """Buy what gains most over there by the prices now; None when nothing gains."""
    capacity = ship_class(CLASS).cargo_capacity
    best: tuple[int, str, int, int] | None = None
    for commodity_id, mass in markets.masses.items():
        here, there = (merchant.here, commodity_id), (merchant.there, commodity_id)
        if here not in markets.now or there not in markets.now:
            continue
        price = markets.buy(here)
        units = min(capacity // mass, merchant.credits // price, markets.now[here].stock)
        gain = units * (markets.sell(there) - price)
        if gain > 0 and (best is None or gain > best[0]):
            best = (gain, commodity_id, units, price)
    if best is None:
        return None
    _, commodity_id, units, price = best
    markets.bought((merchant.here, commodity_id), units)
    merchant.credits -= units * price
    return commodity_id, Lot("bought", merchant.here, units, units * price)


def _sale(markets: Markets, merchant: Merchant, number: int, now_s: float) -> Trade:
    """Sell the whole load. The caller knows that there is one."""
    assert merchant.load is not None
    (commodity_id, lot), merchant.load = merchant.load, None
    key = (merchant.here, commodity_id)
    price = markets.sell(key)
    sale = sold(
        (lot,),
        station_id=merchant.here,
        quantity=lot.quantity,
        unit_price=price,
        rules=markets.rules.exposure,
    )
    markets.sold(key, lot.quantity)
    revenue = lot.quantity * price + sale.bonus
    merchant.credits += revenue
    way = (merchant.there, merchant.here)
    return Trade(number, merchant.legs, way, lot.cost, revenue - lot.cost, now_s)
