"""What stands in the log: ids for those who look for something, and never a secret."""

import asyncio
import io
import json
import logging
import logging.config
import threading
import time
from typing import Any

import httpx
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from websockets.asyncio.client import connect

from cosmic_site.config import Config
from cosmic_site.logs import JsonLines, Redactor, TextLines, logging_config
from cosmic_site.requests import note
from game import log
from game.services.lanes import Lanes
from tests.support.fixtures_server import ServerFactory
from tests.support.pilot import Pilot
from tests.support.server import LiveServer

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxNyJ9.c2lnbmF0dXJl"
OWN = "an own secret of this site"

Written = tuple[logging.Logger, io.StringIO, logging.StreamHandler[io.StringIO]]

SECRETS = {
    "a header": f"Authorization: Bearer {TOKEN}",
    "basic": "authorization: Basic YWRhOmhvcHBlcnM=",
    "a repr of headers": "[(b'authorization', b'Bearer opaque-hoppers'), (b'x', b'y')]",
    "cookies": "Cookie: sessionid=hoppers; csrftoken=hoppers2",
    "a cookie's name": "(b'cookie', b'sessionid=hoppers; csrftoken=hoppers')",
    "JSON": '{"username": "ada", "password": "hoppers 1815"}',
    "JSON in JSON": '"{\\"refresh_token\\": \\"hoppers\\"}"',
    "a form": "username=ada&password=hoppers&next=/",
    "a dictionary": "{'old_password': 'hoppers', 'key': 'hoppers'}",
    "a query": "GET /ws?token=hoppers HTTP/1.1",
    "an address": "postgresql://cosmic:hoppers@db.example:5432/cosmic",
    "a letter's link": "Not Found: /password/reset/MTc/c9x-hoppers/",
    "a bare token": f"could not read {TOKEN}",
    "the site's own": f"settings: {OWN}",
}


@pytest.fixture
def written() -> Written:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, stream, handler


@pytest.mark.parametrize("lines", [TextLines, JsonLines])
@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS.keys())
def test_no_secret_gets_out_by_any_way(text: str, lines: Any, written: Any) -> None:
    logger, stream, handler = written
    handler.setFormatter(lines(Redactor([OWN])))
    logger.info(text)
    logger.info("said: %s", text)
    logger.info("with fields", extra={"request_body": text, "nested": {"list": [text]}})
    with log.bound(note=text):
        logger.info("with an id")
    try:
        raise ValueError(text)
    except ValueError:
        logger.exception("it failed")
    said = stream.getvalue()
    assert "removed" in said
    for secret in ("hoppers", TOKEN, "c2lnbmF0dXJl", "YWRhOmhvcHBlcnM", OWN):
        assert secret not in said


def test_fields_that_are_named_like_secrets_are_kept_back_whatever_they_hold(written: Any) -> None:
    logger, stream, handler = written
    handler.setFormatter(JsonLines(Redactor([])))
    logger.info("fields", extra={"access_token": "plain", "keys": {"password": ["a", "b"]}})
    line = json.loads(stream.getvalue())
    assert line["access_token"] == line["keys"]["password"] == "[removed]"


def test_harmless_lines_stay_as_they_are(written: Any) -> None:
    logger, stream, handler = written
    handler.setFormatter(TextLines(Redactor(["short"])))
    words = "sol-1 runs here, epoch 3: 20 pilots, key bindings at http://127.0.0.1:8000/play/"
    logger.info(words)
    assert words in stream.getvalue()


HOSTILE = ("a", "password", "token-", "eyJ-", "eyJaaaaa.-", "a:", "://a", "cookie ", "key ", '"')


