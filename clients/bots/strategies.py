"""What bots are about. Each is a coroutine that never ends by itself; Lost and Gone end it."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from math import hypot
from typing import NamedTuple

from clients.bots.pilot import Pilot
from clients.bots.sight import Row, Sight
from clients.bots.steering import Body, Helm, attack, body_of, cruise

Strategy = Callable[[Pilot], Awaitable[None]]

FEE = 0.9  # part of a gain that is counted on: prices move on the way
HOLD_PART = 0.9  # of the credits, so that repairs stay affordable
STOCK_PART = 0.25  # of a stock: buying more drives the price up
TRADE_MOST = 12  # units of one order, for the same reason
STANDOFF = 140.0
FLEE_HURT = 0.55
SEARCH_S = 40.0
FIGHT_S = 60.0
SCOOP_S = 30.0
PREY_RANGE = 900.0
PEACEFUL_PREY = 0.25  # chance to go for somebody who is no pirate
LINES = (
    "Fly safe, everybody.",
    "Good view from out here tonight.",
    "Welcome to all who are new. Slow down before you dock.",
    "Thanks for the company out here.",
    "Whoever is hauling ore: may the lanes be quiet for you.",
    "A hull patched in time saves the tow.",
    "Nice flying, neighbour.",
)
CHATTINESS = 0.35  # lines for each call at a place


class Route(NamedTuple):
    """Carry goods from a station to another. gain in credits over all."""

    gain: float
    start: str
    end: str
    commodity_id: str
    quantity: int


async def trade(pilot: Pilot) -> None:
    """Buy where it is cheap, sell where it is dear, and look after the ship in between."""
    while True:
        here = await _at_station(pilot)
        await _sell_all(pilot, here)
        await pilot.care_for_ship()
        routes = routes_from(pilot.sight, pilot.masses, pilot.capacity)
        if pilot.sight.cargo:
            await pilot.dock_at(best_buyer(pilot.sight, here))
            continue
        if not routes:
            await pilot.think(10.0)
            continue
        route = _chosen(pilot, routes, here)
        if route.start != here:
            await pilot.dock_at(route.start)
            continue
        await _buy(pilot, route)
        await pilot.dock_at(route.end)


async def raid(pilot: Pilot) -> None:
    """Hunt where weapons work; run for a dock when hurt."""
    while True:
        if pilot.hurt > FLEE_HURT or pilot.sight.you["fuel"] < 0.2 * pilot.fuel_max:
            await _at_station(pilot)
        if pilot.sight.docked_at is not None:
            await _sell_all(pilot, pilot.sight.docked_at)
            await pilot.care_for_ship()
            await pilot.think()
            await pilot.undock()
        await _search(pilot)
        ship = pilot.sight.ship
        prey = None if ship is None else prey_for(pilot.sight, body_of(ship), _is_bold(pilot))
        if prey is not None:
            await _fight(pilot, prey)
            await _scoop(pilot)


async def wander(pilot: Pilot) -> None:
    """Cruise from place to place, call at a dock now and then, and be kind."""
    while True:
        ship = pilot.sight.ship
        if ship is None:
            await pilot.think()
            continue
        station = pilot.dice.choice(sorted(pilot.sight.stations))
        if pilot.dice.random() < 0.5:
            await pilot.dock_at(station)
            await pilot.care_for_ship()
        else:
            place = pilot.sight.stations[station]
            await pilot.undock()
            x, y = (place[axis] + pilot.dice.uniform(-700.0, 700.0) for axis in ("x", "y"))
            await pilot.fly_to(x, y)
        if pilot.dice.random() < CHATTINESS:
            await pilot.think()
            await pilot.say(pilot.dice.choice(LINES))
        await pilot.think(3.0)


STRATEGIES: Mapping[str, Strategy] = {"trader": trade, "raider": raid, "wanderer": wander}


# --- trade ------------------------------------------------------------------------------------


def routes_from(sight: Sight, masses: Mapping[str, int], capacity: int) -> list[Route]:
    """All that gain by the prices in sight for this purse and hold, the best for its way first."""
    purse = HOLD_PART * sight.you["credits"]
    found: list[tuple[float, Route]] = []
    for start, prices in sight.markets.items():
        for end, others in sight.markets.items():
            for commodity_id in prices.keys() & others.keys():
                offer, bid = prices[commodity_id], others[commodity_id]
                units = min(
                    capacity // masses.get(commodity_id, 1),
                    int(purse // offer["buy"]),
                    int(offer["stock"] * STOCK_PART),
                    TRADE_MOST,
                )
                gain = FEE * bid["sell"] - offer["buy"]
                if start != end and units > 0 and gain > 0:
                    route = Route(gain * units, start, end, commodity_id, units)
                    found.append((route.gain / (_way(sight, start, end) + 1000.0), route))
    return [route for _, route in sorted(found, reverse=True)]


def best_buyer(sight: Sight, here: str) -> str:
    """The station, another than `here`, that pays most for the whole hold."""

    def worth(station_id: str) -> int:
        prices = sight.markets.get(station_id, {})
        return sum(prices[c]["sell"] * n for c, n in sight.cargo.items() if c in prices)

    return max((s for s in sight.stations if s != here), key=worth, default=here)


def _chosen(pilot: Pilot, routes: list[Route], here: str) -> Route:
    """One of the best that begin here; elsewhere only when none does."""
    near = [route for route in routes if route.start == here][:3]
    return pilot.dice.choice(near) if near else routes[0]


async def _buy(pilot: Pilot, route: Route) -> None:
    await pilot.order(
        "trade.buy",
        station_id=route.start,
        commodity_id=route.commodity_id,
        quantity=route.quantity,
    )
    await pilot.think()


async def _sell_all(pilot: Pilot, here: str) -> None:
    """What this station takes; goods without another station to go to as well as the rest."""
    for commodity_id, quantity in sorted(pilot.sight.cargo.items()):
        if commodity_id in pilot.sight.markets.get(here, {}):
            await pilot.order(
                "trade.sell", station_id=here, commodity_id=commodity_id, quantity=quantity
            )


async def _at_station(pilot: Pilot) -> str:
    """Docked somewhere: where it is, or at the nearest station. Gives the station's id."""
    while True:
        docked = pilot.sight.docked_at
        if docked is not None:
            return docked
        ship = pilot.sight.ship
        if ship is None:
            await pilot.think()
            continue
        station = pilot.sight.nearest_station(ship["x"], ship["y"])
        await pilot.dock_at(station["station_id"])


