"""Matches by REST: every address with every answer that it is there for."""

import asyncio
import json
from typing import Any

import msgspec
import pytest
from django.conf import settings

from accounts.models import User
from accounts.services.players import player_create
from game.models import Seat
from tests.matches.rest.conftest import Enter
from tests.matches.rest.site import Visitor, still


async def test_the_games_say_how_they_are_played(anna: Visitor) -> None:
    games = {game["name"]: game for game in (await anna.ask("GET", "/games"))["games"]}
    assert games["TicTacToe"]["max_players"] == 2
    assert games["ConnectFour"]["moves"][0]["examples"]
    assert games["Yahtzee"]["opponents"] == ["random", "decent"]
    assert games["Chat"]["opponents"] == []


async def test_join_answers_when_the_match_is_full_or_the_wait_is_over(anna: Visitor) -> None:
    waiting = await anna.join("duel", 202, players=2)
    assert waiting["status"] == "waiting"
    second = await anna.join("duel", wait=20)
    seat = {"match_id", "player_id", "key", "session", "request_size_max"}
    assert set(second) == seat
    assert set(waiting) == {*seat, "status"}
    assert second["match_id"] == waiting["match_id"]

    first = asyncio.ensure_future(anna.join("other", players=2, wait=30))
    assert await still(first)
    await anna.join("other")
    assert (await first)["player_id"] == 0
    await anna.join("lonely", 202, players=2, wait=0.05)


@pytest.mark.parametrize(
    ("status", "code", "body"),
    [
        (404, "UNKNOWN_GAME", {"game": "Chess", "players": 2}),
        (404, "UNKNOWN_MATCH", {"session": "nowhere"}),
        (404, "UNKNOWN_MATCH", {"session": "auto"}),
        (409, "MATCH_FULL", {"session": "duel"}),
        (400, "INVALID_INPUT", {"session": "three", "players": 3}),
        (400, "INVALID_INPUT", {"session": "", "players": 2}),
        (400, "INVALID_INPUT", {"session": "x" * 101, "players": 2}),
        (400, "INVALID_INPUT", {"session": "x\0", "players": 2}),
        (400, "INVALID_INPUT", {"name": "x" * 51, "players": 2}),
        (400, "INVALID_INPUT", {"players": "many"}),
        (400, "INVALID_INPUT", {"players": 2, "wait": -1}),
        (400, "INVALID_INPUT", {"players": 2, "wait": "inf"}),
        (400, "INVALID_INPUT", {"game": 7, "players": 2}),
        (400, "INVALID_INPUT", {"game": None, "players": 2}),
    ],
)
async def test_what_cannot_be_joined_says_why(
    anna: Visitor, status: int, code: str, body: dict[str, Any]
) -> None:
    await anna.duel()
    answer = await anna.join(**{"session": "auto", **body}, status=status)
    assert answer["code"] == code


async def test_a_name_is_used_once(anna: Visitor) -> None:
    await anna.join("duel", 202, players=2, name="Ada")
    assert (await anna.join("duel", 409, name="Ada"))["code"] == "NAME_TAKEN"


async def test_a_game_is_played_to_its_end_and_again(anna: Visitor) -> None:
    first, second = await anna.duel()
    start = await anna.state(first)
    assert start["version"] == 1
    assert start["state"]["current"] == [0]
    for seat, position in zip([first, second] * 2, (0, 3, 1, 4), strict=True):
        answer = await anna.move(seat, position=position)
    assert answer == {"version": 5}
    assert await anna.move(first, position=2) == {"version": 6}
    assert (await anna.state(second, since=5))["state"]["winner"] == 0
    assert (await anna.move(second, 409, position=5))["code"] == "MATCH_OVER"
    assert await anna.act(first, "restart") == {"version": 7}
    assert (await anna.state(second, since=5))["version"] == 6, "its end is seen once"
    assert (await anna.state(second, since=6))["state"]["board"] == [-1] * 9


