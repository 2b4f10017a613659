"""Many pilots at once: they are let in one after the other, or turned away with kind words."""

import asyncio
import time
from itertools import pairwise

import pytest

from tests.support.fixtures_server import ServerFactory
from tests.support.pilot import Pilot, Refused
from tests.support.sight import Message

pytestmark = pytest.mark.server

STORM = 150
FLYING = 5
OVERTAKEN = 5  # places by which sockets that send in the same moment may be read in another order
ANSWERED_S = 20.0
GAP_S = 1.0  # between two ticks of somebody who flies; the promise is a tenth, on a quiet machine


async def test_a_storm_of_joins_is_served_in_order_and_disturbs_nobody(
    server_factory: ServerFactory,
) -> None:
    url = server_factory(COSMIC_MESSAGES_PER_SECOND="100").url
    flying = [await Pilot.guest(url) for _ in range(FLYING)]
    for pilot in flying:
        await pilot.connect()
        await pilot.join()
    crowd = await asyncio.gather(*(Pilot.guest(url) for _ in range(STORM)))
    for pilot in crowd:
        await pilot.connect()
    began = time.monotonic()
    seqs = {p: await p.send("session.join_system", system_id="sol-1") for p in crowd}
    answered = {pilot: await joined(pilot, seq) for pilot, seq in seqs.items()}
    for pilot in crowd:
        await pilot.until(lambda p=pilot: bool(p.entities), seconds=ANSWERED_S)
    moved = [abs(crowd.index(p) - n) for n, p in enumerate(sorted(crowd, key=answered.__getitem__))]
    assert max(moved) <= OVERTAKEN
    assert len({pilot.joined["ship_id"] for pilot in crowd}) == STORM
    for pilot in flying:
        ticks = [at for at, kind in pilot.arrivals if kind.startswith("world.") and at > began]
        assert max(b - a for a, b in pairwise(ticks)) < GAP_S
    await asyncio.gather(*(pilot.close() for pilot in (*crowd, *flying)))


async def test_joins_beyond_the_limit_are_turned_away_and_get_in_a_little_later(
    server_factory: ServerFactory,
) -> None:
    url = server_factory(COSMIC_JOINS_WAITING="3").url
    crowd = await asyncio.gather(*(Pilot.guest(url) for _ in range(20)))
    await asyncio.gather(*(pilot.connect() for pilot in crowd))
    answers = await asyncio.gather(*(pilot.join() for pilot in crowd), return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    assert 0 < len(refused) < len(crowd)
    for refusal in refused:
        assert isinstance(refusal, Refused)
        assert refusal.code == "SERVER_BUSY"
        assert refusal.payload["details"]["retry_after_s"] >= 1
    for pilot, answer in zip(crowd, answers, strict=True):
        if isinstance(answer, Refused):
            await pilot.join()
    await asyncio.gather(*(pilot.close() for pilot in crowd))


async def joined(pilot: Pilot, request_seq: int) -> int:
    """Wait for the answer; its seq, which grows over all connections of a process."""

    def answers() -> list[Message]:
        return [m for m in pilot.messages if m["payload"].get("request_seq") == request_seq]

    await pilot.until(lambda: bool(answers()), seconds=ANSWERED_S)
    answer = answers()[0]
    assert answer["type"] == "session.joined", answer
    pilot.joined = answer["payload"]
    seq: int = answer["seq"]
    return seq
