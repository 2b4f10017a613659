"""An expedition watched through real sockets: whoever changes it, every tab sees it."""

import asyncio
import json
from itertools import pairwise

import msgspec
import pytest
import websockets

from game.protocol.limits import MAX_WATCHED
from tests.live.conftest import Hangar
from tests.live.expeditions import Captain, event_of, state_of, unwatch, watch
from tests.live.strict import StrictPilot
from tests.support.pilot import Refused
from tests.support.server import LiveServer
from tests.support.sight import Message

pytestmark = pytest.mark.server


@pytest.fixture
async def pilot(server: LiveServer, hangar: Hangar) -> StrictPilot:
    """A new player with an expedition, connected."""
    pilot = await hangar.guest(server)
    await Captain(pilot).begin()
    return pilot


def revisions(pilot: StrictPilot, session_id: str = "default") -> list[int]:
    """Of all states of a session in the order in which they came."""
    states = pilot.of_type("game_state")
    return [state["revision"] for state in states if state["session_id"] == session_id]


def assert_never_back(pilot: StrictPilot) -> None:
    assert all(one < other for one, other in pairwise(revisions(pilot)))


async def test_a_join_brings_the_state_that_rest_shows(pilot: StrictPilot) -> None:
    assert await watch(pilot) == await Captain(pilot).seen()


async def test_the_default_session_is_joined_where_none_is_named(pilot: StrictPilot) -> None:
    joined = await pilot.ask("join_session", "joined_session")
    assert joined["session_id"] == "default"


async def test_two_tabs_see_what_a_tool_does(pilot: StrictPilot, hangar: Hangar) -> None:
    other = await hangar.again(pilot)
    await watch(pilot)
    await watch(other)
    after = await Captain(pilot).act("scan")
    for tab in (pilot, other):
        assert await state_of(tab, revision=after["revision"]) == after
        event = await event_of(tab)
        assert set(event) == {"session_id", "type", "message", "choices"}
        assert event["message"]
        assert event["choices"] == after["available_choices"]


async def test_an_action_that_is_refused_is_no_news(pilot: StrictPilot) -> None:
    await watch(pilot)
    with pytest.raises(AssertionError, match="success"):
        await Captain(pilot).act("flee")
    after = await Captain(pilot).act("scan")
    await state_of(pilot, revision=after["revision"])
    assert len(revisions(pilot)) == 2
    assert len(pilot.of_type("game_event")) == 1


async def test_every_change_is_told_in_order_and_none_twice(pilot: StrictPilot) -> None:
    await watch(pilot)
    captain = Captain(pilot)
    states = [await captain.begin(force_new=True) for _ in range(8)]
    await state_of(pilot, revision=states[-1]["revision"])
    assert_never_back(pilot)
    assert revisions(pilot)[1:] == [state["revision"] for state in states]


async def test_changes_at_once_from_many_sides_never_take_a_tab_back(pilot: StrictPilot) -> None:
    await watch(pilot)
    captain = Captain(pilot)
    states = await asyncio.gather(*(captain.begin(force_new=True) for _ in range(12)))
    last = max(state["revision"] for state in states)
    await state_of(pilot, revision=last)
    assert_never_back(pilot)
    assert revisions(pilot)[-1] == last


async def test_what_a_session_holds_anew_is_shown(pilot: StrictPilot) -> None:
    captain = Captain(pilot)
    await watch(pilot)
    await captain.save(1)
    anew = await captain.begin(force_new=True)
    assert await state_of(pilot, revision=anew["revision"]) == anew
    loaded = await captain.load(1)
    assert await state_of(pilot, revision=loaded["revision"]) == loaded
    assert loaded["ranked"] is False


async def test_who_has_left_hears_no_more(pilot: StrictPilot, hangar: Hangar) -> None:
    other = await hangar.again(pilot)
    await watch(pilot)
    await watch(other)
    await unwatch(pilot)
    after = await Captain(pilot).act("scan")
    await state_of(other, revision=after["revision"])
    await event_of(other)
    await pilot.ping(t=1)  # what was under way has come
    assert len(revisions(pilot)) == 1
    assert pilot.of_type("game_event") == []


async def test_who_comes_back_finds_the_present_state(pilot: StrictPilot, hangar: Hangar) -> None:
    await watch(pilot)
    await pilot.close()
    after = await Captain(pilot).act("scan")
    again = await hangar.again(pilot)
    assert await watch(again) == after


async def test_a_second_join_shows_the_state_once_more_and_changes_come_once(
    pilot: StrictPilot,
) -> None:
    first = await watch(pilot)
    assert await watch(pilot) == first
    after = await Captain(pilot).act("scan")
    await state_of(pilot, revision=after["revision"])
    await event_of(pilot)
    await pilot.ping(t=1)
    assert revisions(pilot).count(after["revision"]) == 1


