"""The first flight, step by step: by doing, or skipped."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import EARTH, Hands
from tests.browser.looks import serious_findings
from tests.browser.test_play_everywhere import sticks_out
from tests.support.browser import Pages
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(240)]


def begin(page: Page, name: str) -> Hands:
    """Into the cockpit, with the first flight's card still there."""
    page.goto("/")
    page.fill("#fly-name", name)
    page.click("#fly button")
    page.wait_for_url("**/play/")
    hands = Hands(page)
    hands.wait_for("flying")
    page.wait_for_selector("#cockpit[data-tutorial]")
    return hands


def on_step(hands: Hands, step: str) -> None:
    hands.page.wait_for_selector(f'#cockpit[data-tutorial="{step}"]')


def test_each_step_is_over_once_it_was_done(quiet_server: LiveServer, pages: Pages) -> None:
    page = pages(base_url=quiet_server.url)
    hands = begin(page, "newcomer")
    on_step(hands, "thrust")
    expect(page.locator("#tutorial")).to_contain_text("First flight, 1 of 7")
    expect(page.locator("#tutorial-words")).to_have_text("Hold W to thrust.")
    hands.hold("w")
    on_step(hands, "turn")
    hands.hold("a")
    on_step(hands, "dock")
    hands.dock_at(EARTH)
    on_step(hands, "buy")
    page.reload()  # what was done stays done
    hands.wait_for("docked")
    on_step(hands, "buy")
    hands.trade("buy", "food")
    on_step(hands, "undock")
    hands.undock()
    on_step(hands, "course")
    page.keyboard.press("n")
    page.keyboard.press("n")
    on_step(hands, "sell")


def test_a_skipped_first_flight_does_not_come_back(page: Page) -> None:
    begin(page, "old_hand")
    page.focus("#tutorial-skip")
    page.keyboard.press("Enter")
    expect(page.locator("#tutorial")).to_be_hidden()
    page.reload()
    Hands(page).wait_for("flying")
    page.wait_for_selector("#cockpit[data-x]")
    expect(page.locator("#tutorial")).to_be_hidden()
    page.keyboard.press("h")
    expect(page.locator("#help")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1440])
def test_the_card_fits_the_screen_flying_and_docked(pages: Pages, width: int) -> None:
    touch = width < 1000
    size = {"width": width, "height": 740 if touch else 900}
    page = pages(viewport=size, has_touch=touch, is_mobile=touch, reduced_motion="reduce")
    hands = begin(page, f"card_{width}")
    assert serious_findings(page) == []
    assert sticks_out(page) == []
    page.wait_for_selector("#cockpit[data-x]")
    hands.dock_at(EARTH)
    assert serious_findings(page) == []
    assert sticks_out(page) == []
    page.click('#market-rows tr[data-good="food"] button')
    page.click("#buy-button")  # nothing covers it
    on_step(hands, "undock")
