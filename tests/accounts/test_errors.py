"""Every error of every REST address has one shape."""

import io
import json
import logging
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import exceptions
from rest_framework.test import APIClient

from accounts.errors import exception_handler, status_of
from accounts.parsers import BoundedJSONParser
from accounts.views import errors as pages
from game.protocol.errors import MESSAGES, AppError, ErrorCode

SHAPE = {"success", "error", "code", "details"}
LOGIN = "/api/v1/auth/login"


def check(answer: Any, status: int, code: str) -> dict[str, Any]:
    body = json.loads(answer.content)
    assert (answer.status_code, body["code"]) == (status, code)
    assert set(body) == SHAPE
    assert body["success"] is False
    assert body["error"]
    assert isinstance(body["details"], dict)
    assert answer["Content-Type"].startswith("application/json")
    return dict(body["details"])


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_code_has_a_status_and_words(code: ErrorCode) -> None:
    answer = exception_handler(AppError(code, retry_after_s=3), {})
    assert 400 <= answer.status_code < 600
    assert answer.data["error"] == MESSAGES[code]
    assert answer["Retry-After"] == "3"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (ErrorCode.NOT_AUTHENTICATED, 401),
        (ErrorCode.INVALID_TOKEN, 401),
        (ErrorCode.INVALID_CREDENTIALS, 401),
        (ErrorCode.FORBIDDEN, 403),
        (ErrorCode.BANNED, 403),
        (ErrorCode.NOT_FOUND, 404),
        (ErrorCode.UNKNOWN_SYSTEM, 404),
        (ErrorCode.UNKNOWN_COMMODITY, 404),
        (ErrorCode.USERNAME_TAKEN, 409),
        (ErrorCode.NAME_TAKEN, 409),
        (ErrorCode.PAYLOAD_TOO_LARGE, 413),
        (ErrorCode.THROTTLED, 429),
        (ErrorCode.INTERNAL, 500),
        (ErrorCode.SERVER_BUSY, 503),
        (ErrorCode.INVALID_INPUT, 400),
        (ErrorCode.INSUFFICIENT_CREDITS, 400),
        (ErrorCode.NOT_DOCKED, 400),
    ],
)
def test_codes_map_to_the_statuses_that_clients_expect(code: ErrorCode, status: int) -> None:
    assert status_of(code) == status


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (exceptions.ValidationError({"a": ["b"]}), 400, "INVALID_INPUT"),
        (exceptions.ParseError(), 400, "INVALID_JSON"),
        (exceptions.NotAuthenticated(), 401, "NOT_AUTHENTICATED"),
        (exceptions.AuthenticationFailed(), 401, "INVALID_TOKEN"),
        (exceptions.PermissionDenied(), 403, "FORBIDDEN"),
        (PermissionDenied(), 403, "FORBIDDEN"),
        (exceptions.NotFound(), 404, "NOT_FOUND"),
        (Http404(), 404, "NOT_FOUND"),
        (exceptions.MethodNotAllowed("PUT"), 405, "METHOD_NOT_ALLOWED"),
        (exceptions.UnsupportedMediaType("x/y"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (exceptions.NotAcceptable(), 400, "INVALID_INPUT"),
        (exceptions.Throttled(12.3), 429, "THROTTLED"),
        (SuspiciousOperation(), 400, "INVALID_INPUT"),
        (OperationalError("database is locked"), 503, "SERVER_BUSY"),
        (ZeroDivisionError("secret words"), 500, "INTERNAL"),
    ],
)
def test_foreign_errors_become_ours(error: Exception, status: int, code: str) -> None:
    answer = exception_handler(error, {})
    assert (answer.status_code, answer.data["code"]) == (status, code)
    assert set(answer.data) == SHAPE


def test_what_nobody_expected_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().post("/api/v1/users")
    answer = exception_handler(ZeroDivisionError("secret words"), {"request": request})
    assert "secret" not in json.dumps(answer.data)
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert record.exc_info
    assert "/api/v1/users" in record.getMessage()


def test_a_throttle_of_the_framework_tells_the_wait_twice() -> None:
    answer = exception_handler(exceptions.Throttled(12.3), {})
    assert (answer.data["details"], answer["Retry-After"]) == ({"retry_after_s": 13}, "13")


@pytest.mark.parametrize(
    "text", [b"{", b"", b"nonsense", b'{"a": NaN}', b"\xff\xfe", b"[" * 100_000, b"1" * 5000]
)
def test_broken_json_is_invalid_json(api: APIClient, text: bytes) -> None:
    answer = api.post(LOGIN, text, content_type="application/json")
    if text:
        check(answer, 400, "INVALID_JSON")
    else:
        check(answer, 400, "INVALID_INPUT")


def test_a_body_without_end_is_refused_unread(api: APIClient) -> None:
    body = b'{"username": "' + b"x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE + b'"}'
    answer = api.post(LOGIN, body, content_type="application/json")
    details = check(answer, 413, "PAYLOAD_TOO_LARGE")
    assert details == {"limit_bytes": settings.DATA_UPLOAD_MAX_MEMORY_SIZE}