@pytest.mark.parametrize("session_id", ["nope", "Default", "x" * 64])
async def test_an_unknown_session_is_not_watched(pilot: StrictPilot, session_id: str) -> None:
    for kind, answer in (("join_session", "joined_session"), ("leave_session", "left_session")):
        with pytest.raises(Refused, match="UNKNOWN_SESSION"):
            await pilot.ask(kind, answer, session_id=session_id)


async def test_anothers_session_is_an_unknown_one(
    pilot: StrictPilot, server: LiveServer, hangar: Hangar
) -> None:
    await Captain(pilot, "mine").begin()
    stranger = await hangar.guest(server)
    with pytest.raises(Refused, match="UNKNOWN_SESSION"):
        await stranger.ask("join_session", "joined_session", session_id="mine")
    await Captain(stranger, "mine").begin()
    await watch(stranger, "mine")
    after = await Captain(pilot, "mine").act("scan")
    own = await Captain(stranger, "mine").act("scan")
    await state_of(stranger, "mine", revision=own["revision"])
    await stranger.ping(t=1)
    seen = [state["star_map"] for state in stranger.of_type("game_state")]
    assert after["star_map"] not in seen


@pytest.mark.parametrize("session_id", ["", "x" * 65, "a\0b", 5, None, ["default"]])
async def test_what_can_be_no_name_of_a_session_is_refused(
    pilot: StrictPilot, session_id: object
) -> None:
    with pytest.raises(Refused, match="INVALID_PAYLOAD"):
        await pilot.ask("join_session", "joined_session", session_id=session_id)


async def test_who_has_not_logged_in_watches_nothing(server: LiveServer, hangar: Hangar) -> None:
    stranger = await hangar.stranger(server)
    with pytest.raises(Refused, match="NOT_AUTHENTICATED"):
        await stranger.ask("join_session", "joined_session", session_id="default")


async def test_a_connection_watches_five_expeditions(pilot: StrictPilot) -> None:
    names = [f"run {number}" for number in range(MAX_WATCHED + 1)]
    for name in names:
        await Captain(pilot, name).begin()
    for name in names[:-1]:
        await watch(pilot, name)
    with pytest.raises(Refused, match="TOO_MANY_SESSIONS"):
        await pilot.ask("join_session", "joined_session", session_id=names[-1])
    await watch(pilot, names[0])  # that one is among the five
    await unwatch(pilot, names[0])
    await watch(pilot, names[-1])


async def test_expeditions_are_told_apart(pilot: StrictPilot) -> None:
    await Captain(pilot, "other").begin()
    await watch(pilot)
    await watch(pilot, "other")
    after = await Captain(pilot, "other").act("scan")
    await state_of(pilot, "other", revision=after["revision"])
    assert (await event_of(pilot, "other"))["session_id"] == "other"
    assert len(revisions(pilot)) == 1


async def test_flying_and_watching_go_together(pilot: StrictPilot) -> None:
    await pilot.join()
    await watch(pilot)
    after = await Captain(pilot).act("scan")
    await state_of(pilot, revision=after["revision"])
    tick = pilot.tick
    await pilot.until(lambda: pilot.tick > tick + 5)
    await pilot.leave()
    assert (await Captain(pilot).begin(force_new=True))["revision"] > after["revision"]
    await state_of(pilot, revision=after["revision"] + 1)


async def test_a_tab_that_does_not_read_holds_nobody_up_and_ends_with_the_newest_state(
    pilot: StrictPilot, hangar: Hangar
) -> None:
    slow = await hangar.again(pilot)
    await watch(slow)
    await watch(pilot)
    slow.stop_reading()
    captain = Captain(pilot)
    last: Message = {}
    for _ in range(60):
        last = await captain.begin(force_new=True)
    await state_of(pilot, revision=last["revision"])  # nobody waited for the slow one
    slow.start_reading()
    assert await state_of(slow, revision=last["revision"]) == last
    assert_never_back(slow)


async def test_msgpack_brings_the_same(pilot: StrictPilot, server: LiveServer) -> None:
    async with websockets.connect(
        server.ws_url, subprotocols=[websockets.Subprotocol("cosmic.v1.msgpack")]
    ) as socket:

        async def say(seq: int, kind: str, payload: Message) -> None:
            message = {"type": kind, "seq": seq, "ts": 1, "payload": payload}
            await socket.send(msgspec.msgpack.encode(message))

        async def hear(kind: str) -> Message:
            async with asyncio.timeout(10):
                while True:
                    message = msgspec.msgpack.decode(await socket.recv(decode=False))
                    if message["type"] == kind:
                        payload: Message = message["payload"]
                        return payload

        await say(1, "auth.login", {"token": pilot.token})
        await hear("auth.ok")
        await say(2, "join_session", {"session_id": "default"})
        assert await hear("joined_session") == {"session_id": "default", "request_seq": 2}
        assert await hear("game_state") == await Captain(pilot).seen()
        after = await Captain(pilot).act("scan")
        assert json.loads(json.dumps(await hear("game_state"))) == after
        assert (await hear("game_event"))["session_id"] == "default"
