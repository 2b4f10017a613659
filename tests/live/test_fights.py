"""Fights, losses, loot and gates over real sockets."""

import math

import pytest

from tests.live.conftest import Hangar
from tests.live.staging import EARTH, stage_at, stage_docked
from tests.live.strict import StrictPilot
from tests.support.fixtures_server import ServerFactory
from tests.support.pilot import Refused
from tests.support.server import LiveServer

pytestmark = pytest.mark.server

NOWHERE = (-3000.0, -5000.0)  # outside of every zone: everybody may fight
GATE = "sol-1-gate-gale-weald"
GATE_AT = (-2750.0, 4230.0)


@pytest.fixture
def arena(server_factory: ServerFactory) -> LiveServer:
    return server_factory()


async def pilot_at(
    arena: LiveServer, hangar: Hangar, x: float, y: float, **more: float
) -> StrictPilot:
    pilot = await hangar.guest(arena, connect=False)
    stage_at(arena, pilot, x, y, **more)
    await pilot.connect()
    await pilot.join()
    return pilot


async def face_off(arena: LiveServer, hangar: Hangar) -> tuple[StrictPilot, StrictPilot]:
    """A hunter with the bow towards a prey that is 150 units away, both at rest."""
    x, y = NOWHERE
    hunter = await pilot_at(arena, hangar, x, y, angle=0.0)
    prey = await pilot_at(arena, hangar, x + 150.0, y, angle=math.pi / 2)
    await hunter.until(lambda: prey.joined["ship_id"] in hunter.entities)
    return hunter, prey


async def test_a_shot_that_hits_hurts_and_both_are_told(arena: LiveServer, hangar: Hangar) -> None:
    hunter, prey = await face_off(arena, hangar)
    await hunter.steer(fire_primary=True)
    hit = await prey.expect("combat.event")
    told = await hunter.expect("combat.event")
    assert hit == told
    assert hit["kind"] == "hit"
    assert (hit["source_id"], hit["target_id"]) == (
        hunter.joined["ship_id"],
        prey.joined["ship_id"],
    )
    assert hit["damage"] == hunter.joined["ship_model"]["weapon"]["damage"]
    assert hit["target_hp"] == 100 - hit["damage"]
    await prey.until(lambda: prey.you["hull"] == hit["target_hp"])


async def test_who_only_watches_sees_the_fight(arena: LiveServer, hangar: Hangar) -> None:
    hunter, prey = await face_off(arena, hangar)
    watcher = await pilot_at(arena, hangar, NOWHERE[0], NOWHERE[1] + 600)
    await hunter.steer(fire_primary=True)
    seen = await watcher.expect("combat.event")
    assert seen["target_id"] == prey.joined["ship_id"]
    await watcher.expect("event.projectile_fired")


async def test_the_destroyed_lose_a_fee_and_are_back_at_a_safe_station(
    arena: LiveServer, hangar: Hangar
) -> None:
    hunter, prey = await face_off(arena, hangar)
    await hunter.steer(fire_primary=True)
    lost = await prey.expect("ship.lost", seconds=30)
    fee = 400  # 8 % of what a new pilot has
    assert (lost["fee"], lost["credits"]) == (fee, 5000 - fee)
    assert lost["killer_id"] == hunter.joined["ship_id"]
    await prey.until(lambda: prey.you["docked_at"] == lost["station_id"])
    assert prey.you["hull"] == 100
    assert prey.you["credits"] == 5000 - fee
    me = (await prey.rest("GET", "/me")).json()
    assert me["player"]["credits"] == 5000 - fee
    assert me["ship"]["docked_at"] == lost["station_id"]
    rows = (await prey.rest("GET", "/me/transactions")).json()["items"]
    assert sum(row["total_amount"] for row in rows) == 5000 - fee
    arena.manage("checkledger")  # raises when a balance differs


async def test_orders_of_a_wreck_are_refused_and_nothing_is_bought(
    arena: LiveServer, hangar: Hangar
) -> None:
    hunter, prey = await face_off(arena, hangar)
    await hunter.steer(fire_primary=True)
    await prey.expect("combat.event", where=lambda event: event["kind"] == "destroyed", seconds=30)
    with pytest.raises(Refused, match=r"SHIP_DESTROYED|WRONG_STATION|NOT_DOCKED"):
        await prey.buy("ceres-hub", "food", 1)


async def test_no_shot_leaves_a_ship_in_a_safe_zone(arena: LiveServer, hangar: Hangar) -> None:
    pilot = await pilot_at(arena, hangar, -1200.0, 500.0)
    await pilot.steer(fire_primary=True)
    since = pilot.tick
    await pilot.until(lambda: pilot.tick > since + 40)
    assert not [e for e in pilot.entities.values() if e["kind"] == "projectile"]
    assert not pilot.of_type("combat.event")


async def test_a_ship_that_has_just_undocked_is_protected(
    arena: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.guest(arena, connect=False)
    stage_docked(arena, pilot, EARTH)
    await pilot.connect()
    await pilot.join()
    assert pilot.you["protected"] is False
    await pilot.dock()
    await pilot.until(lambda: pilot.you["protected"] is True)


async def test_a_jump_leads_to_the_other_system_on_the_same_connection(
    arena: LiveServer, hangar: Hangar
) -> None:
    pilot = await pilot_at(arena, hangar, *GATE_AT)
    gate = pilot.gates[GATE]
    seq = await pilot.send("ship.jump", gate_id=GATE)
    left = await pilot.expect("session.left", request_seq=seq)
    assert left == {"system_id": "sol-1", "reason": "jumped", "request_seq": seq}
    joined = await pilot.expect("session.joined")
    assert joined["system_id"] == gate["to_system"]
    await pilot.expect("world.snapshot")
    await pilot.until(lambda: pilot.you["credits"] == 5000 - gate["cost"])
    boot = (await pilot.rest("GET", "/session/bootstrap")).json()
    assert boot["system_id"] == gate["to_system"]
    with pytest.raises(Refused, match="FORBIDDEN"):
        await pilot.ask("session.join_system", "session.joined", system_id="sol-1")


async def test_a_gate_refuses_who_is_too_far_and_one_that_is_not_there(
    arena: LiveServer, hangar: Hangar
) -> None:
    pilot = await pilot_at(arena, hangar, *NOWHERE)
    with pytest.raises(Refused, match="GATE_OUT_OF_RANGE"):
        await pilot.ask("ship.jump", "session.left", gate_id=GATE)
    with pytest.raises(Refused, match="UNKNOWN_GATE"):
        await pilot.ask("ship.jump", "session.left", gate_id="no-such-gate")
