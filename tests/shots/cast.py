"""Who is in the pictures: accounts with names, credits and a history of trades."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from tests.live.staging import stage_at, stage_credits, stage_docked
from tests.support.pilot import Pilot, rest
from tests.support.server import LiveServer

PASSWORD = "orbit-and-ledger-42"
HERO = "Vela_Marsh"
WITNESSES = {  # who sees there whether the hero's ship is out; they fly nowhere
    "earth-orbit-station": "Earth_Watch",
    "jupiter-trade-ring": "Ring_Watch",
    "ceres-hub": "Ceres_Watch",
}
OTHERS = {  # name: credits
    "Ines_Okafor": 48_210,
    "RustyComet": 31_975,
    "tomasz77": 22_640,
    "Lantern_Bay": 17_305,
    "Ceres_Ore_Co": 12_880,
    "hal_and_oats": 9_415,
    "Quiet_Orbit": 6_120,
    "BeltRat": 2_035,
}
HELD = (("food", 6), ("medicine", 4))
RUN = (  # station, trades done there: commodity, units bought (or sold, negative)
    ("earth-orbit-station", (("food", 20), ("water", 8))),
    ("jupiter-trade-ring", (("food", -20), ("water", -8))),
    ("ceres-hub", (("ore", 14),)),
    ("earth-orbit-station", (("ore", -14), *HELD)),
)
NEAR_EARTH = ((-1010, 420), (-1420, 210), (-1130, 90), (-1330, 470), (-900, 250))


class Cast(NamedTuple):
    """Names of the accounts; all share PASSWORD."""

    server: LiveServer
    hero: Pilot
    witness: Pilot

    def dock_hero(self, station_id: str = "earth-orbit-station") -> None:
        self._when_stored(lambda: stage_docked(self.server, self.hero, station_id))

    def launch_hero(self) -> None:
        self._when_stored(lambda: stage_at(self.server, self.hero, -1150, 520, fuel=74, hull=91))

    def _when_stored(self, stage: Callable[[], None]) -> None:
        """Put the stored ship elsewhere: wait until the running system has let go of it.

        In a thread, because a browser's event loop may run in this one.
        """
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, gone(self.hero, self.witness)).result()
        stage()


async def gone(pilot: Pilot, witness: Pilot) -> None:
    """Wait until the pilot's ship has left the system, as another pilot beside it sees it."""
    ship = (await pilot.rest("GET", "/me")).json()["ship"]["id"]
    async with witness.again() as watcher:
        await watcher.join()
        await watcher.until(lambda: ship not in watcher.entities, seconds=30)


def assemble(server: LiveServer) -> Cast:
    """Make the accounts on a running server with a short grace, and let the hero trade."""
    return asyncio.run(_assemble(server))


async def _assemble(server: LiveServer) -> Cast:
    hero = await _register(server, HERO)
    witnesses = {}
    for station_id, name in WITNESSES.items():
        witnesses[station_id] = await _register(server, name)
        stage_docked(server, witnesses[station_id], station_id)
    others = [await _register(server, name) for name in OTHERS]
    for pilot, place in zip(others, NEAR_EARTH, strict=False):
        stage_at(server, pilot, *place)
    for pilot, amount in zip(others, OTHERS.values(), strict=True):
        stage_credits(server, pilot, amount)
    here = "earth-orbit-station"
    for station_id, trades in RUN:
        await gone(hero, witnesses[here])
        here = station_id
        stage_docked(server, hero, here)
        await hero.connect()
        await hero.join()
        for commodity_id, units in trades:
            order = hero.buy if units > 0 else hero.sell
            await order(here, commodity_id, abs(units))
        await hero.close()
    return Cast(server, hero, witnesses[here])


async def _register(server: LiveServer, name: str) -> Pilot:
    body = {"username": name, "password": PASSWORD}
    (await rest(server.url, "POST", "/users", json=body)).raise_for_status()
    return await Pilot.login(server.url, name, PASSWORD)