async def test_refused_moves_say_who_refuses_them(anna: Visitor) -> None:
    first, second = await anna.duel()
    illegal = await anna.move(first, 422, position=9)
    assert illegal["code"] == "ILLEGAL_MOVE"
    assert illegal["details"]
    assert (await anna.move(second, 409, position=0))["code"] == "NOT_YOUR_TURN"
    assert (await anna.act(first, "move", 400, move=[1]))["code"] == "INVALID_INPUT"
    assert (await anna.act(first, "move", 400))["code"] == "INVALID_INPUT"
    assert (await anna.state(first))["version"] == 1


async def test_an_illegal_moves_details_are_whatever_the_game_says(anna: Visitor) -> None:
    seat = await anna.join("alone", game="Echo", players=1)
    refused = await anna.move(seat, 422, msg="error")
    assert not isinstance(refused["details"], dict) or refused["details"]


async def test_keys_open_their_own_seat_and_no_other(anna: Visitor) -> None:
    first, second = await anna.duel()
    crossed = {**first, "key": second["key"]}
    for answer in (
        await anna.move(crossed, 403, position=0),
        await anna.act(crossed, "restart", 403),
        await anna.state(crossed, 403),
        await anna.state({**first, "key": ""}, 403),
    ):
        assert answer["code"] == "INVALID_KEY"
    for match_id in ("m_999", "m_0", "7", "m_" + "9" * 30):
        assert (await anna.state({**first, "match_id": match_id}, 404))["code"] == "UNKNOWN_MATCH"


async def test_observers_see_and_do_nothing(anna: Visitor) -> None:
    first, _ = await anna.duel()
    asked = {"game": "TicTacToe", "session": "duel", "name": "Ada"}
    fan = await anna.ask("POST", "/observe", json=asked)
    await anna.move(first, position=4)
    assert (await anna.state(fan, since=1))["state"]["board"][4] == 0
    assert (await anna.move(fan, 403, position=0))["code"] == "INVALID_KEY"
    await anna.ask("POST", "/observe", 404, json={**asked, "name": "Eve"})
    await anna.join("soon", 202, players=2, name="Ada")
    await anna.ask("POST", "/observe", 409, json={**asked, "session": "soon"})


async def test_long_polls_wait_for_the_next_version(anna: Visitor) -> None:
    first, second = await anna.duel()
    assert await anna.state(second, 204, since=1) is None
    assert await anna.state(second, 204, since=1, wait=0.05) is None
    poll = asyncio.ensure_future(anna.state(second, since=1, wait=30))
    assert await still(poll)
    await anna.move(first, position=0)
    assert (await poll)["version"] == 2
    for odd in ({"since": -1}, {"since": "x"}, {"since": 1, "wait": "nan"}, {"player_id": "x"}):
        assert (await anna.state(second, 400, **odd))["code"] == "INVALID_INPUT"


async def test_a_seat_may_be_polled_before_the_match_is_full(anna: Visitor) -> None:
    first = await anna.join("duel", 202, players=2)
    assert (await anna.state(first, 409))["code"] == "NOT_STARTED"
    assert (await anna.move(first, 409, position=0))["code"] == "NOT_STARTED"
    poll = asyncio.ensure_future(anna.state(first, since=0, wait=30))
    assert await still(poll)
    await anna.join("duel")
    assert (await poll)["version"] == 1


async def test_whoever_polls_a_replaced_session_is_told(anna: Visitor) -> None:
    first, _ = await anna.duel()
    poll = asyncio.ensure_future(anna.state(first, 409, since=1, wait=30))
    assert await still(poll)
    await anna.join("duel", 202, players=2)
    assert (await poll)["code"] == "MATCH_OVER"


