"""Giving up, opponents and clocks by REST; records, replays, histories and boards."""

import asyncio
import json
from typing import Any

import pytest

from accounts.models import User
from accounts.services.players import player_create
from game.matches import all_games, execute, load_record
from game.models import Rating
from tests.matches.rest.conftest import Enter
from tests.matches.rest.site import Json, Visitor, still

X_WINS = [(0, 0), (1, 3), (0, 1), (1, 4), (0, 2)]


async def account(name: str) -> User:
    return await asyncio.to_thread(player_create, username=name, password="Ab3!xyzw9")


async def won(visitor: Visitor, seats: tuple[Json, Json]) -> None:
    for player_id, position in X_WINS:
        await visitor.move(seats[player_id], position=position)


async def test_who_resigns_has_lost_and_the_session_goes_on(anna: Visitor) -> None:
    first, second = await anna.duel()
    assert await anna.act(first, "resign") == {"version": 2}
    assert (await anna.state(second))["state"]["gameover"] is True
    assert (await anna.act(first, "resign", 409))["code"] == "MATCH_OVER"
    record = await anna.ask("GET", f"/{first['match_id']}/record")
    assert record["ranks"] == [2, 1]
    assert record["entries"] == [{"kind": "forfeit", "player_id": 0, "reason": "resigned"}]
    await anna.act(second, "restart")


async def test_who_leaves_frees_the_seat_or_ends_the_session(anna: Visitor) -> None:
    waiting = await anna.join("soon", 202, players=2)
    assert await anna.act(waiting, "leave", 204) is None
    assert (await anna.ask("GET", "/"))["total"] == 0
    first, second = await anna.duel()
    poll = asyncio.ensure_future(anna.state(second, since=1, wait=30))
    assert await still(poll)
    assert (await anna.act({**first, "key": "x"}, "leave", 403))["code"] == "INVALID_KEY"
    await anna.act(first, "leave", 204)
    assert (await poll)["state"]["gameover"] is True
    assert (await anna.act(second, "restart", 409))["code"] == "MATCH_OVER"


async def test_a_built_in_opponent_sits_down_and_answers_moves(anna: Visitor) -> None:
    seat = await anna.join(opponent="decent")
    await anna.move(seat, position=4)
    state = await anna.state(seat, since=2, wait=30)
    assert state["state"]["current"] == [0]
    [row] = (await anna.ask("GET", "/"))["matches"]
    assert [each["opponent"] for each in row["seats"]] == ["", "decent"]
    assert (await anna.join(opponent="perfect", status=400))["code"] == "INVALID_INPUT"


async def test_a_clock_is_part_of_what_is_opened(anna: Visitor) -> None:
    await anna.join("blitz", 202, players=2, move_seconds=30)
    [row] = (await anna.ask("GET", "/"))["matches"]
    assert row["move_seconds"] == 30
    for odd in (0, 901, "x"):
        await anna.join("other", 400, players=2, move_seconds=odd)


async def test_a_record_is_executed_to_the_same_end(anna: Visitor) -> None:
    seats = await anna.duel()
    path = f"/{seats[0]['match_id']}/record"
    await anna.ask("GET", path, 404)
    await won(anna, seats)
    await anna.act(seats[1], "restart")
    await anna.act(seats[1], "resign")
    record = await anna.ask("GET", path, params={"round": 1})
    referee = execute(load_record(json.dumps(record).encode()), all_games())
    assert referee.ranks() == [1, 2] == record["ranks"]
    newest = await anna.ask("GET", path)
    assert len(newest["entries"]) == 1
    assert newest["seed"] != record["seed"]
    await anna.ask("GET", path, 404, params={"round": 3})
    await anna.ask("GET", "/m_999/record", 404)
    await anna.ask("GET", "/x/record", 404)


async def test_a_replay_shows_every_state_through_any_eyes(anna: Visitor) -> None:
    first = await anna.join("fleets", 202, game="FleetDuel", players=2)
    await anna.join("fleets", game="FleetDuel")
    await anna.move(first, place="flagship", x=0, y=0)
    await anna.act(first, "resign")
    path = f"/{first['match_id']}/replay"
    own, other = [
        await anna.ask("GET", path, params={"player_id": player_id}) for player_id in (0, 1)
    ]
    assert own["total"] == 3 == len(own["states"]) == len(own["entries"]) + 1
    assert own["entries"][0]["args"] == {"place": "flagship", "x": 0, "y": 0}
    assert own["states"][1]["ships"] != other["states"][1]["ships"]
    assert own["states"][-1]["gameover"] is True
    rest = await anna.ask("GET", path, params={"start": 2})
    assert rest["states"] == own["states"][2:]
    assert rest["entries"] == []
    await anna.ask("GET", path, 404, params={"player_id": 2})


async def test_games_of_auto_sessions_are_seen_by_who_played_them(enter: Enter) -> None:
    player = await account("ada_l")
    ada, stranger = enter(player), enter()
    seat = await ada.join(opponent="random")
    await ada.act(seat, "resign")
    path = f"/{seat['match_id']}/record"
    await stranger.ask("GET", path, 404)
    await stranger.ask("GET", path, 404, headers={"X-Match-Key": "x"})
    await stranger.ask("GET", path, headers={"X-Match-Key": seat["key"]})
    await ada.ask("GET", path)


async def test_nothing_of_a_game_under_way_is_in_any_list(anna: Visitor) -> None:
    first, _ = await anna.duel()
    lobby = json.dumps(await anna.ask("GET", "/"))
    assert first["key"] not in lobby
    assert "seed" not in lobby
    assert (await anna.ask("GET", f"/{first['match_id']}/replay", 404))["code"] == "NOT_FOUND"


async def test_players_see_what_they_have_played(enter: Enter) -> None:
    ada, bob = enter(await account("ada_l")), enter(await account("bob_m"))
    first = await ada.join("duel", 202, players=2, name="Ada")
    second = await bob.join("duel", name="Bob")
    await won(ada, (first, second))
    await bob.act(second, "restart")
    await bob.act(second, "resign")
    history = await bob.ask("GET", "/history")
    assert history["total"] == 2
    assert [game["round"] for game in history["games"]] == [2, 1]
    newest = history["games"][0]
    assert (newest["player_id"], newest["names"], newest["ranks"]) == (1, ["Ada", "Bob"], [1, 2])
    assert newest["rated"] is True
    assert len((await ada.ask("GET", "/history", params={"limit": 1}))["games"]) == 1
    assert (await enter().ask("GET", "/history", 401))["code"] == "NOT_AUTHENTICATED"


async def test_the_board_of_a_game_begins_with_who_is_surely_good(enter: Enter) -> None:
    ada, bob = enter(await account("ada_l")), enter(await account("bob_m"))
    first = await ada.join("duel", 202, players=2)
    second = await bob.join("duel")
    await won(ada, (first, second))

    async def board(**params: Any) -> Any:
        return await ada.http.get("/api/v1/leaderboard/matches", params=params)

    async with asyncio.timeout(20):
        while not await asyncio.to_thread(Rating.objects.exists):
            await asyncio.to_thread(Rating.objects.count)
    items = (await board(game="TicTacToe")).json()["items"]
    assert [row["username"] for row in items] == ["ada_l", "bob_m"]
    assert items[0]["rank"] == 1
    assert items[0]["rating"] == pytest.approx(items[0]["mu"] - 3 * items[0]["sigma"], abs=0.05)
    assert (await board(game="Yahtzee")).json()["items"] == []
    assert (await board(game="Chess")).status_code == 404
    assert (await board()).status_code == 400
