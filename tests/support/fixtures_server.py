"""Fixtures: the running site, a Redis, a PostgreSQL."""

import fcntl
import itertools
import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.support.postgres import PostgresCluster
from tests.support.redis import RedisServer
from tests.support.server import (
    STARTED,
    LiveServer,
    copy_template,
    free_port,
    make_template,
)

ServerFactory = Callable[..., LiveServer]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Throttles and profiles of one test are no business of the next."""
    if "cosmic_site.settings" in sys.modules:
        from django.core.cache import cache

        cache.clear()


@pytest.fixture(scope="session")
def data_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared data directory, made once for all workers of a test run."""
    base = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    with (base / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = base / "template"
        if not (base / "template.done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            make_template(folder)
            (base / "template.done").touch()
    return folder


@pytest.fixture(scope="session")
def server(data_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One running site for all tests that only visit it."""
    running = LiveServer(copy_template(data_template, tmp_path_factory.mktemp("server")))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def server_factory(data_template: Path, tmp_path: Path) -> Iterator[ServerFactory]:
    """Start servers with settings of their own: `server_factory(COSMIC_TICK_RATE="5")`.

    Each has a fresh data directory; `data_dir=` shares another one's.
    """
    started: list[LiveServer] = []
    numbers = itertools.count()

    def start(*, data_dir: Path | None = None, **settings: str) -> LiveServer:
        folder = data_dir or copy_template(data_template, tmp_path / f"server{next(numbers)}")
        running = LiveServer(folder, **settings)
        started.append(running)
        running.start()
        return running

    yield start
    for running in reversed(started):
        running.stop()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[str]:
    """The address of a Redis of this test's own: redis://127.0.0.1:<port>/0."""
    process = RedisServer(tmp_path / "redis")
    try:
        process.start()
        yield process.url
    finally:
        process.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the end of the running processes' logs beside a test that failed on them."""
    report = yield
    if report.failed:
        for process in STARTED:
            report.sections.append((f"end of {process.log}", process.output()[-4000:]))
    return report


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[str]:
    """The address of a PostgreSQL of this run's own, without a database's name."""
    folder = Path(tempfile.mkdtemp(prefix="cosmic-postgres-"))
    cluster = PostgresCluster(folder, free_port())
    try:
        cluster.start()
        yield cluster.url
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_server(postgres_cluster: str) -> str:
    """The address of a new, empty database, fit for DATABASE_URL."""
    name = f"cosmic_{uuid.uuid4().hex}"
    with psycopg.connect(f"{postgres_cluster}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return f"{postgres_cluster}/{name}"
