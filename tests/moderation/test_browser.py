"""Blocking, muting and banning as a pilot in a browser meets them."""

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import Hands
from tests.moderation.conftest import Moderator
from tests.support.browser import Pages, Watch
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(180)]


def player_id(page: Page) -> str:
    found: str = page.evaluate(
        "fetch('/api/v1/me').then((answer) => answer.json()).then(({player}) => player.id)"
    )
    return found


def act(root: Moderator, about: str, what: str, **body: object) -> None:
    answer = httpx.post(
        f"{root.url}/api/v1/ops/players/{about}/{what}",
        json={"reason": "Insults in chat", **body},
        headers=root.headers,
        timeout=20,
    )
    assert answer.status_code == 200, answer.text


def say(page: Page, text: str) -> None:
    if not page.locator("#chat-text").is_visible():
        page.keyboard.press("Enter")
    page.fill("#chat-text", text)
    page.keyboard.press("Enter")


def test_a_pilot_blocks_another_from_a_line_of_chat_and_hears_them_again_by_the_account_page(
    server: LiveServer, pages: Pages
) -> None:
    wary, loud = Hands(pages()), Hands(pages())
    wary.enter("wary_1")
    loud.enter("loud_1")
    say(loud.page, "first words")
    lines = wary.page.locator("#chat-lines")
    expect(lines).to_contain_text("first words")
    wary.page.keyboard.press("Enter")
    lines.get_by_role("button", name="loud_1: block or report").click()
    card = wary.page.get_by_role("dialog", name="loud_1")
    card.get_by_label("Report to the moderators").fill("Shouting")
    card.get_by_role("button", name="Send report").click()
    expect(wary.page.locator(".toast")).to_contain_text("The moderators will read it")
    lines.get_by_role("button", name="loud_1: block or report").click()
    card.get_by_role("button", name="Block", exact=True).click()
    expect(lines).not_to_contain_text("first words")

    say(loud.page, "second words")
    expect(loud.page.locator("#chat-lines")).to_contain_text("second words")
    say(wary.page, "third words")
    expect(lines).to_contain_text("third words")
    expect(lines).not_to_contain_text("second words")

    wary.page.goto("/account/")
    wary.page.get_by_role("button", name="Unblock loud_1").click()
    expect(wary.page.locator(".messages")).to_contain_text("You hear loud_1 again")
    expect(wary.page.get_by_role("button", name="Unblock loud_1")).to_have_count(0)


def test_a_muted_and_then_banned_pilot_reads_why(
    server: LiveServer, pages: Pages, root: Moderator, watch: Watch
) -> None:
    watch.allow("403")
    hands = Hands(pages(viewport={"width": 360, "height": 740}))
    hands.enter("grounded_1")
    page = hands.page
    about = player_id(page)
    act(root, about, "mute", duration_s=3600)
    say(page, "anybody?")
    expect(page.locator(".toast").last).to_contain_text("Insults in chat")
    act(root, about, "ban", duration_s=3600)
    expect(page.locator("#notice")).to_contain_text("Insults in chat", timeout=2_000)
    page.goto("/pilot/")
    expect(page.get_by_role("heading", name="grounded_1 is grounded")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Insults in chat")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("main").get_by_role("link", name="Log out").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/")
    expect(page.locator("#fly-name")).to_be_visible()
