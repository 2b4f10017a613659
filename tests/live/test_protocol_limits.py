"""What one connection may say a second, and what happens to one that does not listen."""

import itertools
import time

import pytest

from tests.live.conftest import Hangar
from tests.live.staging import stage_at
from tests.live.strict import StrictPilot
from tests.support.fixtures_server import ServerFactory
from tests.support.server import LiveServer

pytestmark = pytest.mark.server

MESSAGES_PER_SECOND = 10
BURST = 2 * MESSAGES_PER_SECOND


async def test_messages_beyond_the_burst_are_rate_limited_and_told_once_a_second(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.guest(server)
    await pilot.join()
    started = time.monotonic()
    for n in range(80):
        await pilot.send("net.ping", n=n)
    await pilot.until(lambda: bool(pilot.of_type("error")))
    tick = pilot.tick
    await pilot.until(lambda: pilot.tick > tick + 10)  # time for a second one, too soon
    elapsed = time.monotonic() - started
    errors = pilot.of_type("error")
    assert {error["code"] for error in errors} == {"RATE_LIMITED"}
    assert len(errors) <= 1 + elapsed
    pongs = len(pilot.of_type("net.pong"))
    assert BURST - 2 <= pongs <= BURST + MESSAGES_PER_SECOND * elapsed + 1
    await pilot.ping(n=1000)


async def test_a_rate_limit_counts_as_a_protocol_error(server: LiveServer, hangar: Hangar) -> None:
    pilot = await hangar.stranger(server)
    for _ in range(9):
        await pilot.send_raw("{")
    for n in range(BURST + 20):
        await pilot.send("net.ping", n=n)
    assert (await pilot.closing()).code == 4008


async def test_inputs_beyond_the_limit_are_coalesced_without_an_error(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.guest(server)
    await pilot.join()
    for n in range(400):
        seq = await pilot.steer(thrust=n / 400)
    await pilot.until(lambda: pilot.you["ack"] == seq)
    assert not pilot.of_type("error")
    assert pilot.closed is None


async def test_inputs_and_messages_have_limits_of_their_own(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot = await hangar.guest(server)
    await pilot.join()
    for _ in range(200):
        await pilot.steer(thrust=0.1)
    await pilot.ping()
    assert not pilot.of_type("error")


def frames_of(pilot: StrictPilot) -> list[tuple[int, str]]:
    """Tick and type of every delta and snapshot that a pilot has got."""
    return [
        (message["payload"]["tick"], message["type"])
        for message in pilot.log
        if message["type"] in ("world.delta", "world.snapshot")
    ]


async def test_a_client_who_does_not_read_gets_no_old_deltas_but_a_fresh_snapshot(
    server_factory: ServerFactory, hangar: Hangar
) -> None:
    server = server_factory(COSMIC_TICK_RATE="60")
    fleet = [await hangar.guest(server, connect=False) for _ in range(9)]
    for n, pilot in enumerate(fleet):
        stage_at(server, pilot, 3000.0 + 30 * n, -5500.0)
        await pilot.connect()
        await pilot.join()
        await pilot.steer(thrust=1.0, turn=0.5)
    deaf, witness = fleet[0], fleet[1]
    for pilot in fleet:
        pilot.messages.clear()
    deaf.stop_reading()
    since = witness.tick
    await witness.until(lambda: witness.tick > since + 600, seconds=60)
    assert deaf.tick < since + 590, "the kernel's buffers do not hold all that"
    deaf.start_reading()
    await deaf.until(lambda: deaf.tick > since + 600, seconds=20)
    told = {tick for tick, _ in frames_of(witness)}  # a late server tells two ticks in one frame
    gaps = [
        (earlier, later)
        for earlier, later in itertools.pairwise(frames_of(deaf))
        if earlier[0] >= since and any(earlier[0] < tick < later[0] for tick in told)
    ]
    assert gaps, "deltas were skipped"
    assert all(later[1] == "world.snapshot" for _, later in gaps), "a gap ends with a snapshot"
    other = fleet[2]
    await other.until(lambda: other.tick > since + 600, seconds=20)
    heard = [
        {tick for tick, _ in frames_of(pilot) if since < tick <= since + 600}
        for pilot in (witness, other)
    ]
    assert heard[0] == heard[1], "the others miss nothing"


async def test_replies_are_not_lost_on_a_client_who_reads_late(
    server: LiveServer, hangar: Hangar
) -> None:
    pilot, speaker = await hangar.guest(server), await hangar.guest(server)
    for each in (pilot, speaker):
        await each.join()
    pilot.stop_reading()
    for n in range(8):
        await speaker.say(f"news {n}")
    await speaker.until(lambda: len(speaker.of_type("chat.message")) >= 8)
    pilot.start_reading()
    await pilot.until(
        lambda: (
            [m["text"] for m in pilot.of_type("chat.message") if "news" in m["text"]]
            == [f"news {n}" for n in range(8)]
        )
    )
