"""The cockpit in a real browser, flown by its keys, against the real server."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import EARTH, MARS, Hands, Place
from tests.browser.test_fight import Someone
from tests.live.staging import stage_docked, stage_station
from tests.support.browser import Pages, Watch
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(300)]

NEAR_MARS = Place(MARS.station_id, EARTH.x + 900.0, EARTH.y)  # full speed is reached on the way


def begin_docked(server: LiveServer, hands: Hands, name: str) -> None:
    """A new pilot, at Earth's station from the start."""
    stage_docked(server, Someone(hands.enrol(name)))
    hands.launch("docked")


def test_a_new_pilot_flies_a_whole_trade_run_and_finds_it_again(
    quiet_server: LiveServer, pages: Pages
) -> None:
    stage_station(quiet_server, NEAR_MARS.station_id, NEAR_MARS.x, NEAR_MARS.y)
    page = pages(base_url=quiet_server.url)
    hands = Hands(page)
    hands.enter("first_hauler")
    assert hands.read().credits == 5000

    hands.dock_at(EARTH)
    hands.trade("buy", "food")
    loaded = hands.read()
    assert loaded.load == 30
    assert loaded.credits < 5000

    hands.undock()
    hands.dock_at(NEAR_MARS)
    expect(page.locator("#dock-name")).to_have_text("Mars Orbit Station")
    hands.trade("sell", "food")
    rich = hands.read()
    assert rich.load == 0
    assert rich.credits > 5000

    page.reload()
    hands.wait_for("docked")
    back = hands.read()
    assert (back.docked_at, back.credits, back.load) == (MARS.station_id, rich.credits, 0)
    expect(page.locator("#credits")).to_have_text(f"{rich.credits:,} cr")


def test_two_pilots_see_each_other_move_and_read_each_other(
    quiet_server: LiveServer, pages: Pages
) -> None:
    ada, bob = (Hands(pages(base_url=quiet_server.url)) for _ in range(2))
    ada.enter("ada_sees")
    bob.enter("bob_moves")
    seen = ada.page.locator("#radar-words")
    expect(seen).to_contain_text("bob_moves, ")
    before = ada.distance_of("bob_moves")
    bob.hold("w")
    ada.page.wait_for_function(
        "before => { const found = /bob_moves, ([0-9]+) u/.exec("
        "document.querySelector('#radar-words').textContent);"
        " return !found || Math.abs(Number(found[1]) - before) > 60; }",
        arg=before,
    )
    bob.hold()

    ada.page.keyboard.press("Enter")
    ada.page.keyboard.type("Where are you off to?")
    ada.page.keyboard.press("Enter")
    expect(bob.page.locator("#chat-lines")).to_have_text("ada_sees Where are you off to?")
    expect(ada.page.locator("#chat-lines")).to_have_text("ada_sees Where are you off to?")


def test_what_is_typed_is_never_flown(page: Page) -> None:
    hands = Hands(page)
    hands.enter("typist")
    before = hands.read()
    page.keyboard.press("t")
    page.keyboard.type("wwwwaaaadddd")
    expect(page.locator("#chat-text")).to_have_value("wwwwaaaadddd")
    now = hands.read()
    assert (now.x, now.y, now.r) == (before.x, before.y, before.r)
    page.keyboard.press("Escape")
    expect(page.locator("#chat-form")).to_be_hidden()
    page.keyboard.down("w")
    hands.wait_until("d => Number(d.speed) > 5")
    page.keyboard.up("w")


def test_a_second_window_takes_the_ship_and_the_first_can_take_it_back(
    pages: Pages, page: Page
) -> None:
    first = Hands(page)
    first.enter("two_windows")
    second = Hands(pages(context=page.context))
    second.page.goto("/play/")
    second.wait_for("flying")
    first.wait_for("superseded")
    expect(page.locator("#notice")).to_contain_text("flown from another window")
    page.get_by_role("button", name="Fly here").click()
    first.wait_for("flying")
    second.wait_for("superseded")


def test_the_cockpit_comes_back_after_a_restart_of_the_server(
    quiet_server: LiveServer, pages: Pages, watch: Watch
) -> None:
    watch.allow("ERR_CONNECTION_REFUSED|WebSocket")
    hands = Hands(pages(base_url=quiet_server.url))
    begin_docked(quiet_server, hands, "survivor")
    hands.trade("buy", "water")
    loaded = hands.read()
    quiet_server.stop()
    hands.wait_for("waiting")
    expect(hands.page.locator("#notice")).to_contain_text(re.compile("restarts|lost|reached"))
    quiet_server.start()
    hands.wait_for("docked", timeout_s=40)
    now = hands.read()
    assert (now.credits, now.load, now.docked_at) == (
        loaded.credits,
        loaded.load,
        EARTH.station_id,
    )
    expect(hands.page.locator("#notice")).to_be_hidden()


def test_docking_far_from_a_station_is_refused_in_words(page: Page) -> None:
    hands = Hands(page)
    hands.enter("hasty")
    page.keyboard.press("e")
    expect(page.locator(".toast-warning")).to_be_visible()
    assert hands.read().state == "flying"


def test_a_quantity_that_does_not_fit_is_explained_before_it_is_asked_for(
    server: LiveServer, page: Page
) -> None:
    begin_docked(server, Hands(page), "greedy")
    page.click('#market-rows tr[data-good="machinery"] button')
    page.fill("#trade-quantity", "11")  # 3 mass each, 30 fit
    expect(page.locator("#buy-button")).to_be_disabled()
    expect(page.locator("#trade-note")).to_have_text("That does not fit into your hold.")
    page.fill("#trade-quantity", "some")
    expect(page.locator("#trade-note")).to_contain_text("whole number")
    page.click("#trade-max-buy")
    expect(page.locator("#trade-quantity")).to_have_value("10")


def test_a_key_can_be_given_another_meaning_and_keeps_it(page: Page) -> None:
    hands = Hands(page)
    hands.enter("lefty")
    page.click("#settings-button")
    page.click('[data-slot="thrust-0"]')
    page.keyboard.press("i")
    page.click("#settings-close")
    page.reload()
    hands.wait_for("flying")
    page.keyboard.down("i")
    hands.wait_until("d => Number(d.speed) > 5")
    page.keyboard.up("i")


def test_a_course_is_chosen_by_keyboard_alone(page: Page) -> None:
    hands = Hands(page)
    hands.enter("navigator")
    page.keyboard.press("m")
    expect(page.locator("#map")).to_be_visible()
    page.locator('[data-place="ceres-hub"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_be_hidden()
    expect(page.locator("#target")).to_have_attribute("data-chosen", "true")
    expect(page.locator("#target-name")).to_have_text("Ceres Hub")
