"""Players at one door meet those at the others."""

import asyncio

import httpx
import pytest

from tests.live.conftest import Hangar
from tests.matches.tcp.plain import Seat, ask
from tests.matches.ws.sitting import Sitting, seated, two, wish
from tests.support.server import LiveServer

pytestmark = pytest.mark.server


async def test_three_talk_through_three_doors_and_all_hear_the_same(
    server: LiveServer, hangar: Hangar, session: str
) -> None:
    place = {"game": "Chat", "session": session}
    pilot, rest = await hangar.guest(server), await hangar.guest(server, connect=False)
    await wish(pilot, session, 3, game="Chat", name="live")
    await pilot.expect("match.waiting")
    at_tcp = asyncio.create_task(
        asyncio.to_thread(ask, server.match_port, type="join", **place, name="tcp")
    )
    lobby: list[object] = []
    while len(lobby) < 2:
        rows = (await rest.rest("GET", "/matches", params={"game": "Chat"})).json()["matches"]
        lobby = next(row["seats"] for row in rows if row["session"] == session)
    by_rest = await rest.rest("POST", "/matches/join", json={**place, "name": "rest", "wait": 10})
    assert by_rest.status_code == 200
    live, tcp, web = (
        await seated(pilot),
        Seat(server.match_port, "Chat", await at_tcp),
        by_rest.json(),
    )
    assert sorted([live.player_id, tcp.player_id, web["player_id"]]) == [0, 1, 2]
    assert web["match_id"] == live.match_id

    await live.move(message="from the socket")
    await asyncio.to_thread(tcp.play, message="from the plain door")
    done = await rest.rest(
        "POST",
        f"/matches/{live.match_id}/move",
        json={"player_id": web["player_id"], "key": web["key"], "move": {"message": "by rest"}},
    )
    assert done.status_code == 200
    said = ["from the socket", "from the plain door", "by rest"]
    at_socket = (await live.seen(4))["state"]
    async with httpx.AsyncClient(base_url=server.url) as client:
        by_rest = await client.get(
            f"/api/v1/matches/{live.match_id}/state",
            params={"player_id": web["player_id"]},
            headers={"X-Match-Key": web["key"]},
        )
    for state in (at_socket, by_rest.json()["state"], await asyncio.to_thread(tcp.state)):
        assert [message["message"] for message in state["messages"]] == said
    assert live.versions() == [1, 2, 3, 4]


async def test_a_socket_plays_a_plain_client_to_the_end(
    server: LiveServer, hangar: Hangar, session: str
) -> None:
    pilot = await hangar.guest(server)
    await wish(pilot, session)
    await pilot.expect("match.waiting")
    place = {"game": "TicTacToe", "session": session}
    plain = Seat(
        server.match_port,
        "TicTacToe",
        await asyncio.to_thread(ask, server.match_port, type="join", **place),
    )
    live: Sitting = await seated(pilot)
    await asyncio.to_thread(plain.state)
    for mine, theirs in ((0, 3), (1, 4)):
        await live.move(position=mine)
        await asyncio.to_thread(plain.state)
        await asyncio.to_thread(plain.play, position=theirs)
    last = await live.move(position=2)
    assert last["state"]["winner"] == live.player_id
    await live.seen(6)
    assert live.versions() == [*range(1, 7)]


async def test_a_built_in_opponent_plays_at_once(
    server: LiveServer, hangar: Hangar, session: str
) -> None:
    pilot = await hangar.guest(server)
    await wish(pilot, session, opponent="random", move_seconds=60)
    seat = await seated(pilot)
    await seat.move(position=4)
    answered = await seat.seen(3)
    assert answered["state"]["current"] == [seat.player_id]
    assert answered["state"]["board"].count(-1) == 7


async def test_a_clock_is_told_while_it_runs(
    server: LiveServer, hangar: Hangar, session: str
) -> None:
    pair = await two(
        await hangar.guest(server), await hangar.guest(server), session, move_seconds=60
    )
    for seat in pair:
        clock = (await seat.state())["clock"]
        assert clock["move_seconds"] == 60
        assert 0 < clock["left_s"] <= 60
    moved = await pair[0].move(position=4)
    assert moved["clock"]["deadline"] > clock["deadline"]
    for player, position in ((1, 0), (0, 3), (1, 1), (0, 5)):
        last = await pair[player].move(position=position)
    assert last["state"]["gameover"] is True
    assert "clock" not in last
