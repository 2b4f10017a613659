"""Whether this process can do its work: the checks behind /health.

A report is made when somebody asks, at most once a second whoever asks how often, and within
bounded time. Its words name no addresses and no secrets.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from weakref import WeakKeyDictionary

from django.db import close_old_connections, connection
from msgspec import Struct

from game.bus.ping import Line
from game.metrics.families import (
    CHORE_FIGURE,
    CHORE_FINISHED_AT,
    CHORE_OK,
    HEALTH_SECONDS,
    HEALTH_UP,
    LEASES,
)
from game.selectors.health import VitalSigns, vital_signs

logger = logging.getLogger(__name__)

FRESH_S = 1.0  # an answer is given again for so long
PATIENCE_S = 2.0  # of each check


class Check(Struct, frozen=True, omit_defaults=True):
    """How one thing is: `ok` or `failing`, after how many ms, and what is wrong."""

    status: str
    ms: float
    words: str = ""


class Report(Struct, frozen=True):
    status: str
    checks: dict[str, Check]

    @property
    def ok(self) -> bool:
        return self.status == "ok"


class Health:
    """One per process and event loop."""

    def __init__(self) -> None:
        self._line = Line(PATIENCE_S)
        self._thread = ThreadPoolExecutor(1, "health")
        self._reading: asyncio.Future[VitalSigns] | None = None
        self._report: Report | None = None
        self._made_at = float("-inf")
        self._making: asyncio.Task[Report] | None = None

    async def report(self) -> Report:
        """The newest report; who asks while one is made gets that one."""
        if self._report is not None and time.monotonic() - self._made_at < FRESH_S:
            return self._report
        if self._making is None:
            self._making = asyncio.get_running_loop().create_task(self._make(), name="health")
        return await asyncio.shield(self._making)

    def close(self) -> None:
        self._thread.submit(connection.close)
        self._thread.shutdown(wait=False)

    async def _make(self) -> Report:
        try:
            database, layer, answer = await asyncio.gather(
                _checked(self._database), _checked(self._layers), _checked(self._line.ping)
            )
            checks = {
                "database": database,
                "channel_layer": layer,
                "worker": self._worker(answer),
                "round_trip": answer,
            }
            well = all(check.status == "ok" for check in checks.values())
            self._report = Report("ok" if well else "failing", checks)
            self._made_at = time.monotonic()
            _show(self._report)
            return self._report
        finally:
            self._making = None

    async def _database(self) -> None:
        """A read that hangs is not asked a second time; it is waited for."""
        if self._reading is None or self._reading.done():
            loop = asyncio.get_running_loop()
            self._reading = loop.run_in_executor(self._thread, _read)
        signs = await asyncio.shield(self._reading)
        self._held = signs.leases["held"]
        _show_signs(signs)

    _held = 0  # leases whose holders beat, as of the last read

    async def _layers(self) -> None:
        await asyncio.gather(self._line.echo("work"), self._line.echo("frames"))

    def _worker(self, answer: Check) -> Check:
        """One that answers lives, and so does one that keeps its leases."""
        if answer.status == "ok" or self._held:
            return Check("ok", answer.ms if answer.status == "ok" else 0.0)
        return Check("failing", answer.ms, "no worker answers, and none holds a system")


_healths: "WeakKeyDictionary[asyncio.AbstractEventLoop, Health]" = WeakKeyDictionary()


def current_health() -> Health:
    """That of the running event loop."""
    loop = asyncio.get_running_loop()
    health = _healths.get(loop)
    if health is None:
        health = _healths[loop] = Health()
    return health


def close_health() -> None:
    health = _healths.pop(asyncio.get_running_loop(), None)
    if health is not None:
        health.close()


async def _checked(check: Callable[[], Awaitable[object]]) -> Check:
    began_at = time.perf_counter()
    words = ""
    try:
        async with asyncio.timeout(PATIENCE_S):
            await check()
    except TimeoutError:
        words = f"no answer within {PATIENCE_S:g} s"
    except Exception as error:
        logger.warning("a health check failed", exc_info=True)
        words = f"failed with {type(error).__name__}"
    ms = round((time.perf_counter() - began_at) * 1000, 1)
    return Check("failing" if words else "ok", ms, words)


def _read() -> VitalSigns:
    close_old_connections()
    try:
        return vital_signs()
    finally:
        close_old_connections()


def _show(report: Report) -> None:
    for name, check in report.checks.items():
        HEALTH_UP.labels(name).set(check.status == "ok")
        HEALTH_SECONDS.labels(name).set(check.ms / 1000)


def _show_signs(signs: VitalSigns) -> None:
    for state, count in signs.leases.items():
        LEASES.labels(state).set(count)
    for name, chore in signs.chores.items():
        CHORE_OK.labels(name).set(chore.ok)
        CHORE_FINISHED_AT.labels(name).set(chore.done_at)
        CHORE_FIGURE.labels(name).set(chore.figure)
