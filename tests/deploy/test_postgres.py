"""The site on PostgreSQL: migrations, the universe, trades, and a restart."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.pilot import Pilot, Refused
from tests.support.server import LiveServer, copy_template

pytestmark = [pytest.mark.postgres, pytest.mark.server]
EARTH = "earth-orbit-station"


@pytest.fixture
def site(postgres_server: str, data_template: Path, tmp_path: Path) -> Iterator[LiveServer]:
    folder = copy_template(data_template, tmp_path / "site")
    for file in folder.glob("cosmic.sqlite3*"):
        file.unlink()
    running = LiveServer(folder, DATABASE_URL=postgres_server)
    running.start()
    yield running
    running.stop()
    assert not list(folder.glob("cosmic.sqlite3*")), "nothing went to SQLite"


async def docked_pilot(site: LiveServer, database: str) -> Pilot:
    """A guest whose stored ship lies at Earth's station, not connected yet."""
    pilot = await Pilot.guest(site.url)
    with psycopg.connect(database) as connection:
        changed = connection.execute(
            "UPDATE game_ship SET docked_at_id = %s, x = -1200, y = 300 WHERE player_id = %s",
            (EARTH, int(pilot.player_id.removeprefix("p_"))),
        )
        assert changed.rowcount == 1
    return pilot


async def test_a_trade_is_kept_over_a_restart(site: LiveServer, postgres_server: str) -> None:
    async with await docked_pilot(site, postgres_server) as pilot:
        await pilot.join()
        before = pilot.you["credits"]
        result = await pilot.buy(EARTH, "food", 5, ref="first")
        again = await pilot.buy(EARTH, "food", 5, ref="first")
        with pytest.raises(Refused, match="CARGO_FULL"):
            await pilot.buy(EARTH, "machinery", 10)
    assert result["details"] == again["details"], "the same ref again is the same trade"
    assert result["credits"] == before - result["details"]["total"]

    site.stop()
    site.start()
    async with pilot.again() as back:
        await back.join()
        assert back.you["credits"] == result["credits"]
        assert back.you["cargo"] == [{"commodity_id": "food", "qty": 5}]
        ledger = (await back.rest("GET", "/me/transactions")).json()
    assert sum(row["total_amount"] for row in ledger["items"]) == result["credits"]
    site.manage("checkledger")


def test_migrations_fit_the_models_there_too(site: LiveServer) -> None:
    assert "No changes detected" in site.manage("makemigrations", "--check", "--dry-run")
