"""A web process that was held still, and finds its pilots' helms given up when it goes on."""

import asyncio

import pytest

from tests.many.conftest import Fleet
from tests.support.pilot import Pilot

pytestmark = [pytest.mark.redis, pytest.mark.server]

GIVEN_BACK_S = 20


async def test_pilots_of_a_web_process_held_still_fly_on_when_it_goes_on(fleet: Fleet) -> None:
    fleet.server.env["COSMIC_GRACE"] = "0.2"  # of the worker
    fleet.start()
    async with await Pilot.guest(fleet.url) as pilot:
        await pilot.join()
        before = pilot.you
        fleet.server.suspend()
        await asyncio.to_thread(fleet.wait, lambda: not fleet.holder(), "the system sleeps")
        fleet.server.resume()
        tick = pilot.tick
        await pilot.until(lambda: pilot.tick > tick + 20, seconds=GIVEN_BACK_S)
        for what in ("ship_id", "credits", "cargo", "hull"):
            assert pilot.you[what] == before[what]
        await pilot.steer(thrust=1.0)
        await pilot.until(lambda: pilot.you["ack"] > before["ack"])
        assert fleet.holder()
