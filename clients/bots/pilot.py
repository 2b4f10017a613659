"""One pilot at the helm: what a strategy may ask of it, at a person's pace.

Everything here raises Gone when the connection ends and Lost when the ship does.
"""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from clients.bots.link import Gone, Link, Refused
from clients.bots.sight import Row, Sight
from clients.bots.steering import (
    Body,
    Helm,
    Model,
    Weapon,
    body_of,
    come_alongside,
    cruise,
    may_dock,
)

HELM_S = 0.1  # between two inputs
FIRST_SNAPSHOT_S = 15.0
DOCK_S = 3.0  # until a request that changed nothing is made again
LEG_S = 300.0  # a flight that takes longer has gone wrong
ARRIVED = 150.0  # units from a place in space that one just flies to
CANNON = Weapon(280.0, 1.6)  # for a site that does not tell


class Lost(Exception):
    """The ship has been destroyed; it comes back docked."""


class Pace(NamedTuple):
    """How long a person thinks before doing something, s; 0 and 0 for a load."""

    least_s: float = 1.0
    most_s: float = 3.5


class Pilot:
    """Joined to one system over one link. `dice` are its own, so a seed gives one character."""

    def __init__(self, dice: Random, masses: dict[str, int], pace: Pace) -> None:
        self.sight = Sight()
        self.dice = dice
        self.masses = masses
        self.capacity = 0
        self.hull_max = self.fuel_max = 1.0
        self.model = Model(1.0, 1.0, 1.0)
        self.weapon = CANNON
        self._pace = pace
        self._link: Link | None = None
        self._lost = False
        self._seen = asyncio.Event()  # the first snapshot is here

    # --- coming and going ---------------------------------------------------------------------

    async def board(self, socket_url: str, token: str, system_id: str) -> None:
        """Connect, log in, join. Raises Gone and Refused."""
        self._link = await Link.open(socket_url, self._hear)
        await self._link.ask("auth.login", token=token, protocol_version=1)
        joined = await self._link.ask("session.join_system", system_id=system_id)
        self._fit(joined["ship_model"])
        try:
            async with asyncio.timeout(FIRST_SNAPSHOT_S):
                await self._seen.wait()
        except TimeoutError:
            raise Gone(0, "no snapshot after joining") from None

    async def leave(self) -> None:
        """Let go of the helm and hang up, whatever state the link is in."""
        if self._link is None:
            return
        try:
            if self._link.alive:
                await self._link.send("input.command")
                await self._link.ask("session.leave_system")
        except (Gone, Refused):
            pass  # then it is over anyway
        await self._link.close()

    # --- the helm -----------------------------------------------------------------------------

    async def fly(self, decide: Callable[[Body], Helm | None], *, seconds: float = LEG_S) -> bool:
        """Hold the helm as `decide` says, ten times a second, until it says None.

        The helm is let go at the end. False when the time is over before, or the ship is docked.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        done = False
        while not done and loop.time() < until and self.sight.docked_at is None:
            body = self._body()
            helm = decide(body) if body is not None else Helm()
            done = helm is None
            await self._hold(helm or Helm())
            await self._wait(HELM_S)
        await self._hold(Helm())
        return done

    async def fly_to(self, x: float, y: float, *, within: float = ARRIVED) -> bool:
        return await self.fly(
            lambda body: None if body.distance(x, y) < within else cruise(body, x, y, self.model)
        )

    async def dock_at(self, station_id: str) -> bool:
        """Fly there and dock. False when it did not come to that."""
        if self.sight.docked_at is not None and self.sight.docked_at != station_id:
            await self.undock()
        place = self.sight.stations[station_id]
        x, y, radius = place["x"], place["y"], place["docking_radius"]

        def decide(body: Body) -> Helm | None:
            if may_dock(body, x, y, radius, place["docking_speed"]):
                return None
            return come_alongside(body, x, y, radius, self.model)

        return await self.fly(decide) and await self._toggle_dock()

    async def undock(self) -> bool:
        return self.sight.docked_at is None or await self._toggle_dock()

    async def think(self, factor: float = 1.0) -> None:
        """A person's pause."""
        await self._wait(factor * self.dice.uniform(*self._pace))

    # --- orders -------------------------------------------------------------------------------

    async def order(self, type_: str, **payload: Any) -> bool:
        """A transaction, after a pause for thought. False when the site refuses it."""
        await self.think()
        try:
            self.sight.settled(await self._at().ask(type_, **payload))
        except Refused:
            return False
        return True

    async def care_for_ship(self) -> None:
        """Repair and refuel at the station where the ship is docked."""
        station_id = self.sight.docked_at
        if station_id is None:
            return
        services = self.sight.stations[station_id]["services"]
        if services["repair"] and self.hurt > 0.02:
            await self.order("ship.repair_request", station_id=station_id)
        if services["refuel"] and self.sight.you["fuel"] < 0.7 * self.fuel_max:
            await self.order("ship.refuel_request", station_id=station_id)

    async def say(self, text: str) -> None:
        await self._at().send("chat.send", channel="system", text=text)

    @property
    def hurt(self) -> float:
        """The part of the hull that is missing, 0..1."""
        return 1.0 - float(self.sight.you["hull"]) / self.hull_max

    async def come_back(self) -> None:
        """After Lost: wait until the ship is there again, docked."""
        while self.sight.ship is None or self.sight.docked_at is None:
            await asyncio.sleep(HELM_S)
            if not self._at().alive:
                raise self._at().gone()
        self._lost = False

    # --- inside -------------------------------------------------------------------------------

    def _hear(self, type_: str, payload: Row) -> None:
        if type_ == "world.delta":
            if self._seen.is_set():
                self.sight.delta(payload)
        elif type_ == "world.snapshot":
            self.sight.snapshot(payload)
            self._seen.set()
        elif type_ == "ship.lost":
            self._lost = True

    def _fit(self, model: Row) -> None:
        self.model = Model(model["max_speed"], model["drag"], model["turn_rate"])
        self.capacity = model["cargo_capacity"]
        self.hull_max, self.fuel_max = model["hull_max"], model["fuel_max"]
        weapon = model.get("weapon")
        if weapon:
            self.weapon = Weapon(weapon["projectile_speed"], weapon["lifetime_s"])

    def _at(self) -> Link:
        if self._link is None:
            raise Gone(0, "not aboard")
        return self._link

    def _body(self) -> Body | None:
        ship = self.sight.ship
        return None if ship is None else body_of(ship)

    async def _hold(self, helm: Helm, *, dock: bool = False) -> None:
        await self._at().send(
            "input.command",
            thrust=round(helm.thrust, 3),
            turn=round(helm.turn, 3),
            fire_primary=helm.fire,
            dock_request=dock,
        )

    async def _toggle_dock(self) -> bool:
        """True once the ship is docked where it was not, or the other way round."""
        before = self.sight.docked_at
        await self._hold(Helm(), dock=True)
        for _ in range(round(DOCK_S / HELM_S)):
            await self._wait(HELM_S)
            if self.sight.docked_at != before:
                break
        await self._hold(Helm())
        return self.sight.docked_at != before

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        if not self._at().alive:
            raise self._at().gone()
        if self._lost:
            raise Lost
