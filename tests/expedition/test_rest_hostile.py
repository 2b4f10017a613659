"""Requests that no client should send: each is refused in the one shape, and changes nothing."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework_simplejwt.tokens import AccessToken

from accounts.models import User
from accounts.services.tokens import token_pair_for
from game.expedition.actions import ACTIONS
from game.models import Expedition, ExpeditionStep
from tests.expedition.rest import READS, Site
from tests.support.server import LiveServer

JSON = "application/json"
TAKES_A_BODY = ("game/new", "game/action/default")
GETS = [*(f"game/{read}/default" for read in READS), "game/sessions", "game/runs", "game/runs/1",
        "game/runs/1/replay"]  # fmt: skip
POSTS = [*TAKES_A_BODY, "game/runs/1/verify"]


class Line:
    """Requests just as they are written; what is stored must stay as it was."""

    def __init__(self, player: User) -> None:
        self.headers = Site(player).headers
        self._before = self.stored()

    @staticmethod
    def stored() -> tuple[object, ...]:
        return (
            list(Expedition.objects.order_by("pk").values()),
            list(ExpeditionStep.objects.order_by("pk").values()),
        )

    def ask(self, method: str, path: str, body: object = b"", **options: Any) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body)
        client = options.pop("client", None) or Client()
        options.setdefault("content_type", JSON)
        options.setdefault("headers", self.headers)
        return client.generic(method, f"/api/{path}", data, **options)

    def refused(
        self, status: int, code: str, method: str, path: str, body: object = b"", **options: Any
    ) -> dict[str, Any]:
        """The details of a refusal that has the one shape and changed nothing."""
        answer = self.ask(method, path, body, **options)
        content = answer.json()
        assert (answer.status_code, content["code"]) == (status, code), content
        assert set(content) == {"success", "error", "code", "details"}
        assert content["success"] is False
        assert content["error"]
        assert self.stored() == self._before
        return dict(content["details"])


@pytest.fixture
def line(site: Site, ada: User) -> Line:
    """Ada's, whose expedition `default` has begun."""
    site.new(seed="amber")
    return Line(ada)


# --- bodies ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TAKES_A_BODY)
@pytest.mark.parametrize(
    "body",
    [
        b"\0",
        b"{",
        b"  ",
        b"{'action': 'scan'}",
        b'{"action": "scan"} {}',
        b'"\xff"',
        b'\xef\xbb\xbf{"action": "scan"}',
        '{"action": "scan"}'.encode("utf-16"),
        b"NaN",
        b'{"action": "scan", "x": Infinity}',
        b'{"action": "scan", "x": ' + b"1" * 5000 + b"}",
        b"[" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"action": "\\ud800"}',
        b'{"action": "quest", "quest": "\\udfff"}',
        b'{"action": "scan", "\\ud800": 1}',
        b'{"session_id": "\\ud800"}',
        b'{"seed": "a\\ud800\\ud800b"}',
    ],
    ids=lambda body: str(body[:24]),
)
def test_what_is_not_json_is_refused(line: Line, path: str, body: bytes) -> None:
    line.refused(400, "INVALID_JSON", "POST", path, body)


@pytest.mark.parametrize("path", TAKES_A_BODY)
@pytest.mark.parametrize("body", [[], None, True, 1, "scan", [{"action": "scan"}]])
def test_what_is_no_object_is_refused(line: Line, path: str, body: object) -> None:
    details = line.refused(400, "INVALID_INPUT", "POST", path, body)
    assert list(details) == ["non_field_errors"]


@pytest.mark.parametrize("path", TAKES_A_BODY)
@pytest.mark.parametrize(
    "kind",
    ["", "garbage", "text/plain", "application/xml", "application/x-www-form-urlencoded",
     "multipart/form-data", "application/vnd.api+json"],
)  # fmt: skip
def test_another_content_type_is_refused(line: Line, path: str, kind: str) -> None:
    body = b'{"action": "scan", "force_new": true}'
    line.refused(415, "UNSUPPORTED_MEDIA_TYPE", "POST", path, body, content_type=kind)


@pytest.mark.parametrize("path", TAKES_A_BODY)
def test_a_body_beyond_a_mebibyte_is_refused(line: Line, path: str) -> None:
    body = b'{"action": "scan", "force_new": true, "x": "' + b"x" * 1024 * 1024 + b'"}'
    details = line.refused(413, "PAYLOAD_TOO_LARGE", "POST", path, body)
    assert details == {"limit_bytes": 1024 * 1024}


def test_an_action_needs_a_body(line: Line) -> None:
    line.refused(400, "INVALID_INPUT", "POST", "game/action/default")


