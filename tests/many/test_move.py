"""A system goes from one worker to another while its pilots fly, trade and look on."""

import asyncio
import time
from itertools import pairwise

import pytest

from tests.live.staging import EARTH, stage_docked
from tests.many.conftest import Fleet, worker_id
from tests.support.operator import Operator, make_staff
from tests.support.pilot import Pilot, Refused
from tests.support.sight import Message

pytestmark = [pytest.mark.redis, pytest.mark.server]

GAP_S = 1.0
UNITS = 3
AGAIN = ("SERVER_BUSY", "TRADE_COOLDOWN")
UPDATES = ("world.delta", "world.snapshot")


def longest_gap(pilot: Pilot, since: float) -> float:
    """Between two updates of the world, in seconds."""
    seen = [at for at, kind in pilot.arrivals if kind in UPDATES and at >= since]
    return max(b - a for a, b in pairwise(seen))


async def buy(pilot: Pilot, times: int) -> Message:
    """Buy one unit after another; what is refused for now is said again, with the same `ref`."""
    for n in range(times):
        while True:
            try:
                result = await pilot.buy(EARTH, "food", 1, ref=f"unit-{n}")
                break
            except Refused as refused:
                if refused.code not in AGAIN:
                    raise
                tick = pilot.tick
                await pilot.until(lambda t=tick: pilot.tick > t + 5)  # type: ignore[misc]
    return result


async def test_a_system_moves_on_command_and_its_pilots_keep_everything(fleet: Fleet) -> None:
    first, second = fleet.start(), fleet.start()
    make_staff(fleet.server)
    async with (
        await Pilot.guest(fleet.url) as trader,
        await Pilot.guest(fleet.url) as flier,
        await Operator.staff(fleet.server) as operator,
    ):
        stage_docked(fleet.server, trader, EARTH)
        await trader.join()
        await flier.join()
        at = fleet.holder()
        other = next(w for w in map(worker_id, (first, second)) if w != at)
        await operator.command("watch", agent_rate=1)
        await operator.command(
            "add_agent",
            "agent_update",
            agent_id="guard",
            agent_kind="patrol",
            agent_data={"x": 10.0, "y": 20.0, "behaviour": "idle"},
        )
        await operator.command("set_tick_rate", "tick_rate_changed", tick_rate=25)
        await flier.steer(thrust=1.0)
        await flier.until(lambda: abs(flier.ship["vx"]) > 5)
        speed = abs(flier.ship["vx"])
        began, tick = time.monotonic(), flier.tick

        buying = asyncio.create_task(buy(trader, UNITS))
        answer = await operator.command("move_system", "system_moved", worker_id=other)
        assert answer.payload["worker_id"] == other
        assert fleet.holder() == other
        assert [line["qty"] for line in (await buying)["cargo"]] == [UNITS]

        await flier.until(lambda: flier.tick > tick + 1000)
        await flier.expect("session.status", where=lambda s: s["state"] == "live")
        after = flier.tick
        await flier.until(lambda: flier.tick > after + 20)
        assert abs(flier.ship["vx"]) >= speed  # the thrust held
        for pilot in (trader, flier):
            assert longest_gap(pilot, began) < GAP_S
        state = await operator.command("request_state", "state")
        assert "guard" in {agent["agent_id"] for agent in state.payload["agents"]}
        assert state.payload["tick_rate"] == 25
        assert fleet.rows("SELECT count(*) FROM game_ledgerentry WHERE tx_type='buy'") == [(UNITS,)]
