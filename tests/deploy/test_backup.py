"""Back up a site in which people play, destroy it, restore it: everybody is where they were."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.pilot import Pilot
from tests.support.server import LiveServer, copy_template

EARTH = "earth-orbit-station"
DOCKED = f"""
from game.models import Ship
Ship.objects.filter(player={{player}}).update(docked_at="{EARTH}", x=-1200, y=300)
"""
CHECKPOINT = {"COSMIC_CHECKPOINT_INTERVAL": "0.5"}


class Sites:
    """Makes a site on a database of one kind, and loses it."""

    def __init__(self, template: Path, folder: Path, database: str) -> None:
        self.database = database
        self.running = LiveServer(
            copy_template(template, folder), DATABASE_URL=database, **CHECKPOINT
        )
        if database:
            self._no_sqlite()

    def destroy(self) -> None:
        folder = self.running.data_dir
        (folder / "secret_key").unlink()
        if not self.database:
            self._no_sqlite()
            return
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
            connection.execute("CREATE TABLE public.left_over (id integer)")

    def _no_sqlite(self) -> None:
        for file in self.running.data_dir.glob("cosmic.sqlite3*"):
            file.unlink()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def sites(request: pytest.FixtureRequest, data_template: Path, tmp_path: Path) -> Iterator[Sites]:
    database = ""
    if request.param == "postgresql":
        database = request.getfixturevalue("postgres_server")
    made = Sites(data_template, tmp_path / "site", database)
    yield made
    made.running.stop()


@pytest.mark.server
async def test_pilots_are_where_they_were_and_the_ledger_adds_up(
    sites: Sites, tmp_path: Path
) -> None:
    site = sites.running
    site.start()
    trader, flyer = await Pilot.guest(site.url), await Pilot.guest(site.url)
    site.manage("shell", "-c", DOCKED.format(player=trader.player_id.removeprefix("p_")))
    async with trader, flyer:
        await trader.join()
        await flyer.join()
        await trader.buy(EARTH, "food", 3, ref="before the backup")
        await flyer.steer(thrust=1.0)
        await flyer.until(lambda: abs(flyer.ship["vx"]) + abs(flyer.ship["vy"]) > 20)
        await flyer.steer(thrust=0.0)
        home = dict(trader.ship)
        credits, cargo = trader.you["credits"], trader.you["cargo"]
        tick, there = flyer.tick, dict(flyer.ship)
        await flyer.until(lambda: flyer.tick > tick + 40)  # some checkpoints later
        await asyncio.to_thread(site.manage, "backup", str(tmp_path / "backups"))
        await flyer.until(lambda: flyer.tick > tick + 80)
        last = dict(flyer.ship)
        await trader.buy(EARTH, "food", 1, ref="after the backup")
    site.stop()
    (backup,) = (tmp_path / "backups").iterdir()

    sites.destroy()
    assert "adds up" in site.manage("restore", str(backup), "--noinput")
    site.start()

    assert "adds up" in site.manage("checkledger")
    async with trader.again() as back, flyer.again() as also:
        await back.join()
        await also.join()
        assert back.you["docked_at"] == EARTH
        assert (back.you["credits"], back.you["cargo"]) == (credits, cargo)
        assert (back.ship["x"], back.ship["y"]) == (home["x"], home["y"])
        low, high = sorted([there["x"], last["x"]])
        assert low - 1 <= also.ship["x"] <= high + 1, "between the moments around the backup"
        low, high = sorted([there["y"], last["y"]])
        assert low - 1 <= also.ship["y"] <= high + 1
    if sites.database:
        with psycopg.connect(sites.database) as connection:
            left = connection.execute("SELECT to_regclass('public.left_over')").fetchone()
        assert left == (None,), "what the backup does not have is gone"
