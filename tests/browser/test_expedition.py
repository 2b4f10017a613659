"""An expedition as it is played: turns, a fight, a purchase, saves, two tabs, keys alone."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.looks import serious_findings
from tests.browser.navigator import SEED, Navigator
from tests.support.browser import Pages, Watch

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(240)]

WITHOUT_TRADE = ".mark-node.mark-open:not(:has(.dot-trade))"
WITH_TRADE = ".mark-node.mark-open:has(.dot-trade)"


PLACE = "() => document.activeElement.dataset.place"
# Towards the nearest place that can be flown to, the best one first; none where it is.
ARROWS = """() => {
  const middle = (mark) => {
    const { x, y, width, height } = mark.querySelector(".mark-hit").getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  };
  const here = document.activeElement;
  if (here.matches(".mark-node.mark-open")) return [];
  const from = here.matches(".mark-node") ? middle(here) : here.getBoundingClientRect();
  const ways = [...document.querySelectorAll(".mark-node.mark-open")]
    .map((mark) => ({ x: middle(mark).x - from.x, y: middle(mark).y - from.y }))
    .sort((a, b) => Math.hypot(a.x, a.y) - Math.hypot(b.x, b.y));
  const [{ x, y }] = ways;
  const across = x > 0 ? "ArrowRight" : "ArrowLeft";
  const along = y > 0 ? "ArrowDown" : "ArrowUp";
  return Math.abs(x) > Math.abs(y) ? [across, along] : [along, across];
}"""


def slot(page: Page, number: int) -> str:
    return page.locator(f'dialog[open] .slot-card[data-slot="{number}"] .slot-words').inner_text()


def test_ten_turns_with_a_purchase_and_a_fight(page: Page) -> None:
    navigator = Navigator(page)
    navigator.enter("ten_turns")
    navigator.begin()
    assert navigator.turn == 0
    assert navigator.wealth == 500

    navigator.tab("fitting")
    navigator.do(navigator.key("fit-laser_cannon"))
    assert navigator.wealth == 300
    expect(page.locator('[data-slot="high"]')).to_contain_text("Pulse Laser Cannon")

    navigator.fly(WITHOUT_TRADE)
    navigator.do(navigator.key("deed-combat"))
    assert navigator.mode == "fight"
    expect(page.locator(".fight h2")).to_have_text(re.compile(r"round 1$"))
    expect(page.locator(".fight-actions .choice").first).to_have_text(
        re.compile(r"hits \d+ %, \d+(–\d+)? damage")
    )
    navigator.fight()
    expect(page.locator(".fight-log p").first).to_be_visible()
    navigator.settle()

    while navigator.turn < 10:
        navigator.fly()
    expect(page.locator("#head-turn")).to_have_text(str(navigator.turn))
    navigator.tab("record")
    expect(page.locator(".run-plot polyline")).to_have_count(2)
    assert page.locator(".log li").count() >= 10


def test_a_run_is_saved_loaded_carried_away_and_brought_back(
    pages: Pages, watch: Watch, tmp_path: Path
) -> None:
    watch.allow("status of 400")
    page = pages(accept_downloads=True)
    navigator = Navigator(page)
    navigator.enter("keeper")
    navigator.begin()
    navigator.fly()
    page.click("#saves-button")
    assert "turn 1" in slot(page, 0), "the auto-save came with the turn"
    page.click("dialog[open] [data-key=save-2]")
    expect(page.locator("dialog[open] .slot-note")).to_have_text("Saved into slot 2.")
    page.keyboard.press("Escape")
    navigator.fly()
    assert navigator.turn == 2

    page.click("#saves-button")
    with page.expect_download() as download:
        page.click('dialog[open] [data-slot="2"] a[download]')
    kept = tmp_path / "run.json"
    download.value.save_as(kept)
    page.set_input_files('dialog[open] [data-import="4"]', kept)
    expect(page.locator("dialog[open] .slot-note")).to_have_text("The file is in slot 4 now.")
    assert slot(page, 4).removeprefix("Slot 4") == slot(page, 2).removeprefix("Slot 2")

    spoilt = json.loads(kept.read_text())
    spoilt["document"]["run"]["wealth"] = 1_000_000
    kept.write_text(json.dumps(spoilt))
    page.set_input_files('dialog[open] [data-import="3"]', kept)
    expect(page.locator('dialog[open] .slot-note[data-tone="danger"]')).not_to_be_empty()
    assert "Empty" in slot(page, 3)

    page.click("dialog[open] [data-key=load-4]")
    page.click("dialog[open] .button-danger")
    expect(page.locator("#head-turn")).to_have_text("1")
    expect(page.locator("#head-kind")).to_contain_text("unranked")
    page.click("#saves-button")
    page.click("dialog[open] [data-key=delete-4]")
    page.click("dialog[open] .button-danger")
    expect(page.locator('dialog[open] [data-slot="4"]')).to_contain_text("Empty")


def test_two_tabs_stay_in_step(pages: Pages) -> None:
    first = pages()
    navigator = Navigator(first)
    navigator.enter("twofold")
    navigator.begin()
    second = pages(context=first.context)
    other = Navigator(second)
    other.go_on()
    second.wait_for_timeout(500)  # until it listens
    navigator.do(navigator.key("deed-refuel"))
    expect(second.locator("#expedition")).to_have_attribute(
        "data-revision", navigator.data("revision")
    )
    expect(second.locator("#said")).not_to_be_empty()
    other.fly()
    expect(first.locator("#expedition")).to_have_attribute("data-turn", str(other.turn))
    expect(first.locator("#expedition")).to_have_attribute("data-node", other.data("node"))


def test_a_lost_line_is_said_and_comes_back_by_itself(page: Page, watch: Watch) -> None:
    watch.allow("WebSocket")
    lines: list[WebSocketRoute] = []

    def let_through(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    page.route_web_socket("**/ws", let_through)
    navigator = Navigator(page)
    navigator.enter("patient")
    navigator.begin()
    page.wait_for_timeout(500)
    lines[-1].close(code=1011, reason="cut")
    expect(page.locator("#link")).to_be_visible()
    expect(page.locator("#link")).to_be_hidden(timeout=10_000)
    navigator.fly()
    assert navigator.turn >= 1


def test_three_turns_by_keys_alone(page: Page) -> None:
    navigator = Navigator(page)
    page.goto("/expedition/")
    page.locator("#fly-name").press("Enter")
    page.wait_for_selector("#opening .slot-card")
    page.locator("#seed").press_sequentially(SEED)
    page.keyboard.press("Enter")
    navigator.wait_for_game()
    for turn in (1, 2, 3):
        fly_by_keys(navigator)
        assert navigator.turn == turn


def fly_by_keys(navigator: Navigator) -> None:
    """Go to a place that can be flown to with arrows, press Enter, and answer what happens."""
    page = navigator.page
    tab_to(page, '[tabindex="0"][data-place]')
    while arrows := page.evaluate(ARROWS):
        place = page.evaluate(PLACE)
        for arrow in arrows:
            page.keyboard.press(arrow)
            if page.evaluate(PLACE) != place:
                break
        else:
            raise AssertionError(f"no arrow leads on from {place}")
    turn = navigator.turn
    page.keyboard.press("Enter")
    page.wait_for_function(
        "turn => document.querySelector('#expedition').dataset.turn !== turn", arg=str(turn)
    )
    while navigator.mode in ("event", "fight"):
        revision = navigator.data("revision")
        tab_to(page, ".choice:not([aria-disabled])")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "last => document.querySelector('#expedition').dataset.revision !== last",
            arg=revision,
        )
    page.wait_for_selector(".mark-open")


def tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        if page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {selector} by the Tab key")


def test_a_refusal_is_shown_in_words(page: Page) -> None:
    navigator = Navigator(page)
    navigator.enter("refused")
    navigator.begin()
    navigator.tab("fitting")
    page.locator('[data-key="fit-shield_rig"]').press("Enter")
    expect(page.locator(".toast")).to_be_visible()
    assert navigator.wealth == 500


def test_a_run_ends_on_one_page_and_can_be_seen_again(page: Page) -> None:
    navigator = Navigator(page)
    navigator.enter("reckless")
    navigator.begin()
    while navigator.mode != "over":
        navigator.stray()
    expect(page.locator(".ending h1")).to_be_visible()
    expect(page.locator(".ending-seed code")).to_have_text("copper-lantern")
    assert serious_findings(page) == []
    page.locator(".replay input").press("Home")
    expect(page.locator(".replay p")).to_have_text(re.compile(r"^Turn 0 at .+: 500 cr"))

    page.get_by_role("button", name="Watch it again").click()
    bar = page.locator(".replay-bar")
    expect(bar).to_contain_text("The beginning.")
    expect(page.locator("#head-turn")).to_have_text("0")
    bar.locator("input").press("End")
    expect(page.locator("#head-turn")).to_have_text(str(navigator.turn))
    assert serious_findings(page) == []
    bar.get_by_role("button", name="One action back").click()
    page.get_by_role("button", name="Close the replay").click()
    expect(page.locator(".ending h1")).to_be_visible()
    page.get_by_role("button", name="Another run").click()
    expect(page.locator("#new-run")).to_be_visible()
    expect(page.locator("#continue")).to_be_hidden()


def test_the_run_of_a_link_is_shown_as_it_was(page: Page) -> None:
    navigator = Navigator(page)
    navigator.enter("linked")
    navigator.begin()
    while navigator.mode != "over":
        navigator.stray()
    run: int = page.evaluate(
        "async () => (await (await fetch('/api/game/runs')).json()).runs[0].id"
    )
    page.goto(f"/expedition/?run={run}")
    expect(page.locator(".replay-bar")).to_contain_text("The beginning.")
    page.get_by_role("button", name="Close the replay").click()
    expect(page.locator("#opening")).to_be_visible()
