"""Moderation on the live socket: the open connection ends, and chat keeps to who may be heard."""

import asyncio
import time
from typing import Any

import pytest

from tests.live.conftest import Hangar
from tests.live.strict import StrictPilot
from tests.moderation.conftest import PASSWORD, Moderator, change_row
from tests.support.fixtures_server import ServerFactory
from tests.support.pilot import Pilot, Refused, rest
from tests.support.server import LiveServer

pytestmark = pytest.mark.server

WITHIN_S = 1.0
TRIES = 15  # fewer than a connection may send in a burst


async def ends(pilot: Pilot, code: str) -> float:
    """Wait for the connection's end; how long it took, s."""
    since = time.monotonic()
    closed = await pilot.closing(seconds=5)
    took = time.monotonic() - since
    assert closed.code == 4004
    told = await pilot.expect("error", where=lambda payload: payload["code"] == code)
    assert told["request_seq"] is None
    return took


async def speak(pilot: StrictPilot, text: str, channel: str = "system") -> dict[str, Any]:
    """Say it, and give one's own copy. Raises Refused."""
    return await pilot.ask("chat.send", "chat.message", channel=channel, text=text)


async def heard(pilot: StrictPilot, text: str) -> dict[str, Any]:
    return await pilot.expect("chat.message", where=lambda payload: payload["text"] == text)


def texts(pilot: StrictPilot) -> list[str]:
    return [message["text"] for message in pilot.of_type("chat.message")]


async def says(pilot: StrictPilot, text: str) -> bool:
    """Whether they may; False for a mute."""
    try:
        await speak(pilot, text)
    except Refused as refused:
        if refused.code != "MUTED":
            raise
        return False
    return True


async def until_muted(pilot: StrictPilot, muted: bool) -> None:
    """Speak until the news of a mute, or of its end, have reached the socket."""
    for n in range(TRIES):
        if await says(pilot, f"may I? {n}") != muted:
            return
    raise AssertionError(f"still {'heard' if muted else 'refused'} after {TRIES} times")


async def until_blocked(speaker: StrictPilot, listener: StrictPilot, blocked: bool) -> None:
    """Speak until the news of a block, or of its end, have reached the listener's socket."""
    for _ in range(TRIES):
        text = f"line {len(texts(speaker))}"
        await speak(speaker, text)
        await speak(listener, "done")  # what is heard at all comes before its answer
        if (text in texts(listener)) != blocked:
            return
    raise AssertionError(f"still {'heard' if blocked else 'unheard'} after {TRIES} times")


async def test_a_ban_ends_the_connection_at_once_and_shuts_the_door(
    server: LiveServer, hangar: Hangar, root: Moderator
) -> None:
    pilot, other = await hangar.guest(server), await hangar.guest(server)
    second = await hangar.again(pilot)
    await pilot.join()
    asked = time.monotonic()
    await root.ban(pilot, reason="Insults in chat", duration_s=3600)
    await asyncio.gather(ends(pilot, "BANNED"), ends(second, "BANNED"))
    assert time.monotonic() - asked < WITHIN_S
    told = pilot.of_type("error")[-1]
    assert told["details"]["reason"] == "Insults in chat"
    assert told["details"]["ends_at"] > "2026"
    again = await hangar.again(pilot, connect=False)
    await again.connect(login=False)
    with pytest.raises(Refused) as refused:
        await again.authenticate()
    assert refused.value.code == "BANNED"
    assert refused.value.payload["details"]["reason"] == "Insults in chat"
    await other.ping()  # everybody else is left alone

    await root.act("DELETE", pilot, "ban")
    await again.authenticate()


async def test_a_ban_has_an_end_without_anybody_s_doing(
    server: LiveServer, hangar: Hangar, root: Moderator
) -> None:
    pilot = await hangar.guest(server)
    await root.ban(pilot, duration_s=1)
    await ends(pilot, "BANNED")
    again = await hangar.again(pilot, connect=False)
    await again.connect(login=False)
    async with asyncio.timeout(5):
        while (await again.rest("GET", "/me")).json().get("code") == "BANNED":
            pass
    await again.authenticate()


