"""Matches on small and large screens, dark and light, and for assistive technology."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.board import Player
from tests.browser.looks import STILL, every_look, serious_findings
from tests.support.browser import Pages

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(300)]

PLAYERS = {"Yahtzee": 2, "Chat": 2, "Echo": 2}


def sticks_out(page: Page) -> list[str]:
    """Elements beyond the screen's sides; what scrolls in a region of its own may."""
    found: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('main *')]"
        ".filter(e => e.checkVisibility())"
        ".filter(e => !e.closest('svg, .table-scroll table, .visually-hidden'))"
        ".filter(e => { const b = e.getBoundingClientRect();"
        " return b.width > 1 && (b.right > innerWidth + 1 || b.left < -1); })"
        ".map(e => e.id || e.className)"
    )
    if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
        found.append("the page itself")
    return found


def check(page: Page, what: str) -> None:
    # what is still fading in has no contrast yet
    page.wait_for_function(STILL)
    assert serious_findings(page) == [], what
    assert sticks_out(page) == [], what


def check_everywhere(page: Page, what: str) -> None:
    """On every screen and in both schemes; hands go on with the smallest screen."""
    for look in every_look(page):
        check(page, f"{what}, {look}")


def fleet_orders(host: Player, guest: Player) -> None:
    for column in (1, 3, 5):
        host.press(1, column)
        guest.press(4, column)
    host.wait_for_turn()
    host.pick("order-fire")


def talk(host: Player, guest: Player) -> None:
    host.page.fill("#say-input", "Hello")
    host.change(host.page.locator(".said-form button"))


# What is done at each board before it is looked at.
DEEDS: dict[str, Callable[[Player, Player], None]] = {
    "TicTacToe": lambda host, guest: host.press(1, 1),
    "ConnectFour": lambda host, guest: host.press(0, 3),
    "FleetDuel": fleet_orders,
    "Yahtzee": lambda host, guest: host.change(host.page.locator('[data-key="roll"]')),
    "Chat": talk,
    "Echo": lambda host, guest: None,
}


def test_every_board_fits_the_screen_and_passes_axe(pages: Pages) -> None:
    host, guest = (Player(pages(reduced_motion="reduce")) for _ in range(2))
    host.page.goto("/matches/")
    host.page.wait_for_selector("#lobby[data-seen]")
    check_everywhere(host.page, "visitor")
    host.enter("host_looks")
    guest.enter("guest_looks")
    for game, deed in DEEDS.items():
        session = f"{game}-looks"
        host.open(game, session, players=PLAYERS.get(game, 0))
        host.wait_for("waiting")
        check_everywhere(host.page, f"{game}, waiting")
        guest.page.goto(f"/matches/join/{game}/{session}")
        check_everywhere(guest.page, f"{game}, invited")
        guest.join(game, session)
        host.wait_for("playing")
        deed(host, guest)
        check_everywhere(host.page, game)
        guest.page.goto(f"/matches/watch/{game}/{session}")
        guest.wait_for("playing")
        check_everywhere(guest.page, f"{game}, watched")
    host.page.goto("/matches/")
    host.page.wait_for_selector("#lobby-rows tr")
    check_everywhere(host.page, "lobby")
