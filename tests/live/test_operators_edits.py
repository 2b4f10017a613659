"""What operators change in the admin, pilots who fly see within seconds."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.live.desk import Desk
from tests.support.pilot import Pilot
from tests.support.server import LiveServer, copy_template

pytestmark = pytest.mark.server

EARTH, MARS = "earth-orbit-station", "mars-orbit-station"
WITHIN_S = 5.0


@pytest.fixture(scope="module")
def site(data_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A site of their own: what they change would trouble others."""
    folder = copy_template(data_template, tmp_path_factory.mktemp("edited"))
    running = LiveServer(folder, COSMIC_MARKET_INTERVAL="3600")
    try:
        running.start()
        Desk.enlist(running)
        yield running
    finally:
        running.stop()


@pytest.fixture
async def desk(site: LiveServer) -> AsyncIterator[Desk]:
    async with Desk(site) as desk:
        yield desk


@pytest.fixture
async def pilot(site: LiveServer) -> AsyncIterator[Pilot]:
    async with await Pilot.guest(site.url) as pilot:
        await pilot.join()
        yield pilot


async def test_zones_stations_gates_and_prices_reach_a_pilot(desk: Desk, pilot: Pilot) -> None:
    zone = "z_earth_core_safe"
    await desk.change("zone", zone, radius="612.5", profit_multiplier="1.25")
    await pilot.until(lambda: pilot.zones[zone]["radius"] == 612.5, seconds=WITHIN_S)
    assert pilot.zones[zone]["profit_multiplier"] == 1.25

    await desk.change("zone", zone, active=None)
    await pilot.until(lambda: zone not in pilot.zones, seconds=WITHIN_S)
    await pilot.until(lambda: zone not in pilot.zone_context["zone_ids"], seconds=WITHIN_S)

    await desk.change("location", EARTH, name="Earth Ring", has_repair=None)
    await pilot.until(lambda: pilot.stations[EARTH]["name"] == "Earth Ring", seconds=WITHIN_S)
    assert pilot.stations[EARTH]["services"]["repair"] is False

    gate = next(iter(pilot.gates))
    await desk.change("gate", gate, cost="77")
    await pilot.until(lambda: pilot.gates[gate]["cost"] == 77, seconds=WITHIN_S)

    here = {"location__id__exact": EARTH, "commodity__id__exact": "food"}
    price = await desk.find("game/marketprice", **here)
    before = pilot.markets[EARTH]["food"]
    await desk.change("marketprice", price, buy=str(before["buy"] + 1), stock="123")
    await pilot.until(lambda: pilot.markets[EARTH]["food"]["stock"] == 123, seconds=WITHIN_S)
    assert pilot.markets[EARTH]["food"]["buy"] == before["buy"] + 1
    assert pilot.markets[EARTH]["food"]["sell"] == before["sell"]

    await desk.act("game/location", EARTH, "market_reset", reason="enough of it")
    await pilot.until(lambda: pilot.markets[EARTH]["food"]["stock"] != 123, seconds=WITHIN_S)


async def test_credits_reach_a_pilot_in_flight_and_count_at_once(desk: Desk, pilot: Pilot) -> None:
    before, player = pilot.you["credits"], pilot.player_id.removeprefix("p_")
    await desk.act("accounts/user", player, "credits_grant", amount="250", reason="a prize")
    await pilot.until(lambda: pilot.you["credits"] == before + 250, seconds=WITHIN_S)


async def test_a_pilot_s_ship_is_put_to_a_station_and_to_another_system(
    desk: Desk, pilot: Pilot
) -> None:
    ship = pilot.joined["ship_id"].removeprefix("s_")
    await desk.act("game/ship", ship, "ship_move", station=MARS, reason="lost in space")
    await pilot.until(lambda: pilot.you["docked_at"] == MARS, seconds=WITHIN_S)
    place = pilot.stations[MARS]
    await pilot.until(lambda: abs(pilot.ship["x"] - place["x"]) < 1.0, seconds=WITHIN_S)

    await desk.act(
        "game/ship", ship, "ship_move", system="rook-hearth", x="100", y="-50", reason="a tour"
    )
    joined = await pilot.expect(
        "session.joined", where=lambda p: p["system_id"] == "rook-hearth", seconds=10.0
    )
    assert "request_seq" not in joined, "nobody asked"
    assert joined["docked_at"] is None
    assert (joined["spawn"]["x"], joined["spawn"]["y"]) == (100.0, -50.0)


async def test_the_end_of_all_sessions_ends_the_socket_and_the_token(
    desk: Desk, pilot: Pilot
) -> None:
    player = pilot.player_id.removeprefix("p_")
    await desk.act("accounts/user", player, "player_sessions_end", reason="a stolen token")
    await pilot.closing(seconds=WITHIN_S)
    assert (await pilot.rest("GET", "/me")).status_code == 401


async def test_a_system_is_paused_stopped_and_started_from_its_page(
    desk: Desk, pilot: Pilot
) -> None:
    page = "game/starsystem"
    await desk.act(page, "sol-1", "system_pause", reason="a look around")
    await pilot.expect("session.status", where=lambda p: p["state"] == "paused")
    await desk.act(page, "sol-1", "system_resume", reason="seen enough")
    await pilot.expect("session.status", where=lambda p: p["state"] == "live")
    await desk.act(page, "sol-1", "system_stop", reason="repairs")
    await pilot.expect("session.status", where=lambda p: p["state"] == "stopped")
    await desk.act(page, "sol-1", "system_start", reason="repaired")
    async with await Pilot.guest(pilot.base_url) as other:
        await other.join()
