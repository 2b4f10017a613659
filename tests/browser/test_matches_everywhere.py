"""Matches on small and large screens, dark and light, and for assistive technology."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.board import Player
from tests.browser.test_expedition_everywhere import HEIGHTS
from tests.browser.test_play_everywhere import serious_findings
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
    page.wait_for_function("() => document.getAnimations().length === 0")
    assert serious_findings(page) == [], what
    assert sticks_out(page) == [], what


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


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("width", list(HEIGHTS))
def test_every_board_fits_the_screen_and_passes_axe(pages: Pages, width: int, scheme: str) -> None:
    look: dict[str, Any] = {
        "viewport": {"width": width, "height": HEIGHTS[width]},
        "color_scheme": scheme,
        "reduced_motion": "reduce",
    }
    host, guest = Player(pages(**look)), Player(pages(**look))
    host.page.goto("/matches/")
    host.page.wait_for_selector("#lobby[data-seen]")
    check(host.page, "visitor")
    host.enter(f"host_{width}_{scheme}")
    guest.enter(f"guest_{width}_{scheme}")
    for game, deed in DEEDS.items():
        session = f"{game}-{width}-{scheme}"
        host.open(game, session, players=PLAYERS.get(game, 0))
        host.wait_for("waiting")
        check(host.page, f"{game}, waiting")
        guest.page.goto(f"/matches/join/{game}/{session}")
        check(guest.page, f"{game}, invited")
        guest.join(game, session)
        host.wait_for("playing")
        deed(host, guest)
        check(host.page, game)
        guest.page.goto(f"/matches/watch/{game}/{session}")
        guest.wait_for("playing")
        check(guest.page, f"{game}, watched")
    host.page.goto("/matches/")
    host.page.wait_for_selector("#lobby-rows tr")
    check(host.page, "lobby")