def _way(sight: Sight, start: str, end: str) -> float:
    a, b = sight.stations[start], sight.stations[end]
    return hypot(a["x"] - b["x"], a["y"] - b["y"])


# --- raids ------------------------------------------------------------------------------------


def prey_for(sight: Sight, body: Body, bold: bool) -> Row | None:
    """The nearest ship that may be shot at: pirates, and for the bold everybody but patrols.

    Nobody in or near a safe zone, no pilot where one of the zones forbids it.
    """
    kinds = ("pirate", "trader", "player_ship") if bold else ("pirate",)
    here = sight.may_fight_pilots(body.x, body.y)
    found = [
        entity
        for entity in sight.of_kind(*kinds)
        if body.distance(entity["x"], entity["y"]) < PREY_RANGE
        and not sight.is_safe(entity["x"], entity["y"], margin=100.0)
        and (
            entity["kind"] != "player_ship"
            or (here and sight.may_fight_pilots(entity["x"], entity["y"]))
        )
    ]
    return min(found, key=lambda e: body.distance(e["x"], e["y"]), default=None)


def _is_bold(pilot: Pilot) -> bool:
    return pilot.dice.random() < PEACEFUL_PREY


def _grounds(sight: Sight) -> list[Row]:
    """Zones in which weapons work and others pass."""
    return [z for z in sight.zones if z["zone_type"] != "core_safe"]


async def _search(pilot: Pilot) -> None:
    """Fly to somewhere in a zone where there may be prey, until there is."""
    grounds = _grounds(pilot.sight)
    if not grounds:
        await pilot.think(5.0)
        return
    zone = pilot.dice.choice(grounds)
    reach = 0.7 * zone["radius"]
    x, y = (zone["center"][axis] + pilot.dice.uniform(-reach, reach) for axis in ("x", "y"))

    def decide(body: Body) -> Helm | None:
        if prey_for(pilot.sight, body, bold=False) or body.distance(x, y) < 200.0:
            return None
        return cruise(body, x, y, pilot.model)

    await pilot.fly(decide, seconds=SEARCH_S)


async def _fight(pilot: Pilot, prey: Row) -> None:
    """Until the prey is gone, out of reach or in safety, or oneself is too badly hurt."""

    def decide(body: Body) -> Helm | None:
        target = pilot.sight.entities.get(prey["id"])
        if target is None or pilot.hurt > FLEE_HURT:
            return None
        if pilot.sight.is_safe(target["x"], target["y"]):
            return None
        return attack(body, body_of(target), pilot.model, pilot.weapon, standoff=STANDOFF)

    await pilot.fly(decide, seconds=FIGHT_S)


async def _scoop(pilot: Pilot) -> None:
    """Pick up what is left of somebody."""
    ship = pilot.sight.ship
    if ship is None:
        return
    near = sorted(
        pilot.sight.of_kind("loot"), key=lambda e: hypot(e["x"] - ship["x"], e["y"] - ship["y"])
    )
    for loot in near[:3]:
        await pilot.fly(partial(_towards, pilot, loot["id"]), seconds=SCOOP_S)


def _towards(pilot: Pilot, loot_id: str, body: Body) -> Helm | None:
    found = pilot.sight.entities.get(loot_id)
    return None if found is None else cruise(body, found["x"], found["y"], pilot.model)
