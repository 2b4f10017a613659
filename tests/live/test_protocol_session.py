"""In a system: joined, one snapshot, deltas; steering and its ack; leaving and taking over."""

import itertools
import math

import pytest

from tests.live.conftest import Hangar
from tests.live.staging import stage_at
from tests.support.fixtures_server import ServerFactory
from tests.support.pilot import Refused
from tests.support.server import LiveServer

pytestmark = pytest.mark.server

EARTH_CORE = (-1200.0, 300.0, 550.0)  # centre and radius of the zone that new players start in
EMPTY_SPACE = (-3000.0, -6000.0)
STARTER = {"max_speed": 120, "turn_rate": 2.2, "hull_max": 100, "fuel_max": 100}


def speed(ship: dict[str, float]) -> float:
    return math.hypot(ship["vx"], ship["vy"])


async def test_joined_then_one_snapshot_then_deltas(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.guest(server)
    await pilot.join()
    await pilot.until(lambda: len(pilot.of_type("world.delta")) >= 10)
    kinds = [m["type"] for m in pilot.log if m["type"].startswith(("session.joined", "world."))]
    assert kinds[:12] == ["session.joined", "world.snapshot"] + ["world.delta"] * 10


async def test_joined_tells_all_that_a_client_needs_to_fly(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.guest(server)
    await pilot.join()
    joined = pilot.joined
    assert joined["system_id"] == "sol-1"
    assert joined["tick_rate"] == 20
    assert joined["bounds"] == {"min_x": -8000, "min_y": -8000, "max_x": 8000, "max_y": 8000}
    assert joined["sight"] == {"cell_size": 1000, "radius_cells": 1}
    assert joined["docked_at"] is None
    assert {key: joined["ship_model"][key] for key in STARTER} == STARTER
    x, y, radius = EARTH_CORE
    assert math.dist((joined["spawn"]["x"], joined["spawn"]["y"]), (x, y)) < radius


async def test_the_first_snapshot_holds_the_whole_system(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.guest(server)
    snapshot = await pilot.join()
    you = snapshot["you"]
    assert you["ship_id"] == pilot.joined["ship_id"]
    assert (you["credits"], you["hull"], you["fuel"]) == (5000, 100, 100)
    assert you["cargo"] == []
    assert you["docked_at"] is None
    assert set(pilot.stations) == {
        "earth-orbit-station",
        "mars-orbit-station",
        "ceres-hub",
        "jupiter-trade-ring",
    }
    assert all(s["docking_radius"] == 120 for s in snapshot["stations"])
    assert all(s["docking_speed"] == 25 for s in snapshot["stations"])
    assert set(pilot.markets) == set(pilot.stations)
    assert all(len(rows) == 6 for rows in pilot.markets.values())
    assert len(snapshot["zones"]) == 9
    own = pilot.ship
    assert (own["kind"], own["name"]) == ("player_ship", pilot.username)


async def test_the_zone_context_is_that_of_the_place(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.guest(server, connect=False)
    stage_at(server, pilot, *EMPTY_SPACE)
    await pilot.connect()
    await pilot.join()
    await pilot.until(lambda: bool(pilot.zone_context))
    assert pilot.zone_context == {
        "zone_ids": [],
        "blended_risk": 0.15,
        "blended_security": 0.35,
        "blended_profit_multiplier": 1.0,
    }


async def test_overlapping_zones_blend_by_depth(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.guest(server, connect=False)
    stage_at(server, pilot, -1200.0, 300.0)
    await pilot.connect()
    await pilot.join()
    await pilot.until(lambda: bool(pilot.zone_context))
    weights = {"z_earth_core_safe": 1.0, "z_earth_approach_high_value": 1.0}
    belt = 1 - math.dist((700, 500), (-1200, 300)) / 2500
    total = sum(weights.values()) + belt
    context = pilot.zone_context
    assert set(context["zone_ids"]) == {*weights, "z_inner_belt_open"}
    assert context["blended_risk"] == pytest.approx((0.08 + 0.58 + 0.38 * belt) / total, abs=0.002)
    assert context["blended_security"] == pytest.approx(
        (0.92 + 0.42 + 0.52 * belt) / total, abs=0.002
    )
    assert context["blended_profit_multiplier"] == pytest.approx(
        (1.0 + 1.22 + 1.10 * belt) / total, abs=0.002
    )


async def test_ticks_come_one_by_one(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.guest(server)
    first = (await pilot.join())["tick"]
    await pilot.until(lambda: len(pilot.of_type("world.delta")) >= 40)
    ticks = [delta["tick"] for delta in pilot.of_type("world.delta")]
    assert all(later > earlier for earlier, later in itertools.pairwise([first, *ticks]))
    assert ticks[-1] - first < 2 * len(ticks), "a client who reads gets nearly every tick"


async def test_a_fresh_snapshot_comes_every_ten_seconds(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.guest(server)
    first = (await pilot.join())["tick"]
    snapshot = await pilot.expect("world.snapshot", seconds=14)
    assert 150 <= snapshot["tick"] - first <= 260


async def test_an_unknown_system_is_refused(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.guest(server)
    with pytest.raises(Refused, match="UNKNOWN_SYSTEM"):
        await pilot.join("nowhere")
    await pilot.join("sol-1")


@pytest.mark.parametrize(
    ("type_", "payload"),
    [
        ("input.command", {"thrust": 1.0}),
        ("session.leave_system", {}),
        ("trade.buy", {"station_id": "a", "commodity_id": "food", "quantity": 1}),
        ("trade.sell", {"station_id": "a", "commodity_id": "food", "quantity": 1}),
        ("ship.repair_request", {"station_id": "a"}),
        ("ship.refuel_request", {"station_id": "a"}),
        ("chat.send", {"channel": "system", "text": "hello"}),
    ],
)
async def test_what_needs_a_system_is_refused_outside(
    server: LiveServer, hangar: Hangar, type_: str, payload: dict[str, object]
) -> None:
    pilot = await hangar.guest(server)
    with pytest.raises(Refused, match="NOT_IN_SYSTEM"):
        await pilot.ask(type_, "never", **payload)


async def test_ack_follows_the_inputs_and_never_goes_back(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.guest(server)
    await pilot.join()
    for thrust in (0.1, 0.2, 0.3, 0.4):
        seq = await pilot.steer(thrust=thrust)
        await pilot.until(lambda seq=seq: pilot.you["ack"] >= seq)
    acks = [d["you"]["ack"] for d in pilot.of_type("world.delta") if "ack" in d.get("you", {})]
    assert acks == sorted(acks)
    assert acks[-1] == seq


async def test_the_last_input_holds(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.guest(server, connect=False)
    stage_at(server, pilot, *EMPTY_SPACE, angle=0.0)
    await pilot.connect()
    await pilot.join()
    await pilot.steer(thrust=1.0)
    await pilot.until(lambda: pilot.ship["vx"] > 40)
    assert abs(pilot.ship["vy"]) < 1, "ahead is where the nose points"
    assert pilot.ship["x"] > EMPTY_SPACE[0]
    await pilot.steer(thrust=0.0)
    await pilot.until(lambda: pilot.you["fuel"] < 100)


async def test_thrust_and_turn_are_clamped(server: LiveServer, hangar: Hangar) -> None:
    honest, greedy = [await hangar.guest(server, connect=False) for _ in range(2)]
    for pilot, y in ((honest, 0.0), (greedy, 100.0)):
        stage_at(server, pilot, EMPTY_SPACE[0], EMPTY_SPACE[1] + y, angle=0.0)
        await pilot.connect()
        await pilot.join()
    await honest.steer(thrust=1.0, turn=0.0)
    await greedy.steer(thrust=1e9, turn=0.0)
    for pilot in (honest, greedy):
        await pilot.until(lambda pilot=pilot: speed(pilot.ship) > 60)
    gains = [
        now["vx"] - before["vx"]
        for pilot in (honest, greedy)
        for before, now in _pairs(pilot.log, pilot.joined["ship_id"])
    ]
    assert max(gains) < 34 / 20 * 1.2, "no tick gains more than full thrust gives"
    await greedy.steer(thrust=-5.0, turn=-1e6)
    await greedy.until(lambda: greedy.ship["r"] != 0)
    before = greedy.ship["r"], greedy.tick
    await greedy.until(lambda: greedy.tick >= before[1] + 5)
    turned = abs(math.remainder(greedy.ship["r"] - before[0], math.tau))
    assert turned <= 2.2 / 20 * (greedy.tick - before[1]) + 0.02


def _pairs(
    log: list[dict[str, object]], ship_id: str
) -> list[tuple[dict[str, float], dict[str, float]]]:
    """Consecutive updates of a ship that both name vx, from ticks next to each other."""
    rows = [
        (message["payload"]["tick"], update)
        for message in log
        if message["type"] == "world.delta"
        for update in message["payload"]["entity_updates"]
        if update["id"] == ship_id and "vx" in update
    ]
    return [
        (one, two)
        for (tick, one), (next_tick, two) in itertools.pairwise(rows)
        if next_tick == tick + 1
    ]


async def test_leaving_is_answered_and_ends_the_deltas(server: LiveServer, hangar: Hangar) -> None:
    pilot, witness = await hangar.guest(server), await hangar.guest(server)
    for each in (pilot, witness):
        await each.join()
    left = await pilot.leave()
    assert (left["system_id"], left["reason"]) == ("sol-1", "left")
    frames = len(pilot.of_type("world.delta"))
    await pilot.ping()
    with pytest.raises(Refused, match="NOT_IN_SYSTEM"):
        await pilot.leave()
    tick = witness.tick
    await witness.until(lambda: witness.tick > tick + 5)
    assert len(pilot.of_type("world.delta")) == frames


async def test_coming_back_finds_the_same_ship_where_it_is(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.guest(server, connect=False)
    stage_at(server, pilot, *EMPTY_SPACE, angle=0.0)
    await pilot.connect()
    await pilot.join()
    ship_id = pilot.joined["ship_id"]
    await pilot.steer(thrust=1.0)
    await pilot.until(lambda: pilot.ship["vx"] > 30)
    before = pilot.ship["x"]
    await pilot.leave()
    await pilot.join()
    assert pilot.joined["ship_id"] == ship_id
    assert before <= pilot.joined["spawn"]["x"] < before + 100
    assert pilot.ship["vx"] > 15, "it has drifted on"


async def test_a_second_helm_takes_over_and_the_first_is_closed_with_4001(
    server: LiveServer, hangar: Hangar
) -> None:
    first = await hangar.guest(server)
    await first.join()
    second = await hangar.again(first)
    await first.ping()
    await second.join()
    error = await first.expect("error")
    assert error["code"] == "SUPERSEDED"
    assert (await first.closing()).code == 4001
    assert second.joined["ship_id"] == first.joined["ship_id"]
    await second.until(lambda: len(second.of_type("world.delta")) >= 5)
    seq = await second.steer(thrust=0.5)
    await second.until(lambda: second.you["ack"] == seq)


async def test_a_connection_without_a_system_is_left_alone_by_a_takeover(
    server: LiveServer, hangar: Hangar
) -> None:
    bystander = await hangar.guest(server)
    helm = await hangar.again(bystander)
    await helm.join()
    await bystander.ping()
    assert bystander.closed is None


async def test_a_lost_pilot_s_ship_stays_in_space_without_input(
    server: LiveServer, hangar: Hangar
) -> None:
    watcher, lost = [await hangar.guest(server, connect=False) for _ in range(2)]
    for pilot, y in ((watcher, 0.0), (lost, 50.0)):
        stage_at(server, pilot, EMPTY_SPACE[0], EMPTY_SPACE[1] + y, angle=0.0)
        await pilot.connect()
        await pilot.join()
    ship_id = lost.joined["ship_id"]
    await lost.steer(thrust=1.0)
    await watcher.until(lambda: watcher.entities[ship_id]["vx"] > 20)
    lost.abort()
    tick = watcher.tick
    await watcher.until(lambda: watcher.tick > tick + 10)
    coasting = watcher.entities[ship_id]["vx"]
    await watcher.until(lambda: watcher.tick > tick + 20)
    assert watcher.entities[ship_id]["vx"] <= coasting
    again = await hangar.again(lost)
    await again.join()
    assert again.joined["ship_id"] == ship_id
    assert abs(again.ship["x"] - watcher.entities[ship_id]["x"]) < 20


async def test_after_the_grace_a_ship_in_a_safe_core_is_docked(
    server_factory: ServerFactory, hangar: Hangar
) -> None:
    server = server_factory(COSMIC_GRACE="1")
    watcher, lost = [await hangar.guest(server, connect=False) for _ in range(2)]
    for pilot, y in ((watcher, 500.0), (lost, 600.0)):
        stage_at(server, pilot, -1200.0, y)
        await pilot.connect()
        await pilot.join()
    ship_id = lost.joined["ship_id"]
    await watcher.until(lambda: ship_id in watcher.entities)
    lost.abort()
    await watcher.until(lambda: ship_id not in watcher.entities)
    again = await hangar.again(lost)
    await again.join()
    assert again.joined["docked_at"] == "earth-orbit-station"
    assert again.you["docked_at"] == "earth-orbit-station"
    assert again.joined["ship_id"] == ship_id


async def test_after_the_grace_any_other_ship_is_stored_where_it_is(
    server_factory: ServerFactory, hangar: Hangar
) -> None:
    server = server_factory(COSMIC_GRACE="1")
    watcher, lost = [await hangar.guest(server, connect=False) for _ in range(2)]
    for pilot, y in ((watcher, 0.0), (lost, 60.0)):
        stage_at(server, pilot, EMPTY_SPACE[0], EMPTY_SPACE[1] + y)
        await pilot.connect()
        await pilot.join()
    ship_id = lost.joined["ship_id"]
    await watcher.until(lambda: ship_id in watcher.entities)
    await lost.leave()
    await watcher.until(lambda: ship_id not in watcher.entities)
    await lost.join()
    assert lost.joined["docked_at"] is None
    place = lost.joined["spawn"]["x"], lost.joined["spawn"]["y"]
    assert math.dist(place, (EMPTY_SPACE[0], EMPTY_SPACE[1] + 60.0)) < 2
