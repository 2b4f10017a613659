"""PostgreSQL crashes or hangs, and comes back: flight goes on, what needs it says so."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.live.staging import EARTH, STATIONS
from tests.support.pilot import Pilot, Refused, rest
from tests.support.postgres import TEMPLATE, PostgresCluster
from tests.support.running import Site, health_of
from tests.support.server import free_port, run_manage

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.server]

ANSWER_S = 10.0
SLACK_S = 1.5  # for a machine that is busy with other tests
BACK_S = 20.0
GOODS = "water"


@pytest.fixture(scope="module")
def cluster(postgres_data: Path) -> Iterator[PostgresCluster]:
    """One that may be broken."""
    folder = Path(tempfile.mkdtemp(prefix="cosmic-outage-"))
    cluster = PostgresCluster(folder, free_port())
    try:
        cluster.start(postgres_data)
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def site(
    cluster: PostgresCluster, data_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    address = f"{cluster.url}/{TEMPLATE}"
    folder = tmp_path_factory.mktemp("site")
    with Site(data_template, folder, webs=1, DATABASE_URL=address) as running:
        running.start()
        yield running


@pytest.fixture
async def trader(cluster: PostgresCluster, site: Site) -> AsyncIterator[Pilot]:
    """At the helm of a ship that is docked."""
    pilot = await Pilot.guest(site.url)
    x, y = STATIONS[EARTH]
    with psycopg.connect(f"{cluster.url}/{TEMPLATE}", autocommit=True) as connection:
        connection.execute(
            "UPDATE game_ship SET x = %s, y = %s, docked_at_id = %s WHERE player_id = %s",
            (x, y, EARTH, int(pilot.player_id.removeprefix("p_"))),
        )
    async with pilot:
        await pilot.join()
        yield pilot


@pytest.fixture
async def flier(site: Site) -> AsyncIterator[Pilot]:
    async with await Pilot.guest(site.url) as pilot:
        await pilot.join()
        await pilot.steer(thrust=1.0)
        yield pilot


def bought(cluster: PostgresCluster, pilot: Pilot) -> int:
    """Units that the ledger knows of."""
    with psycopg.connect(f"{cluster.url}/{TEMPLATE}", autocommit=True) as connection:
        row = connection.execute(
            "SELECT count(*) FROM game_ledgerentry WHERE player_id = %s AND tx_type = 'buy'",
            (int(pilot.player_id.removeprefix("p_")),),
        ).fetchone()
    assert row is not None
    return int(row[0])


async def goes_on(pilot: Pilot, *, ticks: int = 20) -> None:
    tick = pilot.tick
    await pilot.until(lambda: pilot.tick > tick + ticks)
    told = [m["payload"]["state"] for m in pilot.messages if m["type"] == "session.status"]
    assert "recovering" not in told


async def busy(pilot: Pilot, **order: object) -> float:
    """Have an order refused with SERVER_BUSY; after how many seconds it was."""
    began = time.monotonic()
    seq = await pilot.send("trade.buy", **order)
    with pytest.raises(Refused) as refused:
        await pilot.expect("trade.result", request_seq=seq, seconds=2 * ANSWER_S)
    assert refused.value.code == "SERVER_BUSY"
    return time.monotonic() - began


ORDER = {"station_id": EARTH, "commodity_id": GOODS, "quantity": 1}


async def test_after_a_crash_flight_has_gone_on_and_trades_go_on(
    cluster: PostgresCluster, site: Site, trader: Pilot, flier: Pilot
) -> None:
    await trader.buy(EARTH, GOODS, 1, ref="before")
    credits = trader.you["credits"]
    await asyncio.to_thread(cluster.crash)
    await goes_on(flier)
    assert await busy(trader, **ORDER, ref="during") < ANSWER_S
    await check_web(site.url)
    await asyncio.to_thread(cluster.start_again)
    await health_of(site.url, ok=True)
    result = await trader.buy(EARTH, GOODS, 1, ref="during")
    assert result["credits"] < credits
    await trader.buy(EARTH, GOODS, 1, ref="during")
    assert bought(cluster, trader) == 2
    await goes_on(flier)
    assert (await rest(site.url, "GET", "/world/systems")).status_code == 200
    assert "adds up" in run_manage(site.webs[0].env, "checkledger")


async def check_web(url: str) -> None:
    """REST and pages say 503, what needs no database is there, and health tells."""
    answer = await rest(url, "GET", "/leaderboard/matches?game=TicTacToe")
    assert (answer.status_code, answer.json()["code"]) == (503, "SERVER_BUSY")
    answer = await rest(url, "POST", "/auth/login", json={"username": "a", "password": "b"})
    assert (answer.status_code, answer.json()["code"]) == (503, "SERVER_BUSY")
    async with httpx.AsyncClient(base_url=url, timeout=BACK_S) as client:
        page = await client.get("/leaderboard/")
        assert page.status_code == 503
        assert "back in a moment" in page.text
        assert int(page.headers["Retry-After"]) > 0
        assert (await client.get("/login/")).status_code == 200
    checks = await health_of(url, ok=False)
    assert checks["database"]["status"] == "failing"
    assert checks["channel_layer"]["status"] == "ok"


async def test_one_that_hangs_longer_than_a_lease_lasts_costs_nobody_their_flight(
    cluster: PostgresCluster, site: Site, trader: Pilot, flier: Pilot
) -> None:
    before = len(trader.you["cargo"])
    await asyncio.to_thread(cluster.suspend)
    try:
        first, second = await asyncio.gather(
            busy(trader, **ORDER, ref="hangs"), busy(trader, **ORDER, ref="waits behind")
        )
        assert max(first, second) < ANSWER_S + SLACK_S
        await goes_on(flier)
        checks = await health_of(site.url, ok=False)
        assert checks["database"]["status"] == "failing"
    finally:
        cluster.resume()
    await health_of(site.url, ok=True)
    await trader.until(lambda: len(trader.you["cargo"]) > before, seconds=BACK_S)
    await trader.buy(EARTH, GOODS, 1, ref="hangs")
    assert bought(cluster, trader) == 1
    await goes_on(flier)
    assert trader.closed is None
    assert "is lost" not in site.worker.output()
