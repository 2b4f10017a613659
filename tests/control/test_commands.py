"""Every command through the real socket, for a system in another process."""

import asyncio
from typing import Any

import pytest

from tests.control.conftest import Site
from tests.support.operator import Operator
from tests.support.pilot import Pilot
from tests.support.sight import Message

pytestmark = [pytest.mark.redis, pytest.mark.server]

ACK_S = 0.05


def named(pilot: Pilot, name: str) -> Message | None:
    return next((e for e in pilot.entities.values() if e.get("name") == name), None)


def beside(pilot: Pilot, **more: Any) -> dict[str, Any]:
    return {"x": pilot.ship["x"] + 80.0, "y": pilot.ship["y"] + 60.0, **more}


async def test_every_command_is_acknowledged_at_once_has_its_outcome_and_is_audited(
    site: Site, operator: Operator, pilot: Pilot
) -> None:
    before = len(site.actions(operator))
    at = beside(pilot, behaviour="idle")
    outcomes = [
        await operator.command("start", "simulation_started"),
        await operator.command("request_state", "state"),
        await operator.command("set_tick_rate", "tick_rate_changed", tick_rate=25),
        await operator.command(
            "add_agent", "agent_update", agent_id="a-1", agent_kind="trader", agent_data=at
        ),
        await operator.command(
            "modify_agent", "agent_update", agent_id="a-1", agent_data={"hp": 5}
        ),
        await operator.command("delete_agent", "world_event", agent_id="a-1"),
        await operator.command("pause", "simulation_paused"),
        await operator.command("resume", "simulation_resumed"),
        await operator.command("watch"),
        await operator.command("unwatch"),
        await operator.command("watch_rooms"),
        await operator.command("unwatch_rooms"),
        await operator.command("stop", "simulation_stopped"),
    ]
    assert sorted(outcome.ack_s for outcome in outcomes)[len(outcomes) // 2] < ACK_S
    assert [row[0] for row in site.actions(operator)[before:]] == [
        "start", "request_state", "set_tick_rate", "add_agent", "modify_agent", "delete_agent",
        "pause", "resume", "watch", "unwatch", "watch_rooms", "unwatch_rooms", "stop",
    ]  # fmt: skip
    assert {row[2:] for row in site.actions(operator)[before:]} == {("done", "")}


async def test_an_agent_appears_changes_and_goes_within_two_ticks(
    operator: Operator, pilot: Pilot
) -> None:
    at = beside(pilot, behaviour="idle", hp=42, name="Grim")
    added = await operator.command(
        "add_agent", "agent_update", agent_id="grim", agent_kind="pirate", agent_data=at
    )
    await pilot.until(lambda: named(pilot, "Grim") is not None)
    assert pilot.tick <= added.payload["tick"] + 2
    seen = named(pilot, "Grim")
    assert seen is not None
    assert (seen["kind"], seen["hp"], seen["id"]) == (
        "pirate",
        42.0,
        added.payload["data"]["entity_id"],
    )
    assert (seen["x"], seen["y"]) == pytest.approx((at["x"], at["y"]), abs=0.11)

    moved = await operator.command(
        "modify_agent",
        "agent_update",
        agent_id="grim",
        agent_data={"x": at["x"] - 30.0, "hp": 300, "name": "Grimmer"},
    )
    await pilot.until(lambda: named(pilot, "Grimmer") is not None)
    assert pilot.tick <= moved.payload["tick"] + 2
    seen = named(pilot, "Grimmer")
    assert seen is not None
    assert (seen["hp"], seen["hp_max"]) == (300.0, 300)
    assert seen["x"] == pytest.approx(at["x"] - 30.0, abs=0.11)

    gone = await operator.command("delete_agent", "world_event", agent_id="grim")
    assert gone.payload["data"] == {"event_type": "agent_removed", "agent_id": "grim"}
    await pilot.until(lambda: named(pilot, "Grimmer") is None)
    assert pilot.tick <= gone.payload["tick"] + 2


async def test_a_pilots_ship_is_changed_and_stays_so(
    site: Site, operator: Operator, pilot: Pilot
) -> None:
    ship = pilot.joined["ship_id"]
    x = pilot.ship["x"] + 200.0
    await operator.command(
        "modify_agent", "agent_update", agent_id=ship, agent_data={"x": x, "vx": 0, "hp": 33}
    )
    await pilot.until(lambda: pilot.you["hull"] == 33.0)
    assert pilot.ship["x"] == pytest.approx(x, abs=0.11)

    def stored() -> list[tuple[Any, ...]]:
        return site.rows("SELECT hull FROM game_ship WHERE id = ?", int(ship.removeprefix("s_")))

    await operator.command("request_state", "state")
    assert stored() == [(33.0,)]
    for data, code in (
        ({"hp": 5000}, "INVALID_PAYLOAD"),
        ({"name": "Nemo"}, "FORBIDDEN"),
        ({"behaviour": "idle"}, "FORBIDDEN"),
    ):
        refused = await operator.refusal("modify_agent", agent_id=ship, agent_data=data)
        assert refused["code"] == code
    assert (await operator.refusal("delete_agent", agent_id=ship))["code"] == "FORBIDDEN"


async def test_what_a_system_refuses_is_an_error_of_that_command(operator: Operator) -> None:
    idle = {"x": 7000.0, "y": 7000.0, "behaviour": "idle"}
    await operator.command(
        "add_agent", "agent_update", agent_id="once", agent_kind="patrol", agent_data=idle
    )
    add = {"agent_id": "new", "agent_kind": "pirate"}
    for kind, payload, code in (
        ("add_agent", {**add, "agent_id": "once", "agent_data": idle}, "AGENT_EXISTS"),
        ("add_agent", {**add, "agent_data": {"x": 9000.0, "y": 0}}, "INVALID_PAYLOAD"),
        ("add_agent", {**add, "agent_data": {"x": 0, "y": 0, "vx": 900}}, "INVALID_PAYLOAD"),
        ("add_agent", {**add, "agent_data": {**idle, "behaviour": "trade"}}, "INVALID_PAYLOAD"),
        ("modify_agent", {"agent_id": "nobody", "agent_data": {"x": 1}}, "UNKNOWN_AGENT"),
        ("modify_agent", {"agent_id": "once", "agent_data": {"x": -9000}}, "INVALID_PAYLOAD"),
        ("delete_agent", {"agent_id": "n_1"}, "UNKNOWN_AGENT"),
        ("pause", {"system_id": "nowhere"}, "UNKNOWN_SYSTEM"),
    ):
        refused = await operator.refusal(kind, **payload)
        assert refused["code"] == code, (kind, payload, refused)
        assert refused["error_message"] == refused["message"] != ""
        assert isinstance(refused["tick"], int)
    await operator.command("delete_agent", "world_event", agent_id="once")


async def test_rates_are_clamped_and_taken_at_once_also_by_one_that_hardly_ticks(
    operator: Operator, pilot: Pilot
) -> None:
    for asked, taken in ((1000, 100), (0.001, 0.1), (50, 50), (-3, 0.1), (20, 20)):
        outcome = await operator.command("set_tick_rate", "tick_rate_changed", tick_rate=asked)
        assert outcome.payload["tick_rate"] == taken
        assert outcome.outcome_s < 1.0
        await pilot.expect("session.status", where=lambda s, t=taken: s["tick_rate"] == t)
    tick = pilot.tick
    await pilot.until(lambda: pilot.tick > tick + 5)


async def test_a_fast_system_serves_its_pilots_every_tick(operator: Operator, pilot: Pilot) -> None:
    await operator.command("set_tick_rate", "tick_rate_changed", tick_rate=60)
    await pilot.expect("session.status", where=lambda s: s["tick_rate"] == 60)
    await pilot.until(lambda: pilot.you["ack"] == 0)
    snapshots = sum(kind == "world.snapshot" for _, kind in pilot.arrivals)
    tick = pilot.tick
    await pilot.until(lambda: pilot.tick > tick + 120)
    assert sum(kind == "world.snapshot" for _, kind in pilot.arrivals) - snapshots <= 1


async def test_a_frozen_world_moves_nobody_and_forgets_no_helm(
    site: Site, operator: Operator, pilot: Pilot
) -> None:
    paused = await operator.command("pause", "simulation_paused")
    status = await pilot.expect("session.status", where=lambda s: s["state"] == "paused")
    assert status["time_scale"] == 0
    before = dict(pilot.ship)
    await pilot.steer(thrust=1.0)
    async with await Pilot.guest(site.url) as late:  # joins are served, with a snapshot
        await late.join()
        assert late.tick == paused.payload["tick"]
    again = await operator.command("request_state", "state")
    assert (again.payload["tick"], again.payload["state"]) == (paused.payload["tick"], "paused")
    assert pilot.ship["x"] == before["x"]
    assert (await operator.command("pause", "simulation_paused")).payload["tick"] == pilot.tick
    await operator.command("resume", "simulation_resumed")
    await pilot.expect("session.status", where=lambda s: s["state"] == "live")
    await pilot.until(lambda: abs(pilot.ship["vx"]) + abs(pilot.ship["vy"]) > 5)


async def test_a_stopped_system_stays_stopped_until_it_is_started(
    site: Site, operator: Operator, pilot: Pilot
) -> None:
    await operator.command(
        "modify_agent",
        "agent_update",
        agent_id=pilot.joined["ship_id"],
        agent_data={"x": -3000.0, "y": 555.0},
    )
    await operator.command("stop", "simulation_stopped")
    await pilot.expect("session.status", where=lambda s: s["state"] == "stopped")
    assert site.rows("SELECT stopped, worker_id FROM game_lease WHERE system_id='sol-1'") == [
        (1, "")
    ]
    ship = int(pilot.joined["ship_id"].removeprefix("s_"))
    assert site.rows("SELECT x, y FROM game_ship WHERE id = ?", ship) == [(-3000.0, 555.0)]
    async with await Pilot.guest(site.url) as late:
        seq = await late.send("session.join_system", system_id="sol-1")
        refused = await late.expect("error")
        assert (refused["code"], refused["request_seq"]) == ("SERVER_BUSY", seq)
    assert (await operator.refusal("pause"))["code"] == "SERVER_BUSY"
    again = await operator.command("stop", "simulation_stopped")
    assert again.payload["system_id"] == "sol-1"
    await operator.command("start", "simulation_started")
    await pilot.expect("session.status", where=lambda s: s["state"] == "live")
    await pilot.expect("world.snapshot")
    assert (pilot.ship["x"], pilot.ship["y"]) == (-3000.0, 555.0)


async def test_a_stopped_system_is_stopped_for_the_next_worker_too(
    site: Site, operator: Operator
) -> None:
    await operator.command("stop", "simulation_stopped", system_id="gale-weald")
    site.worker.stop()
    site.worker.start()
    refused = await operator.refusal("request_state", system_id="gale-weald", seconds=30)
    assert refused["code"] == "SERVER_BUSY"
    await operator.command("start", "simulation_started", system_id="gale-weald", seconds=30)
    await operator.command("request_state", "state", system_id="gale-weald")


async def test_operators_wake_a_system_and_their_agents_live_there(operator: Operator) -> None:
    place = {"system_id": "rook-hearth"}
    await operator.command(
        "add_agent",
        "agent_update",
        **place,
        agent_id="warden",
        agent_kind="patrol",
        agent_data={"x": 10.0, "y": 20.0},
    )
    state = await operator.command("request_state", "state", **place)
    assert [a["agent_id"] for a in state.payload["agents"]] == ["warden"]
    await operator.command("delete_agent", "world_event", **place, agent_id="warden")


async def test_every_state_is_that_of_its_moment(operator: Operator) -> None:
    place = {"x": 7000.0, "y": 7000.0, "behaviour": "idle"}
    asked = []
    for _ in range(2):
        asked += [await operator.send("request_state"), await operator.send("request_state")]
        await operator.send("add_agent", agent_id="now", agent_kind="trader", agent_data=place)
        asked += [await operator.send("request_state"), await operator.send("request_state")]
        await operator.send("delete_agent", agent_id="now")
    there = []
    for seq in asked:
        state = await operator.expect("state", request_seq=seq)
        there.append("now" in {agent["agent_id"] for agent in state["agents"]})
    assert there == [False, False, True, True] * 2


async def test_commands_of_one_socket_are_carried_out_in_their_order(operator: Operator) -> None:
    place = {"x": 7000.0, "y": 7000.0, "behaviour": "idle"}
    seqs = []
    for _ in range(4):
        seqs.append(
            await operator.send("add_agent", agent_id="seq", agent_kind="trader", agent_data=place)
        )
        seqs.append(await operator.send("delete_agent", agent_id="seq"))
    for seq in seqs[::2]:
        await operator.expect("agent_update", request_seq=seq)
    for seq in seqs[1::2]:
        await operator.expect("world_event", request_seq=seq)


async def test_other_operators_see_what_one_of_them_does(site: Site, operator: Operator) -> None:
    async with await Operator.staff(site.server) as other:
        await other.command("watch")
        await other.expect("tick_end")
        await operator.command("set_tick_rate", "tick_rate_changed", tick_rate=10)
        told = await other.expect("tick_rate_changed")
        assert told["tick_rate"] == 10
        assert "request_seq" not in told
        await operator.command("pause", "simulation_paused")
        await other.expect("simulation_paused")
        await operator.command("stop", "simulation_stopped")
        await other.expect("simulation_stopped")


async def test_a_worker_that_does_not_answer_makes_the_queue_full_and_is_reported(
    site: Site, operator: Operator
) -> None:
    await operator.command("request_state", "state")
    site.worker.suspend()
    try:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for _ in range(18):
            await operator.send("request_state")
        full = await operator.expect("error", where=lambda e: e["code"] == "QUEUE_FULL", seconds=1)
        assert loop.time() - began < 1.0
        assert full["request_seq"]
        await operator.expect("error", where=lambda e: e["code"] == "SERVER_BUSY", seconds=15)
    finally:
        site.worker.resume()
    assert ("request_state", "sol-1", "refused", "QUEUE_FULL") in site.actions(operator)
    assert ("request_state", "sol-1", "failed", "SERVER_BUSY") in site.actions(operator)
