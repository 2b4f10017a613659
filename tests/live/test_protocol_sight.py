"""Who sees whom: the square of cells around one's own, and nobody beyond."""

import pytest

from tests.live.conftest import Hangar
from tests.live.staging import stage_at
from tests.live.strict import StrictPilot
from tests.support.server import LiveServer

pytestmark = pytest.mark.server

# Cells are 1000 units wide; these lie in an empty part of the map, row y = 6000..7000.
ROW = 6500.0
HYSTERESIS = 50.0


async def pilot_at(
    server: LiveServer, hangar: Hangar, x: float, y: float = ROW, **more: float
) -> StrictPilot:
    pilot = await hangar.guest(server, connect=False)
    stage_at(server, pilot, x, y, **more)
    await pilot.connect()
    await pilot.join()
    return pilot


def sees(pilot: StrictPilot, other: StrictPilot) -> bool:
    return other.joined["ship_id"] in pilot.entities


async def settled(pilot: StrictPilot, ticks: int = 4) -> None:
    tick = pilot.tick
    await pilot.until(lambda: pilot.tick > tick + ticks)


async def test_two_pilots_see_each_other_move(server: LiveServer, hangar: Hangar) -> None:
    one = await pilot_at(server, hangar, -4500.0)
    two = await pilot_at(server, hangar, -4400.0, angle=0.0)
    await one.until(lambda: sees(one, two))
    assert sees(two, one)
    seen = one.entities[two.joined["ship_id"]]
    assert (seen["kind"], seen["name"], seen["hp"]) == ("player_ship", two.username, 100)
    await two.steer(thrust=1.0)
    await one.until(lambda: seen["x"] > -4390.0)
    await one.until(lambda: seen["vx"] > 20)
    assert abs(seen["x"] - two.ship["x"]) < 30, "both hold the same world, a tick or two apart"


async def test_a_newcomer_is_complete_at_the_first_mention(
    server: LiveServer, hangar: Hangar
) -> None:
    one = await pilot_at(server, hangar, -4500.0, 5500.0)
    two = await pilot_at(server, hangar, -4450.0, 5500.0)
    ship_id = two.joined["ship_id"]
    await one.until(lambda: ship_id in one.entities)
    first = next(
        update
        for delta in one.of_type("world.delta")
        for update in delta["entity_updates"]
        if update["id"] == ship_id
    )
    assert first["name"] == two.username


async def test_nobody_beyond_the_neighbouring_cells_is_sent(
    server: LiveServer, hangar: Hangar
) -> None:
    near = await pilot_at(server, hangar, 3500.0)
    far = await pilot_at(server, hangar, 5500.0)
    diagonal = await pilot_at(server, hangar, 4500.0, ROW + 1000.0)
    await near.until(lambda: sees(near, diagonal))
    await settled(near)
    assert not sees(near, far)
    assert not sees(far, near)
    assert sees(far, diagonal)
    mentioned = {
        update["id"] for delta in near.of_type("world.delta") for update in delta["entity_updates"]
    }
    assert far.joined["ship_id"] not in mentioned, "not even by mistake"


async def test_who_flies_in_is_added_and_who_flies_out_is_removed(
    server: LiveServer, hangar: Hangar
) -> None:
    watcher = await pilot_at(server, hangar, -6500.0)  # sees x from -8000 to -5000
    guest = await pilot_at(server, hangar, -4880.0, angle=3.14159)
    await settled(watcher)
    assert not sees(watcher, guest)
    await guest.steer(thrust=1.0)
    await watcher.until(lambda: sees(watcher, guest))
    assert guest.ship["x"] > -5000 - 2 * HYSTERESIS
    assert not any(
        guest.joined["ship_id"] in delta["entity_removed"]
        for delta in watcher.of_type("world.delta")
    )
    leaver = await pilot_at(server, hangar, -5120.0, angle=0.0)
    await watcher.until(lambda: sees(watcher, leaver))
    await leaver.steer(thrust=1.0)
    await watcher.until(lambda: not sees(watcher, leaver))
    assert leaver.ship["x"] < -5000 + 3 * HYSTERESIS
    assert any(
        leaver.joined["ship_id"] in delta["entity_removed"]
        for delta in watcher.of_type("world.delta")
    )


async def test_crossing_into_another_cell_changes_what_one_sees(
    server: LiveServer, hangar: Hangar
) -> None:
    y = -6500.0
    behind = await pilot_at(server, hangar, 900.0, y)  # cell 0
    ahead = await pilot_at(server, hangar, 4100.0, y)  # cell 4
    traveller = await pilot_at(server, hangar, 1970.0, y, angle=0.0)  # cell 1, soon 2, then 3
    await settled(traveller)
    assert sees(traveller, behind)
    assert not sees(traveller, ahead)
    await traveller.steer(thrust=1.0)
    await traveller.until(lambda: not sees(traveller, behind))
    assert 2000 <= traveller.ship["x"] < 2000 + 3 * HYSTERESIS
    assert traveller.joined["ship_id"] in traveller.entities, "one always sees oneself"


async def test_a_border_does_not_flicker(server: LiveServer, hangar: Hangar) -> None:
    y = -4500.0
    behind = await pilot_at(server, hangar, -6900.0, y)  # cell -7
    traveller = await pilot_at(server, hangar, -5020.0, y, angle=0.0)  # cell -6
    await settled(traveller)
    assert sees(traveller, behind)
    await traveller.steer(thrust=0.5)
    await traveller.until(lambda: traveller.ship["x"] > -4999)
    assert traveller.ship["x"] < -5000 + HYSTERESIS
    assert sees(traveller, behind), "the old cell is one's own until 50 units beyond its border"
    await traveller.until(lambda: not sees(traveller, behind))
    assert traveller.ship["x"] >= -5000 + HYSTERESIS - 1


async def test_a_client_holds_what_a_fresh_snapshot_says(
    server: LiveServer, hangar: Hangar
) -> None:
    y = -2500.0
    fleet = [await pilot_at(server, hangar, -7500.0 + 40.0 * n, y) for n in range(4)]
    for n, pilot in enumerate(fleet):
        await pilot.steer(thrust=0.3 * n, turn=0.5 - 0.3 * n)
    one = fleet[0]
    await settled(one, 20)
    held = {key: dict(entity) for key, entity in one.entities.items()}
    await one.leave()
    await one.join()
    assert set(one.entities) == set(held)
