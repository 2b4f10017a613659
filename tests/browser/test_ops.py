"""The control room in a real browser, on the real server, with pilots flying."""

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.test_matches_everywhere import check_everywhere
from tests.browser.watchkeeper import Operator, enlist_operator
from tests.support.browser import Pages, Watch, let_through
from tests.support.fixtures_server import ServerFactory
from tests.support.server import LiveServer, copy_template
from tests.support.traffic import traffic

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(300)]

SOL = "sol-1"
FLYERS = ("Ines_Okafor", "RustyComet")
PASSWORD = "a-long-way-home-7"


@contextlib.contextmanager
def with_pilots(server: LiveServer) -> Iterator[LiveServer]:
    """An operator, and two pilots who fly in circles."""
    enlist_operator(server)
    for name in FLYERS:
        body = {"username": name, "password": PASSWORD}
        httpx.post(f"{server.url}/api/v1/users", json=body, timeout=20).raise_for_status()
    with traffic(server.url, [(name, PASSWORD) for name in FLYERS]):
        yield server


@pytest.fixture(scope="module")
def site(data_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """For all tests that leave the system as it was."""
    server = LiveServer(copy_template(data_template, tmp_path_factory.mktemp("ops")))
    try:
        server.start()
        with with_pilots(server):
            yield server
    finally:
        server.stop()


@pytest.fixture
def own_site(server_factory: ServerFactory) -> Iterator[LiveServer]:
    """For a test that throws the pilots out."""
    with with_pilots(server_factory()) as server:
        yield server


def test_an_operator_watches_and_runs_a_system(own_site: LiveServer, pages: Pages) -> None:
    page = pages(base_url=own_site.url)
    operator = Operator(page)
    operator.log_in()
    operator.look_into(SOL)
    row = page.locator(f'tr[data-system="{SOL}"]')
    expect(row).to_contain_text("20 Hz")
    expect(page.locator("#total-pilots")).to_have_text("2")
    expect(page.locator("#total-workers")).to_have_text("1")
    expect(page.locator('#legend [data-kind="pilot"] .num')).to_have_text("2")
    expect(page.locator("#agent-list")).to_contain_text("Ines_Okafor, pilot")
    operator.wait_for_ticks(10)

    operator.press("#do-pause", re.compile(r"Pause: done in \d+ ms\. Time stands still\."))
    operator.wait_for_state(SOL, "paused")
    expect(page.locator("#do-pause")).to_be_hidden()
    operator.press("#do-resume", "Resume: done")
    operator.wait_for_state(SOL, "live")

    operator.set_rate("5", "It ticks at 5 Hz.")
    expect(row).to_contain_text("5 Hz")
    operator.set_rate("1000", "It ticks at 100 Hz.")
    operator.set_rate("20", "It ticks at 20 Hz.")
    page.fill("#rate", "fast")
    page.click("#rate-form button")
    expect(page.locator("#rate-error")).to_have_text("A rate is a number from 0.1 to 100.")
    page.fill("#rate", "")

    page.click("#do-stop")
    expect(page.locator("#confirm-words")).to_contain_text("2 pilots are there")
    page.click("#confirm-no")
    operator.wait_for_state(SOL, "live")
    page.click("#do-stop")
    page.click("#confirm-yes")
    expect(operator.outcome).to_contain_text("Stop: done")
    operator.wait_for_state(SOL, "stopped")
    expect(page.locator("#map-note")).to_contain_text("Nobody can join until you start it.")
    operator.press("#do-start", "Start: done")
    operator.wait_for_state(SOL, "live")
    page.wait_for_selector("#map-note", state="hidden")
    operator.wait_for_ticks(5)

    log = page.locator("#log")
    for words in (
        "Pause: done.",
        "Set the tick rate to 5 Hz: done.",
        "Stop: done.",
        "Start: done.",
    ):
        expect(log).to_contain_text(words)


def test_an_operator_adds_moves_and_deletes_an_agent(site: LiveServer, pages: Pages) -> None:
    page = pages(base_url=site.url)
    operator = Operator(page)
    operator.log_in()
    operator.look_into(SOL)
    operator.add("op-lurker", kind="pirate", x=-3000, y=2400, name="Lurker", behaviour="idle")
    pirates = page.locator('#legend [data-kind="pirate"] .num')
    expect(pirates).not_to_have_text("0")

    operator.select("op-lurker")
    expect(page.locator("#agent-title")).to_have_text("Lurker")
    expect(operator.reading("Place")).to_have_text("−3000, 2400")
    expect(operator.reading("Behaviour")).to_have_text("idle")
    page.fill("#agent-x", "-3200")
    operator.press("#agent-submit", "Change op-lurker: done")
    expect(operator.reading("Place")).to_have_text("−3200, 2400")
    page.click("#agent-submit")
    expect(page.locator("#agent-error")).to_contain_text("Fill in what is to change")

    page.click("#agent-none")
    operator.page.fill("#agent-id", "op-lurker")
    page.fill("#agent-x", "0")
    page.fill("#agent-y", "0")
    operator.press("#agent-submit", re.compile(r"refused\. .*\(AGENT_EXISTS\)"))

    operator.select("op-lurker")
    page.click("#agent-delete")
    page.click("#confirm-yes")
    expect(operator.outcome).to_contain_text("Delete op-lurker: done")
    expect(page.locator('#agent-list option[value="op-lurker"]')).to_have_count(0)
    expect(page.locator("#agent-title")).to_have_text("Add an agent")
    expect(page.locator("#log")).to_contain_text("Delete op-lurker: done.")


def test_the_map_answers_to_hands_and_keys(site: LiveServer, pages: Pages) -> None:
    page = pages(base_url=site.url)
    operator = Operator(page)
    operator.log_in()
    operator.look_into(SOL)
    canvas = page.locator("#map canvas")
    box = canvas.bounding_box()
    assert box
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    middle = (page.input_value("#agent-x"), page.input_value("#agent-y"))
    assert all(re.fullmatch(r"-?\d+", value) for value in middle)
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert int(page.input_value("#agent-x")) > int(middle[0])
    page.keyboard.press("n")
    page.wait_for_selector("#agent-readings:not([hidden])")
    first = operator.reading("Id").inner_text()
    page.keyboard.press("n")
    expect(operator.reading("Id")).not_to_have_text(first)
    page.keyboard.press("p")
    expect(operator.reading("Id")).to_have_text(first)
    page.keyboard.press("Escape")
    expect(page.locator("#agent-title")).to_have_text("Add an agent")


def test_the_log_is_filtered_held_still_and_copied(site: LiveServer, pages: Pages) -> None:
    page = pages(base_url=site.url, permissions=["clipboard-read", "clipboard-write"])
    operator = Operator(page)
    operator.log_in()
    operator.look_into(SOL)
    operator.press("#do-pause", "Pause: done")
    page.fill("#log-text", "time stands")
    expect(page.locator("#log li")).to_have_count(1)
    page.click("#log-pause")
    operator.press("#do-resume", "Resume: done")
    expect(page.locator("#log-count")).to_contain_text("held still")
    page.fill("#log-text", "")
    expect(page.locator("#log")).not_to_contain_text("Resume")
    page.click("#log-pause")
    expect(page.locator("#log")).to_contain_text("Resume: done.")
    page.uncheck('[data-kind="commands"]')
    expect(page.locator("#log")).not_to_contain_text("Resume")
    page.check('[data-kind="commands"]')
    page.click("#log-copy")
    expect(page.locator("#toasts")).to_contain_text("The log is copied.")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "Pause: done. Time stands still." in copied


def test_nothing_can_be_pressed_without_a_line_and_it_comes_back(
    site: LiveServer, pages: Pages
) -> None:
    page = pages(base_url=site.url)
    lines: list[WebSocketRoute] = []
    page.route_web_socket("**/ws/ops", lambda route: let_through(route, lines))
    operator = Operator(page)
    operator.log_in()
    operator.look_into(SOL)
    page.route_web_socket("**/ws/ops", lambda route: None)  # opens, and nobody answers
    lines[-1].close(code=1012, reason="restart")
    page.wait_for_selector('#ops[data-state="lost"]')
    page.wait_for_selector("#commands:disabled")
    page.wait_for_selector("#agent-fields:disabled")
    page.wait_for_selector("#link:not([hidden])")
    page.unroute_all()
    page.route_web_socket("**/ws/ops", lambda route: let_through(route, lines))
    page.wait_for_selector('#ops[data-state="live"]', timeout=40_000)
    page.wait_for_selector("#commands:enabled")
    expect(page.locator("#log")).to_contain_text("The connection was lost.")
    operator.wait_for_ticks(5)


def test_players_see_nothing_of_it(site: LiveServer, pages: Pages, watch: Watch) -> None:
    watch.allow("status of 404")
    page = pages(base_url=site.url)
    Operator(page).log_in(FLYERS[0], PASSWORD)
    expect(page.locator("h1")).to_have_text("There is nothing at this place")
    assert page.locator("#ops").count() == 0
    page.goto("/leaderboard/")
    assert page.locator('a[href="/ops/"]').count() == 0


def test_it_fits_every_screen_and_passes_axe(site: LiveServer, pages: Pages) -> None:
    page = pages(base_url=site.url, reduced_motion="reduce")
    operator = Operator(page)
    operator.log_in()
    operator.look_into(SOL)
    check_everywhere(page, "nobody selected")
    page.locator("#map canvas").focus()
    page.keyboard.press("n")
    page.wait_for_selector("#agent-readings:not([hidden])")
    page.locator("#agent-more summary").click()
    check_everywhere(page, "an agent selected")
    page.click("#do-stop")
    check_everywhere(page, "the question before a stop")
    page.click("#confirm-no")
