"""A worker that was held still, and finds its system gone to another one when it goes on."""

import pytest

from tests.many.conftest import Fleet, worker_id
from tests.support.pilot import Pilot

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.server]

TAKEOVER_S = 30
# All that a worker writes: what is due is due at once when it goes on.
TABLES = (
    "accounts_user", "game_cargoitem", "game_checkpoint", "game_combatentry", "game_lease",
    "game_ledgerentry", "game_marketprice", "game_pricepoint", "game_recordedsegment", "game_ship",
    "game_telemetryday",
)  # fmt: skip
OFTEN = {
    "COSMIC_GRACE": "0.2",
    "COSMIC_CHECKPOINT_INTERVAL": "0.5",
    "COSMIC_MARKET_INTERVAL": "0.5",
}


def everything(fleet: Fleet) -> dict[str, list[str]]:
    """Every row as text."""
    return {
        table: sorted(row for (row,) in fleet.rows(f"SELECT t::text FROM {table} t"))
        for table in TABLES
    }


async def test_a_worker_held_still_writes_nothing_after_it_and_is_useful_again(
    postgres_fleet: Fleet,
) -> None:
    fleet = postgres_fleet
    for name, value in OFTEN.items():
        fleet.server.env[name] = value  # of workers
    still = fleet.start()
    async with await Pilot.guest(fleet.url) as pilot:
        await pilot.join()
        await pilot.steer(thrust=1.0)
        await pilot.until(lambda: abs(pilot.ship["vx"]) > 5)
        other = fleet.start()
        fleet.wait(lambda: bool(fleet.rows("SELECT 1 FROM game_checkpoint")), "a checkpoint")
        still.suspend()
        tick = pilot.tick
        await pilot.expect("session.status", where=lambda s: s["state"] == "recovering")
        await pilot.until(lambda: pilot.tick > tick + 1000, seconds=TAKEOVER_S)
        assert fleet.holder() == worker_id(other)
        await pilot.leave()
        fleet.wait(lambda: not fleet.holder(), "the system sleeps")
        before = everything(fleet)

        still.resume()
        fleet.wait(lambda: "lease of sol-1 is lost" in still.output(), "the loss is noticed")
        fleet.wait(lambda: "sol-1 sleeps" in still.output(), "the run has ended")
        assert everything(fleet) == before

        assert other.stop() == 0
        await pilot.join()
        assert fleet.holder() == worker_id(still)
        tick = pilot.tick
        await pilot.until(lambda: pilot.tick > tick + 20)
