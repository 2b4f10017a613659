"""What a player hides leaves the server for nobody else, by no address, while the game is on."""

import asyncio
import random
from typing import Any

import pytest

from game.matches import all_games
from game.models import Match
from game.services.matches.current import current_match_host
from tests.matches.core.hidden import HIDDEN
from tests.matches.rest.site import Json, Visitor

MOVES = 24


async def everything(visitor: Visitor, match_id: str, session: str, game: str) -> str:
    """All that is told to somebody without a key, as one text."""
    texts = []
    for address in (
        "/api/v1/matches/",
        f"/api/v1/matches/?session={session}",
        f"/api/v1/matches/{match_id}",
        f"/api/v1/matches/{match_id}/record",
        f"/api/v1/matches/{match_id}/replay",
        f"/api/v1/matches/{match_id}/replay?player_id=1",
        f"/api/v1/matches/{match_id}/state?player_id=0",
        f"/api/v1/leaderboard/matches?game={game}",
        "/matches/",
        f"/matches/play/{match_id}",
        f"/matches/watch/{game}/{session}",
        f"/matches/join/{game}/{session}",
        f"/matches/replay/{match_id}",
    ):
        answer = await visitor.http.get(address)
        assert answer.status_code < 500, address
        texts.append(answer.text)
    return "\n".join(texts)


async def seed_of(match_id: str) -> str:
    find = Match.objects.values_list("seed", flat=True).get
    return str(await asyncio.to_thread(find, pk=int(match_id.removeprefix("m_"))))


async def check(anna: Visitor, seats: list[Json], fans: list[Json], game: str) -> None:
    """Each sees what the rules let its own eyes see; whoever has no key sees none of it."""
    match_id, session = seats[0]["match_id"], seats[0]["session"]
    table = (await current_match_host().room(int(match_id[2:]), seats[0]["key"])).table
    told = await everything(anna, match_id, session, game)
    assert await seed_of(match_id) not in told
    for player, seat in enumerate(seats):
        own = dict(table.referee.game.state(player)) if table.referee else {}
        for asks in (seat, fans[player]):
            seen = (await anna.state(asks))["state"]
            assert seen == {**own, "current": table.current, "gameover": table.over}
        assert seat["key"] not in told
        for other in range(len(seats)):
            if other != player:
                await anna.state({**seat, "player_id": other}, 403)
                await anna.state({**fans[player], "player_id": other}, 403)
    assert '"ships"' not in told
    assert '"state"' not in told


async def play_on(anna: Visitor, seats: list[Json], dice: random.Random, moves: int) -> None:
    for _ in range(moves):
        state = (await anna.state(seats[0]))["state"]
        if state["gameover"]:
            return
        seat = seats[dice.choice(state["current"])]
        listed: list[Any] = (await anna.state(seat, moves="true"))["moves"]
        await anna.move(seat, **dice.choice(listed))


@pytest.mark.parametrize("game", sorted(HIDDEN))
async def test_nobody_learns_what_is_hidden(anna: Visitor, game: str) -> None:
    players = all_games()[game].min_players()
    wish = {"game": game, "players": players}
    seats = [
        await anna.join("veiled", 202 if n + 1 < players else 200, name=f"p{n}", **wish)
        for n in range(players)
    ]
    fans = [
        await anna.ask(
            "POST", "/observe", json={"game": game, "session": "veiled", "name": f"p{n}"}
        )
        for n in range(players)
    ]
    dice = random.Random(7)
    for _ in range(4):
        await check(anna, seats, fans, game)
        await play_on(anna, seats, dice, MOVES // 4)

    await anna.act(seats[0], "resign")
    path = f"/{seats[0]['match_id']}"
    first = await anna.ask("GET", f"{path}/record")
    await anna.act(seats[1], "restart")
    await play_on(anna, seats, dice, MOVES // 4)
    again = await anna.ask("GET", f"{path}/record")
    assert again == first, "the finished game alone is told, not the one under way"
    assert (await anna.ask("GET", f"{path}/replay"))["round"] == 1
    await anna.ask("GET", f"{path}/record", 404, params={"round": 2})
    await anna.ask("GET", f"{path}/replay", 404, params={"round": 2})
    await anna.act(seats[1], "resign")
    second = await anna.ask("GET", f"{path}/record")
    assert second["seed"] != first["seed"]
    assert await seed_of(seats[0]["match_id"]) not in (first["seed"], second["seed"])
