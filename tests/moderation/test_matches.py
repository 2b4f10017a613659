"""Matches: keys of banned accounts, words of muted ones, and players who block each other."""

import asyncio
from itertools import count
from typing import Any

import httpx
import pytest

from tests.live.conftest import Hangar
from tests.live.strict import StrictPilot
from tests.matches.tcp.plain import ask
from tests.moderation.conftest import Moderator
from tests.support.pilot import Refused, rest
from tests.support.server import LiveServer

pytestmark = pytest.mark.server

_names = count(1)


def session() -> str:
    return f"moderated-{next(_names)}"


async def join(pilot: StrictPilot, game: str, name: str, players: int | None = 2) -> Any:
    body = {"game": game, "session": name, "players": players}
    return await pilot.rest("POST", "/matches/join", json=body)


async def seated(
    server: LiveServer, hangar: Hangar, game: str
) -> tuple[StrictPilot, StrictPilot, dict[str, Any], dict[str, Any]]:
    """Two players at a table of a named session, and what their seats' answers said."""
    one, two = [await hangar.guest(server, connect=False) for _ in range(2)]
    name = session()
    first = await join(one, game, name)
    second = await join(two, game, name, None)
    assert (first.status_code, second.status_code) == (202, 200)
    return one, two, first.json(), second.json()


async def state_of(server: LiveServer, seat: dict[str, Any]) -> httpx.Response:
    """What a stranger with the seat's key gets to see."""
    url = f"{server.url}/api/v1/matches/{seat['match_id']}/state"
    asked = {"player_id": seat["player_id"]}
    async with httpx.AsyncClient(timeout=20) as client:
        return await client.get(url, params=asked, headers={"X-Match-Key": seat["key"]})


async def at_the_tcp_door(server: LiveServer, **request: Any) -> dict[str, Any]:
    return await asyncio.to_thread(ask, server.match_port, **request)


async def test_a_banned_account_s_key_opens_nothing_at_any_door(
    server: LiveServer, hangar: Hangar, root: Moderator
) -> None:
    one, two, seat, other = await seated(server, hangar, "TicTacToe")
    match, name = seat["match_id"], seat["session"]
    holder = {"player_id": seat["player_id"], "key": seat["key"]}
    stranger = await hangar.guest(server)
    asked = {"type": "state", "game": "TicTacToe", "session": name, **holder}

    assert (await state_of(server, seat)).status_code == 200
    assert (await at_the_tcp_door(server, **asked))["status"] == "ok"
    await root.ban(one)

    async def shut() -> bool:
        answer = await state_of(server, seat)
        return bool(answer.status_code == 403 and answer.json()["code"] == "BANNED")

    async with asyncio.timeout(1.0):
        while not await shut():
            pass
    for path, body in (
        ("move", {**holder, "move": {"position": 0}}),
        ("restart", holder),
        ("resign", holder),
    ):
        answer = await rest(server.url, "POST", f"/matches/{match}/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "BANNED"), path
    refused = await at_the_tcp_door(server, **asked)
    assert refused["status"] == "error"
    assert "may not play" in refused["message"]
    with pytest.raises(Refused) as told:
        await stranger.ask("match.resume", "match.joined", match_id=match, **holder)
    assert told.value.code == "BANNED"
    assert (await state_of(server, other)).status_code == 200

    await root.act("DELETE", one, "ban")
    async with asyncio.timeout(1.0):
        while await shut():
            pass


async def test_who_is_muted_says_nothing_in_a_match_of_words(
    server: LiveServer, hangar: Hangar, root: Moderator
) -> None:
    one, two, seat, other = await seated(server, hangar, "Chat")
    await root.act("POST", one, "mute", reason="Noise")
    at = f"/matches/{seat['match_id']}/move"
    for move in ({"message": "Hello!"}, {"name": "HELLO"}):
        body = {"player_id": seat["player_id"], "key": seat["key"], "move": move}
        answer = await rest(server.url, "POST", at, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "MUTED")
        assert answer.json()["details"]["reason"] == "Noise"
    body = {"player_id": other["player_id"], "key": other["key"], "move": {"message": "Hello?"}}
    assert (await rest(server.url, "POST", at, json=body)).status_code == 200


async def test_who_is_blocked_is_not_let_in_and_reads_the_words_of_a_full_session(
    server: LiveServer, hangar: Hangar
) -> None:
    host, foe, friend = [await hangar.guest(server, connect=False) for _ in range(3)]
    await host.rest("POST", "/me/blocks", json={"player_id": foe.player_id})
    name = session()
    assert (await join(host, "TicTacToe", name)).status_code == 202
    refused = await join(foe, "TicTacToe", name, None)
    assert (refused.status_code, refused.json()["code"]) == (409, "MATCH_FULL")
    assert (await join(friend, "TicTacToe", name, None)).status_code == 200
    full = await join(await hangar.guest(server, connect=False), "TicTacToe", name, None)
    assert full.json()["error"] == refused.json()["error"]
    again = await join(foe, "TicTacToe", name, 2)  # would end the match that others play
    assert again.json()["code"] == "MATCH_FULL"


@pytest.mark.parametrize("blocks", ["who waits", "who comes"])
async def test_chance_seats_nobody_with_whom_they_block(
    server: LiveServer, hangar: Hangar, blocks: str
) -> None:
    waits, comes, friend = [await hangar.guest(server, connect=False) for _ in range(3)]
    wary, other = (waits, comes) if blocks == "who waits" else (comes, waits)
    await wary.rest("POST", "/me/blocks", json={"player_id": other.player_id})
    first = (await join(waits, "ConnectFour", "auto")).json()
    second = (await join(comes, "ConnectFour", "auto")).json()
    assert second["match_id"] != first["match_id"]
    third = (await join(friend, "ConnectFour", "auto")).json()
    assert third["match_id"] == first["match_id"]
    for pilot, seat in ((comes, second), (waits, first)):
        body = {"player_id": seat["player_id"], "key": seat["key"]}
        await pilot.rest("POST", f"/matches/{seat['match_id']}/leave", json=body)
