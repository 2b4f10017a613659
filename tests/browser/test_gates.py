"""A jump from one star system to another, in a browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Hands
from tests.browser.test_fight import Someone
from tests.live.staging import stage_at
from tests.support.browser import Pages
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(180)]

BESIDE_THE_GATE = (-2750.0, 4190.0)
BEFORE_THE_GATE = (-2750.0, 4000.0)


def test_a_key_jumps_to_the_next_system_on_the_same_line(
    quiet_server: LiveServer, pages: Pages
) -> None:
    page = pages(base_url=quiet_server.url)
    hands = Hands(page)
    stage_at(quiet_server, Someone(hands.enrol("jumper")), *BESIDE_THE_GATE)
    hands.launch()
    button = page.locator("#jump-button")
    expect(button).to_contain_text("Jump to Gale Weald for")
    before = hands.read()
    page.keyboard.press("j")
    expect(page.locator("#system-name")).to_have_text("Gale Weald")
    expect(page.locator("#feed")).to_contain_text("this is Gale Weald")
    hands.wait_until(f"d => Number(d.credits) < {before.credits}")
    expect(button).to_contain_text("Jump to Sol for")
    expect(page.locator(".toast")).to_have_count(0)

    page.keyboard.press("j")  # at once: the gate is not ready
    expect(page.locator(".toast-error")).to_contain_text("gate")
    hands.hold("w")
    hands.wait_until("d => Number(d.speed) > 5")
    hands.hold()
    page.reload()
    hands.wait_for("flying")
    expect(page.locator("#system-name")).to_have_text("Gale Weald")


def test_outside_of_the_ring_there_is_a_hint_and_no_jump(
    quiet_server: LiveServer, pages: Pages
) -> None:
    page = pages(base_url=quiet_server.url)
    hands = Hands(page)
    stage_at(quiet_server, Someone(hands.enrol("near_gate")), *BEFORE_THE_GATE)
    hands.launch()
    expect(page.locator("#advice")).to_have_text("Fly into the ring to jump to Gale Weald")
    expect(page.locator("#jump-button")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator(".toast-error")).to_contain_text("within reach")
