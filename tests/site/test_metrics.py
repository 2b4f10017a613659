"""/metrics: valid, bounded, true, and for operators alone."""

import subprocess
from typing import Any

import httpx
import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as parsed

from game.metrics.access import may_read
from game.metrics.port import open_port, open_port_if_free
from game.metrics.tallies import Tally
from tests.support.fixtures_server import ServerFactory
from tests.support.pilot import Pilot
from tests.support.server import HOST, LiveServer, free_port, wait_for

LOCAL = {"host": "127.0.0.1:8000"}
OPENMETRICS = "application/openmetrics-text; version=1.0.0"


# --- who may read -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("peer", "headers", "token", "may"),
    [
        ("127.0.0.1", LOCAL, "", True),
        ("127.0.0.1", {"host": "localhost"}, "", True),
        ("::1", {"host": "[::1]:8000"}, "", True),
        ("::1", {"host": "[::1]"}, "", True),
        ("10.0.0.7", LOCAL, "", False),
        ("127.0.0.1", {"host": "play.example.org"}, "", False),  # a proxy passes visitors on
        ("127.0.0.1", {**LOCAL, "x-forwarded-for": "127.0.0.1"}, "", False),
        ("127.0.0.1", {**LOCAL, "forwarded": "for=1.2.3.4"}, "", False),
        ("127.0.0.1", {}, "", False),
        ("", LOCAL, "", False),
        ("10.0.0.7", {"authorization": "Bearer right"}, "right", True),
        ("10.0.0.7", {"authorization": "bearer  right "}, "right", True),
        ("10.0.0.7", {"authorization": "Bearer wrong"}, "right", False),
        ("10.0.0.7", {"authorization": "Bearer "}, "", False),
        ("10.0.0.7", {"authorization": "Basic right"}, "right", False),
        ("127.0.0.1", {**LOCAL, "authorization": "Bearer wrong"}, "right", False),
        ("127.0.0.1", LOCAL, "right", True),
    ],
)
def test_metrics_are_for_this_machine_and_who_has_the_token(
    peer: str, headers: dict[str, str], token: str, may: bool
) -> None:
    assert may_read(peer=peer, headers=headers, token=token) is may


# --- counting -----------------------------------------------------------------------------


def test_no_client_makes_labels() -> None:
    tally = Tally(CollectorRegistry(), "kinds", "words", "kind", ["known"])
    for kind in ("known", "made up", "made up too", "known"):
        tally.add(kind)
    assert (tally.count("known"), tally.count("unknown")) == (2, 2)
    (family,) = tally.collect()
    assert len(family.samples) == 2


# --- a port of its own --------------------------------------------------------------------


def test_a_process_without_pages_has_a_port_for_metrics() -> None:
    port = free_port()
    close = open_port(HOST, port, "right")
    try:
        answer = httpx.get(f"http://{HOST}:{port}/metrics")
        assert answer.status_code == 200
        assert list(parsed(answer.text))
        assert httpx.get(f"http://{HOST}:{port}/").status_code == 404
        assert httpx.post(f"http://{HOST}:{port}/metrics").status_code == 405
        strange = {"Host": "elsewhere.example"}
        assert httpx.get(f"http://{HOST}:{port}/metrics", headers=strange).status_code == 403
        shown = {**strange, "Authorization": "Bearer right"}
        assert httpx.get(f"http://{HOST}:{port}/metrics", headers=shown).status_code == 200
        assert open_port_if_free(HOST, port, "") is None, "taken: told, not fatal"
    finally:
        close()
    assert open_port_if_free(HOST, 0, "") is None


# --- the running site ---------------------------------------------------------------------


def samples(url: str, **headers: str) -> dict[tuple[str, frozenset[Any]], float]:
    answer = httpx.get(f"{url}/metrics", headers=headers)
    assert answer.status_code == 200
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in parsed(answer.text)
        for sample in family.samples
    }


def count(url: str, name: str, **labels: str) -> float:
    return samples(url).get((name, frozenset(labels.items())), 0.0)


@pytest.mark.server
async def test_what_pilots_do_is_counted(server_factory: ServerFactory) -> None:
    site = server_factory()
    async with await Pilot.guest(site.url) as pilot:
        await pilot.join()
        await pilot.send("made.up", by="a client")
        await pilot.send("ship.jump", gate_id="nowhere")
        await pilot.until(lambda: pilot.tick > 30)
        wait_for(
            lambda: count(site.url, "cosmic_room_pilots", system_id="sol-1") == 1,
            seconds=10,
            words="the room's pilots are shown",
        )
        found = samples(site.url)

    def value(name: str, **labels: str) -> float:
        return found[name, frozenset(labels.items())]

    assert value("cosmic_connections", door="live") == 1
    assert value("cosmic_messages_received_total", type="session.join_system") == 1
    assert value("cosmic_messages_received_total", type="unknown") == 1
    assert value("cosmic_messages_rejected_total", code="UNKNOWN_TYPE") == 1
    assert value("cosmic_messages_sent_total", type="session.joined") == 1
    assert value("cosmic_messages_sent_total", type="world.snapshot") >= 1
    assert value("cosmic_deltas_sent_total") > 10
    assert value("cosmic_rooms") == 1
    assert value("cosmic_room_tick_rate", system_id="sol-1") == 20
    assert value("cosmic_tick_seconds_count", system_id="sol-1") > 10
    assert value("cosmic_tick_late_seconds_count", system_id="sol-1") > 10
    assert value("cosmic_lease_changes_total", change="claimed") == 1
    assert value("cosmic_leases", state="held") == 1
    assert value("cosmic_logins_total", door="guest", result="ok") == 1
    assert value("cosmic_logins_total", door="socket", result="ok") == 1
    assert value("cosmic_ledger_entries_total", type="opening") == 1
    assert value("cosmic_database_query_seconds_count") > 10
    assert value("cosmic_database_seconds_count", lane="write") > 0
    assert value("cosmic_health_up", check="database") == 1
    guest = {"method": "POST", "route": "/api/v1/auth/guest", "status": "201"}
    assert value("cosmic_http_requests_total", **guest) == 1


@pytest.mark.server
def test_addresses_that_are_not_ours_make_no_labels(server: LiveServer) -> None:
    for n in range(5):
        httpx.get(f"{server.url}/made-up-{n}/")
        httpx.request(f"MADEUP{n}", server.url)
    text = httpx.get(f"{server.url}/metrics").text
    assert "made-up" not in text
    assert "MADEUP" not in text
    assert len(text) < 400_000


@pytest.mark.server
def test_the_text_is_valid_in_either_format(server: LiveServer) -> None:
    plain = httpx.get(f"{server.url}/metrics")
    assert plain.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert len(list(parsed(plain.text))) > 30
    open_text = httpx.get(f"{server.url}/metrics", headers={"Accept": OPENMETRICS})
    assert open_text.headers["Content-Type"].startswith("application/openmetrics-text")
    assert len(list(openmetrics(open_text.text))) > 30


@pytest.mark.server
@pytest.mark.prometheus
def test_prometheus_own_parser_finds_no_fault(server: LiveServer) -> None:
    text = httpx.get(f"{server.url}/metrics").text
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=text, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.server
def test_visitors_do_not_read_metrics(server_factory: ServerFactory) -> None:
    site = server_factory(COSMIC_METRICS_TOKEN="a token", COSMIC_TRUSTED_PROXIES="1")
    address = f"{site.url}/metrics"
    assert httpx.get(address, headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    shown = {"X-Forwarded-For": "9.9.9.9", "Authorization": "Bearer a token"}
    assert httpx.get(address, headers=shown).status_code == 200
