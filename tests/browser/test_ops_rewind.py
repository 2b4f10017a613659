"""An operator plays a recorded past in the control room."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_ops import FLYERS, with_pilots
from tests.browser.watchkeeper import Operator
from tests.support.browser import Pages
from tests.support.fixtures_server import ServerFactory
from tests.support.server import wait_for

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(240)]


def test_a_past_is_played_searched_and_followed(
    server_factory: ServerFactory, pages: Pages
) -> None:
    with with_pilots(server_factory()) as site:
        wait_for(
            lambda: '"segments":2' in site.manage("rewind", "--json"),
            seconds=60,
            words="ten seconds are recorded",
        )
        page = pages(base_url=site.url)
        Operator(page).log_in()
        page.click("#rewind-load")
        checked = page.locator("#rewind-checked")
        expect(checked).to_contain_text("hashes are the same", timeout=30_000)
        slider, root = page.locator("#rewind-at"), page.locator("#rewind")
        slider.fill("100")
        expect(root).to_have_attribute("data-tick", "100")
        expect(page.locator("#rewind-agent")).to_contain_text(FLYERS[0])
        page.focus("#rewind-map canvas")
        page.keyboard.press(".")
        expect(root).to_have_attribute("data-tick", "104")
        page.keyboard.press(",")
        expect(root).to_have_attribute("data-tick", "100")
        page.keyboard.press("Space")
        expect(page.locator("#rewind-play")).to_have_text("Pause")
        expect(page.locator("#rewind-clock")).to_contain_text("tick 13", timeout=20_000)
        page.click("#rewind-play")
        expect(page.locator("#rewind-play")).to_have_text("Play")
        page.focus("#rewind-map canvas")
        page.keyboard.press("Home")
        expect(root).to_have_attribute("data-tick", slider.get_attribute("min") or "")
