"""One's own account by REST: export and deletion."""

import json

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from rest_framework.test import APIClient
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts.arrivals import player_enter
from accounts.models import User
from accounts.services.tokens import TokenPair
from game.models import CargoItem, LedgerEntry, Ship
from tests.accounts.conftest import PASSWORD, bearer

pytestmark = pytest.mark.django_db


def test_an_export_holds_everything_and_no_secret(ada: User, api: APIClient) -> None:
    pair = player_enter(player=ada)
    CargoItem.objects.create(ship=ada.ship, commodity_id="ore", quantity=7)
    answer = api.get("/api/v1/me/export", headers=bearer(pair.access_token))
    body = answer.json()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert set(body) == {
        "export_version",
        "exported_at",
        "account",
        "ship",
        "cargo",
        "transactions",
        "deeds",
        "combats",
        "expeditions",
        "finished_runs",
        "saves",
    }
    assert body["account"]["username"] == "ada_l"
    assert body["account"]["email"] == "ada@example.org"
    assert body["account"]["credits"] == body["transactions"][-1]["balance_after"]
    assert body["ship"]["id"] == f"s_{ada.ship.pk}"
    assert [(lot["commodity_id"], lot["quantity"]) for lot in body["cargo"]] == [("ore", 7)]
    assert [line["tx_type"] for line in body["transactions"]] == ["opening"]
    ada.refresh_from_db()
    assert ada.password not in json.dumps(body)
    assert pair.refresh_token not in json.dumps(body)


def test_an_account_without_a_ship_exports_too(ada: User, ada_pair: TokenPair) -> None:
    body = APIClient().get("/api/v1/me/export", headers=bearer(ada_pair.access_token)).json()
    assert (body["ship"], body["cargo"], body["transactions"]) == (None, [], [])


def test_a_kept_account_is_deleted_by_its_password_with_all_that_is_its(
    ada: User, api: APIClient
) -> None:
    pair = player_enter(player=ada)
    answer = api.delete(
        "/api/v1/me", {"password": PASSWORD}, format="json", headers=bearer(pair.access_token)
    )
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    for model in (User, Ship, LedgerEntry, CargoItem, OutstandingToken):
        assert not model.objects.exists()
    assert api.get("/api/v1/me", headers=bearer(pair.access_token)).status_code == 401
    body = {"refresh_token": pair.refresh_token}
    assert api.post("/api/v1/auth/refresh", body, format="json").status_code == 401


@pytest.mark.parametrize("body", [None, {}, {"password": ""}, {"password": "a guess"}])
def test_a_kept_account_stays_without_its_password(
    api: APIClient, ada_pair: TokenPair, body: dict[str, str] | None
) -> None:
    answer = api.delete("/api/v1/me", body, format="json", headers=bearer(ada_pair.access_token))
    assert (answer.status_code, answer.json()["code"]) == (401, "INVALID_CREDENTIALS")
    assert User.objects.count() == 1


def test_a_guest_goes_without_a_password(world: None, api: APIClient) -> None:
    guest = api.post("/api/v1/auth/guest").json()
    answer = api.delete("/api/v1/me", headers=bearer(guest["access_token"]))
    assert answer.status_code == 200
    assert not User.objects.exists()


def test_a_deleted_players_session_names_nobody(ada: User, ada_pair: TokenPair) -> None:
    page = Client()
    page.force_login(ada)
    assert Session.objects.exists()
    APIClient().delete(
        "/api/v1/me",
        {"password": PASSWORD},
        format="json",
        headers=bearer(ada_pair.access_token),
    )
    assert page.get("/account/").headers["Location"].startswith("/login/")


def test_the_name_is_free_again_after_deletion(ada: User, ada_pair: TokenPair) -> None:
    api = APIClient()
    api.delete(
        "/api/v1/me",
        {"password": PASSWORD},
        format="json",
        headers=bearer(ada_pair.access_token),
    )
    answer = api.post("/api/v1/users", {"username": "ada_l", "password": PASSWORD}, format="json")
    assert answer.status_code == 201


def test_a_session_may_read_and_needs_csrf_to_write(ada: User) -> None:
    page = Client(enforce_csrf_checks=True)
    page.force_login(ada)
    assert page.get("/api/v1/me/export").status_code == 200
    body = json.dumps({"password": PASSWORD})
    refused = page.delete("/api/v1/me", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")
    assert User.objects.exists()
    page.get("/account/")
    token = page.cookies["csrftoken"].value
    done = page.delete(
        "/api/v1/me", body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert done.status_code == 200


def test_a_password_changed_by_fetch_keeps_the_page_logged_in(ada: User) -> None:
    page, other = Client(), Client()
    page.force_login(ada)
    other.force_login(ada)
    answer = page.post(
        "/api/v1/auth/password/change",
        json.dumps({"old_password": PASSWORD, "new_password": "analytical engine"}),
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert page.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
