"""The pages in a real browser: accessible, fitting, alive, and usable without a script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import every_look, serious_findings
from tests.support.browser import Pages, Watch

pytestmark = [pytest.mark.browser, pytest.mark.server]

VISITOR = [
    "/",
    "/expedition/",
    "/leaderboard/",
    "/login/",
    "/signup/",
    "/guest/",
    "/password/reset/",
    "/nowhere/",
]
GUEST = [
    "/",
    "/expedition/",
    "/leaderboard/",
    "/pilot/",
    "/keep/",
    "/account/",
    "/account/delete/",
    "/logout/",
]


def become_guest(page: Page) -> None:
    page.goto("/guest/")
    page.locator("main form button").click()
    page.wait_for_url("**/play/")


def picture(page: Page) -> str:
    """The sky behind the start page, as it is now."""
    drawn: str = page.evaluate("() => document.querySelector('#backdrop').toDataURL()")
    return drawn


@pytest.fixture(autouse=True)
def _missing_pages_are_meant(watch: Watch) -> None:
    watch.allow("status of 404")


def every_page(page: Page) -> Iterator[str]:
    """Open every page, as a visitor and as a guest, and tell which."""
    for path in VISITOR:
        page.goto(path)
        yield f"visitor, {path}"
    become_guest(page)
    for path in GUEST:
        page.goto(path)
        yield f"guest, {path}"


def test_pages_pass_axe(pages: Pages) -> None:
    page = pages(reduced_motion="reduce")
    found = []
    for what in every_page(page):
        for look in every_look(page, {1440: 900}):
            found += [f"{what}, {look}: {finding}" for finding in serious_findings(page)]
    assert not found


def test_no_page_is_wider_than_the_screen(pages: Pages) -> None:
    page = pages(reduced_motion="reduce")
    wide = []
    for what in every_page(page):
        for look in every_look(page, schemes=["light"]):
            if page.evaluate("() => document.documentElement.scrollWidth > innerWidth"):
                wide.append(f"{what}, {look}")
    assert not wide


def test_a_wide_table_scrolls_by_itself(pages: Pages) -> None:
    page = pages(viewport={"width": 360, "height": 740})
    become_guest(page)
    page.goto("/leaderboard/")
    page.evaluate(
        """() => {
          const name = document.querySelector("tbody th");
          name.textContent = "W".repeat(60);
          name.insertAdjacentHTML("afterend", '<td><span class="visually-hidden">more</span></td>');
        }"""
    )
    inner, outer = page.evaluate(
        """() => [
          document.querySelector(".table-scroll").scrollWidth,
          document.documentElement.scrollWidth,
        ]"""
    )
    assert inner > 360
    assert outer == 360


def test_one_click_on_the_start_page_leads_into_the_cockpit(page: Page) -> None:
    page.goto("/")
    name = page.get_by_label("Pilot name").input_value()
    assert re.fullmatch(r"[a-zA-Z0-9_]{3,32}", name)
    page.get_by_role("button", name="Fly", exact=True).click()
    page.wait_for_url("**/play/")
    page.goto("/pilot/")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_the_way_in_works_without_a_script(pages: Pages) -> None:
    page = pages(java_script_enabled=False)
    page.goto("/")
    page.locator("#fly-name").fill("plain_pilot")
    page.locator("#fly button").click()
    assert page.url.endswith("/play/")
    page.goto("/pilot/")
    assert page.locator("h1").inner_text() == "plain_pilot"


def test_a_suggested_name_is_replaced_by_typing(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Pilot name").click()
    page.keyboard.type("mine")
    assert page.get_by_label("Pilot name").input_value() == "mine"


def test_the_sky_moves(page: Page) -> None:
    page.goto("/")
    first = picture(page)
    page.wait_for_function(
        "(first) => document.querySelector('#backdrop').toDataURL() !== first", arg=first
    )


def test_the_sky_stands_still_for_those_who_want_no_motion(pages: Pages) -> None:
    page = pages(reduced_motion="reduce")
    page.goto("/")
    expect(page.locator("#traffic")).not_to_be_empty()
    page.evaluate("() => document.fonts.ready")
    first = picture(page)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 300)))")
    assert picture(page) == first


def test_the_sky_is_drawn_in_the_colours_of_the_theme(pages: Pages) -> None:
    corner = """() => [...document.querySelector('#backdrop').getContext('2d')
        .getImageData(4, 4, 1, 1).data].slice(0, 3).reduce((sum, part) => sum + part) / 3"""
    brightness = {}
    for scheme in ("dark", "light"):
        page = pages(color_scheme=scheme, reduced_motion="reduce")
        page.goto("/")
        expect(page.locator("#traffic")).not_to_be_empty()
        brightness[scheme] = page.evaluate(corner)
    assert brightness["dark"] < 60
    assert brightness["light"] > 200


def test_the_start_page_tells_how_many_fly(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#traffic")).to_contain_text(re.compile("Sol"))


def test_the_keyboard_finds_the_way_past_the_navigation(page: Page) -> None:
    page.goto("/leaderboard/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_page_of_ours_needs_no_pixi(page: Page) -> None:
    """The start page is light: the large library is for the cockpit alone."""
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto("/")
    expect(page.locator("#traffic")).not_to_be_empty()
    assert not [url for url in loaded if "pixi" in url]
    assert len([url for url in loaded if url.endswith(".js")]) < 15