def test_the_parser_counts_for_itself_whatever_length_was_claimed() -> None:
    body = io.BytesIO(b" " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    with pytest.raises(AppError) as refused:
        BoundedJSONParser().parse(body, "application/json", {})
    assert refused.value.code == ErrorCode.PAYLOAD_TOO_LARGE


@pytest.mark.parametrize(
    "text",
    [rb'"\ud800"', rb'{"username": "a\udfffb"}', rb'{"\ud800": 1}', rb'[["\udc00\ud800"]]'],
)
def test_half_a_character_is_not_json(api: APIClient, text: bytes) -> None:
    check(api.post(LOGIN, text, content_type="application/json"), 400, "INVALID_JSON")


def test_both_halves_of_a_character_are_json() -> None:
    read = BoundedJSONParser().parse(io.BytesIO(rb'"\ud83d\ude00"'))
    assert read == "\U0001f600"


@pytest.mark.parametrize("number", [12345678, 12345678.5, True])
@pytest.mark.parametrize("field", ["username", "password"])
def test_a_number_is_no_text(api: APIClient, field: str, number: float) -> None:
    body = {"username": "ada_l", "password": "difference engine", field: number}
    for path in ("/api/v1/users", LOGIN):
        details = check(api.post(path, body, format="json"), 400, "INVALID_INPUT")
        assert list(details) == [field]


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data"])
def test_another_content_type_is_refused(api: APIClient, kind: str) -> None:
    check(api.post(LOGIN, b"a=b", content_type=kind), 415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_another_method_is_refused_and_the_right_one_told(api: APIClient, method: str) -> None:
    answer = getattr(api, method)(LOGIN)
    check(answer, 405, "METHOD_NOT_ALLOWED")
    assert "POST" in answer["Allow"]


@pytest.mark.parametrize("path", ["/api/nothing", "/api/v1/nothing", "/api/v2/me", "/api/v1/"])
@pytest.mark.parametrize("debug", [True, False])
def test_nothing_under_api_is_json(client: Client, settings: Any, path: str, debug: bool) -> None:
    settings.DEBUG = debug
    check(client.get(path), 404, "NOT_FOUND")
    check(client.post(path), 404, "NOT_FOUND")


@pytest.mark.parametrize("path", ["/api/nothing", "/api/v1/", "/api/game/runs/x/verify"])
def test_nothing_under_api_asks_for_no_form_token(path: str) -> None:
    check(Client(enforce_csrf_checks=True).post(path), 404, "NOT_FOUND")


def test_nothing_elsewhere_is_a_page(client: Client, db: None) -> None:
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
    assert "<h1>" in answer.content.decode()


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client of a site whose account services fail."""

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("accounts.api.sessions.throttle", fail)
    monkeypatch.setattr("accounts.views.entry.throttle", fail)
    return Client(raise_request_exception=False)


def test_a_failing_address_answers_without_a_trace(broken: Client, db: None) -> None:
    body = json.dumps({"username": "ada_l", "password": "difference engine"})
    answer = broken.post(LOGIN, body, content_type="application/json")
    check(answer, 500, "INTERNAL")
    assert "secret" not in answer.content.decode()


def test_a_failing_page_is_a_page_without_a_trace(broken: Client, db: None) -> None:
    answer = broken.post("/login/", {"username": "ada_l", "password": "difference engine"})
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "<h1>" in text
    assert "secret" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize(
    ("handler", "status", "code"),
    [
        (pages.bad_request, 400, "INVALID_INPUT"),
        (pages.forbidden, 403, "FORBIDDEN"),
        (pages.not_found, 404, "NOT_FOUND"),
    ],
)
def test_handlers_speak_json_under_api_and_html_elsewhere(
    db: None, handler: Any, status: int, code: str
) -> None:
    check(handler(RequestFactory().get("/api/x"), Exception()), status, code)
    page = handler(RequestFactory().get("/x"), Exception())
    assert page.status_code == status
    assert b"<h1>" in page.content


def test_the_last_handler_needs_no_request_context() -> None:
    check(pages.server_error(RequestFactory().get("/api/x")), 500, "INTERNAL")
    assert b"<h1>" in pages.server_error(RequestFactory().get("/x")).content


def test_a_form_without_its_token_gets_words(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "form has expired" in answer.content.decode()


def test_an_address_of_the_api_without_its_token_says_so_in_json() -> None:
    check(Client(enforce_csrf_checks=True).post("/api/asyncapi/"), 403, "FORBIDDEN")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)

FIELDS = ("username", "password", "refresh_token", "uid", "token", "new_password")


@pytest.mark.django_db
@given(
    path=st.sampled_from(
        ["users", "auth/login", "auth/refresh", "auth/logout", "auth/password/reset/confirm"]
    ),
    body=JSON
    | st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("username", "password", "refresh_token", "uid", "token", "new_password"), JSON
        ),
    ),
)
def test_no_body_breaks_an_address(path: str, body: object) -> None:
    answer = APIClient().post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")
    assert answer.status_code in {201, 400, 401, 409, 429}
    if answer.status_code != 201:
        assert set(answer.json()) == SHAPE
