"""Matches as they are played in browsers: two players, a spectator, a link, keys alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board import Player
from tests.matches.tcp.plain import Seat, ask
from tests.support.browser import Pages, Watch
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(240)]


def pair(pages: Pages, game: str, session: str) -> tuple[Player, Player]:
    """Ada opened the session, Bob came by its link, and the match is on."""
    ada, bob = Player(pages()), Player(pages())
    ada.enter(f"ada_{session}")
    bob.enter(f"bob_{session}")
    ada.open(game, session)
    ada.wait_for("waiting")
    bob.join(game, session)
    ada.wait_for("playing")
    return ada, bob


def test_two_browsers_play_fleetduel_to_the_end(pages: Pages) -> None:
    ada, bob = pair(pages, "FleetDuel", "duel")
    for column in (0, 3, 5):  # flagship, cruiser, scout
        ada.press(1, column)
    for column in (3, 0, 5):
        bob.press(4, column)
    expect(ada.page.locator(".fleet-round")).to_contain_text("1/20")
    expect(ada.page.locator('[data-cell="4-3"] svg')).to_have_count(0)  # the enemy is hidden

    for hit in (1, 2):  # the flagship's hull is 4, a cruiser's hit takes 2
        ada.pick("order-fire")
        ada.pick("ship-cruiser")
        ada.press(4, 3)
        if hit == 1:
            expect(ada.turn).to_have_text("It is bob_duel’s turn.")
            expect(ada.page.locator(".fleet-given")).to_contain_text("cruiser fires at D5")
        bob.wait_for_turn()
        bob.pick("order-hold")
        bob.change(bob.page.locator('[data-key="give"]'))
        if hit == 1:
            expect(ada.page.locator(".fleet-notes")).to_have_text(
                "Your cruiser hit the flagship at D5."
            )
            expect(bob.page.locator(".fleet-notes")).to_have_text(
                "The enemy cruiser hit your flagship at D5."
            )
            ada.wait_for_turn()

    expect(ada.turn).to_have_text("You have won.")
    expect(bob.turn).to_have_text("ada_duel has won.")
    expect(bob.page.locator("#said")).to_contain_text("Your flagship is lost.")


def test_a_browser_plays_a_program_at_the_tcp_door(pages: Pages, server: LiveServer) -> None:
    ada = Player(pages())
    ada.enter("ada_wired")
    ada.open("TicTacToe", "wired")
    ada.wait_for("waiting")
    joined = ask(server.match_port, type="join", game="TicTacToe", session="wired", name="robot")
    robot = Seat(server.match_port, "TicTacToe", joined)
    for column, answer in ((0, 3), (1, 4)):
        ada.press(0, column)
        assert robot.state()["board"][column] == 0
        robot.play(position=answer)
    ada.press(0, 2)
    expect(ada.turn).to_have_text("You have won.")
    expect(ada.page.locator("#players")).to_contain_text("robot")
    assert robot.state()["winner"] == 0


def test_a_spectator_sees_every_move_and_can_make_none(pages: Pages) -> None:
    ada, bob = pair(pages, "TicTacToe", "gallery")
    eve = Player(pages())  # nobody at all
    eve.page.goto("/matches/")
    eve.page.click('#lobby-rows a:has-text("Watch"):has-text("gallery")')
    eve.wait_for("playing")
    ada.press(1, 1)
    expect(eve.cell(1, 1)).to_have_attribute(
        "aria-label", "centre: cross of ada_gallery, last move"
    )
    expect(eve.turn).to_have_text("It is bob_gallery’s turn.")
    expect(eve.page.locator("#said")).to_contain_text("ada_gallery takes centre.")
    bob.press(0, 0)
    expect(eve.cell(0, 0)).to_have_attribute("data-last", "")
    expect(eve.page.locator(".cell:not([aria-disabled=true])")).to_have_count(0)
    eve.page.select_option("#eyes", "bob_gallery")
    eve.page.wait_for_url("**player=bob_gallery")
    eve.wait_for("playing")
    expect(eve.cell(0, 0)).to_have_attribute("data-tone", "own")


def test_an_invitation_makes_a_visitor_a_player_in_two_clicks(pages: Pages) -> None:
    ada = Player(pages())
    ada.enter("ada_invites")
    ada.open("ConnectFour", "come here")
    ada.wait_for("waiting")
    link = ada.page.locator("#invitation").input_value()
    bob = Player(pages())
    bob.enter("bob_comes", link)
    expect(bob.page.locator("#join-about")).to_contain_text("ada_invites")
    bob.page.click("#join-button")
    bob.wait_for("playing")
    expect(ada.turn).to_have_text("Your turn.")
    expect(ada.page).to_have_title("Your turn · Connect Four · Cosmic")
    ada.press(0, 3)
    expect(bob.cell(5, 3)).to_have_attribute("data-tone", "other")


def test_a_reload_keeps_the_seat(pages: Pages) -> None:
    ada, bob = pair(pages, "TicTacToe", "again")
    ada.press(0, 0)
    ada.page.reload()
    ada.wait_for("playing")
    expect(ada.turn).to_have_text("It is bob_again’s turn.")
    bob.press(2, 2)
    expect(ada.turn).to_have_text("Your turn.")
    ada.page.goto("/matches/")
    ada.page.click('#lobby-rows a:has-text("Go on")')
    ada.press(1, 1)
    expect(bob.turn).to_have_text("Your turn.")


def test_a_tab_without_a_seat_says_where_to_go(page: Page) -> None:
    page.goto("/matches/play/m_1")
    expect(page.locator("#turn")).to_have_text("This tab has no seat in that match.")
    expect(page.locator("#gone a")).to_have_attribute("href", "/matches/")


def test_a_lost_server_is_said_and_asked_again(pages: Pages, watch: Watch) -> None:
    watch.allow("ERR_FAILED")
    ada, bob = pair(pages, "TicTacToe", "cut")
    bob.page.route("**/state?*", lambda route: route.abort())
    ada.press(0, 0)
    expect(bob.page.locator("#link-words")).to_have_text(
        re.compile("The connection was lost. Trying again"), timeout=40_000
    )
    bob.page.unroute("**/state?*")
    bob.press(1, 1)
    expect(bob.page.locator("#link")).to_be_hidden()


def test_a_game_is_played_with_keys_alone(pages: Pages) -> None:
    ada, bob = pair(pages, "TicTacToe", "keys")
    keyboard = ada.page.keyboard
    ada.page.locator("#turn").focus()
    for row, column in ((0, 0), (0, 1), (0, 2)):
        ada.wait_for_turn()
        while not ada.page.evaluate("() => document.activeElement.matches('.cell')"):
            keyboard.press("Tab")
        keyboard.press("Control+Home")
        for _ in range(column):
            keyboard.press("ArrowRight")
        for _ in range(row):
            keyboard.press("ArrowDown")
        keyboard.press("Enter")
        expect(ada.cell(row, column)).to_have_attribute("data-tone", "own")
        if column < 2:
            bob.press(2, column)
    expect(ada.turn).to_have_text("You have won.")
    while not ada.page.evaluate("() => document.activeElement.id === 'rematch'"):
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(ada.turn).to_have_text("Your turn.")
    expect(bob.turn).to_have_text("It is ada_keys’s turn.")
    expect(bob.page.locator("#actions")).to_be_visible()


def test_two_browsers_talk_in_a_chat(pages: Pages) -> None:
    ada, bob = pair(pages, "Chat", "talk")
    ada.page.fill("#say-input", "<b>Hello</b>, Bob")
    ada.page.keyboard.press("Enter")
    expect(bob.page.locator(".said-words")).to_have_text("<b>Hello</b>, Bob")
    expect(bob.page.locator("#said")).to_contain_text("ada_talk: <b>Hello</b>, Bob")
    expect(ada.page.locator("#say-input")).to_have_value("")


def test_yahtzee_is_rolled_kept_and_written_down(pages: Pages) -> None:
    ada = Player(pages())
    ada.enter("ada_rolls")
    ada.open("Yahtzee", "alone", players=1)
    ada.wait_for("playing")
    ada.change(ada.page.locator('[data-key="roll"]'))
    kept = ada.page.locator('[data-key="die-2"]')
    face = kept.get_attribute("aria-label")
    kept.click()
    expect(kept).to_have_attribute("aria-pressed", "true")
    ada.change(ada.page.locator('[data-key="roll"]'))
    expect(ada.page.locator('[data-key="die-2"]')).to_have_attribute("aria-label", face or "")
    ada.change(ada.page.locator('[data-key="score-chance"]'))
    expect(ada.page.locator("#said")).to_contain_text("points in chance")
    expect(ada.page.locator('[data-key="score-chance"]')).to_have_count(0)


def test_a_game_without_a_board_of_its_own_is_played_too(pages: Pages, watch: Watch) -> None:
    watch.allow("status of 422")
    ada = Player(pages())
    ada.enter("ada_echoes")
    ada.open("Echo", "hall", players=1)
    ada.wait_for("playing")
    form = ada.page.locator(".generic-move")
    form.locator("input").fill("anybody there?")
    ada.change(form.locator("button"))
    expect(ada.page.locator(".generic-state")).to_contain_text("anybody there?")
    form.locator("input").fill("error")
    form.locator("button").click()
    expect(ada.page.locator("#note")).to_have_text("You asked for an error.")
    form.locator("input").fill("quit")
    ada.change(form.locator("button"))
    expect(ada.turn).to_have_text("The game is over.")
