"""Fixtures of the world's tests: a loaded universe, pilots in it, and a worker who may write."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoDbBlocker as Blocker

from accounts.models import User
from game.catalog import economy
from game.models import CargoItem, LedgerEntry, Ship
from game.selectors.records import ship_row
from game.services import posting
from game.services.fencing import Fence
from game.services.leases import lease_claim
from game.services.ships import pilot_enlist, ship_store

SYSTEM, EARTH, MARS = "sol-1", "earth-orbit-station", "mars-orbit-station"

Change = Callable[..., None]


@pytest.fixture
def universe(db: None) -> None:
    call_command("loaduniverse", verbosity=0)


@pytest.fixture
def fence(universe: None) -> Fence:
    return claim("worker-a")


@pytest.fixture
def ada(fence: Fence) -> User:
    """A new pilot, docked at Earth Orbit Station."""
    return docked_pilot("ada_l", EARTH, fence)


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Change:
    """Change a section of the economy for one test: `rules("trade", cooldown_s=0.0)`."""

    def change(section: str, **values: Any) -> None:
        now = economy.economy_rules()
        changed = msgspec.structs.replace(getattr(now, section), **values)
        new = msgspec.structs.replace(now, **{section: changed})
        for module in (
            "services.trades",
            "services.markets",
            "services.upkeep",
            "services.universe",
            "services.losses",
            "services.jumps",
            "services.standing",
            "services.purging",
            "selectors.history",
        ):
            monkeypatch.setattr(f"game.{module}.economy_rules", lambda: new)

    return change


@pytest.fixture(scope="session")
def universe_file(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Blocker) -> Path:
    """A database with a loaded universe, made once to be copied."""
    path = tmp_path_factory.mktemp("universe") / "universe.sqlite3"
    with django_db_blocker.unblock(), database_file(path):
        call_command("migrate", verbosity=0)
        call_command("loaduniverse", verbosity=0)
    return path


@pytest.fixture
def shared_universe(
    request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: Blocker
) -> Iterator[None]:
    """A loaded universe in a database that every thread sees; for tests with real commits.

    Django's test database of SQLite lives in memory, where connections of several threads do not
    wait for each other; a file does as in production.
    """
    if connection.vendor != "sqlite":
        call_command("loaduniverse", verbosity=0)
        yield
        return
    path = Path(shutil.copy(request.getfixturevalue("universe_file"), tmp_path))
    with django_db_blocker.unblock(), database_file(path):
        yield


@contextmanager
def database_file(path: Path) -> Iterator[None]:
    """Every thread's next connection is to this SQLite file."""
    settings, before = connections.settings["default"], connections["default"]
    name = settings["NAME"]
    settings["NAME"] = str(path)
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = name
        connections["default"] = before


def claim(worker_id: str, tick: int = 1, system_id: str = SYSTEM) -> Fence:
    epoch = lease_claim(system_id=system_id, worker_id=worker_id)
    assert epoch is not None
    return Fence(system_id=system_id, worker_id=worker_id, epoch=epoch, tick=tick)


def at_tick(fence: Fence, tick: int) -> Fence:
    return msgspec.structs.replace(fence, tick=tick)


def new_pilot(username: str) -> User:
    player = User.objects.create_user(username)
    pilot_enlist(player=player)
    return player


def docked_pilot(username: str, station_id: str, fence: Fence) -> User:
    player = new_pilot(username)
    dock(player, station_id, fence)
    return player


def dock(player: User, station_id: str | None, fence: Fence) -> None:
    row = msgspec.structs.replace(ship_row(Ship.objects.get(player=player)), docked_at=station_id)
    assert ship_store(fence=fence, ship=row)


def give(player: User, commodity_id: str, quantity: int) -> None:
    """Cargo from nowhere."""
    ship = Ship.objects.get(player=player)
    CargoItem.objects.create(ship=ship, commodity_id=commodity_id, quantity=quantity)


def set_credits(player: User, credits: int) -> None:
    """A balance with the ledger row that explains it."""
    player.refresh_from_db()
    change = credits - player.credits
    posting.ledger_post(
        player=player,
        tx_type=LedgerEntry.Type.SELL if change > 0 else LedgerEntry.Type.BUY,
        total_amount=change,
        created_at=timezone.now() - timedelta(days=1),
    )


def seconds_pass(seconds: float) -> None:
    """Everything in the ledger happened that much earlier."""
    LedgerEntry.objects.update(created_at=F("created_at") - timedelta(seconds=seconds))


def holds(player: User) -> dict[str, int]:
    held: Counter[str] = Counter()
    for item in CargoItem.objects.filter(ship__player=player).order_by("commodity_id"):
        held[item.commodity_id] += item.quantity
    return dict(held)
