"""Django's requests under ASGI, each answered in one go on one of a few threads that stay.

Django's own handler gives every request a new thread, and with it a new database connection, and
changes threads around every middleware. Here all of a request's synchronous work, from the first
middleware to the view, is one call on a pool whose threads keep their connections. A client that
sends or reads slowly holds no thread: bodies arrive before, answers leave after. Nor does one that
waits: the event loop completes answers of the kind `LaterResponse`.
"""

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.views.errors import busy
from cosmic_site.logs import current_request
from cosmic_site.probes import PATHS, probe
from cosmic_site.requests import note
from game import log
from game.api.later import LaterResponse

WEB_THREADS = 8  # answers at once: a slow one must not hold the others up; more wait in line
PATIENCE_S = 20.0  # with all of them, when the database hangs: then the answer is 503

logger = logging.getLogger(__name__)


class PooledHandler(ASGIHandler):
    """Views may be synchronous or not; all middleware must be able to be."""

    def __init__(self) -> None:
        super().__init__()
        self._answer = sync_to_async(
            self._answered,
            thread_sensitive=False,
            executor=ThreadPoolExecutor(WEB_THREADS, thread_name_prefix="web"),
        )

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer a request; it and its answer have an id."""
        request_id = log.request_id_of(scope["headers"])
        log.begin(request_id=request_id)
        header = (b"X-Request-ID", request_id.encode())

        async def answer(event: Any) -> None:
            if event["type"] == "http.response.start":
                event["headers"] = [*event["headers"], header]
            await send(event)

        await self.handle(scope, receive, answer)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        began_at = time.perf_counter()
        current_request.set(request)
        if request.path_info in PATHS:  # whoever watches must not wait in line
            response = probe(request)
        else:
            response = await self._answered_in_time(request)
        if isinstance(response, LaterResponse):
            await response.arrive()
        note(request, response, time.perf_counter() - began_at)
        return response

    async def _answered_in_time(self, request: HttpRequest) -> HttpResponseBase:
        answer = asyncio.ensure_future(self._answer(request))
        try:
            done, _ = await asyncio.wait({answer}, timeout=PATIENCE_S)
        except asyncio.CancelledError:
            answer.cancel()
            raise
        if done:
            response: HttpResponseBase = answer.result()
            return response
        answer.cancel()  # one that has begun goes on, and nobody hears of it
        logger.error("%s %s was not answered in time", request.method, request.path)
        return busy(request)

    def _answered(self, request: HttpRequest) -> HttpResponseBase:
        close_old_connections()
        try:
            return self.get_response(request)
        finally:
            close_old_connections()
