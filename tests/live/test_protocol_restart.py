"""A restart is no event: sockets close with 1012, and the world is as it was."""

import math

import pytest

from tests.live.conftest import Hangar
from tests.live.staging import EARTH, stage_at, stage_docked
from tests.support.fixtures_server import ServerFactory

pytestmark = pytest.mark.server

EMPTY_SPACE = (-3000.0, -6000.0)


async def test_a_restart_closes_with_1012_and_the_world_is_as_it_was(
    server_factory: ServerFactory, hangar: Hangar
) -> None:
    server = server_factory()
    resting, flying, trading = [await hangar.guest(server, connect=False) for _ in range(3)]
    stage_at(server, resting, *EMPTY_SPACE, angle=1.0, hull=70.0, fuel=40.0)
    stage_at(server, flying, 3000.0, -6000.0, angle=0.0)
    stage_docked(server, trading)
    for pilot in (resting, flying, trading):
        await pilot.connect()
        await pilot.join()
    bought = await trading.buy(EARTH, "food", 5)
    await flying.steer(thrust=1.0)
    await flying.until(lambda: flying.ship["vx"] > 40)
    stock = trading.markets[EARTH]["food"]["stock"]
    tick = flying.tick
    server.stop()
    for pilot in (resting, flying, trading):
        assert (await pilot.closing()).code == 1012
    last_seen = flying.ship["x"]
    server.start()
    for pilot in (resting, flying, trading):
        await pilot.connect()
        await pilot.join()
    assert math.dist((resting.ship["x"], resting.ship["y"]), EMPTY_SPACE) < 1
    assert resting.ship["r"] == pytest.approx(1.0, abs=0.01)
    assert (resting.you["hull"], resting.you["fuel"]) == (70, 40)
    assert last_seen - 5 <= flying.ship["x"] < last_seen + 300, "it went on from where it was"
    assert trading.you["docked_at"] == EARTH
    assert (trading.you["cargo"], trading.you["credits"]) == (bought["cargo"], bought["credits"])
    assert trading.markets[EARTH]["food"]["stock"] <= stock + 5
    assert flying.joined["tick"] > tick, "ticks never go back"


async def test_a_crash_loses_seconds_of_flight_and_nothing_that_was_answered(
    server_factory: ServerFactory, hangar: Hangar
) -> None:
    server = server_factory(COSMIC_CHECKPOINT_INTERVAL="0.5")
    flying, docking = [await hangar.guest(server, connect=False) for _ in range(2)]
    stage_at(server, flying, *EMPTY_SPACE, angle=0.0)
    stage_at(server, docking, -1200.0, 300.0)
    for pilot in (flying, docking):
        await pilot.connect()
        await pilot.join()
    await docking.dock()
    await flying.steer(thrust=1.0)
    await flying.until(lambda: flying.ship["x"] > EMPTY_SPACE[0] + 150)
    tick = flying.tick
    server.kill()
    await flying.closing()
    server.start()
    for pilot in (flying, docking):
        await pilot.connect()
        await pilot.join()
    assert docking.joined["docked_at"] == EARTH
    assert flying.ship["x"] > EMPTY_SPACE[0] + 20, "a checkpoint was taken on the way"
    assert flying.joined["tick"] > tick, "a takeover continues above any tick that was sent"