def test_of_two_equal_keys_the_last_one_counts(line: Line) -> None:
    answer = line.ask("POST", "game/action/default", b'{"action": "navigate", "action": "no"}')
    assert answer.json()["result"]["code"] == "UNKNOWN_ACTION"
    answer = line.ask("POST", "game/new", b'{"session_id": "one", "session_id": "two"}')
    assert answer.json()["session_id"] == "two"


@pytest.mark.parametrize("value", [1, 1.5, True, None, [], ["default"], {}, "", "\0", "x" * 65])
def test_a_session_s_name_is_a_text(line: Line, value: object) -> None:
    details = line.refused(400, "INVALID_INPUT", "POST", "game/new", {"session_id": value})
    assert list(details) == ["session_id"]


@pytest.mark.parametrize("field", ["force_new", "daily"])
@pytest.mark.parametrize("value", [0, 1, 1.0, "true", "yes", "", None, [], {}])
def test_a_flag_is_true_or_false(line: Line, field: str, value: object) -> None:
    details = line.refused(400, "INVALID_INPUT", "POST", "game/new", {field: value})
    assert list(details) == [field]


@pytest.mark.parametrize(
    ("action", "field", "values"),
    [
        ("sell_item", "quantity", [True, 0, -1, 1.0, 1.5, "1", None, [], 10**6 + 1, 10**400]),
        ("sell_item", "item_id", [1, True, None, [], {}, "", "x" * 65]),
        ("navigate", "target_node_id", [1, True, [], {}, "", "x" * 65]),
        ("navigate", "target_region_id", [1, 0.0, [], {}, "", "x" * 65]),
        ("refuel", "amount", [True, 0, -1, 1.5, "5", [], 10**7]),
        ("choose", "choice", [True, 1.0, None, [], {}]),
        ("remove_mod", "slot_type", ["top", 1, True, []]),
        ("trade", "side", ["steal", 1, None, []]),
        ("quest", "quest", ["", "ACCEPT", 1, None]),
    ],
)
def test_a_parameter_has_one_type(
    line: Line, action: str, field: str, values: list[object]
) -> None:
    good = {"action": action, "item_id": "rations", "mod_id": "mining_laser", "side": "sell"}
    for value in values:
        body = {**good, field: value}
        line.refused(400, "INVALID_INPUT", "POST", "game/action/default", body)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=80)
    | st.sampled_from(["buy", "sell", "accept", "attack", "rations", "mining_laser", "scout"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
FIELDS = sorted({field for kind in ACTIONS.values() for field in kind.__struct_fields__})


@pytest.mark.django_db
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    action=st.sampled_from(sorted(ACTIONS)) | ANYTHING,
    fields=st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=9), ANYTHING, max_size=5),
)
def test_no_action_is_half_done(
    line: Line, site: Site, action: object, fields: dict[str, object]
) -> None:
    before = Expedition.objects.values().get()
    status, body = site.post("game/action/default", {**fields, "action": action})
    assert status in (200, 400)
    if not body["success"]:
        assert Expedition.objects.values().get() == before
    if status == 400:
        assert body["code"] == "INVALID_INPUT"
    elif body["game_state"]["game_over"]:
        site.new(force_new=True)


# --- addresses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "parameter"),
    [("game/sessions", "limit"), ("game/sessions", "offset"), ("game/runs", "limit"),
     ("game/runs", "offset"), ("v1/leaderboard/expeditions", "limit")],
)  # fmt: skip
@pytest.mark.parametrize(
    "value",
    ["", "x", "-1", "1.0", "1.5", "1e1", "0x1", "01", "1_0", "+1", " 1", "1 ", "true", "١", "１",
     "\0", "9" * 400],
)  # fmt: skip
def test_a_number_in_an_address_is_spelt_in_digits(
    line: Line, path: str, parameter: str, value: str
) -> None:
    details = line.refused(400, "INVALID_INPUT", "GET", f"{path}?{parameter}={quote(value)}")
    assert list(details) == [parameter]


@pytest.mark.parametrize(
    "day",
    ["", "x", "TODAY", "today ", "2030-1-5", "2030-02-30", "20300105", "2030-W01-1", "٢٠٣٠-01-05",
     "2030-01-05T00:00", "\0"],
)  # fmt: skip
def test_a_day_is_spelt_in_one_way(line: Line, day: str) -> None:
    path = f"v1/leaderboard/expeditions?daily={quote(day)}"
    assert list(line.refused(400, "INVALID_INPUT", "GET", path)) == ["daily"]


@pytest.mark.parametrize(
    "number", ["0", "-1", "1.0", "1e3", "x", "null", "%D9%A1", "1%20", "%00", "9" * 19, "9" * 400]
)
def test_no_run_has_such_a_number(line: Line, number: str) -> None:
    line.refused(404, "NOT_FOUND", "GET", f"game/runs/{number}")
    line.refused(404, "NOT_FOUND", "GET", f"game/runs/{number}/replay")
    line.refused(404, "NOT_FOUND", "POST", f"game/runs/{number}/verify")


