"""Redis goes away, hangs, or forgets everything, and comes back: pilots wait, and fly on."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator

import pytest

from tests.matches.ws import sitting
from tests.support.operator import Operator, make_staff
from tests.support.pilot import Pilot, rest
from tests.support.running import Site, health_of
from tests.support.sight import Message

pytestmark = [pytest.mark.redis, pytest.mark.server]

RECOVERING_S = 2.6  # two seconds of silence, and the half second in which it is noticed
ANSWER_S = 10.0
BACK_S = 15.0
SLACK_S = 1.5  # for a machine that is busy with other tests


@pytest.fixture
async def two(site: Site) -> AsyncIterator[tuple[Pilot, Pilot]]:
    """Pilots of either web process, in sight of each other; the first one thrusts."""
    here, there = site.webs
    async with await Pilot.guest(here.url) as one, await Pilot.guest(there.url) as other:
        await one.join()
        await other.join()
        await one.until(lambda: other.joined["ship_id"] in one.entities)
        await one.steer(thrust=1.0)
        await one.until(lambda: speed(one) > 5)
        one.messages.clear()
        other.messages.clear()
        yield one, other


def speed(pilot: Pilot) -> float:
    return abs(pilot.ship["vx"]) + abs(pilot.ship["vy"])


async def hear_of_it(pilots: tuple[Pilot, Pilot]) -> None:
    began = time.monotonic()
    for pilot in pilots:
        await pilot.expect("session.status", where=lambda s: s["state"] == "recovering")
    assert time.monotonic() - began < RECOVERING_S + SLACK_S


async def fly_on(pilots: tuple[Pilot, Pilot]) -> None:
    """With a snapshot, in the same ships, on the same sockets; who thrusts still does."""
    for pilot in pilots:
        await pilot.expect("world.snapshot", seconds=BACK_S)
        await pilot.until(lambda p=pilot: told(p)[-1:] == ["live"], seconds=BACK_S)
        tick = pilot.tick
        await pilot.until(lambda p=pilot, t=tick: p.tick > t + 10, seconds=BACK_S)
        assert pilot.ship["id"] == pilot.joined["ship_id"]
        assert pilot.closed is None
    one, other = pilots
    assert speed(one) > 5
    text = uuid.uuid4().hex
    await one.say(text)
    await other.expect("chat.message", where=lambda c: c["text"] == text)


def told(pilot: Pilot) -> list[str]:
    """The states that `session.status` named, and nobody has taken yet."""
    return [m["payload"]["state"] for m in pilot.messages if m["type"] == "session.status"]


async def test_a_redis_that_forgets_everything_is_back_with_all_pilots(
    site: Site, two: tuple[Pilot, Pilot]
) -> None:
    one, other = two
    await asyncio.to_thread(site.redis.stop)
    await hear_of_it(two)
    refused = await answer_to(one, await one.send("ship.repair_request", station_id="nowhere"))
    assert refused["code"] == "SERVER_BUSY"
    checks = await health_of(site.url, ok=False)
    assert checks["database"]["status"] == "ok"
    assert checks["channel_layer"]["status"] == "failing"
    newcomer = await Pilot.guest(other.base_url)
    assert (await rest(other.base_url, "GET", "/world/systems")).status_code == 200
    async with newcomer:
        seq = await newcomer.send("session.join_system", system_id="sol-1")
        await asyncio.to_thread(site.redis.start)
        await newcomer.expect("session.joined", request_seq=seq, seconds=BACK_S)
        await fly_on(two)
    await health_of(site.url, ok=True)


async def test_a_redis_that_hangs_for_long_holds_nothing_up_that_can_go_on(
    site: Site, two: tuple[Pilot, Pilot]
) -> None:
    one, other = two
    seats = await sitting.two(one, other, uuid.uuid4().hex[:12])
    await asyncio.to_thread(make_staff, site.webs[0])
    async with await Operator.staff(site.webs[0]) as operator:
        await operator.send("watch", agent_rate=5)
        await operator.expect("tick_end")
        await asyncio.to_thread(site.redis.suspend)
        try:
            await hear_of_it(two)
            orders = [
                await one.send("ship.repair_request", station_id="nowhere"),
                await one.send("chat.send", channel="system", text="anybody?"),
            ]
            asked_at = time.monotonic()
            await health_of(site.url, ok=False)
            for seq in orders:
                assert (await answer_to(one, seq))["code"] == "SERVER_BUSY"
            assert time.monotonic() - asked_at < ANSWER_S + SLACK_S
        finally:
            site.redis.resume()
        await fly_on(two)
        operator.messages.clear()
        await operator.expect("tick_end", seconds=BACK_S)
        outcome = await operator.command("set_tick_rate", "tick_rate_changed", tick_rate=20)
        assert outcome.payload["tick_rate"] == 20
    moved = await seats[0].move(position=4)
    await seats[1].expect("state", where=lambda s: s["version"] == moved["version"])
    await health_of(site.url, ok=True)


async def test_the_log_tells_an_outage_in_few_lines(site: Site) -> None:
    before = {process: len(process.output()) for process in site.processes}
    await asyncio.to_thread(site.redis.stop)
    await health_of(site.url, ok=False)
    await asyncio.to_thread(site.redis.start)
    await health_of(site.url, ok=True)
    for process, size in before.items():
        assert process.output()[size:].count("\n") < 25, process.log


async def answer_to(pilot: Pilot, seq: int) -> Message:
    """The error that answers a message, however late it comes."""

    def answers(message: Message) -> bool:
        return bool(message["payload"].get("request_seq") == seq)

    await pilot.until(lambda: any(map(answers, pilot.messages)), seconds=2 * ANSWER_S)
    found = next(message for message in pilot.messages if answers(message))
    assert found["type"] == "error"
    payload: Message = found["payload"]
    return payload
