"""A site with Redis and one worker process, shared by these tests, and operators for it."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.operator import Operator, make_staff
from tests.support.pilot import Pilot
from tests.support.redis import RedisServer
from tests.support.server import LiveServer, Process, copy_template


@dataclass
class Site:
    """The web process and its worker."""

    server: LiveServer
    worker: Process

    @property
    def url(self) -> str:
        return self.server.url

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        path = self.server.data_dir / "cosmic.sqlite3"
        with contextlib.closing(sqlite3.connect(path, timeout=20)) as connection, connection:
            return connection.execute(sql, values).fetchall()

    def actions(self, operator: Operator) -> list[tuple[str, str, str, str]]:
        """What the audit log has of an operator, oldest first: action, target, result, code."""
        return self.rows(
            "SELECT action, target, result, code FROM game_operatoraction"
            " WHERE actor_name = ? ORDER BY id",
            operator.username,
        )


@pytest.fixture(scope="session")
def site(data_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("control")
    redis = RedisServer(folder / "redis")
    server = LiveServer(copy_template(data_template, folder / "site"), REDIS_URL=redis.url)
    worker = server.worker()
    try:
        redis.start()
        server.start()
        worker.start()
        make_staff(server)
        yield Site(server, worker)
    finally:
        worker.stop()
        server.stop()
        redis.stop()


@pytest.fixture
async def operator(site: Site) -> AsyncIterator[Operator]:
    """Logged in on the control socket; leaves sol-1 as it found it."""
    async with await Operator.staff(site.server) as operator:
        yield operator
        if operator.closed is None:
            await operator.command("start", "simulation_started", tick_rate=20)


@pytest.fixture
async def pilot(site: Site) -> AsyncIterator[Pilot]:
    """At the helm of a new ship in sol-1."""
    async with await Pilot.guest(site.url) as pilot:
        await pilot.join()
        yield pilot
