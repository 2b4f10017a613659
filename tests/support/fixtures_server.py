"""Fixtures: the running site, a Redis, a PostgreSQL."""

import contextlib
import fcntl
import itertools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.postgres import (
    PostgresCluster,
    create_database,
    drop_database,
    end_cluster,
)
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


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """One worker of the test run at a time."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What all workers of a test run see."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def data_template(run_folder: Path) -> Path:
    """A prepared data directory, made once for all workers of a test run."""
    folder = run_folder / "template"
    with locked(run_folder / "template.lock"):
        if not (run_folder / "template.done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            make_template(folder)
            (run_folder / "template.done").touch()
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


class SharedCluster(NamedTuple):
    """A PostgreSQL that all workers of a test run use: its address and data to copy."""

    url: str
    prepared: Path


@pytest.fixture(scope="session")
def shared_cluster(run_folder: Path) -> Iterator[SharedCluster]:
    """Started by the first worker that asks, ended by the last one that has asked."""
    note = run_folder / "postgres.address"
    with (run_folder / "postgres.users").open("w") as users:
        with locked(run_folder / "postgres.lock"):
            if not note.exists():
                note.write_text("\n".join(_start_cluster()))
            fcntl.flock(users, fcntl.LOCK_SH)
        url, folder = note.read_text().split("\n")
        yield SharedCluster(url, Path(folder) / "prepared")
        with locked(run_folder / "postgres.lock"), contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            note.unlink()
            end_cluster(Path(folder))


def _start_cluster() -> tuple[str, str]:
    folder = Path(tempfile.mkdtemp(prefix="cosmic-postgres-"))
    cluster = PostgresCluster(folder, free_port())
    try:
        cluster.start()
        with tempfile.TemporaryDirectory() as data_dir:
            cluster.prepare(Path(data_dir))
    except BaseException:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return cluster.url, str(folder)


@pytest.fixture(scope="session")
def postgres_cluster(shared_cluster: SharedCluster) -> str:
    """The address of a PostgreSQL of this run's own, without a database's name.

    Others use it at the same time: a test that stops one starts its own, from `postgres_data`.
    """
    return shared_cluster.url


@pytest.fixture(scope="session")
def postgres_data(shared_cluster: SharedCluster) -> Path:
    """What `PostgresCluster.start` takes, so that a cluster of a test's own is there at once."""
    return shared_cluster.prepared


@pytest.fixture
def postgres_server(postgres_cluster: str) -> Iterator[str]:
    """The address of a database, migrated and with the universe, fit for DATABASE_URL."""
    address = create_database(postgres_cluster)
    yield address
    drop_database(address)