async def test_the_lobby_lists_what_is_open(anna: Visitor) -> None:
    await anna.duel()
    await anna.join("soon", 202, players=2, name="Eve")
    await anna.join("party", 202, game="Yahtzee", players=3)
    everything = await anna.ask("GET", "/")
    assert [row["session"] for row in everything["matches"]] == ["party", "soon", "duel"]
    assert everything["total"] == 3
    waiting = await anna.ask("GET", "/", params={"game": "TicTacToe", "open": "true"})
    [row] = waiting["matches"]
    assert row["session"] == "soon"
    assert row["seats"] == [{"player_id": 0, "name": "Eve", "opponent": ""}]
    page = await anna.ask("GET", "", params={"limit": 1, "offset": 1})
    assert [row["session"] for row in page["matches"]] == ["soon"]
    await anna.ask("GET", "/", 400, params={"limit": 1_000_000})


async def test_broken_requests_are_answered_in_the_one_shape(anna: Visitor) -> None:
    for content, status, code in (
        (b"{", 400, "INVALID_JSON"),
        (b"\xff", 400, "INVALID_JSON"),
        (b"[" * 100_000, 400, "INVALID_JSON"),
        (b"[]", 400, "INVALID_INPUT"),
        (json.dumps({"game": "x" * 1_100_000}).encode(), 413, "PAYLOAD_TOO_LARGE"),
    ):
        answer = await anna.ask(
            "POST", "/join", status, content=content, headers={"Content-Type": "application/json"}
        )
        assert answer["code"] == code
    await anna.ask("POST", "/join", 415, content=b"game=x")
    await anna.ask("GET", "/join", 405)


async def test_later_answers_carry_the_same_headers_as_others(anna: Visitor) -> None:
    now = await anna.http.get("/api/v1/matches/games")
    seat = await anna.join("alone", game="Echo", players=1)
    later = await anna.http.get(
        f"/api/v1/matches/{seat['match_id']}/state?player_id=0",
        headers={"X-Match-Key": seat["key"]},
    )
    assert later.headers["content-length"] == str(len(later.content))
    assert later.headers["cache-control"] == "no-store"
    for name in (
        "content-security-policy",
        "permissions-policy",
        "x-content-type-options",
        "x-frame-options",
        "referrer-policy",
        "content-type",
    ):
        assert later.headers[name] == now.headers[name]


async def test_whoever_has_logged_in_plays_under_their_account(enter: Enter) -> None:
    player = await asyncio.to_thread(player_create, username="ada_l", password="Ab3!xyzw9")
    await enter(player).join("duel", 202, players=2)
    await enter().join("duel")
    accounts = await asyncio.to_thread(
        lambda: list(Seat.objects.order_by("player_id").values_list("account", flat=True))
    )
    assert accounts == [player.pk, None]


async def test_a_bad_token_is_refused_and_a_cookie_needs_its_csrf_token(
    enter: Enter, anna: Visitor
) -> None:
    anna.http.headers["Authorization"] = "Bearer nonsense"
    assert (await anna.join("duel", 401, players=2))["code"] == "INVALID_TOKEN"

    player = await asyncio.to_thread(player_create, username="ada_l", password="Ab3!xyzw9")
    tab = enter()
    tab.http.cookies.set(settings.SESSION_COOKIE_NAME, await asyncio.to_thread(_cookie, player))
    assert (await tab.join("duel", 403, players=2))["code"] == "FORBIDDEN"
    tab.http.cookies.set("csrftoken", "a" * 32)
    tab.http.headers.update({"X-CSRFToken": "a" * 32, "Origin": settings.COSMIC.public_origin})
    await tab.join("duel", 202, players=2)


def _cookie(player: User) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(player.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = player.get_session_auth_hash()
    store.create()
    return str(store.session_key)


async def test_strangers_are_throttled_by_address(
    anna: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = msgspec.structs.replace(settings.COSMIC, throttle_match="2/hour")
    monkeypatch.setattr(settings, "COSMIC", few)
    await anna.duel()
    answer = await anna.join("duel", 429, players=2)
    assert answer["code"] == "THROTTLED"
    assert answer["details"]["retry_after_s"] > 0