@pytest.mark.parametrize("part", HOSTILE)
def test_what_strangers_ask_for_costs_no_more_than_it_is_long(part: str) -> None:
    text = "/" + part * (60_000 // len(part))
    began_at = time.thread_time()
    Redactor([OWN]).text(text)
    assert time.thread_time() - began_at < 1.0


def test_an_address_cannot_write_lines_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get("/a%0A2026-01-01%20INFO%20cosmic%20forged")
    with caplog.at_level(logging.INFO, "cosmic.access"):
        note(request, HttpResponse(), 0.1)
    (line,) = caplog.messages
    assert line == "GET /a%0A2026-01-01%20INFO%20cosmic%20forged 200 100.0 ms"


def test_the_format_follows_the_settings() -> None:
    def formatter(**settings: str) -> object:
        return logging_config(Config(**settings))["formatters"]["lines"]["()"]

    assert formatter(log_format="json") is JsonLines
    assert formatter(log_format="text") is TextLines


async def test_ids_go_into_threads_and_stay_out_of_tasks_that_serve_all() -> None:
    lanes = Lanes()
    try:
        with log.bound(player_id="p_1"):
            assert await lanes.read(log.ids) == {"player_id": "p_1"}
            assert log.apart(system_id="sol-1").run(log.ids) == {"system_id": "sol-1"}
        assert await lanes.read(log.ids) == {}
    finally:
        thread = threading.Thread(target=lanes.close)
        thread.start()
        thread.join()


# --- the running site ---------------------------------------------------------------------


def lines_of(site: LiveServer) -> list[dict[str, Any]]:
    """Every line of its output is one JSON object."""
    return [json.loads(line) for line in site.output().splitlines()]


def browse(site: LiveServer, account: dict[str, str]) -> dict[str, str]:
    """Come by every door that takes a secret; gives those that the site made."""
    with httpx.Client(base_url=site.url) as client:
        client.post("/api/v1/users", json=account).raise_for_status()
        tokens = client.post("/api/v1/auth/login", json=account).json()
        mine = {"Authorization": f"Bearer {tokens['access_token']}"}
        asked = client.get("/api/v1/me", headers={**mine, "X-Request-ID": "asked-by-a-test"})
        assert asked.headers["X-Request-ID"] == "asked-by-a-test"
        strange = client.get("/api/v1/me", headers={"X-Request-ID": "a b\tc" + "d" * 200})
        assert "a b" not in strange.headers["X-Request-ID"]
        client.post("/api/v1/auth/login", json={**account, "password": "hoppers wrong"})
        client.post("/api/v1/auth/login", content=b'{"password": "hoppers broken')
        client.post("/api/v1/auth/refresh", json={"refresh_token": tokens["refresh_token"]})
        client.get("/password/reset/MTc/c9x-hoppersletter/")
        client.get("/api/v1/nowhere?token=hoppersquery")
        elsewhere = {"Host": "elsewhere.example", "Cookie": "sessionid=hopperscookie"}
        client.get("/", headers=elsewhere)
        page = client.get("/login/")
        form = {**account, "csrfmiddlewaretoken": page.cookies["csrftoken"]}
        client.post("/login/", data=form)
        assert "sessionid" in client.cookies
        made = {**client.cookies, **tokens}
    return {name: value for name, value in made.items() if isinstance(value, str)}


@pytest.mark.server
async def test_a_site_logs_requests_and_sockets_with_ids_and_without_secrets(
    server_factory: ServerFactory,
) -> None:
    site = server_factory(COSMIC_LOG_FORMAT="json", COSMIC_LOG_LEVEL="DEBUG", COSMIC_DEBUG="1")
    account = {"username": "ada_logged", "password": "hoppers difference engine"}
    made = await asyncio.to_thread(browse, site, account)
    pilot = await Pilot.login(site.url, **account)
    async with pilot:
        await pilot.join()
    async with connect(site.ws_url) as socket:
        await socket.send(json.dumps({**account, "token": made["access_token"]}))
        await socket.recv()
    site.stop()

    said = site.output()
    own = (site.data_dir / "secret_key").read_text()
    secrets = [value for value in made.values() if len(value) > 8]
    assert len(secrets) >= 4
    assert [each for each in (*secrets, pilot.token, "hoppers", own) if each in said] == []

    lines = lines_of(site)
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    access = {line["request_id"]: line for line in lines if line["logger"] == "cosmic.access"}
    line = access["asked-by-a-test"]
    assert (line["route"], line["status"], line["method"]) == ("/api/v1/me", 200, "GET")
    assert line["player_id"] == made["player_id"]
    sockets = [line for line in lines if line["logger"] == "cosmic.sockets"]
    flown = next(line for line in sockets if line.get("system_id") == "sol-1")
    assert flown["player_id"] == made["player_id"]
    assert flown["request_id"]
    assert any(line.get("worker_id") and line.get("epoch") for line in lines)
