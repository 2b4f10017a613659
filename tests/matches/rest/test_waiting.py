"""Waiting requests hold nothing, and whoever hangs up leaves nothing behind."""

import asyncio
import json
import threading
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from cosmic_site.handler import WEB_THREADS, PooledHandler
from tests.matches.rest.conftest import Enter
from tests.matches.rest.site import Visitor, still


async def test_long_polls_hold_neither_threads_nor_connections(
    anna: Visitor, monkeypatch: Any
) -> None:
    first, second = await anna.duel()
    await anna.state(second)
    opened: list[str] = []
    connect = BaseDatabaseWrapper.connect

    def counted(self: BaseDatabaseWrapper) -> None:
        opened.append(threading.current_thread().name)
        connect(self)

    monkeypatch.setattr(BaseDatabaseWrapper, "connect", counted)
    count = 10 * WEB_THREADS
    before = threading.active_count()
    polls = [asyncio.ensure_future(anna.state(second, since=1, wait=30)) for _ in range(count)]
    assert await still(polls[-1])
    assert threading.active_count() - before <= WEB_THREADS
    assert len(opened) <= WEB_THREADS + 2
    await anna.ask("GET", "/")  # an ordinary request is answered meanwhile
    await anna.move(first, position=0)
    assert {(await poll)["version"] for poll in polls} == {2}


async def test_whoever_hangs_up_while_waiting_gets_up_from_the_seat(
    enter: Enter, anna: Visitor
) -> None:
    body = json.dumps({"game": "TicTacToe", "session": "duel", "players": 2, "wait": 30}).encode()
    gone = asyncio.Event()
    incoming = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> dict[str, Any]:
        for message in incoming:
            return message
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        raise AssertionError("nobody is there to be answered")

    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/matches/join",
        "headers": [*headers, (b"content-length", str(len(body)).encode())],
        "query_string": b"",
        "client": ("127.0.0.1", 4000),
    }
    asking = asyncio.ensure_future(PooledHandler()(scope, receive, send))
    async with asyncio.timeout(20):
        while not (await anna.ask("GET", "/"))["total"]:
            pass
    gone.set()
    await asking
    assert (await anna.ask("GET", "/"))["total"] == 0
