"""Docking is a rising edge of `dock_request`: near enough, slow enough, once."""

import math

import pytest

from tests.live.conftest import Hangar
from tests.live.staging import EARTH, STATIONS, stage_at, stage_docked
from tests.live.strict import StrictPilot
from tests.support.pilot import Refused
from tests.support.server import LiveServer

pytestmark = pytest.mark.server


async def pilot_at(
    server: LiveServer, hangar: Hangar, dx: float, dy: float = 0.0, **more: float
) -> StrictPilot:
    """A pilot in the system, at rest beside Earth's station."""
    pilot = await hangar.guest(server, connect=False)
    x, y = STATIONS[EARTH]
    stage_at(server, pilot, x + dx, y + dy, **more)
    await pilot.connect()
    await pilot.join()
    return pilot


async def test_a_slow_ship_near_a_station_docks_and_undocks(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await pilot_at(server, hangar, 100.0)
    await pilot.dock()
    assert pilot.you["docked_at"] == EARTH
    docked = await pilot.expect(
        "event.docked", where=lambda e: e["ship_id"] == pilot.you["ship_id"]
    )
    assert docked["station_id"] == EARTH
    stored = (await pilot.rest("GET", "/me")).json()["ship"]
    assert stored["docked_at"] == EARTH
    await pilot.dock()
    assert pilot.you["docked_at"] is None
    undocked = await pilot.expect(
        "event.undocked", where=lambda e: e["ship_id"] == pilot.you["ship_id"]
    )
    assert undocked["station_id"] == EARTH
    stored = (await pilot.rest("GET", "/me")).json()["ship"]
    assert stored["docked_at"] is None


async def test_holding_the_request_acts_once(server: LiveServer, hangar: Hangar) -> None:
    pilot = await pilot_at(server, hangar, 50.0)
    for _ in range(5):
        seq = await pilot.steer(dock_request=True)
        await pilot.until(lambda seq=seq: pilot.you["ack"] >= seq)
    await pilot.until(lambda: pilot.you["docked_at"] == EARTH)
    tick = pilot.tick
    await pilot.until(lambda: pilot.tick > tick + 5)
    assert pilot.you["docked_at"] == EARTH
    assert not pilot.of_type("error")


async def test_two_edges_within_one_tick_are_both_noticed(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await pilot_at(server, hangar, 50.0)
    await pilot.steer(dock_request=True)
    await pilot.steer(dock_request=False)
    await pilot.until(lambda: pilot.you["docked_at"] == EARTH)


@pytest.mark.parametrize("distance", [121.0, 400.0])
async def test_too_far_from_a_station_is_cannot_dock(
    server: LiveServer, hangar: Hangar, distance: float
) -> None:
    pilot = await pilot_at(server, hangar, distance)
    with pytest.raises(Refused) as refused:
        await pilot.dock()
    assert refused.value.code == "CANNOT_DOCK"
    assert refused.value.payload["message"]
    assert pilot.you["docked_at"] is None


async def test_too_fast_is_cannot_dock_with_another_reason(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await pilot_at(server, hangar, -60.0, angle=0.0)
    await pilot.steer(thrust=1.0)
    await pilot.until(lambda: math.hypot(pilot.ship["vx"], pilot.ship["vy"]) > 28)
    await pilot.steer(thrust=0.0)
    with pytest.raises(Refused) as too_fast:
        await pilot.dock()
    far = await pilot_at(server, hangar, 400.0)
    with pytest.raises(Refused) as too_far:
        await far.dock()
    assert too_fast.value.code == "CANNOT_DOCK"
    assert too_fast.value.payload["message"] != too_far.value.payload["message"]


async def test_a_docked_ship_does_not_move(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.guest(server, connect=False)
    stage_docked(server, pilot)
    await pilot.connect()
    await pilot.join()
    assert pilot.joined["docked_at"] == EARTH
    place = pilot.ship["x"], pilot.ship["y"]
    seq = await pilot.steer(thrust=1.0, turn=1.0)
    await pilot.until(lambda: pilot.you["ack"] == seq)
    tick = pilot.tick
    await pilot.until(lambda: pilot.tick > tick + 10)
    assert (pilot.ship["x"], pilot.ship["y"]) == place
    assert pilot.you["fuel"] == 100


async def test_who_left_docked_comes_back_docked(server: LiveServer, hangar: Hangar) -> None:
    pilot = await pilot_at(server, hangar, 20.0)
    await pilot.dock()
    await pilot.close()
    again = await hangar.again(pilot)
    await again.join()
    assert again.joined["docked_at"] == EARTH
