"""Tokens: one use per refresh, one query per check, and every way of being invalid."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken

from accounts.models import User
from accounts.selectors import player_for_access_token
from accounts.services import tokens
from accounts.services.passwords import password_set
from accounts.services.tokens import TokenPair, access_token_for, token_pair_refresh
from game.protocol.errors import AppError, ErrorCode
from tests.accounts.conftest import bearer

pytestmark = pytest.mark.django_db

REFRESH = "/api/v1/auth/refresh"
WHO = "/api/v1/me/export"  # any address that asks for a token


def refresh(api: APIClient, token: object) -> Any:
    return api.post(REFRESH, {"refresh_token": token}, format="json")


def test_refreshing_gives_the_log_ins_answer_with_a_new_pair(
    api: APIClient, ada: User, ada_pair: TokenPair
) -> None:
    answer = refresh(api, ada_pair.refresh_token)
    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {
        "access_token",
        "refresh_token",
        "token_type",
        "expires_in",
        "player_id",
    }
    assert body["refresh_token"] != ada_pair.refresh_token
    assert body["player_id"] == ada.player_id
    assert api.get(WHO, headers=bearer(body["access_token"])).status_code == 200


def test_a_refresh_token_is_good_for_one_use(api: APIClient, ada_pair: TokenPair) -> None:
    first = refresh(api, ada_pair.refresh_token)
    again = refresh(api, ada_pair.refresh_token)
    assert (again.status_code, again.json()["code"]) == (401, "INVALID_TOKEN")
    assert refresh(api, first.json()["refresh_token"]).status_code == 200


def test_of_two_uses_at_the_same_moment_one_wins(
    ada_pair: TokenPair, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = tokens.player_for_refresh_token
    won: list[TokenPair] = []

    def read_while_another_finishes(*, token: str) -> tuple[User, RefreshToken]:
        found = read(token=token)
        monkeypatch.setattr(tokens, "player_for_refresh_token", read)
        won.append(token_pair_refresh(refresh_token=token)[1])
        return found

    monkeypatch.setattr(tokens, "player_for_refresh_token", read_while_another_finishes)
    with pytest.raises(AppError) as lost:
        token_pair_refresh(refresh_token=ada_pair.refresh_token)
    assert lost.value.code == ErrorCode.INVALID_TOKEN
    assert len(won) == 1


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é" * 40, "x" * 5000, None, 7, ["a"]])
def test_what_is_no_token_is_refused(db: None, api: APIClient, token: object) -> None:
    answer = refresh(api, token)
    assert (answer.status_code, answer.json()["code"]) in {
        (401, "INVALID_TOKEN"),
        (400, "INVALID_INPUT"),
    }


def test_an_access_token_refreshes_nothing_and_a_refresh_token_opens_nothing(
    api: APIClient, ada_pair: TokenPair
) -> None:
    assert refresh(api, ada_pair.access_token).status_code == 401
    assert api.get(WHO, headers=bearer(ada_pair.refresh_token)).status_code == 401


def spoiled_by_age(user: User) -> str:
    token = AccessToken.for_user(user)
    token.set_exp(lifetime=timedelta(seconds=-1))
    return str(token)


def spoiled_by_another_key(user: User) -> str:
    return jwt.encode(AccessToken.for_user(user).payload, "x" * 64, algorithm="HS256")


def spoiled_by_no_signature(user: User) -> str:
    return jwt.encode(AccessToken.for_user(user).payload, None, algorithm="none")


def spoiled_by_a_later_password(user: User) -> str:
    token = access_token_for(user)
    password_set(player=user, password="analytical engine")
    return token


def spoiled_by_a_ban(user: User) -> str:
    token = access_token_for(user)
    User.objects.update(is_active=False)
    return token


def spoiled_by_deletion(user: User) -> str:
    token = access_token_for(user)
    User.objects.all().delete()
    return token


def spoiled_by_no_revocation_claim(user: User) -> str:
    token = AccessToken.for_user(user)
    del token["hash_password"]
    return str(token)


def spoiled_by_no_player(user: User) -> str:
    token = AccessToken.for_user(user)
    del token["user_id"]
    return str(token)


def spoiled_by_a_nonsensical_player(user: User) -> str:
    payload = {**AccessToken.for_user(user).payload, "user_id": "p_1"}
    return jwt.encode(payload, settings.SECRET_KEY, algorithm="HS256")


@pytest.mark.parametrize(
    "spoil",
    [
        spoiled_by_age,
        spoiled_by_another_key,
        spoiled_by_no_signature,
        spoiled_by_a_later_password,
        spoiled_by_a_ban,
        spoiled_by_deletion,
        spoiled_by_no_revocation_claim,
        spoiled_by_no_player,
        spoiled_by_a_nonsensical_player,
    ],
)
def test_a_spoiled_token_opens_nothing(
    api: APIClient, ada: User, spoil: Callable[[User], str]
) -> None:
    token = spoil(ada)
    with pytest.raises(AppError) as refused:
        player_for_access_token(token=token)
    answer = api.get(WHO, headers=bearer(token))
    assert refused.value.code == ErrorCode.INVALID_TOKEN
    assert (answer.status_code, answer.json()["code"]) == (401, "INVALID_TOKEN")
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("end", [spoiled_by_a_later_password, spoiled_by_a_ban])
def test_a_refresh_token_ends_with_password_and_player(
    api: APIClient, ada: User, ada_pair: TokenPair, end: Callable[[User], str]
) -> None:
    end(ada)
    assert refresh(api, ada_pair.refresh_token).status_code == 401


def test_a_good_token_costs_one_query(
    ada: User, ada_pair: TokenPair, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert player_for_access_token(token=ada_pair.access_token) == ada


@given(text=st.one_of(st.text(max_size=200), st.text(alphabet="abcdeyJ0=._-", max_size=200)))
def test_no_text_breaks_the_check(text: str) -> None:
    with pytest.raises(AppError) as refused:
        player_for_access_token(token=text)
    assert refused.value.code == ErrorCode.INVALID_TOKEN


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer  x y", "bearer x"])
def test_a_broken_header_is_an_invalid_token(db: None, api: APIClient, header: str) -> None:
    answer = api.get(WHO, headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "INVALID_TOKEN")


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Token abc"])
def test_no_token_at_all_asks_for_a_log_in(db: None, api: APIClient, header: str) -> None:
    answer = api.get(WHO, headers={"Authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_AUTHENTICATED")


def test_the_scheme_is_read_in_any_case(api: APIClient, ada_pair: TokenPair) -> None:
    header = {"Authorization": f"bearer {ada_pair.access_token}"}
    assert api.get(WHO, headers=header).status_code == 200


def test_a_bad_token_on_a_public_address_is_not_looked_at(world: None, api: APIClient) -> None:
    assert api.post("/api/v1/auth/guest", headers=bearer("stale")).status_code == 201
