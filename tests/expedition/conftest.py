"""Fixtures of the hosted expeditions: players, clients, and databases that threads share."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker as Blocker

from accounts.models import User
from game.services import expedition_replays, expedition_runs
from game.services.hot_runs import hot_runs
from tests.expedition.rest import Site
from tests.world.conftest import database_file


@pytest.fixture(autouse=True)
def _cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """No run of the test before is at hand: databases forget, and count anew."""
    hot_runs.clear()
    monkeypatch.setattr(expedition_replays, "_replays", expedition_replays.Replays())


@pytest.fixture
def checked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records are executed as soon as their run is over, not on a thread of their own."""
    monkeypatch.setattr(expedition_runs, "run_check_later", expedition_runs.run_check)


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada_l")


@pytest.fixture
def grace(db: None) -> User:
    return User.objects.create_user("grace_h")


@pytest.fixture
def site(ada: User) -> Site:
    """The REST addresses as Ada meets them."""
    return Site(ada)


@pytest.fixture
def limits(settings: Any) -> Any:
    """Change a setting of the site for one test: `limits(expeditions_per_player=2)`."""

    def change(**values: Any) -> None:
        settings.COSMIC = msgspec.structs.replace(settings.COSMIC, **values)

    return change


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Blocker) -> Path:
    """A migrated SQLite file, made once to be copied."""
    path = tmp_path_factory.mktemp("empty") / "empty.sqlite3"
    with django_db_blocker.unblock(), database_file(path):
        call_command("migrate", verbosity=0)
    return path


@pytest.fixture
def shared_database(
    request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: Blocker
) -> Iterator[None]:
    """A database that every thread sees, with real commits; on SQLite a file as in production."""
    if connection.vendor != "sqlite":
        yield
        return
    path = Path(shutil.copy(request.getfixturevalue("empty_database"), tmp_path))
    with django_db_blocker.unblock(), database_file(path):
        yield