def test_a_session_without_a_name_is_no_address(line: Line) -> None:
    for read in READS:
        line.refused(404, "NOT_FOUND", "GET", f"game/{read}/")
    line.refused(404, "NOT_FOUND", "POST", "game/action/", {"action": "navigate"})


NAMES = ["x" * 64, "a/b", "a/", "/", "//a//", "a%2Fb", ".", "..", "../../saves", "über", "u\u0308",
         "😀" * 64, " ", " a ", "%", "%zz", "%00", "a?b=c#d", "a;b", "a+b", "a\\b", "\n", "\r\n",
         "\u202e", "' OR 1=1 --"]  # fmt: skip


@pytest.fixture
def wire(server: LiveServer) -> Iterator[tuple[HTTPConnection, dict[str, str]]]:
    """A connection that sends addresses as they are written, and a new guest's headers."""
    token = httpx.post(f"{server.url}/api/v1/auth/guest").json()["access_token"]
    connection = HTTPConnection("127.0.0.1", server.port)
    yield connection, {"Authorization": f"Bearer {token}", "Content-Type": JSON}
    connection.close()


@pytest.mark.server
def test_every_name_has_an_address_of_its_own(
    wire: tuple[HTTPConnection, dict[str, str]],
) -> None:
    connection, headers = wire

    def ask(method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
        connection.request(method, f"/api/game/{path}", json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    for name in NAMES:
        assert ask("GET", f"state/{quote(name, safe='')}")[1]["code"] == "UNKNOWN_SESSION"
        assert ask("POST", "new", {"session_id": name})[1]["created"] is True
    for name in NAMES:
        status, body = ask("GET", f"state/{quote(name, safe='')}")
        assert (status, body["session_id"]) == (200, name)
    for unknown in ("x" * 65, "x" * 5000, "%ff", "%ed%a0%80", "%00", "a%00b", "a/b/c", "A%2Fb"):
        assert ask("GET", f"state/{unknown}")[1]["code"] == "UNKNOWN_SESSION"
        action = ask("POST", f"action/{unknown}", {"action": "navigate"})
        assert (action[0], action[1]["code"]) == (404, "UNKNOWN_SESSION")


# --- methods, tokens, cookies ---------------------------------------------------------------


@pytest.mark.parametrize("path", [*GETS, *POSTS])
def test_a_method_that_an_address_does_not_answer(line: Line, path: str) -> None:
    allowed = {"GET", "HEAD"} if path in GETS else {"POST"}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"} - allowed:
        line.refused(405, "METHOD_NOT_ALLOWED", method, path, {})
    assert line.ask("OPTIONS", path)["Allow"] == ", ".join([*sorted(allowed), "OPTIONS"])


@pytest.mark.parametrize("path", GETS)
def test_head_is_get_without_the_body(line: Line, path: str) -> None:
    get, head = line.ask("GET", path), line.ask("HEAD", path)
    assert head.content == b""
    assert (head.status_code, head["Content-Type"]) == (get.status_code, get["Content-Type"])


def false_tokens(player: User) -> dict[str, str]:
    pair = token_pair_for(player)
    good = AccessToken(pair.access_token)
    past = AccessToken.for_user(player)
    past.set_exp(lifetime=timedelta(seconds=-1))
    header, payload, signature = pair.access_token.split(".")
    return {
        "expired": str(past),
        "refresh": pair.refresh_token,
        "unsigned": f"eyJhbGciOiJub25lIn0.{payload}.",
        "cut short": str(good)[:-3],
        "changed": f"{header}.{payload[:-2]}.{signature}",
        "empty": "",
        "no token": "\u00ff",
    }


@pytest.mark.parametrize("path", [*GETS, *POSTS])
def test_a_token_that_is_not_good_opens_nothing(line: Line, ada: User, path: str) -> None:
    method = "GET" if path in GETS else "POST"
    for token in false_tokens(ada).values():
        headers = {"Authorization": f"Bearer {token}"}
        line.refused(401, "INVALID_TOKEN", method, path, {"action": "scan"}, headers=headers)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("token", [None, "", "x" * 32])
def test_a_cookie_alone_changes_nothing(
    line: Line, ada: User, path: str, token: str | None
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    browser.cookies["csrftoken"] = "c" * 32
    headers = {} if token is None else {"X-CSRFToken": token}
    body = {"action": "navigate", "force_new": True}
    line.refused(403, "FORBIDDEN", "POST", path, body, headers=headers, client=browser)
