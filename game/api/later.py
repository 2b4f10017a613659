"""Answers that take their time: a view says at once what is to be awaited, and gives its thread
back.

All middleware and all checks of the view run before, on a thread of the pool; what the answer
then waits for runs in the event loop and holds neither a thread nor a database connection.
"""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpResponse
from rest_framework.request import Request

from accounts.errors import error_body, exception_handler, status_of
from game.matches.refusals import IllegalMove, Refused
from game.protocol.errors import AppError, ErrorCode
from game.services.matches.current import app_error_of

Answer = tuple[HTTPStatus, dict[str, Any] | None]
STOPPING = "This process is stopping. Ask again; another one answers."
Work = Callable[[], Awaitable[Answer]]


_under_way: set[asyncio.Future[Answer]] = set()
_cut: set[asyncio.Future[Answer]] = set()


def end_waits() -> None:
    """The process stops: who still waits for an answer is told to come again."""
    for work in list(_under_way):
        _cut.add(work)
        work.cancel()


class LaterResponse(HttpResponse):
    """Empty until `arrive` was awaited, which the site's handler does, in the event loop."""

    def __init__(self, request: Request, work: Work) -> None:
        super().__init__()
        self._request = request
        self._work = work

    async def arrive(self) -> None:
        """Never raises but when it is cancelled."""
        try:
            status, body = await _until_cut(self._work())
        except IllegalMove as illegal:
            status, body = illegal_answer(illegal)
        except Exception as error:
            refusal = refusal_of(error) if isinstance(error, Refused) else error
            answer = exception_handler(refusal, {"request": self._request})
            status, body = HTTPStatus(answer.status_code), answer.data
            for name, value in answer.headers.items():
                if name not in ("Content-Type", "Allow", "Vary"):
                    self[name] = value
        self.status_code = status
        if body is None:
            del self["Content-Type"]
        else:
            self["Content-Type"] = "application/json"
            self.content = msgspec.json.encode(body)
        self["Content-Length"] = str(len(self.content))


async def _until_cut(work: Awaitable[Answer]) -> Answer:
    """Raises AppError SERVER_BUSY when the process stops first."""
    task = asyncio.ensure_future(work)
    _under_way.add(task)
    try:
        return await task
    except asyncio.CancelledError:
        if task in _cut:
            raise AppError(ErrorCode.SERVER_BUSY, STOPPING, retry_after_s=1) from None
        raise
    finally:
        task.cancel()
        _under_way.discard(task)
        _cut.discard(task)


def illegal_answer(illegal: IllegalMove) -> Answer:
    """`details` is what the game said."""
    code = ErrorCode.ILLEGAL_MOVE
    return status_of(code), {**error_body(code), "details": illegal.value}


def refusal_of(refused: Refused) -> AppError:
    error = app_error_of(refused)
    if error.code is ErrorCode.INVALID_PAYLOAD:
        return AppError(ErrorCode.INVALID_INPUT, error.message)
    return error
