"""Hosts of matches over databases that every thread sees."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker as Blocker

from accounts.models import User
from game.models import Match
from game.services.lanes import Lanes
from game.services.matches.host import MatchHost
from tests.support.postgres import create_database

Make = Callable[..., MatchHost]


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Blocker) -> Path:
    """An empty database, made once to be copied."""
    path = tmp_path_factory.mktemp("matches") / "matches.sqlite3"
    with django_db_blocker.unblock(), database_at(f"sqlite:///{path}"):
        call_command("migrate", verbosity=0)
    return path


@pytest.fixture
def sqlite(sqlite_file: Path, tmp_path: Path, django_db_blocker: Blocker) -> Iterator[None]:
    path = shutil.copy(sqlite_file, tmp_path / "matches.sqlite3")
    with django_db_blocker.unblock(), database_at(f"sqlite:///{path}"):
        yield


@pytest.fixture(scope="session")
def postgres_url(postgres_cluster: str) -> str:
    """A database with tables in it, made once."""
    return create_database(postgres_cluster)


@pytest.fixture
def postgres(postgres_url: str, django_db_blocker: Blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), database_at(postgres_url):
        yield
        Match.objects.all().delete()
        User.objects.all().delete()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> None:
    """One after the other."""
    request.getfixturevalue(request.param)


@pytest.fixture
async def make_host(database: None) -> AsyncIterator[Make]:
    """Hosts as different processes have them; they hear of each other only when told to."""
    made: list[tuple[MatchHost, Lanes]] = []

    def make(**options: Any) -> MatchHost:
        lanes = Lanes()
        made.append((MatchHost(lanes, options.pop("news", lambda news: None), **options), lanes))
        made[-1][0].start()
        return made[-1][0]

    yield make
    for host, lanes in made:
        await host.close()
        lanes.close()


@pytest.fixture
async def host(make_host: Make) -> MatchHost:
    return make_host(alone=True)


@contextmanager
def database_at(url: str) -> Iterator[None]:
    """Every thread's next connection is to this database."""
    settings, before = connections.settings["default"], connections["default"]
    kept = dict(settings)
    wanted = dj_database_url.parse(url)
    if wanted["ENGINE"] != settings["ENGINE"]:
        settings["OPTIONS"] = {}
    settings.update({key: wanted[key] for key in wanted if key not in ("OPTIONS", "CONN_MAX_AGE")})
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        settings.clear()
        settings.update(kept)
        connections["default"] = before
