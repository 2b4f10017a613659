"""What pilots do all day: trade and hop about at stations, jump to and fro, fight a little.

Each looks where it is and does the next thing from there, so that a takeover, a tow or a lost
connection changes nothing but the place where it goes on.
"""

import asyncio
import random
from math import atan2, hypot, pi
from time import monotonic

from tests.chaos.journal import Answer, Jump, Order
from tests.chaos.pilot import ANSWER_S, Message, Pilot, Refused, Unanswered, cargo_of

THINK_S = 0.05  # between two looks at where one is
DOCK_S = 4.0  # until a dock that was asked for must have come, in good times
COOLDOWN_S = 10.3  # a gate's, and a little
TRADES_IN_A_ROW = 16
TRIES = 15  # of an order under the same ref
PATIENCE_S = 2.0  # until it is asked for again; the first may be under way still
TRY_AGAIN_S = 0.5
PAUSE_S = 0.4  # between two trades
NAMED = 0.85  # share of the orders with a ref; the others are asked for once
HOP_S = 1.2  # of thrust away from a station
ARENA = 800.0  # world units from a station: beyond its safe zone, within reach
SHOT_S, CEASE_S = 0.3, 4.0
DUEL_RANGE = 400.0


class Character:
    """One pilot's doings. `resting` has it finish what it does and then only keep its helm."""

    def __init__(self, pilot: Pilot, seed: int) -> None:
        self.pilot = pilot
        self.rng = random.Random(seed)
        self.resting = False
        self.idle = False
        self._orders = 0
        self._left = TRADES_IN_A_ROW
        self._jumped_at = float("-inf")
        self._shot_at = 0.0

    async def live(self) -> None:
        """For ever."""
        while True:
            self.idle = self.resting
            if not self.pilot.seated or self.resting:
                self._hold_still()
                await asyncio.sleep(THINK_S)
                continue
            try:
                await self._next()
            except Unanswered:
                await asyncio.sleep(THINK_S)

    async def _next(self) -> None:
        pilot = self.pilot
        if pilot.docked_at is not None:
            await self._at_station(pilot.docked_at)
        elif pilot.ship is None:
            await asyncio.sleep(THINK_S)
        elif pilot.seat.role == "courier" and (gate := self.gate_here()) is not None:
            await self._at_gate(gate)
        elif pilot.seat.role == "duelist" and (rival := self._rival()) is not None:
            await self._duel(rival)
        else:
            await self._home()

    def _hold_still(self) -> None:
        self.pilot.helm.thrust, self.pilot.helm.turn, self.pilot.helm.fire = 0.0, 0.0, False

    # --- at a station ---------------------------------------------------------------------

    async def _at_station(self, station_id: str) -> None:
        self._hold_still()
        if self._left > 0:
            self._left -= 1
            await self._business(station_id)
            await asyncio.sleep(self.rng.uniform(0.5, 1.5) * PAUSE_S)
            return
        self._left = self.rng.randint(TRADES_IN_A_ROW // 2, TRADES_IN_A_ROW)
        if await self._toggle_dock():
            await self._leave(station_id)

    async def _business(self, station_id: str) -> None:
        """Buy or sell, now and then repair or fill up."""
        pilot, name = self.pilot, None
        self._orders += 1
        if self.rng.random() < NAMED:
            name = f"{pilot.seat.ship}:{self._orders}"
        kind = self.rng.choices(("buy", "sell", "repair", "refuel"), (8, 6, 1, 2))[0]
        held, prices = cargo_of(pilot.you), pilot.markets.get(station_id, {})
        if kind == "sell" and not held.keys() & prices.keys():
            kind = "buy"
        if kind == "buy" and (not prices or sum(held.values()) > 20):
            kind = "sell" if held.keys() & prices.keys() else "refuel"
        if kind in ("repair", "refuel"):
            order = Order(kind, station_id, quantity=1 if kind == "refuel" else None, ref=name)
        else:
            goods = held.keys() & prices.keys() if kind == "sell" else prices.keys()
            commodity_id = self.rng.choice(sorted(goods))
            most = held[commodity_id] if kind == "sell" else 3
            order = Order(kind, station_id, commodity_id, self.rng.randint(1, most), name)
        pilot.journal.orders.append(order)
        await self._order(order)

    async def _order(self, order: Order) -> None:
        """Ask until it is done or refused; what has no ref is asked for once."""
        for _ in range(TRIES if order.ref else 1):
            try:
                result = await self.pilot.ask(
                    WIRE[order.kind],
                    PATIENCE_S if order.ref else ANSWER_S,
                    station_id=order.station_id,
                    commodity_id=order.commodity_id,
                    quantity=order.quantity,
                    ref=order.ref,
                )
            except Refused as error:
                if not error.doubtful:
                    order.refused_at = monotonic()
                    return
                order.unknown += 1
            except Unanswered:
                order.unknown += 1
            else:
                order.answer = answer_of(result)
                return
            await asyncio.sleep(TRY_AGAIN_S)
            await self.pilot.wait(lambda: self.pilot.seated, 2 * TRY_AGAIN_S)

    async def _toggle_dock(self) -> bool:
        """Whether the ship has docked or left."""
        before = self.pilot.docked_at
        self.pilot.helm.dock = True
        return await self.pilot.wait(lambda: self.pilot.docked_at != before, DOCK_S)

    async def _leave(self, station_id: str) -> None:
        """Away from a station for a little flight, duelists for a longer one."""
        far = ARENA if self.pilot.seat.role == "duelist" else 0.0
        bearing = self.rng.uniform(-pi, pi)
        until = monotonic() + HOP_S + far / 60.0
        while self.pilot.seated and monotonic() < until:
            station, ship = self.pilot.stations.get(station_id), self.pilot.ship
            if station is None or ship is None or self.pilot.docked_at is not None:
                return
            away = hypot(ship["x"] - station["x"], ship["y"] - station["y"])
            if far and away > far:
                return
            self._head_for(ship, bearing, 1.0)
            await asyncio.sleep(THINK_S)

    # --- in flight ------------------------------------------------------------------------

    async def _home(self) -> None:
        """One step on the way to the nearest station; dock where near and slow enough."""
        pilot, ship = self.pilot, self.pilot.ship
        assert ship is not None
        if not pilot.stations:
            await asyncio.sleep(THINK_S)
            return
        station = min(pilot.stations.values(), key=lambda s: _apart(s, ship))
        away, speed = _apart(station, ship), hypot(ship["vx"], ship["vy"])
        if away < station["docking_radius"] * 0.9 and speed < station["docking_speed"] * 0.8:
            self._hold_still()
            await self._toggle_dock()
            return
        wanted = 12.0 + 0.3 * max(away - station["docking_radius"] * 0.5, 0.0)
        bearing = atan2(station["y"] - ship["y"], station["x"] - ship["x"])
        self._head_for(ship, bearing, 1.0 if speed < wanted else 0.0)
        await asyncio.sleep(THINK_S)

    def _head_for(self, ship: Message, bearing: float, thrust: float) -> None:
        off = (bearing - ship["r"] + pi) % (2 * pi) - pi
        self.pilot.helm.turn = max(-1.0, min(1.0, 2.0 * off))
        self.pilot.helm.thrust = thrust if abs(off) < 0.5 else 0.0

    # --- gates ----------------------------------------------------------------------------

    def gate_here(self) -> Message | None:
        """The gate that the ship is at."""
        ship = self.pilot.ship
        for gate in self.pilot.gates.values():
            if ship is not None and _apart(gate, ship) < gate["radius"] * 0.95:
                return gate
        return None

    async def _at_gate(self, gate: Message) -> None:
        """Turn on the spot until the gate lets one through again, then jump."""
        pilot = self.pilot
        pilot.helm.turn = self.rng.choice((-1.0, 1.0))
        if monotonic() < self._jumped_at + COOLDOWN_S:
            await asyncio.sleep(THINK_S)
            return
        jump = Jump(gate["to_system"])
        pilot.journal.jumps.append(jump)
        self._jumped_at = monotonic() + self.rng.uniform(0.0, 1.0)
        try:
            await pilot.ask("ship.jump", gate_id=gate["gate_id"])
        except Refused as error:
            jump.refused = not error.doubtful
            return
        await pilot.wait(lambda: pilot.seated, COOLDOWN_S)

    # --- fights ---------------------------------------------------------------------------

    def _rival(self) -> Message | None:
        ship = self.pilot.ship
        others = [
            entity
            for entity in self.pilot.entities.values()
            if entity is not ship and entity.get("kind") == "player_ship" and ship is not None
            and _apart(entity, ship) < DUEL_RANGE
        ]  # fmt: skip
        return min(others, key=lambda e: _apart(e, ship), default=None) if ship else None

    async def _duel(self, rival: Message) -> None:
        """Keep the nose on the rival, with a shot now and then: fights are to last."""
        ship = self.pilot.ship
        assert ship is not None
        self._head_for(ship, atan2(rival["y"] - ship["y"], rival["x"] - ship["x"]), 0.0)
        since = monotonic() - self._shot_at
        if since > CEASE_S + SHOT_S:
            self._shot_at = monotonic()
        self.pilot.helm.fire = since < SHOT_S
        await asyncio.sleep(THINK_S)


def answer_of(result: Message) -> Answer:
    details = result["details"]
    return Answer(
        at=monotonic(),
        credits=result["credits"],
        quantity=int(details["quantity"]),
        unit_price=details["unit_price"],
        total=details["total"],
        cargo=cargo_of(result) if "cargo" in result else None,
    )


def _apart(one: Message, other: Message) -> float:
    return hypot(one["x"] - other["x"], one["y"] - other["y"])


WIRE = {
    "buy": "trade.buy",
    "sell": "trade.sell",
    "repair": "ship.repair_request",
    "refuel": "ship.refuel_request",
}
