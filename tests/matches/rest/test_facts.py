"""What one may know of a match by its id, how long a move may still take, and what it may be."""

from datetime import datetime, timedelta

from django.utils import timezone

from game.matches import all_games
from tests.matches.rest.conftest import Enter
from tests.matches.rest.site import Json, Visitor
from tests.matches.rest.test_finished import account

FACTS = {
    "match_id", "game", "session", "shared", "status", "reason", "players", "open_seats",
    "move_seconds", "deadline", "seats", "created_at", "started_at", "ended_at",
}  # fmt: skip


async def facts(visitor: Visitor, seat: Json, status: int = 200, *, key: bool = False) -> Json:
    headers = {"X-Match-Key": seat["key"]} if key else {}
    found: Json = await visitor.ask("GET", f"/{seat['match_id']}", status, headers=headers)
    assert status != 200 or set(found) == FACTS
    assert status != 404 or found["code"] == "UNKNOWN_MATCH"
    return found


async def test_anybody_may_know_who_plays_in_a_shared_session(anna: Visitor) -> None:
    first = await anna.join("duel", 202, players=2, name="Ada")
    waiting = await facts(anna, first)
    assert (waiting["status"], waiting["open_seats"], waiting["session"]) == ("waiting", 1, "duel")
    await anna.join("duel", name="Bob")
    running = await facts(anna, first)
    assert (running["status"], running["open_seats"]) == ("running", 0)
    assert [seat["name"] for seat in running["seats"]] == ["Ada", "Bob"]
    assert running["move_seconds"] is running["deadline"] is None
    await anna.act(first, "leave", 204)
    ended = await facts(anna, first)
    assert (ended["status"], ended["reason"]) == ("ended", "left")
    assert ended["ended_at"] >= ended["started_at"]


async def test_the_name_of_an_auto_session_and_its_end_are_its_players_business(
    enter: Enter, anna: Visitor
) -> None:
    ada = enter(await account("ada_l"))
    first = await anna.join("auto", 202, players=2)
    await ada.join("auto")
    assert (await facts(anna, first))["session"] is None
    assert (await facts(anna, first, key=True))["session"] == first["session"]
    assert (await facts(ada, first))["session"] == first["session"]
    await anna.act(first, "leave", 204)
    await facts(anna, first, 404)
    assert (await facts(anna, first, key=True))["status"] == "ended"
    assert (await facts(ada, first))["status"] == "ended"


async def test_what_is_no_match_is_unknown(anna: Visitor) -> None:
    for match_id in ("m_999", "m_0", "7", "m_" + "9" * 30):
        await facts(anna, {"match_id": match_id}, 404)


async def test_the_lobby_finds_a_session_by_its_name(anna: Visitor) -> None:
    await anna.duel()
    await anna.join("other", 202, players=2)
    found = await anna.ask("GET", "/", params={"session": "duel"})
    assert ([row["session"] for row in found["matches"]], found["total"]) == (["duel"], 1)


async def test_a_clock_tells_how_long_the_move_may_take(anna: Visitor) -> None:
    first = await anna.join("blitz", 202, players=2, move_seconds=60)
    assert (await facts(anna, first))["deadline"] is None
    second = await anna.join("blitz")
    start = await anna.state(first)
    clock = start["clock"]
    assert clock["move_seconds"] == 60
    assert 30 < clock["left_s"] <= 60
    assert "clock" not in start["state"]
    assert (await facts(anna, first))["deadline"] == clock["deadline"]

    await anna.move(first, position=0)
    again = (await anna.state(second, since=1))["clock"]
    deadline = datetime.fromisoformat(again["deadline"])
    assert deadline > datetime.fromisoformat(clock["deadline"])
    assert timedelta() < deadline - timezone.now() <= timedelta(seconds=60)
    await anna.act(first, "resign")
    assert "clock" not in await anna.state(first)


async def test_without_a_clock_nothing_is_said_of_one(anna: Visitor) -> None:
    first, _ = await anna.duel()
    assert set(await anna.state(first)) == {"version", "state"}


async def test_who_may_move_is_told_what_can_be_done_on_demand(anna: Visitor) -> None:
    first, second = await anna.duel()
    await anna.move(first, position=4)
    listed = await anna.state(second, moves="true")
    assert listed["moves"] == [{"position": n} for n in (0, 1, 2, 3, 5, 6, 7, 8)]
    assert "moves" not in await anna.state(second)
    assert (await anna.state(first, moves="true"))["moves"] == [], "it is not their turn"


async def test_a_game_that_lists_no_moves_says_none(anna: Visitor) -> None:
    seat = await anna.join("alone", game="Echo", players=1)
    assert "moves" not in await anna.state(seat, moves="true")


async def test_moves_are_never_told_to_who_watches(anna: Visitor) -> None:
    """What a fleet may do tells where its ships are, and more than that: what they know."""
    for name in sorted(all_games()):
        players = all_games()[name].min_players()
        for n in range(players):
            status = 202 if n + 1 < players else 200
            wish = {"game": name, "players": players, "name": f"p{n}"}
            seat = await anna.join(f"seen-{name}", status, **wish)
        asked = {"game": name, "session": f"seen-{name}", "name": wish["name"]}
        fan = await anna.ask("POST", "/observe", json=asked)
        seen = await anna.state(fan, moves="true")
        assert set(seen) == {"version", "state"}
        assert seen["state"] == (await anna.state(seat))["state"]
