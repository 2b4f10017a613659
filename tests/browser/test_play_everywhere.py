"""The cockpit on small screens, by touch, with less motion, and for assistive technology."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.hands import EARTH, Hands
from tests.browser.looks import every_look, serious_findings
from tests.support.browser import Pages

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(240)]

PHONE = {"width": 360, "height": 740}


def sticks_out(page: Page) -> list[str]:
    """Elements that reach beyond the screen's sides."""
    found: list[str] = page.evaluate(
        "() => [...document.querySelectorAll('#cockpit *')]"
        ".filter(e => e.offsetParent && !e.closest('.world'))"
        ".filter(e => { const b = e.getBoundingClientRect();"
        " return b.width && (b.right > innerWidth + 1 || b.left < -1); })"
        ".map(e => e.id || e.className)"
    )
    return found


# Every state of the cockpit that covers something, and the way there from the one before.
VIEWS: dict[str, Callable[[Hands], None]] = {
    "flying": lambda hands: hands.page.keyboard.press("Escape"),
    "chat": lambda hands: hands.page.keyboard.press("Enter"),
    "map": lambda hands: press_all(hands, "Escape", "m"),
    "help": lambda hands: press_all(hands, "Escape", "h"),
    "settings": lambda hands: hands.page.click("#settings-button"),
    "market": lambda hands: leave_settings_and_dock(hands),
    "services": lambda hands: hands.page.click("#tab-services"),
}


def press_all(hands: Hands, *keys: str) -> None:
    for key in keys:
        hands.page.keyboard.press(key)


def leave_settings_and_dock(hands: Hands) -> None:
    hands.page.click("#settings-close")
    press_all(hands, "Escape")
    hands.dock_at(EARTH)


# On a phone and a tablet hands touch; a cockpit knows from its start whether they do.
@pytest.mark.parametrize("heights", [{360: 740, 768: 740}, {1440: 900}], ids=["touch", "mouse"])
def test_every_view_fits_the_screen_and_passes_axe(pages: Pages, heights: dict[int, int]) -> None:
    width = min(heights)
    size = {"width": width, "height": heights[width]}
    touch = width < 1000
    page = pages(viewport=size, has_touch=touch, is_mobile=touch, reduced_motion="reduce")
    hands = Hands(page)
    hands.enter(f"looker_{width}")
    for name, enter in VIEWS.items():
        enter(hands)
        for look in every_look(page, heights, ["light"]):
            assert serious_findings(page) == [], f"{name}, {look}"
            assert sticks_out(page) == [], f"{name}, {look}"


def test_two_thumbs_fly_a_phone(pages: Pages) -> None:
    page = pages(viewport=PHONE, has_touch=True, is_mobile=True)
    hands = Hands(page)
    hands.enter("thumbs")
    before = hands.read()
    pad = page.locator("#thrust-pad").bounding_box()
    assert pad
    page.mouse.move(pad["x"] + 50, pad["y"] + 50)
    page.mouse.down()
    hands.wait_until("d => Number(d.speed) > 10")
    page.mouse.up()
    stick = page.locator("#stick").bounding_box()
    assert stick
    page.mouse.move(stick["x"] + 66, stick["y"] + 66)
    page.mouse.down()
    page.mouse.move(stick["x"] + 66 - 50 * (1 if abs(before.r) < 1.5 else -1), stick["y"] + 66)
    hands.wait_until(f"d => Math.abs(Number(d.r) - {before.r}) > 0.5")
    page.mouse.up()


def test_reduced_motion_keeps_the_view_on_the_ship(pages: Pages) -> None:
    page = pages(reduced_motion="reduce")
    hands = Hands(page)
    hands.enter("calm")
    page.keyboard.down("w")
    hands.wait_until("d => Number(d.speed) > 20")
    page.keyboard.up("w")
    assert page.evaluate(
        "() => getComputedStyle(document.querySelector('.advice')).transitionProperty"
    ).startswith("opacity")


@pytest.mark.parametrize("renderer", ["webgl", "canvas"])
def test_both_renderers_draw_the_world(page: Page, renderer: str) -> None:
    hands = Hands(page)
    hands.enter(f"draws_{renderer}")
    page.goto(f"/play/?renderer={renderer}")
    hands.wait_for("flying", timeout_s=40)
    kind = "webgl2" if renderer == "webgl" else "2d"
    assert page.evaluate(
        "kind => document.querySelector('#world canvas').getContext(kind) !== null", kind
    )


def test_the_first_load_is_small_and_nothing_is_asked_of_other_hosts(page: Page) -> None:
    hands = Hands(page)
    hands.enter("weigher")
    sizes: list[int] = []
    page.on("response", lambda r: sizes.append(int(r.headers.get("content-length", 0))))
    page.reload()
    hands.wait_for("flying")
    assert sizes
    assert sum(sizes) < 1_000_000
