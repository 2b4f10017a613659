"""Sessions over REST: begun, found again, kept apart, limited."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from game.models import Expedition, ExpeditionStep
from game.protocol.errors import AppError, ErrorCode
from game.selectors.expeditions import expedition_for_player
from game.services.expedition_state import run_of
from tests.expedition.rest import READS, Site

pytestmark = pytest.mark.django_db


def test_a_new_session(site: Site) -> None:
    status, body = site.post("game/new", {"session_id": "one"})
    assert status == 200
    assert set(body) == {"success", "session_id", "created", "game_state"}
    assert (body["success"], body["session_id"], body["created"]) == (True, "one", True)
    state = body["game_state"]
    assert state["session_id"] == "one"
    assert (state["turn_count"], state["max_turns"], state["revision"]) == (0, 50, 1)
    assert (state["player_stats"]["health"], state["player_stats"]["wealth"]) == (100, 500)
    assert (state["ranked"], state["daily"], state["difficulty"]) == (True, None, "medium")
    assert state == site.state("one")


def test_without_a_body_the_session_is_the_default_one(site: Site) -> None:
    answer = Client().post(
        "/api/game/new", b"", content_type="application/json", headers=site.headers
    )
    assert answer.status_code == 200
    assert answer.json()["session_id"] == "default"


def test_a_session_that_exists_is_found_again(site: Site) -> None:
    first = site.new(seed="amber")
    site.act("navigate")
    status, body = site.post("game/new", {"seed": "teal", "difficulty": "hard"})
    assert (status, body["created"]) == (200, False)
    assert body["game_state"]["seed"] == first["seed"] == "amber"
    assert body["game_state"]["turn_count"] == 1


def test_force_new_begins_anew(site: Site) -> None:
    old = site.new(seed="amber")
    site.act("navigate")
    new = site.new(force_new=True)
    assert new["seed"] != old["seed"]
    assert (new["turn_count"], new["revision"]) == (0, 3)
    assert Expedition.objects.get().step_count == 0
    assert not ExpeditionStep.objects.exists()


def test_the_same_seed_is_the_same_run(site: Site) -> None:
    for session_id in ("one", "two"):
        site.new(session_id, seed="amber", difficulty="hard")
        for action in ("navigate", "scan", "navigate"):
            site.act(action, session_id)
    one, two = Expedition.objects.order_by("pk")
    assert one.document == two.document
    assert one.seed_chosen


def test_seeds_that_are_drawn_differ(site: Site) -> None:
    seeds = {site.new(f"s{n}")["seed"] for n in range(5)}
    assert len(seeds) == 5
    assert not Expedition.objects.filter(seed_chosen=True).exists()


@pytest.mark.parametrize(
    "body",
    [
        {"session_id": ""},
        {"session_id": "x" * 65},
        {"session_id": "a\0b"},
        {"session_id": None},
        {"session_id": 7},
        {"session_id": ["a"]},
        {"force_new": "perhaps"},
        {"difficulty": "odd"},
        {"seed": ""},
        {"seed": "x" * 65},
        {"seed": 7},
        {"daily": 5},
        [],
        "default",
    ],
)
def test_a_new_session_that_makes_no_sense_is_refused(site: Site, body: object) -> None:
    status, answer = site.post("game/new", body)
    assert (status, answer["success"], answer["code"]) == (400, False, "INVALID_INPUT")
    assert not Expedition.objects.exists()


def test_what_is_not_json_is_refused(site: Site) -> None:
    for path in ("game/new", "game/action/default"):
        answer = Client().post(
            f"/api/{path}", "{", content_type="application/json", headers=site.headers
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_JSON")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
               min_size=1, max_size=64))  # fmt: skip
def test_any_text_can_name_a_session(site: Site, limits: Any, session_id: str) -> None:
    limits(expeditions_per_player=100_000, throttle_expedition="off")
    # Under ASGI the address says whether a slash at the end is its own; here it cannot.
    session_id = session_id.rstrip("/") or "s"
    site.new(session_id, force_new=True)
    assert site.state(session_id)["session_id"] == session_id
    assert site.act("navigate", session_id)["game_state"]["turn_count"] <= 1


@pytest.mark.parametrize(
    "name", [".", "..", "a/b", "/a", "runs", "new", "%2F", "?x=1#y", " ", "😀"]
)
def test_names_that_look_like_addresses(site: Site, name: str) -> None:
    site.new(name)
    assert site.state(name)["session_id"] == name


@pytest.mark.parametrize("read", READS)
def test_a_slash_at_the_end_makes_no_difference(site: Site, read: str) -> None:
    site.new()
    assert site.get(f"game/{read}/default/") == site.get(f"game/{read}/default")


@pytest.mark.parametrize("name", ["nope", "x" * 65, "%00", "%20"])
def test_an_unknown_session_is_404_everywhere(site: Site, name: str) -> None:
    answers = [site.get(f"game/{read}/{name}") for read in READS]
    answers.append(site.post(f"game/action/{name}", {"action": "navigate"}))
    answers.append(site.post(f"game/action/{name}", {"action": "no such thing"}))
    for status, body in answers:
        assert (status, body["code"], body["success"]) == (404, "UNKNOWN_SESSION", False)


def test_another_players_session_is_404_everywhere(site: Site, grace: User) -> None:
    site.new("mine")
    before = Expedition.objects.values().get()
    theirs = Site(grace)
    answers = [theirs.get(f"game/{read}/mine") for read in READS]
    answers.append(theirs.post("game/action/mine", {"action": "navigate"}))
    answers.append(theirs.post("game/action/mine", {"action": "no such thing"}))
    for status, body in answers:
        assert (status, body["code"]) == (404, "UNKNOWN_SESSION")
    assert theirs.get("game/sessions")[1] == {"success": True, "sessions": [], "total": 0}
    assert Expedition.objects.values().get() == before


def test_a_session_that_goes_while_it_is_read_is_unknown(site: Site) -> None:
    site.new()
    row = expedition_for_player(player=site.player, session_id="default", document=False)
    Expedition.objects.all().delete()
    with pytest.raises(AppError) as error:
        run_of(row)
    assert error.value.code is ErrorCode.UNKNOWN_SESSION


def test_two_players_may_use_the_same_name(site: Site, grace: User) -> None:
    site.new(seed="amber")
    Site(grace).new(seed="teal")
    assert site.state()["seed"] == "amber"
    assert Site(grace).state()["seed"] == "teal"


PATHS = [
    *(("get", f"game/{read}/default") for read in READS),
    ("post", "game/action/default"),
    ("post", "game/new"),
    ("get", "game/sessions"),
    ("get", "game/runs"),
    ("get", "game/runs/1"),
    ("get", "game/runs/1/replay"),
    ("post", "game/runs/1/verify"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_who_has_not_logged_in_is_told_so(db: None, method: str, path: str) -> None:
    answer = getattr(Client(), method)(f"/api/{path}")
    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_AUTHENTICATED")


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_other_methods_are_refused(site: Site, method: str, path: str) -> None:
    other = Client().delete(f"/api/{path}", headers=site.headers)
    assert (other.status_code, other.json()["code"]) == (405, "METHOD_NOT_ALLOWED")


def test_the_sites_cookie_does_with_its_csrf_token(ada: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    body = {"session_id": "default"}
    refused = browser.post("/api/game/new", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")
    browser.cookies["csrftoken"] = token = "c" * 32
    allowed = browser.post(
        "/api/game/new", body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert allowed.status_code == 200


@pytest.mark.parametrize("read", READS)
def test_no_cache_keeps_the_answers(site: Site, read: str) -> None:
    site.new()
    answer = Client().get(f"/api/game/{read}/default", headers=site.headers)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "application/json"


def test_my_sessions_are_listed_newest_first(site: Site) -> None:
    site.new("one")
    site.new("two")
    site.act("navigate", "one")
    _, body = site.get("game/sessions")
    assert [line["session_id"] for line in body["sessions"]] == ["one", "two"]
    assert body["total"] == 2
    assert body["sessions"][0]["turn_count"] == 1
    assert site.get("game/sessions", limit=1, offset=1)[1]["sessions"][0]["session_id"] == "two"
    assert site.get("game/sessions", limit=0)[0] == 400


def test_so_many_expeditions_may_be_under_way(site: Site, limits: Any) -> None:
    limits(expeditions_per_player=2)
    site.new("one")
    site.new("two")
    status, body = site.post("game/new", {"session_id": "three"})
    assert (status, body["code"]) == (409, "TOO_MANY_EXPEDITIONS")
    assert body["details"] == {"limit": 2}
    site.new("two", force_new=True)
    assert site.post("game/new", {"session_id": "one"})[0] == 200
    Expedition.objects.filter(session_id="one").update(game_over=True, ending="hull")
    site.new("three")
    assert site.post("game/new", {"session_id": "one", "force_new": True})[0] == 409


def test_new_expeditions_are_throttled(site: Site, limits: Any) -> None:
    limits(throttle_expedition="2/hour")
    site.new("one")
    site.new("two")
    status, body = site.post("game/new", {"session_id": "three"})
    assert (status, body["code"]) == (429, "THROTTLED")
    assert body["details"]["retry_after_s"] > 0
    assert site.post("game/new", {"session_id": "one"})[0] == 200, "finding one is free"


def test_quoted_names_are_one_name(site: Site) -> None:
    site.new("über")
    assert site.get(f"game/state/{quote('über')}")[0] == 200
