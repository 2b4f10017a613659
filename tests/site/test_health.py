"""/health says what is wrong, to anybody, soon, and without being a burden."""

import asyncio
import threading
from collections.abc import Iterator

import httpx
import pytest

from game.selectors.health import VitalSigns
from game.services import health
from tests.support.fixtures_server import ServerFactory
from tests.support.server import LiveServer, wait_for

CHECKS = {"database", "channel_layer", "worker", "round_trip"}
NO_LEASES = VitalSigns({"held": 0, "lapsed": 0, "stopped": 0, "free": 0}, {})


class Fake:
    """The world that a report looks at, counted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reads = self.pings = 0
        self.answers = True
        self.block = threading.Event()
        self.block.set()
        monkeypatch.setattr(health, "vital_signs", self.vital_signs)
        monkeypatch.setattr(health.Line, "ping", lambda line: self.ping())
        monkeypatch.setattr(health.Line, "echo", lambda line, name: self.echo())
        monkeypatch.setattr(health, "PATIENCE_S", 0.05)

    def vital_signs(self) -> VitalSigns:
        self.reads += 1
        self.block.wait(10)
        return NO_LEASES

    async def ping(self) -> str:
        self.pings += 1
        if not self.answers:
            raise TimeoutError
        return "a worker"

    async def echo(self) -> None:
        """All well."""


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    made = Fake(monkeypatch)
    yield made
    made.block.set()


async def test_however_many_ask_one_report_a_second_is_made(fake: Fake) -> None:
    asked = health.Health()
    reports = await asyncio.gather(*(asked.report() for _ in range(100)))
    assert reports[0].ok
    assert (await asked.report()) is reports[0]
    assert (fake.reads, fake.pings) == (1, 1)
    asked.close()


async def test_a_database_that_hangs_is_told_soon_and_asked_once(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "FRESH_S", 0.0)
    fake.block.clear()
    asked = health.Health()
    for _ in range(3):
        report = await asyncio.wait_for(asked.report(), 2)
        assert not report.ok
        assert report.checks["database"].words == "no answer within 0.05 s"
        assert report.checks["worker"].status == "ok"
    assert fake.reads == 1, "no second thread waits behind the first"
    asked.close()


async def test_a_failure_is_named_without_its_words(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> VitalSigns:
        raise ConnectionError("password authentication failed for cosmic:hoppers")

    monkeypatch.setattr(health, "vital_signs", refuse)
    asked = health.Health()
    report = await asked.report()
    assert report.checks["database"].words == "failed with ConnectionError"
    asked.close()


# --- the running site ---------------------------------------------------------------------


@pytest.mark.server
@pytest.mark.parametrize("path", ["/health", "/health/"])
def test_all_is_well_with_a_site_of_one_process(server: LiveServer, path: str) -> None:
    answer = httpx.get(server.url + path)
    assert answer.status_code == 200
    body = answer.json()
    assert body["status"] == "ok"
    assert {name: check["status"] for name, check in body["checks"].items()} == dict.fromkeys(
        CHECKS, "ok"
    )
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.server
def test_probes_come_by_addresses_and_without_https(server_factory: ServerFactory) -> None:
    site = server_factory(COSMIC_PUBLIC_ORIGIN="https://play.example.org")
    for path in ("/health", "/health/live"):
        answer = httpx.get(site.url + path, headers={"Host": "10.1.2.3:8000"})
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")
        assert httpx.post(site.url + path).status_code == 405
        assert httpx.head(site.url + path).status_code == 200
    assert httpx.get(site.url + "/", headers={"Host": "10.1.2.3:8000"}).status_code in (301, 400)


@pytest.mark.server
@pytest.mark.redis
def test_a_site_without_a_worker_says_so_until_one_comes(
    server_factory: ServerFactory, redis_server: str
) -> None:
    site = server_factory(REDIS_URL=redis_server)
    answer = httpx.get(f"{site.url}/health", timeout=10)
    assert answer.status_code == 503
    body = answer.json()
    assert body["status"] == "failing"
    failing = {name for name, check in body["checks"].items() if check["status"] != "ok"}
    assert failing == {"worker", "round_trip"}
    assert body["checks"]["round_trip"]["words"] == "no answer within 2 s"
    assert httpx.get(f"{site.url}/health/live").status_code == 200

    worker = site.worker()
    worker.start()
    try:
        wait_for(
            lambda: httpx.get(f"{site.url}/health", timeout=10).status_code == 200,
            seconds=30,
            words="the worker answers",
        )
    finally:
        worker.stop()
