"""Requests about saves that no client should send: refused, with nothing changed."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.services.tokens import token_pair_for
from game.models import Expedition
from tests.saves.conftest import Rest, answer, code_of, rows

READS = ("/saves", "/saves/1", "/saves/1/export")
WRITES = ("/saves/1", "/load/1", "/saves/1/import")
NAMES_A_SESSION = ("/saves/1", "/load/1")
JSON = "application/json"


@pytest.fixture(autouse=True)
def _saved(request: pytest.FixtureRequest) -> None:
    """Slot 1 holds something that a request could harm."""
    assert request.getfixturevalue("rest").post("/saves/1")[0] == 200


def everything() -> tuple[object, object]:
    return rows(), list(Expedition.objects.order_by("pk").values())


def send(player: User, method: str, path: str, body: bytes = b"{}", **options: Any) -> Any:
    options.setdefault("headers", Rest(player)._headers)
    client = options.pop("client", None) or Client()
    return client.generic(method, f"/api{path}", body, **{"content_type": JSON, **options})


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize(
    "body",
    [b"\0", b"{", b" ", b"NaN", b'"\xff"', b"\xef\xbb\xbf{}", "{}".encode("utf-16"),
     b'{"x": ' + b"1" * 5000 + b"}", b"[" * 100_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
     b'{"session_id": "\\ud800"}', b'{"\\udfff": 1}'],
    ids=lambda body: str(body[:24]),
)  # fmt: skip
def test_what_is_not_json_is_refused(rest: Rest, path: str, body: bytes) -> None:
    before = everything()
    assert code_of(rest.post(path, body)) == (400, "INVALID_JSON")
    assert everything() == before


@pytest.mark.parametrize("path", NAMES_A_SESSION)
@pytest.mark.parametrize("value", [0, 1.5, True, None, [], ["default"], {}, "", "\0", "x" * 65])
def test_a_session_s_name_is_a_text(rest: Rest, path: str, value: object) -> None:
    before = everything()
    reply = rest.post(path, {"session_id": value})
    assert code_of(reply) == (400, "INVALID_INPUT")
    assert list(reply[1]["details"]) == ["session_id"]
    assert everything() == before


@pytest.mark.parametrize("path", NAMES_A_SESSION)
def test_of_two_equal_keys_the_last_one_counts(rest: Rest, path: str) -> None:
    body = b'{"session_id": "default", "session_id": "not\\u0000this"}'
    assert code_of(rest.post(path, body)) == (400, "INVALID_INPUT")


def test_a_load_and_a_save_without_a_body_are_about_the_default_session(rest: Rest) -> None:
    assert rest.post("/saves/2", b"")[1]["metadata"]["session_id"] == "default"
    assert rest.post("/load/2", b"")[1]["session_id"] == "default"


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("kind", ["", "garbage", "text/plain", "application/x-www-form-urlencoded",
                                  "multipart/form-data"])  # fmt: skip
def test_another_content_type_is_refused(ada: User, path: str, kind: str) -> None:
    before = everything()
    reply = answer(send(ada, "POST", path, content_type=kind))
    assert code_of(reply) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert everything() == before


@pytest.mark.parametrize("path", WRITES)
def test_a_body_beyond_a_mebibyte_is_refused(rest: Rest, path: str) -> None:
    before = everything()
    body = b'{"session_id": "default", "x": "' + b"x" * 1024 * 1024 + b'"}'
    assert code_of(rest.post(path, body)) == (413, "PAYLOAD_TOO_LARGE")
    assert everything() == before


@pytest.mark.parametrize(
    "slot", ["%01", "1%00", "%00", "1%0A", "1%20", "+1", "%2B1", "1e0", "00", "null", "true", "1;2",
             "%EF%BC%91", "%F0%9F%98%80", "%FF", "a" * 5000]
)  # fmt: skip
def test_no_spelling_of_a_slot_but_its_digit(rest: Rest, slot: str) -> None:
    before = everything()
    for path in (f"/saves/{slot}", f"/saves/{slot}/export"):
        assert code_of(rest.get(path)) == (400, "INVALID_SLOT")
    for path in (f"/saves/{slot}", f"/load/{slot}", f"/saves/{slot}/import"):
        assert code_of(rest.post(path, {})) == (400, "INVALID_SLOT")
    assert code_of(rest.delete(f"/saves/{slot}")) == (400, "INVALID_SLOT")
    assert everything() == before


@pytest.mark.parametrize("path", ["/saves/1/x", "/saves/1/2/export", "/saves//export", "/load/",
                                  "/load/1/2", "/saves/1//import"])  # fmt: skip
def test_what_is_no_address_is_404(rest: Rest, path: str) -> None:
    assert code_of(rest.get(path)) == (404, "NOT_FOUND")
    assert code_of(rest.post(path, {})) == (404, "NOT_FOUND")


ALLOWED = {
    "/saves": {"GET", "HEAD"},
    "/saves/1": {"GET", "HEAD", "POST", "DELETE"},
    "/saves/1/export": {"GET", "HEAD"},
    "/saves/1/import": {"POST"},
    "/load/1": {"POST"},
}


@pytest.mark.parametrize("path", ALLOWED)
def test_a_method_that_an_address_does_not_answer(ada: User, path: str) -> None:
    before = everything()
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"} - ALLOWED[path]:
        response = send(ada, method, path)
        assert code_of(answer(response)) == (405, "METHOD_NOT_ALLOWED")
        assert set(response["Allow"].split(", ")) == {*ALLOWED[path], "OPTIONS"}
    assert everything() == before


@pytest.mark.parametrize("path", READS)
def test_head_is_get_without_the_body(ada: User, path: str) -> None:
    head = send(ada, "HEAD", path, b"")
    assert (head.status_code, head.content) == (200, b"")


CALLS = [*(("GET", path) for path in READS), *(("POST", path) for path in WRITES),
         ("DELETE", "/saves/1")]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_token_that_is_not_good_opens_nothing(ada: User, method: str, path: str) -> None:
    before = everything()
    pair = token_pair_for(ada)
    for token in ("", "x", pair.refresh_token, pair.access_token[:-3]):
        headers = {"Authorization": f"Bearer {token}"}
        reply = answer(send(ada, method, path, headers=headers))
        assert code_of(reply) == (401, "INVALID_TOKEN")
    assert everything() == before


@pytest.mark.parametrize(("method", "path"), [call for call in CALLS if call[0] != "GET"])
@pytest.mark.parametrize("token", [None, "", "x" * 32])
def test_a_cookie_alone_changes_nothing(
    ada: User, method: str, path: str, token: str | None
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    browser.cookies["csrftoken"] = "c" * 32
    before = everything()
    headers = {} if token is None else {"X-CSRFToken": token}
    reply = answer(send(ada, method, path, headers=headers, client=browser))
    assert code_of(reply) == (403, "FORBIDDEN")
    assert everything() == before
