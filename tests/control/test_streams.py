"""What operators watch: ticks, agents, events, rooms, each at most as often as asked."""

import asyncio
import json
from itertools import pairwise

import pytest

from tests.control.conftest import Site
from tests.support.operator import Operator
from tests.support.pilot import Pilot

pytestmark = [pytest.mark.redis, pytest.mark.server]


async def test_ticks_begin_and_end_in_order_and_say_how_long_they_took(
    operator: Operator, pilot: Pilot
) -> None:
    await operator.command("watch")
    await operator.until(lambda: len(operator.of_type("tick_end")) >= 20)
    ticks = [
        (m["type"], m["payload"]["tick"])
        for m in operator.messages
        if m["type"] in ("tick_start", "tick_end")
    ]
    assert [kind for kind, _ in ticks[:40]] == ["tick_start", "tick_end"] * 20
    assert all(a[1] == b[1] for a, b in zip(ticks[::2], ticks[1::2], strict=False))
    numbers = [tick for kind, tick in ticks if kind == "tick_end"]
    assert all(a < b for a, b in pairwise(numbers))
    last = operator.of_type("tick_end")[-1]
    assert 0.0 < last["duration_ms"] < 1000.0
    assert last["entities"] >= 1


async def test_the_first_sample_has_every_agent_and_then_what_changes(
    operator: Operator, pilot: Pilot
) -> None:
    ship = pilot.joined["ship_id"]
    state = await operator.command("request_state", "state")
    await operator.command("watch", agent_rate=5)
    wanted = {agent["agent_id"] for agent in state.payload["agents"]}
    await operator.until(
        lambda: {u["agent_id"] for u in operator.of_type("agent_update")} >= wanted
    )
    mine = operator.of_type("agent_update", lambda u: u["agent_id"] == ship)[-1]
    assert mine["data"]["kind"] == "pilot"
    assert mine["data"]["pilot"] == pilot.player_id
    assert mine["data"]["angle"] == mine["data"]["r"]
    operator.messages.clear()
    await pilot.steer(thrust=1.0)
    await operator.until(
        lambda: any(
            abs(u["data"]["vx"]) + abs(u["data"]["vy"]) > 5
            for u in operator.of_type("agent_update", lambda u: u["agent_id"] == ship)
        )
    )


async def test_each_operator_has_a_rate_of_their_own(
    site: Site, operator: Operator, pilot: Pilot
) -> None:
    ship = pilot.joined["ship_id"]
    await pilot.steer(thrust=1.0, turn=0.3)
    async with await Operator.staff(site.server) as slow:
        await slow.command("watch", agent_rate=1)
        await operator.command("watch", agent_rate=10)
        await operator.expect("agent_update", where=lambda u: u["agent_id"] == ship)
        ends = len(operator.of_type("tick_end"))
        first = len(slow.of_type("agent_update", lambda u: u["agent_id"] == ship))
        await operator.until(lambda: len(operator.of_type("tick_end")) >= ends + 60)
        quick = operator.of_type("agent_update", lambda u: u["agent_id"] == ship)
        few = slow.of_type("agent_update", lambda u: u["agent_id"] == ship)
        assert 1 <= len(few) - first <= 6  # three seconds at one a second, on a busy machine
        assert len(quick) > 2 * (len(few) - first)


async def test_an_agent_that_goes_and_a_dock_are_told(
    site: Site, operator: Operator, pilot: Pilot
) -> None:
    async with await Operator.staff(site.server) as other:
        await other.command("watch")
        await operator.command(
            "add_agent",
            "agent_update",
            agent_id="brief",
            agent_kind="trader",
            agent_data={"x": 6000.0, "y": 6000.0, "behaviour": "idle"},
        )
        await other.expect("agent_update", where=lambda u: u["agent_id"] == "brief")
        await operator.command("delete_agent", "world_event", agent_id="brief")
        gone = await other.expect(
            "world_event", where=lambda e: e["data"]["event_type"] == "agent_removed"
        )
        assert gone["data"]["agent_id"] == "brief"
        await operator.command(
            "modify_agent",
            "agent_update",
            agent_id=pilot.joined["ship_id"],
            agent_data={"x": -1200.0, "y": 300.0, "vx": 0, "vy": 0},
        )
        await pilot.until(lambda: pilot.ship["x"] == -1200.0)
        await pilot.dock()
        docked = await other.expect(
            "world_event", where=lambda e: e["data"]["event_type"] == "docked"
        )
        assert docked["data"]["entity_id"] == pilot.joined["ship_id"]


async def test_nothing_comes_any_more_after_unwatch(operator: Operator, pilot: Pilot) -> None:
    await operator.command("watch")
    await operator.expect("tick_end")
    await operator.command("unwatch")
    operator.messages.clear()
    tick = pilot.tick
    await pilot.until(lambda: pilot.tick > tick + 40)
    assert operator.of_type("tick_end") == []


async def test_who_does_not_read_is_left_behind_and_delays_nobody(
    site: Site, operator: Operator, pilot: Pilot
) -> None:
    lazy = await Operator.staff(site.server)
    await lazy.connect()
    await lazy.command("watch", agent_rate=10)
    lazy.stop_reading()
    await operator.command("watch", agent_rate=10)
    tick = pilot.tick
    await pilot.until(lambda: pilot.tick > tick + 60, seconds=20)
    ends = operator.of_type("tick_end")
    assert len(ends) > 30
    lazy.abort()


async def test_rooms_and_workers_are_told_every_second(
    site: Site, operator: Operator, pilot: Pilot
) -> None:
    await operator.command("watch_rooms")
    rooms = await operator.expect(
        "rooms",
        where=lambda r: any(room["pilots"] and room["tick"] for room in r["rooms"]),
        seconds=15,
    )
    (sol,) = [room for room in rooms["rooms"] if room["system_id"] == "sol-1"]
    assert sol["state"] == "live"
    assert sol["worker_id"] == rooms["workers"][0]["worker_id"]
    assert sol["p99_ms"] >= sol["p50_ms"] > 0.0
    assert rooms["workers"][0]["pid"] == site.worker.pid
    assert {room["system_id"] for room in rooms["rooms"]} >= {"gale-weald", "rook-hearth"}
    await operator.expect("rooms")
    await operator.command("unwatch_rooms")


async def test_the_command_line_shows_the_same(site: Site, pilot: Pilot) -> None:
    told = json.loads(await asyncio.to_thread(site.server.manage, "rooms", "--json"))
    (sol,) = [room for room in told["rooms"] if room["system_id"] == "sol-1"]
    assert (sol["state"], sol["pilots"]) == ("live", 1)
    assert sol["tick"] > 0
    assert [worker["pid"] for worker in told["workers"]] == [site.worker.pid]
    table = await asyncio.to_thread(site.server.manage, "rooms")
    assert table.splitlines()[0].split()[:3] == ["system_id", "state", "tick"]
