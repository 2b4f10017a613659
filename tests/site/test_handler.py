"""Requests on the pool of threads: how many at once, and who may hold one."""

import asyncio
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from django.http import HttpRequest, HttpResponse

from cosmic_site.handler import WEB_THREADS, PooledHandler
from tests.support.server import HOST, LiveServer


def scope(path: str) -> dict[str, Any]:
    return {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}


@pytest.mark.django_db
async def test_all_of_a_request_runs_on_one_thread_of_the_pool(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []

    def answered(request: HttpRequest) -> HttpResponse:
        seen.append(threading.current_thread().name)
        return HttpResponse(b"done")

    handler = PooledHandler()
    monkeypatch.setattr(handler, "get_response", answered)
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        for message in asked:
            return message
        return {"type": "http.disconnect"}

    monkeypatch.setattr(handler, "listen_for_disconnect", _nothing)
    await handler(scope("/"), receive, send)
    assert sent[0]["status"] == 200
    assert sent[1]["body"] == b"done"
    assert len(seen) == 1
    assert seen[0].startswith("web")


async def _nothing(receive: Any) -> None:
    """A client that stays."""
    await asyncio.Event().wait()


@pytest.mark.server
def test_clients_that_send_slowly_hold_no_thread(server: LiveServer) -> None:
    """Twice as many as there are threads have said that a body comes, and send none."""
    with ExitStack() as slow:
        for _ in range(2 * WEB_THREADS):
            client = slow.enter_context(socket.create_connection((HOST, server.port)))
            client.sendall(
                b"POST /api/v1/auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
            )
        answer = httpx.get(f"{server.url}/api/v1/world/systems", timeout=20)
    assert answer.status_code == 200


@pytest.mark.server
def test_more_requests_than_threads_are_all_answered(server: LiveServer) -> None:
    def ask(_: int) -> int:
        return httpx.get(f"{server.url}/api/v1/world/systems", timeout=30).status_code

    with ThreadPoolExecutor(4 * WEB_THREADS) as pool:
        assert set(pool.map(ask, range(8 * WEB_THREADS))) == {200}
