"""Signing up, logging in, refreshing and logging out by REST."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from accounts.services.tokens import TokenPair
from game.models import LedgerEntry, Ship
from game.selectors.profiles import profile_key
from tests.accounts.conftest import PASSWORD, bearer

pytestmark = pytest.mark.django_db

SESSION_FIELDS = {"access_token", "refresh_token", "token_type", "expires_in", "player_id"}


@pytest.mark.parametrize("path", ["/api/v1/users", "/api/v1/auth/register"])
def test_signing_up_answers_with_id_and_name(world: None, api: APIClient, path: str) -> None:
    answer = api.post(path, {"username": "Grace_H", "password": PASSWORD}, format="json")
    player = User.objects.get(username="Grace_H")
    assert answer.status_code == 201
    assert answer.json() == {"player_id": f"p_{player.pk}", "username": "Grace_H"}
    assert player.password.startswith("argon2$argon2id$")
    assert not player.is_guest


def test_a_newcomer_has_one_ship_and_the_opening_grant(world: None, api: APIClient) -> None:
    api.post("/api/v1/users", {"username": "Grace_H", "password": PASSWORD}, format="json")
    api.post("/api/v1/auth/login", {"username": "Grace_H", "password": PASSWORD}, format="json")
    player = User.objects.get(username="Grace_H")
    assert Ship.objects.filter(player=player).count() == 1
    assert [e.total_amount for e in LedgerEntry.objects.filter(player=player)] == [player.credits]
    assert player.credits > 0


def test_an_account_can_be_had_before_there_is_a_universe(db: None, api: APIClient) -> None:
    answer = api.post("/api/v1/users", {"username": "early", "password": PASSWORD}, format="json")
    assert answer.status_code == 201
    answer = api.post(
        "/api/v1/auth/login", {"username": "early", "password": PASSWORD}, format="json"
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["ada_l", "ADA_L", "Ada_l"])
def test_a_taken_name_is_taken_in_any_case(ada: User, api: APIClient, name: str) -> None:
    answer = api.post("/api/v1/users", {"username": name, "password": PASSWORD}, format="json")
    assert answer.status_code == 409
    assert answer.json() == {
        "success": False,
        "error": "That name is taken.",
        "code": "USERNAME_TAKEN",
        "details": {},
    }


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"username", "password"}),
        ({"username": "ab", "password": PASSWORD}, {"username"}),
        ({"username": "a" * 33, "password": PASSWORD}, {"username"}),
        ({"username": "ada l", "password": PASSWORD}, {"username"}),
        ({"username": "adaé", "password": PASSWORD}, {"username"}),
        ({"username": "ada_l\n", "password": PASSWORD}, {"username"}),
        ({"username": None, "password": PASSWORD}, {"username"}),
        ({"username": ["ada_l"], "password": PASSWORD}, {"username"}),
        ({"username": "ada_l", "password": "1234567"}, {"password"}),
        ({"username": "ada_l", "password": "x" * 129}, {"password"}),
        ({"username": "ada_l", "password": {"a": 1}}, {"password"}),
        ({"username": "ada_l", "password": PASSWORD, "email": "nowhere"}, {"email"}),
        ({"username": "a\x00b", "password": "12345678\x00"}, {"username", "password"}),
        ([1, 2], {"non_field_errors"}),
        ("ada", {"non_field_errors"}),
    ],
)
def test_bad_fields_are_named(api: APIClient, body: object, fields: set[str]) -> None:
    answer = api.post("/api/v1/users", body, format="json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "INVALID_INPUT"
    assert set(answer.json()["details"]) == fields


@pytest.mark.parametrize("name", ["abc", "a" * 32, "___", "007", "A1_z"])
def test_names_at_the_rules_edge_are_good(world: None, api: APIClient, name: str) -> None:
    answer = api.post("/api/v1/users", {"username": name, "password": "x" * 8}, format="json")
    assert answer.status_code == 201


def test_spaces_belong_to_a_password(world: None, api: APIClient) -> None:
    api.post("/api/v1/users", {"username": "spacey", "password": "  eight  "}, format="json")
    trimmed = {"username": "spacey", "password": "eight"}
    exact = {"username": "spacey", "password": "  eight  "}
    assert api.post("/api/v1/auth/login", trimmed, format="json").status_code == 401
    assert api.post("/api/v1/auth/login", exact, format="json").status_code == 200


@pytest.mark.parametrize("name", ["ada_l", "ADA_L"])
def test_logging_in_gives_a_pair_of_tokens(ada: User, api: APIClient, name: str) -> None:
    answer = api.post("/api/v1/auth/login", {"username": name, "password": PASSWORD}, format="json")
    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == SESSION_FIELDS
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)
    assert body["player_id"] == f"p_{ada.pk}"
    assert answer["Cache-Control"] == "no-store"
    ada.refresh_from_db()
    assert ada.last_login is not None


def test_logging_in_brings_the_profile_into_the_cache(ada: User, api: APIClient) -> None:
    api.post("/api/v1/auth/login", {"username": "ada_l", "password": PASSWORD}, format="json")
    ada.refresh_from_db()
    assert cache.get(profile_key(ada)) is not None


def test_a_banned_player_hears_so_only_with_the_right_password(ada: User, api: APIClient) -> None:
    User.objects.update(is_active=False)
    wrong = api.post("/api/v1/auth/login", {"username": "ada_l", "password": "?"}, format="json")
    right = api.post(
        "/api/v1/auth/login", {"username": "ada_l", "password": PASSWORD}, format="json"
    )
    assert (wrong.status_code, wrong.json()["code"]) == (401, "INVALID_CREDENTIALS")
    assert (right.status_code, right.json()["code"]) == (403, "BANNED")


def test_a_guest_plays_at_once_under_a_friendly_name(world: None, api: APIClient) -> None:
    answer = api.post("/api/v1/auth/guest")
    body = answer.json()
    player = User.objects.get(username=body["username"])
    assert answer.status_code == 201
    assert set(body) == SESSION_FIELDS | {"username"}
    assert body["player_id"] == player.player_id
    assert player.is_guest
    assert not player.has_usable_password()
    assert Ship.objects.filter(player=player).exists()
    export = api.get("/api/v1/me/export", headers=bearer(body["access_token"]))
    assert export.status_code == 200


def test_tools_that_post_an_empty_form_get_a_guest_too(world: None, page: Client) -> None:
    assert page.post("/api/v1/auth/guest").status_code == 201


def test_a_guest_may_wish_for_a_name_unless_it_is_taken(ada: User, api: APIClient) -> None:
    wished = api.post("/api/v1/auth/guest", {"username": "Wanderer"}, format="json")
    taken = api.post("/api/v1/auth/guest", {"username": "ada_L"}, format="json")
    assert wished.json()["username"] == "Wanderer"
    assert (taken.status_code, taken.json()["code"]) == (409, "USERNAME_TAKEN")


def test_a_guest_cannot_log_in_by_any_password(world: None, api: APIClient) -> None:
    name = api.post("/api/v1/auth/guest").json()["username"]
    for password in ("", "!", User.objects.get(username=name).password):
        answer = api.post(
            "/api/v1/auth/login", {"username": name, "password": password}, format="json"
        )
        assert answer.status_code in (400, 401)


def test_keeping_a_guest_loses_nothing(world: None, api: APIClient) -> None:
    guest = api.post("/api/v1/auth/guest").json()
    before = User.objects.get(username=guest["username"])
    answer = api.post(
        "/api/v1/auth/keep",
        {"username": "Keeper", "password": PASSWORD, "email": "k@example.org"},
        format="json",
        headers=bearer(guest["access_token"]),
    )
    after = User.objects.get(username="Keeper")
    assert answer.status_code == 200
    assert set(answer.json()) == SESSION_FIELDS | {"username"}
    assert (after.pk, after.credits, after.is_guest) == (before.pk, before.credits, False)
    assert after.profile_revision > before.profile_revision
    assert after.email == "k@example.org"
    assert Ship.objects.get(player=after).pk == Ship.objects.get(player_id=before.pk).pk
    login = api.post(
        "/api/v1/auth/login", {"username": "Keeper", "password": PASSWORD}, format="json"
    )
    assert login.json()["player_id"] == guest["player_id"]


def test_a_guest_may_keep_the_name_it_has(world: None, api: APIClient) -> None:
    guest = api.post("/api/v1/auth/guest").json()
    answer = api.post(
        "/api/v1/auth/keep",
        {"username": guest["username"].upper(), "password": PASSWORD},
        format="json",
        headers=bearer(guest["access_token"]),
    )
    assert answer.status_code == 200


def test_a_guests_older_tokens_end_when_the_account_is_kept(world: None, api: APIClient) -> None:
    guest = api.post("/api/v1/auth/guest").json()
    kept = api.post(
        "/api/v1/auth/keep",
        {"username": "Keeper", "password": PASSWORD},
        format="json",
        headers=bearer(guest["access_token"]),
    ).json()
    old = api.get("/api/v1/me/export", headers=bearer(guest["access_token"]))
    new = api.get("/api/v1/me/export", headers=bearer(kept["access_token"]))
    assert (old.status_code, new.status_code) == (401, 200)


def test_a_kept_account_cannot_be_kept_again(api: APIClient, ada_pair: TokenPair) -> None:
    answer = api.post(
        "/api/v1/auth/keep",
        {"username": "other", "password": PASSWORD},
        format="json",
        headers=bearer(ada_pair.access_token),
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")
    assert User.objects.get().username == "ada_l"


def test_a_guest_cannot_take_over_a_taken_name(ada: User, api: APIClient) -> None:
    guest = api.post("/api/v1/auth/guest").json()
    answer = api.post(
        "/api/v1/auth/keep",
        {"username": "ADA_l", "password": PASSWORD},
        format="json",
        headers=bearer(guest["access_token"]),
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "USERNAME_TAKEN")


def test_logging_out_ends_the_refresh_token(api: APIClient, ada_pair: TokenPair) -> None:
    body = {"refresh_token": ada_pair.refresh_token}
    out = api.post("/api/v1/auth/logout", body, format="json")
    again = api.post("/api/v1/auth/logout", body, format="json")
    refresh = api.post("/api/v1/auth/refresh", body, format="json")
    assert (out.status_code, out.json()) == (200, {"success": True})
    assert again.status_code == 200
    assert (refresh.status_code, refresh.json()["code"]) == (401, "INVALID_TOKEN")


def test_logging_out_with_what_is_no_refresh_token_is_refused(
    api: APIClient, ada_pair: TokenPair
) -> None:
    for text in ("nonsense", ada_pair.access_token, ada_pair.refresh_token[:-4]):
        answer = api.post("/api/v1/auth/logout", {"refresh_token": text}, format="json")
        assert (answer.status_code, answer.json()["code"]) == (401, "INVALID_TOKEN")
    assert api.post("/api/v1/auth/logout", {}, format="json").status_code == 400


def test_a_staff_account_made_on_the_command_line_logs_in_by_rest(
    world: None, api: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"USERNAME": "root_1", "PASSWORD": PASSWORD, "EMAIL": "r@x.org"}.items():
        monkeypatch.setenv(f"DJANGO_SUPERUSER_{name}", value)
    call_command("createsuperuser", interactive=False, verbosity=0)
    root = User.objects.get(username="root_1")
    assert (root.is_staff, root.is_superuser, root.email) == (True, True, "r@x.org")
    answer = api.post(
        "/api/v1/auth/login", {"username": "root_1", "password": PASSWORD}, format="json"
    )
    assert answer.status_code == 200
    assert Ship.objects.filter(player=root).exists()


@pytest.mark.django_db
def test_the_command_line_asks_for_no_address_where_nobody_can_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DJANGO_SUPERUSER_EMAIL", raising=False)
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="root_2", verbosity=0)
    assert User.objects.get(username="root_2").email == ""
