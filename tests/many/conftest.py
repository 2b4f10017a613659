"""Sites with Redis: one whose workers a test starts, looks at and ends, and one that runs."""

import contextlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.support.pilot import Pilot
from tests.support.redis import RedisServer
from tests.support.running import Site
from tests.support.server import (
    START_S,
    LiveServer,
    Process,
    copy_template,
    wait_for,
)


class Fleet:
    """A web process and its workers."""

    def __init__(self, server: LiveServer, stack: ExitStack) -> None:
        self.server = server
        self._stack = stack
        self._started = 0

    @property
    def url(self) -> str:
        return self.server.url

    def start(self) -> Process:
        """Another worker, which takes systems already."""
        self._started += 1
        worker = self.server.worker(f"worker{self._started}")
        self._stack.callback(worker.stop)
        worker.start()
        worker.wait_until(lambda: bool(worker_id(worker)), "the worker is ready")
        return worker

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query gives, on whichever database."""
        with self._connection() as connection:
            return connection.execute(query).fetchall()

    def change(self, statement: str) -> None:
        with self._connection() as connection:
            connection.execute(statement)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[Any]:
        address = self.server.env.get("DATABASE_URL", "")
        if address:
            with psycopg.connect(address) as postgres:
                yield postgres
            return
        path = self.server.data_dir / "cosmic.sqlite3"
        with contextlib.closing(sqlite3.connect(path, timeout=20)) as sqlite, sqlite:
            yield sqlite

    def holder(self, system_id: str = "sol-1") -> str:
        """The worker of a system, empty for none."""
        for holder, system in self.rows("SELECT worker_id, system_id FROM game_lease"):
            if system == system_id:
                return str(holder)
        return ""

    def split(self) -> Counter[str]:
        """How many systems each worker holds."""
        held = self.rows("SELECT worker_id FROM game_lease WHERE worker_id <> ''")
        return Counter(str(worker) for (worker,) in held)

    def put(self, pilot: Pilot, system_id: str) -> None:
        """A ship that nobody flies yet is in a system from now on."""
        number = int(pilot.player_id.removeprefix("p_"))
        self.change(
            f"UPDATE game_ship SET system_id='{system_id}', docked_at_id=NULL, x=0, y=0"
            f" WHERE player_id={number}"
        )

    def workers(self) -> set[str]:
        """Those that operators hear of now."""
        overview = json.loads(self.server.manage("rooms", "--json"))
        return {worker["worker_id"] for worker in overview["workers"]}

    def wait(self, condition: Any, words: str, seconds: float = START_S) -> None:
        wait_for(condition, seconds=seconds, words=words)


def worker_id(worker: Process) -> str:
    """As it calls itself in its log; empty before it is ready."""
    for line in worker.output().splitlines():
        if " is ready (" in line:
            return line.partition('"worker ')[2].partition(" is ready")[0]
    return ""


@pytest.fixture
def fleet(data_template: Path, tmp_path: Path) -> Iterator[Fleet]:
    """On SQLite, which several processes of one machine can share in a test."""
    with ExitStack() as stack:
        redis = RedisServer(tmp_path / "redis")
        stack.callback(redis.stop)
        redis.start()
        server = LiveServer(copy_template(data_template, tmp_path / "site"), REDIS_URL=redis.url)
        stack.callback(server.stop)
        server.start()
        yield Fleet(server, stack)


@pytest.fixture
def postgres_fleet(data_template: Path, tmp_path: Path, postgres_server: str) -> Iterator[Fleet]:
    with ExitStack() as stack:
        redis = RedisServer(tmp_path / "redis")
        stack.callback(redis.stop)
        redis.start()
        folder = copy_template(data_template, tmp_path / "site")
        server = LiveServer(folder, REDIS_URL=redis.url, DATABASE_URL=postgres_server)
        stack.callback(server.stop)
        server.start()
        yield Fleet(server, stack)


@pytest.fixture(scope="module")
def site(data_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two web processes and a worker on SQLite, running; each test leaves them running."""
    with Site(data_template, tmp_path_factory.mktemp("site")) as running:
        running.start()
        yield running
