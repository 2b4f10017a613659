"""Threads for the database, so that no event loop waits for it.

SQLite has one writer: eight threads bring its p99 from 48 to 861 ms, so writes take one lane
there. PostgreSQL gets a pool. Work of one `key` keeps its order in either case.
"""

import asyncio
import contextvars
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import close_old_connections, connection

from game.metrics.families import DATABASE_SECONDS, DATABASE_WAIT_SECONDS
from game.protocol.errors import AppError, ErrorCode

T = TypeVar("T")

WRITERS_POSTGRESQL = 8
READERS = 2


class Lanes:
    """One per event loop. `read` and `write` run a plain function and give what it returns."""

    def __init__(self) -> None:
        lanes = 1 if connection.vendor == "sqlite" else WRITERS_POSTGRESQL
        self._writers = [ThreadPoolExecutor(1, f"writer-{n}") for n in range(lanes)]
        self._readers = ThreadPoolExecutor(READERS, "reader")

    async def read(self, call: Callable[..., T], /, **arguments: Any) -> T:
        return await _run(self._readers, "read", call, arguments)

    async def write(self, key: int, call: Callable[..., T], /, **arguments: Any) -> T:
        """Calls with the same key run one after the other, in the order they were made."""
        return await _run(self._writers[key % len(self._writers)], "write", call, arguments)

    async def write_soon(
        self, key: int, patience_s: float, call: Callable[..., T], /, **arguments: Any
    ) -> T:
        """Like `write`, but what has not begun within `patience_s` never will.

        Raises AppError SERVER_BUSY then: the database hangs, or everybody wants it.
        """
        work = _submit(self._writers[key % len(self._writers)], "write", call, arguments)
        answer = asyncio.wrap_future(work)
        await asyncio.wait({answer}, timeout=patience_s)
        if not answer.done() and work.cancel():
            raise AppError(ErrorCode.SERVER_BUSY)
        return await answer

    def close(self) -> None:
        for pool in (*self._writers, self._readers):
            pool.submit(connection.close)
            pool.shutdown(wait=True)


_lanes: dict[asyncio.AbstractEventLoop, Lanes] = {}


def current_lanes() -> Lanes:
    """Those of the running event loop, shared by all that it serves."""
    loop = asyncio.get_running_loop()
    lanes = _lanes.get(loop)
    if lanes is None:
        lanes = _lanes[loop] = Lanes()
    return lanes


async def close_lanes() -> None:
    """Once nobody uses the running event loop's lanes any more: what was begun is finished."""
    lanes = _lanes.pop(asyncio.get_running_loop(), None)
    if lanes is not None:
        await asyncio.to_thread(lanes.close)


async def _run(
    pool: ThreadPoolExecutor, lane: str, call: Callable[..., T], arguments: dict[str, Any]
) -> T:
    return await asyncio.wrap_future(_submit(pool, lane, call, arguments))


def _submit(
    pool: ThreadPoolExecutor, lane: str, call: Callable[..., T], arguments: dict[str, Any]
) -> Future[T]:
    job = contextvars.copy_context().run  # the log's ids go along
    return pool.submit(job, _timed, lane, time.perf_counter(), call, arguments)


def _timed(lane: str, asked_at: float, call: Callable[..., T], arguments: dict[str, Any]) -> T:
    began_at = time.perf_counter()
    DATABASE_WAIT_SECONDS.labels(lane).observe(began_at - asked_at)
    close_old_connections()
    try:
        return call(**arguments)
    finally:
        close_old_connections()
        DATABASE_SECONDS.labels(lane).observe(time.perf_counter() - began_at)
