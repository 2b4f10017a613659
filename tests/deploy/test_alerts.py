"""Each alert rule that deploy/ ships fires when its trouble is caused, and not before.

A real Prometheus watches a whole site: a web process, a worker, Redis, PostgreSQL.
"""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psycopg
import pytest
import yaml
from websockets.asyncio.client import connect

from tests.support.pilot import Pilot
from tests.support.postgres import create_database
from tests.support.prometheus import RULES, Prometheus
from tests.support.redis import RedisServer
from tests.support.server import (
    HOST,
    LiveServer,
    Process,
    ServerError,
    copy_template,
    free_port,
    wait_for,
)

pytestmark = [
    pytest.mark.prometheus,
    pytest.mark.server,
    pytest.mark.redis,
    pytest.mark.postgres,
    pytest.mark.timeout(600),
]


class Site:
    """All of it, each part of which can be taken away."""

    def __init__(self, folder: Path, template: Path, cluster: str) -> None:
        self.folder = folder
        self.worker_port = free_port()
        self.cluster = f"{cluster}/postgres"
        self.database = create_database(cluster)
        self.name = self.database.rpartition("/")[2]
        self.redis = RedisServer(folder / "redis")
        self.web = LiveServer(
            copy_template(template, folder / "site"),
            REDIS_URL=self.redis.url,
            DATABASE_URL=self.database,
            METRICS_PORT=str(self.worker_port),
        )
        self.worker = self.web.worker()
        self.prometheus = Prometheus(
            folder / "prometheus",
            {
                "cosmic-web": [f"{HOST}:{self.web.port}"],
                "cosmic-worker": [f"{HOST}:{self.worker_port}"],
            },
        )

    def start(self) -> None:
        self.redis.start()
        self.worker.start()
        self.web.start()
        self.prometheus.start()

    def stop(self) -> None:
        for process in (self.prometheus, self.web, self.worker, self.redis):
            process.stop()

    def sql(self, text: str) -> None:
        with psycopg.connect(self.database, autocommit=True) as connection:
            connection.execute(text)

    def of_cluster(self, text: str) -> None:
        with psycopg.connect(self.cluster, autocommit=True) as connection:
            connection.execute(text)

    def take_database_away(self) -> None:
        self.of_cluster(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS false")
        self.of_cluster(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'"
        )

    def bring_database_back(self) -> None:
        self.of_cluster(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS true")

    def hurried_worker(self) -> Process:
        """A worker that is to tick more often than any machine can."""
        self.web.env["COSMIC_TICK_RATE"] = "20000"
        worker = self.web.worker("hurried")
        del self.web.env["COSMIC_TICK_RATE"]
        return worker


@pytest.fixture(scope="module")
def started(
    data_template: Path, tmp_path_factory: pytest.TempPathFactory, postgres_cluster: str
) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("alerts"), data_template, postgres_cluster)
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture
def site(started: Site) -> Site:
    """With nothing wrong, and a backup."""
    if started.prometheus.firing():
        started.web.manage("backup", str(started.folder / "backups"))
    started.prometheus.wait_for_quiet()
    return started


CAUSED: set[str] = set()


def fires(site: Site, *names: str) -> None:
    """Wait for these alerts; the module's last test asks which were never seen."""
    site.prometheus.wait_for_alerts(*names, seconds=60)
    CAUSED.update(names)


# --- chores and clients -------------------------------------------------------------------


def test_backups_that_are_missing_or_fail_and_balances_without_a_reason_are_told(
    started: Site,
) -> None:
    prometheus, web = started.prometheus, started.web
    httpx.post(f"{web.url}/api/v1/auth/guest").raise_for_status()
    fires(started, "CosmicNoBackup")
    (started.folder / "file").touch()
    with pytest.raises(ServerError):
        web.manage("backup", str(started.folder / "file" / "below"))
    started.sql("UPDATE accounts_user SET credits = credits + 1")
    with pytest.raises(ServerError, match="do not fit"):
        web.manage("checkledger")
    fires(started, "CosmicNoBackup", "CosmicChoreFailed", "CosmicLedgerDifference")

    started.sql("UPDATE accounts_user SET credits = credits - 1")
    web.manage("checkledger")
    web.manage("backup", str(started.folder / "backups"))
    prometheus.wait_for_quiet()
    started.sql("UPDATE game_chore SET done_at = done_at - interval '27 hours'")
    fires(started, "CosmicNoBackup")


async def test_clients_that_send_rubbish_guess_passwords_or_do_not_read_are_told_of(
    site: Site,
) -> None:
    mute = await Pilot.guest(site.web.url)
    with socket.socket() as narrow:
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.connect((HOST, site.web.port))
        await mute.connect(sock=narrow)
        await mute.join()
        assert mute._reader is not None
        mute._reader.cancel()
        await asyncio.to_thread(fires, site, "CosmicSkippedDeltas")
        attack = [asyncio.create_task(send_rubbish(site)) for _ in range(4)]
        attack += [asyncio.create_task(guess_passwords(site)) for _ in range(8)]
        await asyncio.to_thread(fires, site, "CosmicRejectedMessages", "CosmicLogInsRefused")
        for task in attack:
            task.cancel()
        await asyncio.gather(*attack, return_exceptions=True)
        mute.abort()


async def send_rubbish(site: Site) -> None:
    """For ever; a tenth refusal on one connection would close it."""
    while True:
        async with connect(site.web.ws_url) as socket:
            for _ in range(9):
                await socket.send("this is no message")
                await socket.recv()


async def guess_passwords(site: Site) -> None:
    login = {"username": "nobody_here", "password": "a guess at it"}
    async with httpx.AsyncClient(base_url=site.web.url, timeout=30) as client:
        while True:
            assert (await client.post("/api/v1/auth/login", json=login)).status_code == 401


# --- processes ----------------------------------------------------------------------------


def test_a_web_process_that_hangs_is_told(site: Site) -> None:
    os.kill(site.web.pid, signal.SIGSTOP)
    try:
        fires(site, "CosmicWebDown")
    finally:
        os.kill(site.web.pid, signal.SIGCONT)


async def test_a_lost_worker_and_one_that_does_not_keep_up_are_told(site: Site) -> None:
    async with await Pilot.guest(site.web.url) as pilot:
        await pilot.join()
        site.worker.kill()
        await asyncio.to_thread(fires, site, "CosmicWorkerLost", "CosmicLeaseLapsed")

        slow = site.hurried_worker()
        slow.start()
        try:
            await pilot.expect("world.snapshot", seconds=20)
            late = ("CosmicSystemLate", "CosmicTickOverBudget")
            await asyncio.to_thread(fires, site, *late)
            assert not site.prometheus.firing() & {"CosmicWorkerLost", "CosmicLeaseLapsed"}
        finally:
            slow.stop()
            site.worker.start()
        pilot.messages.clear()
        await pilot.expect("world.snapshot", seconds=30)  # so nobody's lease is left to lapse


# --- what lies below ----------------------------------------------------------------------


def test_a_slow_database_is_told(site: Site) -> None:
    address = f"{site.web.url}/api/v1/leaderboard/credits"
    with ThreadPoolExecutor(4) as pool, psycopg.connect(site.database) as connection:
        connection.execute("LOCK TABLE accounts_user IN ACCESS EXCLUSIVE MODE")
        answers = [pool.submit(httpx.get, address, timeout=30) for _ in range(4)]
        wait_for(lambda: waiting(site) >= 4, seconds=10, words="four wait for the lock")
        connection.execute("SELECT pg_sleep(1)")
        connection.rollback()
        assert {answer.result().status_code for answer in answers} == {200}
    fires(site, "CosmicDatabaseSlow")


def waiting(site: Site) -> int:
    with psycopg.connect(site.database, autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return row[0] if row else 0


def test_a_redis_that_is_away_is_told(site: Site) -> None:
    site.redis.stop()
    try:
        fires(site, "CosmicLayerAway")
    finally:
        site.redis.start()


def test_a_database_that_is_away_and_failing_answers_are_told(site: Site) -> None:
    site.take_database_away()
    try:
        with httpx.Client(base_url=site.web.url, timeout=30) as client:
            wait_for(
                lambda: (
                    client.get("/api/v1/world/systems").status_code >= 500
                    and site.prometheus.firing() >= {"CosmicDatabaseAway", "CosmicErrors"}
                ),
                seconds=30,
                words="the database's absence is told",
            )
        fires(site, "CosmicDatabaseAway", "CosmicErrors")
    finally:
        site.bring_database_back()


# --- the files ----------------------------------------------------------------------------


def test_every_alert_was_caused() -> None:
    rules = yaml.safe_load(RULES.read_text())["groups"][0]["rules"]
    assert {rule["alert"] for rule in rules} == CAUSED
