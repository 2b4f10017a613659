"""The expedition on small screens, in both schemes, and for assistive technology."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import HEIGHTS, every_look, serious_findings
from tests.browser.navigator import Navigator
from tests.support.browser import Pages

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(240)]


def sticks_out(page: Page) -> list[str]:
    """Elements beyond the screen's sides; what scrolls in a row of its own may."""
    found: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('main *, dialog[open] *')]"
        ".filter(e => e.checkVisibility() && !e.closest('svg, .deed-row, .visually-hidden'))"
        ".filter(e => { const b = e.getBoundingClientRect();"
        " return b.width > 1 && (b.right > innerWidth + 1 || b.left < -1); })"
        ".map(e => e.id || e.className)"
    )
    if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
        found.append("the page itself")
    return found


def look_for_trouble(navigator: Navigator) -> None:
    navigator.fly(".mark-node.mark-open:not(:has(.dot-trade))")
    navigator.do(navigator.key("deed-combat"))


# Every view, and the way there from the one before.
VIEWS: dict[str, Callable[[Navigator], None]] = {
    "map": lambda navigator: navigator.begin(),
    "cargo": lambda navigator: navigator.tab("cargo"),
    "market": lambda navigator: navigator.tab("market"),
    "fitting": lambda navigator: navigator.tab("fitting"),
    "record": lambda navigator: navigator.tab("record"),
    "list": lambda navigator: navigator.page.click("#list-button"),
    "saves": lambda navigator: open_saves(navigator.page),
    "fight": lambda navigator: back_to_map_and(navigator, look_for_trouble),
}


def open_saves(page: Page) -> None:
    page.keyboard.press("Escape")
    page.click("#saves-button")
    page.wait_for_selector("dialog[open] .slot-card")


def back_to_map_and(navigator: Navigator, then: Callable[[Navigator], None]) -> None:
    navigator.page.keyboard.press("Escape")
    if navigator.page.locator("#tab-map").is_visible():
        navigator.tab("map")
    then(navigator)


def check_everywhere(page: Page, widths: list[int], what: str) -> None:
    for look in every_look(page, {width: HEIGHTS[width] for width in widths}):
        assert serious_findings(page) == [], f"{what}, {look}"
        assert sticks_out(page) == [], f"{what}, {look}"


# The deck is another one where there is room for it beside the map.
@pytest.mark.parametrize("widths", [[360, 768], [1440]], ids=["narrow", "wide"])
def test_every_view_fits_the_screen_and_passes_axe(pages: Pages, widths: list[int]) -> None:
    width = widths[0]
    page = pages(viewport={"width": width, "height": HEIGHTS[width]}, reduced_motion="reduce")
    navigator = Navigator(page)
    page.goto("/expedition/")
    check_everywhere(page, widths, "visitor")
    navigator.enter(f"view_{width}")
    check_everywhere(page, widths, "opening")
    for name, enter in VIEWS.items():
        enter(navigator)
        check_everywhere(page, widths, name)


def test_a_finger_moves_the_map_and_chooses_a_place(pages: Pages) -> None:
    page = pages(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    navigator = Navigator(page)
    navigator.enter("finger")
    navigator.begin()
    mark = page.locator(".mark-node.mark-open").first
    mark.tap()
    expect(navigator.key("fly")).to_be_visible()
    before = mark.bounding_box()
    assert before
    page.mouse.move(40, 120)
    page.mouse.down()
    page.mouse.move(90, 150, steps=5)
    page.mouse.up()
    after = mark.bounding_box()
    assert after
    assert abs(after["x"] - before["x"]) + abs(after["y"] - before["y"]) > 20


def test_with_less_motion_numbers_jump_to_their_value(pages: Pages) -> None:
    page = pages(reduced_motion="reduce")
    navigator = Navigator(page)
    navigator.enter("unhurried")
    navigator.begin()
    navigator.do(navigator.key("deed-buy_food"))
    shown = int(page.inner_text("#head-wealth").replace(",", ""))
    answer = page.evaluate("async () => (await fetch('/api/game/state/default')).json()")
    assert shown == answer["player_stats"]["wealth"] < 500
