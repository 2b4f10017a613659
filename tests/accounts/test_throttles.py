"""How often someone may try, and that nobody may try to find out by how much."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts import throttles
from accounts.models import User
from accounts.throttles import Rate, rate_from, throttle
from cosmic_site.config import ConfigError, config_from
from game.protocol.errors import AppError, ErrorCode
from tests.accounts.conftest import PASSWORD

Clock = SimpleNamespace


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A time that a test sets; both of the counter's windows live in the cache long enough."""
    now = SimpleNamespace(now=1_000_000.0)
    monkeypatch.setattr(throttles, "time", SimpleNamespace(time=lambda: now.now))
    return now


def allowed(**caller: str) -> bool:
    try:
        throttle("login", **caller)
    except AppError as refused:
        return refused.code != ErrorCode.THROTTLED
    return True


def test_rates_are_read_as_written() -> None:
    assert rate_from("10/min") == Rate(10, 60)
    assert rate_from("20/hour") == Rate(20, 3600)
    assert rate_from("100000/min") == Rate(100_000, 60)
    assert rate_from("off") is None


@pytest.mark.parametrize("text", ["", "10", "ten/min", "10/fortnight", "-1/min", "0/min"])
def test_what_is_no_rate_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        rate_from(text)


def test_the_limit_is_reached_exactly(clock: Clock, limits: Callable[..., None]) -> None:
    limits(throttle_login="3/min")
    assert [allowed(address="198.51.100.1") for _ in range(5)] == [True] * 3 + [False] * 2


def test_addresses_and_names_are_counted_apart(clock: Clock, limits: Callable[..., None]) -> None:
    limits(throttle_login="2/min")
    assert all(allowed(address=f"198.51.100.{i}", name="ada") for i in range(2))
    assert not allowed(address="198.51.100.9", name="ADA")
    assert allowed(address="198.51.100.10", name="grace")


def test_scopes_are_counted_apart(clock: Clock, limits: Callable[..., None]) -> None:
    limits(throttle_login="1/min", throttle_guest="1/min")
    throttle("login", address="198.51.100.1")
    throttle("guest", address="198.51.100.1")
    assert not allowed(address="198.51.100.1")


def test_after_the_wait_that_was_told_one_more_try_is_allowed(
    clock: Clock, limits: Callable[..., None]
) -> None:
    limits(throttle_login="3/min")
    for _ in range(3):
        throttle("login", name="ada")
    with pytest.raises(AppError) as refused:
        throttle("login", name="ada")
    wait_s = refused.value.details["retry_after_s"]
    assert isinstance(wait_s, int)
    clock.now += wait_s
    assert allowed(name="ada")


def test_refused_tries_do_not_prolong_the_wait(clock: Clock, limits: Callable[..., None]) -> None:
    limits(throttle_login="1/min")
    throttle("login", name="ada")
    for _ in range(50):
        assert not allowed(name="ada")
        clock.now += 1.0
    clock.now += 71.0
    assert allowed(name="ada")


