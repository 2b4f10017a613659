"""Health and metrics, for machines that watch this one."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus

import msgspec
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from game.api.later import LaterResponse
from game.metrics.access import may_read
from game.metrics.registry import exposition
from game.services.health import current_health

JSON = "application/json"
REPORT_S = 0.25  # that metrics wait for a report of health


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """This process answers; that is all."""
    return _kept_nowhere(HttpResponse(b'{"status":"ok"}', content_type=JSON))


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when all is well, 503 with what is not."""
    return _answer(request, _health)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What this process counts and times, for Prometheus."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    peer = request.META.get("REMOTE_ADDR") or ""
    if not may_read(peer=peer, headers=headers, token=settings.COSMIC.metrics_token):
        return HttpResponse(b"metrics are for operators\n", "text/plain", HTTPStatus.FORBIDDEN)
    return _answer(request, _metrics)


Made = tuple[HTTPStatus, bytes, str]  # status, body, content type
Make = Callable[[str], Awaitable[Made]]  # from an Accept header


class ProbeResponse(LaterResponse):
    """Made in the event loop, so that no probe holds a thread while a check waits."""

    def __init__(self, make: Make, accept: str) -> None:
        HttpResponse.__init__(self)
        self._make = make
        self._accept = accept

    async def arrive(self) -> None:
        self.status_code, self.content, self["Content-Type"] = await self._make(self._accept)
        self["Content-Length"] = str(len(self.content))


def _answer(request: HttpRequest, make: Make) -> HttpResponse:
    response = ProbeResponse(make, request.headers.get("Accept", ""))
    if not isinstance(request, ASGIRequest):  # nobody awaits it under WSGI
        async_to_sync(response.arrive)()
    return _kept_nowhere(response)


async def _health(accept: str) -> Made:
    report = await current_health().report()
    status = HTTPStatus.OK if report.ok else HTTPStatus.SERVICE_UNAVAILABLE
    return status, msgspec.json.encode(report), JSON


async def _metrics(accept: str) -> Made:
    """With what a report finds, or found: a check that hangs must not keep metrics away."""
    with suppress(TimeoutError):
        async with asyncio.timeout(REPORT_S):
            await current_health().report()
    body, content_type = await asyncio.to_thread(exposition, accept)
    return HTTPStatus.OK, body, content_type


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
