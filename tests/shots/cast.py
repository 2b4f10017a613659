"""Who is in the pictures: accounts with names, credits and a history of trades."""

import asyncio
from typing import NamedTuple

from tests.live.staging import stage_at, stage_credits, stage_docked
from tests.support.pilot import Pilot, rest
from tests.support.server import LiveServer, run_manage

PASSWORD = "orbit-and-ledger-42"
HERO = "Vela_Marsh"
WITNESSES = {  # who sees there whether the hero's ship is out; they fly nowhere
    "earth-orbit-station": "Earth_Watch",
    "jupiter-trade-ring": "Ring_Watch",
    "ceres-hub": "Ceres_Watch",
}
FLYERS = ("Orrin_Vale", "Sable_Finch", "Juno_Park", "Mako_Reyes")  # one for each cockpit to fly
LAUNCH = (-1150.0, 520.0)
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
OPERATOR = "Dana_Holt"
HELD = (("food", 6), ("medicine", 4))
RUN = (  # station, trades done there: commodity, units bought (or sold, negative)
    ("earth-orbit-station", (("food", 20), ("water", 8))),
    ("jupiter-trade-ring", (("food", -20), ("water", -8))),
    ("ceres-hub", (("ore", 14),)),
    ("earth-orbit-station", (("ore", -14), *HELD)),
)
NEAR_EARTH = ((-1010, 420), (-1420, 210), (-1130, 90), (-1330, 470), (-900, 250))


class Cast(NamedTuple):
    """A site with everybody aboard: the hero lies docked, flyers rest in space near Earth."""

    server: LiveServer


async def gone(pilot: Pilot, witness: Pilot) -> None:
    """Wait until the pilot's ship has left the system, as another pilot beside it sees it."""
    ship = (await pilot.rest("GET", "/me")).json()["ship"]["id"]
    async with witness.again() as watcher:
        await watcher.join()
        await watcher.until(lambda: ship not in watcher.entities, seconds=30)


def assemble(server: LiveServer) -> Cast:
    """Make the accounts on a running server with a short grace, and let the hero trade."""
    operator = {"DJANGO_SUPERUSER_USERNAME": OPERATOR, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    run_manage({**server.env, **operator}, "createsuperuser", "--noinput")
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
    for name in FLYERS:
        stage_at(server, await _register(server, name), *LAUNCH, fuel=74, hull=91)
    for station_id, trades in RUN:
        await _dock(server, hero, station_id, witnesses)
        for commodity_id, units in trades:
            order = hero.buy if units > 0 else hero.sell
            await order(station_id, commodity_id, abs(units))
        await hero.close()
    return Cast(server)


async def _dock(
    server: LiveServer, hero: Pilot, station_id: str, witnesses: dict[str, Pilot]
) -> None:
    """Put the hero there without the flight. What the running system still has to store of the
    last stay may come after the change, so look, and do it again."""
    while True:
        stage_docked(server, hero, station_id)
        await hero.connect()
        await hero.join()
        docked_at = hero.joined["docked_at"]
        if docked_at == station_id:
            return
        await hero.close()
        await gone(hero, witnesses[docked_at])


async def _register(server: LiveServer, name: str) -> Pilot:
    body = {"username": name, "password": PASSWORD}
    (await rest(server.url, "POST", "/users", json=body)).raise_for_status()
    return await Pilot.login(server.url, name, PASSWORD)
