"""Changing a password, and choosing another by mail."""

import re

import pytest
from django.core import mail as outbox
from rest_framework.test import APIClient

from accounts import mail
from accounts.models import User
from accounts.services.tokens import TokenPair, token_pair_for
from tests.accounts.conftest import PASSWORD, bearer

pytestmark = pytest.mark.django_db

NEW = "analytical engine"
CHANGE = "/api/v1/auth/password/change"
RESET = "/api/v1/auth/password/reset"
CONFIRM = "/api/v1/auth/password/reset/confirm"
LINK = re.compile(r"(https?://\S+)/password/reset/([^/\s]+)/([^/\s]+)/")


def letters() -> list[outbox.EmailMessage]:
    mail.flush(5)
    return outbox.outbox


def log_in(api: APIClient, password: str) -> int:
    body = {"username": "ada_l", "password": password}
    return int(api.post("/api/v1/auth/login", body, format="json").status_code)


def test_a_changed_password_ends_every_older_token(
    api: APIClient, ada: User, ada_pair: TokenPair
) -> None:
    elsewhere = token_pair_for(ada)
    answer = api.post(
        CHANGE,
        {"old_password": PASSWORD, "new_password": NEW},
        format="json",
        headers=bearer(ada_pair.access_token),
    )
    assert answer.status_code == 200
    for old in (ada_pair, elsewhere):
        assert api.get("/api/v1/me", headers=bearer(old.access_token)).status_code == 401
        body = {"refresh_token": old.refresh_token}
        assert api.post("/api/v1/auth/refresh", body, format="json").status_code == 401
    assert api.get("/api/v1/me", headers=bearer(answer.json()["access_token"])).status_code == 200
    assert (log_in(api, PASSWORD), log_in(api, NEW)) == (401, 200)


def test_a_password_changes_only_for_the_old_one(api: APIClient, ada_pair: TokenPair) -> None:
    answer = api.post(
        CHANGE,
        {"old_password": "a guess", "new_password": NEW},
        format="json",
        headers=bearer(ada_pair.access_token),
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "INVALID_CREDENTIALS")
    assert log_in(api, PASSWORD) == 200


def test_a_new_password_follows_the_rule(api: APIClient, ada_pair: TokenPair) -> None:
    answer = api.post(
        CHANGE,
        {"old_password": PASSWORD, "new_password": "short"},
        format="json",
        headers=bearer(ada_pair.access_token),
    )
    assert answer.status_code == 400
    assert set(answer.json()["details"]) == {"new_password"}


def test_a_guest_has_no_password_to_change(world: None, api: APIClient) -> None:
    guest = api.post("/api/v1/auth/guest").json()
    answer = api.post(
        CHANGE,
        {"old_password": "x", "new_password": NEW},
        format="json",
        headers=bearer(guest["access_token"]),
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


def test_a_mailed_link_sets_a_password_once(api: APIClient, ada: User, ada_pair: TokenPair) -> None:
    answer = api.post(RESET, {"email": "ADA@example.org"}, format="json")
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    (letter,) = letters()
    assert letter.to == ["ada@example.org"]
    found = LINK.search(str(letter.body))
    assert found is not None
    origin, uid, token = found.groups()
    assert origin == "http://127.0.0.1:8000"
    body = {"uid": uid, "token": token, "new_password": NEW}
    assert api.post(CONFIRM, body, format="json").status_code == 200
    again = api.post(CONFIRM, {**body, "new_password": "another one"}, format="json")
    assert (again.status_code, again.json()["code"]) == (401, "INVALID_TOKEN")
    assert (log_in(api, PASSWORD), log_in(api, NEW)) == (401, 200)
    assert api.get("/api/v1/me", headers=bearer(ada_pair.access_token)).status_code == 401


def test_the_link_names_our_origin_whatever_host_was_asked(api: APIClient, ada: User) -> None:
    api.post(RESET, {"email": ada.email}, format="json", headers={"Host": "localhost"})
    assert "http://127.0.0.1:8000/" in str(letters()[0].body)


@pytest.mark.parametrize("uid", ["", "x", "MTIz", "//", "é", "9" * 64])
def test_a_forged_link_sets_nothing(api: APIClient, ada: User, uid: str) -> None:
    body = {"uid": uid, "token": "a-b", "new_password": NEW}
    assert api.post(CONFIRM, body, format="json").status_code in (400, 401)
    assert log_in(api, PASSWORD) == 200


@pytest.mark.parametrize("make", ["nobody", "guest", "banned", "no password"])
def test_asking_never_tells_whether_an_address_is_known(
    api: APIClient, ada: User, make: str
) -> None:
    if make == "nobody":
        ada.email = ""
    elif make == "guest":
        ada.is_guest = True
        ada.set_unusable_password()
    elif make == "banned":
        ada.is_active = False
    else:
        ada.set_unusable_password()
    ada.save()
    answer = api.post(RESET, {"email": "ada@example.org"}, format="json")
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert letters() == []


def test_a_mail_server_that_fails_is_not_shown(
    api: APIClient, ada: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(outbox.EmailMessage, "send", refuse)
    assert api.post(RESET, {"email": ada.email}, format="json").status_code == 200
    mail.flush(5)
    assert "mail was not sent" in caplog.text


def test_letters_beyond_the_queue_are_dropped_with_a_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Full:
        def acquire(self, blocking: bool) -> bool:
            return False

    monkeypatch.setattr(mail, "_slots", Full())
    mail.post(subject="s", body="b", to="a@example.org")
    assert letters() == []
    assert "mail dropped" in caplog.text
