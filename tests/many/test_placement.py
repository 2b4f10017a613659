"""Workers share systems by what each has to do; what one leaves, the others take."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from tests.many.conftest import Fleet, worker_id
from tests.support.pilot import Pilot

pytestmark = [pytest.mark.redis, pytest.mark.server]

SYSTEMS = 6
EMPTY_SYSTEM = """
    INSERT INTO game_starsystem
        (id, name, min_x, min_y, max_x, max_y, traders, patrols, pirates, revision)
    VALUES ('{0}', '{0}', -1000, -1000, 1000, 1000, 0, 0, false, 0)
"""


async def flies_above(pilot: Pilot, tick: int) -> None:
    await pilot.until(lambda: pilot.tick > tick, seconds=20)


async def test_systems_are_shared_taken_over_and_shared_again(fleet: Fleet) -> None:
    first, second = fleet.start(), fleet.start()
    systems = [f"place-{n}" for n in range(SYSTEMS + 1)]
    for system_id in systems:
        fleet.change(EMPTY_SYSTEM.format(system_id))
    async with AsyncExitStack() as stack:
        pilots = []
        for system_id in systems[:SYSTEMS]:
            pilot = await stack.enter_async_context(await Pilot.guest(fleet.url))
            fleet.put(pilot, system_id)
            await pilot.join(system_id)
            pilots.append(pilot)
        moved = [
            p
            for p, system_id in zip(pilots, systems, strict=False)
            if fleet.holder(system_id) == worker_id(first)
        ]
        split = fleet.split()
        assert set(split) == {worker_id(first), worker_id(second)}
        assert sorted(split.values()) == [SYSTEMS // 2, SYSTEMS // 2]

        top = max(pilot.tick for pilot in pilots) + 1000
        assert first.stop() == 0
        await asyncio.gather(*(flies_above(pilot, top) for pilot in moved))
        assert fleet.split() == {worker_id(second): SYSTEMS}

        third = fleet.start()
        fleet.wait(lambda: worker_id(third) in fleet.workers(), "the new worker is heard of")
        late = await stack.enter_async_context(await Pilot.guest(fleet.url))
        fleet.put(late, systems[SYSTEMS])
        await late.join(systems[SYSTEMS])
        assert fleet.holder(systems[SYSTEMS]) == worker_id(third)
