"""The two references in a real browser: everything is there, and nothing comes from elsewhere."""

import pytest
from playwright.sync_api import Page, expect

from game.protocol.asyncapi import OUTGOING
from game.protocol.client import CLIENT_MESSAGES
from game.protocol.errors import CloseCode, ErrorCode
from tests.protocol.documented import DOCUMENT
from tests.support.browser import Pages

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


def test_swagger_ui_shows_the_rest_api_within_its_policy(page: Page) -> None:
    page.goto("/api/docs/")
    expect(page.locator(".opblock-summary-path").first).to_be_visible()
    assert page.locator(".opblock").count() >= 10
    page.locator(".opblock-summary-control").first.click()
    expect(page.locator(".opblock-body").first).to_be_visible()


def test_each_reference_leads_to_the_other(page: Page) -> None:
    page.goto("/api/docs/")
    page.get_by_role("navigation", name="Documentation").get_by_text("Live protocol").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Live protocol")
    page.get_by_role("navigation", name="Documentation").get_by_text("REST API").click()
    expect(page.locator("#swagger-ui")).to_be_attached()
    assert page.url.endswith("/api/docs/")


def test_all_of_the_protocol_has_an_anchor(page: Page) -> None:
    page.goto("/api/docs/live/")
    anchors = set(page.locator("[id]").evaluate_all("all => all.map(each => each.id)"))
    assert anchors >= {*CLIENT_MESSAGES, *OUTGOING}
    assert anchors >= {code.value for code in ErrorCode}
    assert anchors >= {f"close-{code.value}" for code in CloseCode}
    links = page.locator("main a[href^='#']").evaluate_all(
        "all => all.map(each => each.getAttribute('href').slice(1))"
    )
    assert set(links) <= anchors


def test_members_show_their_ranges_and_examples_are_complete(page: Page) -> None:
    page.goto("/api/docs/live/#input.command")
    steering = page.locator("[id='input.command']")
    expect(steering).to_be_in_viewport()
    expect(steering.get_by_role("row", name="turn")).to_contain_text("-1 to 1")
    expect(steering.get_by_role("row", name="turn")).to_contain_text("clamped")
    expect(steering.locator("pre")).to_contain_text('"type": "input.command"')
    limits = page.locator("#limits")
    expect(limits).to_contain_text("16,384 bytes")
    expect(limits).to_contain_text("COSMIC_MESSAGES_PER_SECOND")
    for summary in (message["summary"] for message in DOCUMENT["components"]["messages"].values()):
        expect(page.locator("main")).to_contain_text(summary.replace("`", ""))


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_a_phone_shows_it_without_scrolling_aside(pages: Pages, scheme: str) -> None:
    page = pages(viewport=PHONE, color_scheme=scheme)
    page.goto("/api/docs/live/")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    cut = page.locator("main table").evaluate_all(
        "all => all.filter(each => each.scrollWidth > each.parentElement.clientWidth).length"
    )
    assert cut == 0