@given(
    limit=st.integers(1, 6),
    steps=st.lists(st.floats(0.0, 40.0), min_size=1, max_size=60),
)
def test_no_pattern_of_tries_gets_far_over_the_rate(limit: int, steps: list[float]) -> None:
    """Never more than the limit within a fixed window, and never twice the limit in any period."""
    cache.clear()
    rate, now, passed = Rate(limit, 60), 1_000_000.0, []
    for step in steps:
        now += step
        if throttles._count("property", rate, now_s=now) == 0.0:
            passed.append(now)
    for start in passed:
        assert sum(start <= t < start + 60 for t in passed) < 2 * limit or limit == 1
    windows = [int(t // 60) for t in passed]
    assert all(windows.count(window) <= limit for window in windows)


@given(limit=st.integers(1, 20), previous=st.integers(0, 20), offset=st.floats(0, 59.9))
def test_the_wait_is_always_enough_and_never_over_two_periods(
    limit: int, previous: int, offset: float
) -> None:
    cache.clear()
    rate, start = Rate(limit, 60), 999_960.0 + 60
    for _ in range(min(previous, limit)):
        throttles._count("property", rate, now_s=start - 60)
    now = start + offset
    while (wait_s := throttles._count("property", rate, now_s=now)) == 0.0:
        pass
    assert 0 < wait_s <= 120
    assert throttles._count("property", rate, now_s=now + int(wait_s) + 1) == 0.0


def test_a_cache_that_is_down_lets_everybody_in(
    limits: Callable[..., None], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionError("no cache")

    limits(throttle_login="1/min")
    monkeypatch.setattr(throttles, "cache", SimpleNamespace(add=refuse))
    assert all(allowed(address="198.51.100.1", name="ada") for _ in range(5))
    assert "throttle login is off" in caplog.text


def test_a_counter_that_was_evicted_starts_anew(
    limits: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(key: str) -> int:
        raise ValueError(key)

    limits(throttle_login="5/min")
    monkeypatch.setattr(cache, "incr", gone)
    assert allowed(name="ada")


def post(api: APIClient, path: str, body: dict[str, str], address: str = "198.51.100.1") -> Any:
    return api.post(f"/api/v1/{path}", body, format="json", REMOTE_ADDR=address)


@pytest.mark.django_db
def test_a_name_is_closed_to_guesses_from_everywhere(
    ada: User, api: APIClient, limits: Callable[..., None]
) -> None:
    limits(throttle_login="3/min")
    for i in range(3):
        guess = {"username": "ada_l", "password": f"guess {i}"}
        assert post(api, "auth/login", guess, f"198.51.100.{i}").status_code == 401
    right = {"username": "ada_l", "password": PASSWORD}
    answer = post(api, "auth/login", right, "198.51.100.99")
    assert (answer.status_code, answer.json()["code"]) == (429, "THROTTLED")
    assert answer["Retry-After"] == str(answer.json()["details"]["retry_after_s"])


@pytest.mark.django_db
def test_an_address_is_closed_to_guesses_of_many_names(
    ada: User, api: APIClient, limits: Callable[..., None]
) -> None:
    limits(throttle_login="3/min")
    for i in range(3):
        post(api, "auth/login", {"username": f"nobody_{i}", "password": PASSWORD})
    answer = post(api, "auth/login", {"username": "ada_l", "password": PASSWORD})
    assert answer.status_code == 429
    elsewhere = post(api, "auth/login", {"username": "ada_l", "password": PASSWORD}, "192.0.2.1")
    assert elsewhere.status_code == 200


@pytest.mark.django_db
def test_a_refused_log_in_hashes_nothing(
    ada: User, api: APIClient, limits: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    limits(throttle_login="1/min")
    post(api, "auth/login", {"username": "ada_l", "password": "a guess"})

    def too_late(*args: object) -> bool:
        raise AssertionError("hashed before the throttle")

    monkeypatch.setattr(User, "check_password", too_late)
    monkeypatch.setattr("accounts.services.passwords.make_password", too_late)
    for name in ("ada_l", "nobody"):
        answer = post(api, "auth/login", {"username": name, "password": PASSWORD})
        assert answer.status_code == 429


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "path", "body"),
    [
        ("throttle_signup", "users", {"username": "grace", "password": PASSWORD}),
        ("throttle_signup", "auth/register", {"username": "grace", "password": PASSWORD}),
        ("throttle_guest", "auth/guest", {}),
        ("throttle_password_reset", "auth/password/reset", {"email": "a@example.org"}),
    ],
)
def test_other_doors_are_counted_by_address(
    world: None,
    api: APIClient,
    limits: Callable[..., None],
    field: str,
    path: str,
    body: dict[str, str],
) -> None:
    limits(**{field: "1/hour"})
    assert post(api, path, body).status_code in (200, 201)
    answer = post(api, path, body)
    assert (answer.status_code, answer.json()["code"]) == (429, "THROTTLED")
    other = {**body, "email": "b@example.org"} if "email" in body else body
    assert post(api, path, other, "192.0.2.1").status_code in (200, 201, 409)


@pytest.mark.django_db
def test_deleting_by_guessed_passwords_is_counted(
    ada: User, api: APIClient, limits: Callable[..., None]
) -> None:
    limits(throttle_login="2/min")
    api.force_authenticate(ada)
    codes = [
        api.delete("/api/v1/me", {"password": "a guess"}, format="json").json()["code"]
        for _ in range(3)
    ]
    assert codes == ["INVALID_CREDENTIALS", "INVALID_CREDENTIALS", "THROTTLED"]


@pytest.mark.django_db
def test_rates_can_be_raised_for_load_tests(
    world: None, api: APIClient, limits: Callable[..., None]
) -> None:
    limits(throttle_guest="100000/min")
    assert {post(api, "auth/guest", {}).status_code for _ in range(70)} == {201}


@pytest.mark.parametrize("text", ["ten/min", "10/fortnight", "0/min", "10/min\n", "10"])
def test_a_rate_that_cannot_be_read_stops_the_process_by_name(text: str) -> None:
    with pytest.raises(ConfigError, match="COSMIC_THROTTLE_GUEST"):
        config_from({"COSMIC_THROTTLE_GUEST": text})


@given(rate=st.from_regex(r"(off|[1-9][0-9]{0,8}/(s|sec|m|min|h|hour|day))", fullmatch=True))
def test_every_rate_that_the_configuration_takes_can_be_counted_by(rate: str) -> None:
    assert config_from({"COSMIC_THROTTLE_GUEST": rate}).throttle_guest == rate
    assert rate_from(rate) is None or rate_from(rate) == Rate(
        int(rate.split("/")[0]), throttles.PERIODS_S[rate.split("/")[1]]
    )


@pytest.mark.django_db
def test_everybody_comes_in_while_redis_is_away(ada: User, api: APIClient, settings: Any) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
            "OPTIONS": {"socket_connect_timeout": 0.5},
        }
    }
    right = {"username": "ada_l", "password": PASSWORD}
    assert post(api, "auth/login", right).status_code == 200
    assert post(api, "auth/guest", {}).status_code == 201
