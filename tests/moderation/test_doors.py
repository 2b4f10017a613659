"""Every door that answers without a socket: REST by token and by cookie, pages, log-in."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services.moderation import (
    block_add,
    player_ban,
    player_mute,
    player_rename,
    player_unban,
)
from accounts.services.tokens import TokenPair, token_pair_for
from game.models import Rating
from game.services.ships import pilot_enlist

pytestmark = pytest.mark.django_db

PASSWORD = "difference engine"
READ = [
    "/api/v1/me",
    "/api/v1/me/cargo",
    "/api/v1/me/transactions",
    "/api/v1/me/blocks",
    "/api/v1/session/bootstrap",
    "/api/v1/matches/history",
    "/api/game/sessions",
    "/api/saves",
    "/api/v1/ops/players",
]
WRITE = [
    ("/api/v1/matches/join", {"game": "TicTacToe", "players": 2}),
    ("/api/v1/auth/keep", {"username": "new_name", "password": PASSWORD}),
    ("/api/v1/auth/password/change", {"old_password": PASSWORD, "new_password": "x" * 9}),
    ("/api/game/new", {}),
    ("/api/v1/me/blocks", {"player_id": "p_1"}),
    ("/api/v1/reports", {"player_id": "p_1", "reason": "x"}),
]
PAGES = ["/", "/play/", "/expedition/", "/matches/", "/pilot/", "/account/", "/leaderboard/"]


def staff(name: str, *permissions: str) -> User:
    member = User.objects.create_user(name, PASSWORD, is_staff=True)
    member.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return member


@pytest.fixture
def ada(db: None) -> User:
    """A member of staff who may look at sanctions."""
    call_command("loaduniverse", verbosity=0)
    return staff("ada_l", "view_sanction")


@pytest.fixture
def pair(ada: User) -> TokenPair:
    return token_pair_for(ada)


@pytest.fixture
def cookie(ada: User, client: Client) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def banned(ada: User, pair: TokenPair, cookie: Client) -> User:
    player_ban(player=ada, by=None, reason="Insults <b>", ends=timezone.now() + timedelta(hours=1))
    return ada


def by_token(pair: TokenPair) -> APIClient:
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {pair.access_token}")
    return api


def shut(answer: Any) -> None:
    assert answer.status_code == 403
    body = answer.json()
    assert body["code"] == "BANNED"
    assert body["details"]["reason"] == "Insults <b>"
    assert body["details"]["ends_at"] > "2026"
    assert "until" in body["error"]


@pytest.mark.parametrize("path", READ)
def test_rest_is_shut_to_tokens_and_cookies(
    banned: User, pair: TokenPair, cookie: Client, path: str
) -> None:
    shut(by_token(pair).get(path))
    shut(cookie.get(path))
    player_unban(player=banned, by=None)
    assert by_token(pair).get(path).status_code == 200
    assert cookie.get(path).status_code == 200


@pytest.mark.parametrize(("path", "body"), WRITE)
def test_nothing_is_written_either(
    banned: User, pair: TokenPair, cookie: Client, path: str, body: dict[str, Any]
) -> None:
    shut(by_token(pair).post(path, body, format="json"))
    shut(cookie.post(path, body, content_type="application/json"))


def test_log_in_and_refresh_are_shut(banned: User, pair: TokenPair, client: Client) -> None:
    api = APIClient()
    shut(api.post("/api/v1/auth/login", {"username": "ada_l", "password": PASSWORD}, format="json"))
    shut(api.post("/api/v1/auth/refresh", {"refresh_token": pair.refresh_token}, format="json"))
    stranger = Client()
    page = stranger.post("/login/", {"username": "ada_l", "password": PASSWORD})
    assert "Insults &lt;b&gt;" in page.content.decode()
    assert "sessionid" not in stranger.cookies
    wrong = stranger.post("/login/", {"username": "ada_l", "password": "a guess"})
    assert "Insults" not in wrong.content.decode()


def test_the_admin_s_own_log_in_opens_nothing(banned: User) -> None:
    stranger = Client()
    stranger.post("/admin/login/", {"username": "ada_l", "password": PASSWORD})
    assert "Insults &lt;b&gt;" in stranger.get("/admin/").content.decode()


@pytest.mark.parametrize("path", [*PAGES, "/admin/", "/admin/accounts/user/", "/no/such/page/"])
def test_pages_say_why_and_until_when(banned: User, cookie: Client, path: str) -> None:
    answer = cookie.get(path)
    if path == "/no/such/page/":
        assert answer.status_code == 404
        return
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "Insults &lt;b&gt;" in text
    assert "until" in text
    assert "no-store" in answer["Cache-Control"]


def test_what_stays_open_is_going_and_taking_one_s_data_along(
    banned: User, pair: TokenPair, cookie: Client
) -> None:
    assert cookie.get("/account/export/").json()["account"]["sanctions"][0]["kind"] == "ban"
    assert by_token(pair).get("/api/v1/me/export").status_code == 200
    assert cookie.get("/account/delete/").status_code == 200
    assert cookie.post("/logout/").status_code == 302
    assert cookie.get("/").status_code == 200  # a stranger's now
    answer = by_token(pair).delete("/api/v1/me", {"password": PASSWORD}, format="json")
    assert answer.status_code == 200
    assert not User.objects.filter(pk=banned.pk).exists()


def test_a_ban_that_is_over_lets_in_again(banned: User, pair: TokenPair, cookie: Client) -> None:
    banned.sanctions.update(
        begins=timezone.now() - timedelta(hours=2), ends=timezone.now() - timedelta(seconds=1)
    )
    assert by_token(pair).get("/api/v1/me").status_code == 200
    assert cookie.get("/pilot/").status_code == 200
    login = {"username": "ada_l", "password": PASSWORD}
    assert APIClient().post("/api/v1/auth/login", login, format="json").status_code == 200


def test_a_mute_shuts_no_door(ada: User, pair: TokenPair, cookie: Client) -> None:
    player_mute(player=ada, by=None, reason="Noise", ends=None)
    assert by_token(pair).get("/api/v1/me").status_code == 200
    page = cookie.get("/account/").content.decode()
    assert "Noise" in page


def test_who_was_renamed_reads_so_on_the_next_page_once(ada: User, cookie: Client) -> None:
    player_rename(player=ada, by=None, username="countess", reason="Asked for")
    page = cookie.get("/account/").content.decode()
    assert "renamed your pilot ada_l to countess" in page
    assert "Asked for" in page
    assert "renamed your pilot" not in cookie.get("/account/").content.decode()


@pytest.mark.parametrize("board", ["credits", "matches?game=TicTacToe", "expeditions?limit=5"])
def test_boards_answer_without_those_who_are_banned(ada: User, client: Client, board: str) -> None:
    Rating.objects.create(
        player=ada, game="TicTacToe", mu=30.0, sigma=1.0, games=9, updated_at=timezone.now()
    )
    pilot_enlist(player=ada)
    path = f"/api/v1/leaderboard/{board}"
    assert ("ada_l" in client.get(path).content.decode()) == ("expeditions" not in board)
    player_ban(player=ada, by=None, reason="Insults", ends=None)
    answer = client.get(path)
    assert answer.status_code == 200
    assert "ada_l" not in answer.content.decode()


# --- what moderators and players ask by REST --------------------------------------------------


@pytest.fixture
def root(db: None) -> APIClient:
    return by_token(token_pair_for(User.objects.create_superuser("root_1", PASSWORD)))


@pytest.fixture
def loud(db: None) -> User:
    return User.objects.create_user("loud_1", PASSWORD)


def test_a_moderator_bans_looks_and_lifts(root: APIClient, loud: User) -> None:
    at = f"/api/v1/ops/players/{loud.player_id}"
    for body, status in (
        ({"reason": "Noise", "duration_s": 60}, 200),
        ({"reason": "Noise", "ends_at": "2999-01-01T00:00:00Z"}, 400),
        ({"reason": "Noise", "ends_at": "2001-01-01T00:00:00Z"}, 400),
        ({"reason": "Noise", "ends_at": "soon"}, 400),
        ({"reason": "Noise", "duration_s": 60, "ends_at": "2040-01-01T00:00:00Z"}, 400),
        ({"reason": ""}, 400),
        ({}, 400),
        ({"reason": "Noise"}, 200),
    ):
        assert root.post(f"{at}/ban", body, format="json").status_code == status, body
    shown = root.get(at).json()
    assert [row["in_force"] for row in shown["sanctions"]] == [True, False]
    assert shown["sanctions"][0]["ends_at"] is None
    assert shown["sanctions"][0]["by"] == "root_1"
    assert root.delete(f"{at}/ban").json()["sanctions"][0]["lifted_by"] == "root_1"
    assert root.delete(f"{at}/ban").status_code == 200
    assert root.post("/api/v1/ops/players/p_999999/ban", {"reason": "x"}).status_code == 404


def test_a_moderator_finds_renames_and_mutes(root: APIClient, loud: User) -> None:
    found = root.get("/api/v1/ops/players", {"search": "LOUD"}).json()
    assert found["total"] == 1
    assert found["items"][0]["player_id"] == loud.player_id
    assert root.get("/api/v1/ops/players", {"search": loud.player_id}).json() == found
    at = f"/api/v1/ops/players/{loud.player_id}"
    new = {"username": "quiet_1", "reason": "An insult is no name"}
    assert root.post(f"{at}/rename", new, format="json").json()["names"][0]["old_name"] == "loud_1"
    bad = root.post(f"{at}/rename", {**new, "username": "no spaces"}, format="json")
    assert (bad.status_code, bad.json()["code"]) == (400, "INVALID_INPUT")
    taken = root.post(f"{at}/rename", {**new, "username": "ROOT_1"}, format="json")
    assert (taken.status_code, taken.json()["code"]) == (409, "USERNAME_TAKEN")
    mute = root.post(f"{at}/mute", {"reason": "Noise", "duration_s": 60}, format="json")
    assert mute.json()["sanctions"][0]["kind"] == "mute"
    assert root.delete(f"{at}/mute").json()["sanctions"][0]["in_force"] is False


@pytest.mark.parametrize("method", ["get", "post", "delete"])
@pytest.mark.parametrize("what", ["", "/ban", "/mute", "/rename"])
def test_others_get_nothing_of_it(loud: User, method: str, what: str) -> None:
    path = f"/api/v1/ops/players/{loud.player_id}{what}"
    player: Callable[..., Any] = getattr(by_token(token_pair_for(loud)), method)
    assert player(path).json()["code"] == "FORBIDDEN"
    stranger: Callable[..., Any] = getattr(APIClient(), method)
    assert stranger(path).json()["code"] == "NOT_AUTHENTICATED"


@pytest.mark.parametrize("what", ["", "/{loud}"])
def test_sanctions_are_shown_to_those_who_may_look_at_them(loud: User, what: str) -> None:
    player_mute(player=loud, by=None, reason="Noise", ends=None, note="third time")
    path = f"/api/v1/ops/players{what.format(loud=loud.player_id)}"
    for mere in (staff("teacher_1"), staff("editor_1", "view_user", "change_user")):
        answer = by_token(token_pair_for(mere)).get(path)
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
        assert "third time" not in answer.content.decode()
    import_module("game.migrations.0013_roles").make_roles(apps, None)
    moderator = staff("moderator_1")
    moderator.groups.set(Group.objects.filter(name="moderators"))
    for able in (moderator, User.objects.create_superuser("root_1", PASSWORD)):
        answer = by_token(token_pair_for(able)).get(path)
        assert answer.status_code == 200
        assert ("third time" in answer.content.decode()) == bool(what)


def test_blocks_by_rest(ada: User, pair: TokenPair, loud: User) -> None:
    api = by_token(pair)
    for _ in range(2):
        answer = api.post("/api/v1/me/blocks", {"player_id": loud.player_id}, format="json")
        assert (answer.status_code, answer.json()["username"]) == (200, "loud_1")
    assert [row["player_id"] for row in api.get("/api/v1/me/blocks").json()["items"]] == [
        loud.player_id
    ]
    for _ in range(2):
        assert api.delete(f"/api/v1/me/blocks/{loud.player_id}").json() == {"success": True}
    assert api.get("/api/v1/me/blocks").json() == {"items": []}
    own = api.post("/api/v1/me/blocks", {"player_id": ada.player_id}, format="json")
    assert own.json()["code"] == "FORBIDDEN"
    assert api.post("/api/v1/me/blocks", {"player_id": "x"}, format="json").status_code == 404


def test_a_report_by_rest(pair: TokenPair, loud: User) -> None:
    body = {"player_id": loud.player_id, "reason": "Noise", "where": "chat"}
    assert by_token(pair).post("/api/v1/reports", body, format="json").status_code == 201
    report = loud.reports.get()
    assert (report.reason, report.context, report.closed_at) == ("Noise", "chat", None)


def test_blocked_players_are_listed_and_let_go_on_the_account_page(
    ada: User, cookie: Client, loud: User
) -> None:
    block_add(player=ada, blocked=loud)
    page = cookie.get("/account/").content.decode()
    assert "loud_1" in page
    answer = cookie.post("/account/unblock/", {"player_id": loud.player_id})
    assert answer["Location"] == "/account/"
    assert not ada.blocks.exists()
