"""The built-in opponent, and what is left of a match: its end, its replay, one's own games."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board import Player
from tests.browser.test_matches import pair
from tests.browser.test_matches_everywhere import check
from tests.support.browser import Pages

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(240)]

CELLS = [(1, 1), (0, 0), (0, 2), (2, 0), (2, 2), (0, 1), (1, 0), (1, 2), (2, 1)]


def play_out(ada: Player) -> None:
    """Take the first free cell, again and again, until the game is over."""
    for _ in CELLS:
        ada.page.wait_for_selector('#turn[data-tone="own"], #turn[data-tone="over"]')
        if ada.turn.get_attribute("data-tone") == "over":
            return
        free = next(cell for cell in CELLS if ada.cell(*cell).get_attribute("data-tone") == "")
        ada.press(*free)


def test_a_visitor_plays_the_built_in_opponent_within_a_minute(page: Page) -> None:
    ada = Player(page)
    ada.enter("ada_alone")
    ada.open("TicTacToe", against="decent")
    ada.wait_for("playing")
    play_out(ada)
    expect(ada.turn).to_have_text(re.compile(r"has won\.|A draw: all cells are taken\."))
    ada.page.click("#rematch")
    ada.wait_for("playing")
    ada.wait_for_turn()


def test_who_resigns_has_lost_and_everybody_reads_it(pages: Pages) -> None:
    ada, bob = pair(pages, "ConnectFour", "resigned")
    ada.press(0, 3)
    eve = Player(pages())
    eve.watch("ConnectFour", "resigned")
    bob.page.click("#resign")
    expect(bob.page.locator("#resign-no")).to_be_focused()
    bob.page.click("#resign-yes")
    expect(ada.turn).to_have_text("bob_resigned has given the game up. You have won.")
    expect(bob.turn).to_have_text("You have given the game up. ada_resigned has won.")
    expect(eve.turn).to_have_text("bob_resigned has given the game up. ada_resigned has won.")
    expect(eve.page.locator("#replay")).to_be_visible()


def test_a_finished_match_is_seen_again_step_by_step(pages: Pages) -> None:
    ada, bob = pair(pages, "TicTacToe", "replayed")
    for player, cell in ((ada, (0, 0)), (bob, (1, 1)), (ada, (0, 1)), (bob, (2, 2)), (ada, (0, 2))):
        player.press(*cell)
    expect(ada.turn).to_have_text("You have won.")
    address = ada.page.locator("#replay").get_attribute("href")
    assert address
    eve = Player(pages())  # a public match is for anybody
    eve.page.goto(address)
    eve.wait_for("over")
    expect(eve.page.locator("#step-words")).to_have_text("0/5")
    check(eve.page, "replay")
    eve.page.click("#step-on")
    eve.page.click("#step-on")
    expect(eve.cell(1, 1)).to_have_attribute(
        "aria-label", "centre: ring of bob_replayed, last move"
    )
    expect(eve.page.locator("#step-move")).to_have_text("bob_replayed takes centre.")
    eve.page.locator("#step").press("End")
    expect(eve.turn).to_have_text("ada_replayed has won.")
    eve.page.locator("#step").press("ArrowLeft")
    expect(eve.cell(0, 2)).to_have_attribute("data-tone", "")
    expect(eve.cell(2, 2)).to_have_attribute("data-last", "")
    eve.page.select_option("#eyes", "1")
    expect(eve.cell(2, 2)).to_have_attribute("data-tone", "own")
    eve.page.click("#replay-play")
    expect(eve.page.locator("#step-words")).to_have_text("5/5")
    expect(eve.page.locator("#replay-play")).to_have_text("Play")

    ada.page.goto("/matches/history/")
    row = ada.page.locator("tbody tr", has_text="bob_replayed")
    expect(row).to_contain_text("won")
    check(ada.page, "history")
    row.get_by_role("link").click()
    ada.wait_for("over")
    expect(ada.page.locator("#step-words")).to_have_text("0/5")


def test_a_private_match_is_seen_again_by_who_played_it(pages: Pages) -> None:
    ada = Player(pages())
    ada.enter("ada_private")
    ada.open("TicTacToe", against="random")
    ada.wait_for("playing")
    play_out(ada)
    address = ada.page.locator("#replay").get_attribute("href")
    ada.page.click("#replay")
    ada.wait_for("over")
    expect(ada.page.locator("#step-words")).to_have_text(re.compile(r"0/[5-9]"))
    assert address
    eve = pages()
    pages.watch.allow("status of 404")
    eve.goto(address)
    expect(eve.locator("#turn")).to_have_text("There is no such replay.")


def test_an_own_name_does_not_push_others_out(pages: Pages) -> None:
    ada, bob = pair(pages, "TicTacToe", "crowded")
    eve = Player(pages())
    eve.enter("eve_comes_late")
    eve.page.wait_for_selector("#new-about:not(:empty)")
    eve.page.locator('#new-against input[value=""]').check(force=True)
    eve.page.fill("#new-session", "crowded")
    eve.page.click("#new-match button")
    expect(eve.page.locator("#new-error")).to_contain_text("on already")
    ada.press(0, 0)
    bob.press(1, 1)
