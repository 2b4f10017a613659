"""What strangers cannot find out."""

import logging

import pytest
from django.contrib.auth import hashers
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that was run through the hasher."""
    seen: list[str] = []
    hasher = type(hashers.get_hasher("argon2"))
    encode, verify = hasher.encode, hasher.verify

    def counting_encode(self: object, password: str, salt: str) -> str:
        seen.append(password)
        return str(encode(self, password, salt))

    def counting_verify(self: object, password: str, encoded: str) -> bool:
        seen.append(password)
        return bool(verify(self, password, encoded))

    monkeypatch.setattr(hasher, "encode", counting_encode)
    monkeypatch.setattr(hasher, "verify", counting_verify)
    return seen


@pytest.mark.parametrize("name", ["ada_l", "nobody", "a guest"])
def test_every_failed_log_in_looks_and_costs_the_same(
    ada: User, api: APIClient, hashed: list[str], name: str
) -> None:
    if name == "a guest":
        name = api.post("/api/v1/auth/guest").json()["username"]
    answer = api.post("/api/v1/auth/login", {"username": name, "password": "wrong"}, format="json")
    assert answer.status_code == 401
    assert answer.json() == {
        "success": False,
        "error": "Name and password do not match.",
        "code": "INVALID_CREDENTIALS",
        "details": {},
    }
    assert len(hashed) == 1


@pytest.mark.parametrize("name", ["ada_l", "nobody"])
def test_the_page_says_the_same_of_both_too(ada: User, page: Client, name: str) -> None:
    answer = page.post("/login/", {"username": name, "password": "wrong"})
    assert "Name and password do not match." in answer.content.decode()


def test_no_password_reaches_the_log(
    ada: User, api: APIClient, page: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api.post("/api/v1/auth/login", {"username": "ada_l", "password": PASSWORD}, format="json")
    api.post("/api/v1/auth/login", {"username": "ada_l", "password": "a guess!"}, format="json")
    page.post("/login/", {"username": "ada_l", "password": PASSWORD})
    assert PASSWORD not in caplog.text
    assert "a guess!" not in caplog.text


def test_an_answer_never_holds_a_hash(ada: User, api: APIClient) -> None:
    login = api.post(
        "/api/v1/auth/login", {"username": "ada_l", "password": PASSWORD}, format="json"
    )
    assert "argon2" not in login.content.decode()


@pytest.mark.parametrize(
    "path", ["/login/", "/signup/", "/password/reset/", "/guest/", "/logout/", "/api/v1/me"]
)
def test_answers_carry_the_protective_headers(db: None, page: Client, path: str) -> None:
    headers = page.get(path).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


def test_a_session_cookie_is_out_of_reach_of_scripts(ada: User, page: Client) -> None:
    page.post("/login/", {"username": "ada_l", "password": PASSWORD})
    cookie = page.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