async def test_what_changes_behind_the_back_of_the_services_is_found_as_fast(
    server: LiveServer, hangar: Hangar
) -> None:
    """As by another process, without a bus."""
    pilot = await hangar.guest(server)
    changed = time.monotonic()
    await asyncio.to_thread(change_row, server, pilot.username, "is_active = 0")
    await ends(pilot, "BANNED")
    assert time.monotonic() - changed < WITHIN_S


async def test_a_new_password_and_a_deletion_end_connections_too(
    server: LiveServer, hangar: Hangar
) -> None:
    for method, path, body in (
        ("POST", "/auth/password/change", {"old_password": PASSWORD, "new_password": "x" * 9}),
        ("DELETE", "/me", {"password": PASSWORD}),
    ):
        guest = await hangar.guest(server)
        name = f"kept_{guest.player_id}"
        kept = await guest.rest("POST", "/auth/keep", json={"username": name, "password": PASSWORD})
        assert await ends(guest, "INVALID_TOKEN") < WITHIN_S  # its old token
        guest.token = kept.json()["access_token"]
        again = await hangar.again(guest)
        answer = await again.rest(method, path, json=body)
        assert answer.status_code == 200
        assert await ends(again, "INVALID_TOKEN") < WITHIN_S


async def test_a_mute_silences_and_deafens_nobody(
    server: LiveServer, hangar: Hangar, root: Moderator
) -> None:
    loud, other = await hangar.guest(server), await hangar.guest(server)
    await loud.join()
    await other.join()
    await root.act("POST", loud, "mute", reason="Shouting", duration_s=3600)
    await until_muted(loud, True)
    for channel in ("system", "local"):
        with pytest.raises(Refused) as refused:
            await speak(loud, "listen!", channel)
        assert refused.value.code == "MUTED"
        assert refused.value.payload["details"]["reason"] == "Shouting"
    await speak(other, "are you there?")
    await heard(loud, "are you there?")
    await root.act("DELETE", loud, "mute")
    await until_muted(loud, False)
    await speak(loud, "I am")
    await heard(other, "I am")
    assert "listen!" not in texts(other)


async def test_who_is_blocked_is_not_heard_and_not_told(server: LiveServer, hangar: Hangar) -> None:
    loud, listener, third = [await hangar.guest(server) for _ in range(3)]
    for pilot in (loud, listener, third):
        await pilot.join()
    blocked = await listener.rest("POST", "/me/blocks", json={"player_id": loud.player_id})
    assert blocked.status_code == 200
    await until_blocked(loud, listener, True)
    own = await speak(loud, "one")
    assert own["text"] == "one"
    await speak(third, "two")
    await heard(listener, "two")
    await heard(third, "one")
    assert "one" not in texts(listener)
    lifted = await listener.rest("DELETE", f"/me/blocks/{loud.player_id}")
    assert lifted.status_code == 200
    await until_blocked(loud, listener, False)
    await speak(loud, "three")
    await heard(listener, "three")
    assert "one" not in texts(listener)


async def test_a_block_holds_after_coming_back(server: LiveServer, hangar: Hangar) -> None:
    loud, listener = await hangar.guest(server), await hangar.guest(server, connect=False)
    await listener.rest("POST", "/me/blocks", json={"player_id": loud.player_id})
    await listener.connect()
    await loud.join()
    await listener.join()
    await speak(loud, "unheard")
    await speak(listener, "mine")
    assert texts(listener) == ["mine"]


@pytest.mark.redis
async def test_a_ban_at_one_process_ends_the_connection_at_another(
    redis_server: str, server_factory: ServerFactory, hangar: Hangar
) -> None:
    one = server_factory(REDIS_URL=redis_server)
    two = server_factory(REDIS_URL=redis_server, data_dir=one.data_dir)
    root = Moderator.of(one)
    times = []
    for _ in range(3):
        pilot = await hangar.guest(two)
        asked = time.monotonic()
        await root.ban(pilot)
        await ends(pilot, "BANNED")
        times.append(time.monotonic() - asked)
        for server in (one, two):
            answer = await rest(server.url, "GET", "/me", token=pilot.token)
            assert (answer.status_code, answer.json()["code"]) == (403, "BANNED")
    assert max(times) < WITHIN_S, times
    print("ban at one process, close at the other, s:", [f"{took:.3f}" for took in times])
