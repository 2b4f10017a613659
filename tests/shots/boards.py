"""Pictures of matches: lobby, invitation, every board, watching."""

from itertools import count

from playwright.sync_api import Page

from tests.browser.board import Player
from tests.shots.cast import HERO
from tests.shots.scenes import Take

BOARDS = ("TicTacToe", "ConnectFour", "FleetDuel", "Yahtzee", "Chat", "Echo")
LINES = ("Has anybody been to the wild edge lately?", "Yes, and I came back with half a hull.")
_numbers = count(1)


def matches(host_page: Page, guest_page: Page, take: Take) -> None:
    """The host's pages; the guest, who is the hero, plays and watches along."""
    host, guest = Player(host_page), Player(guest_page)
    for game in BOARDS:
        session = f"orbit-{next(_numbers)}"
        host.open(game, session, players=2 if game in ("Yahtzee", "Chat", "Echo") else 0)
        host.wait_for("waiting")
        if game == BOARDS[0]:
            take(host_page, "match-waiting")
            guest_page.goto(f"/matches/join/{game}/{session}")
            guest_page.wait_for_selector("#join-about:not(:empty)")
            take(guest_page, "match-invitation")
        guest.join(game, session)
        host.wait_for("playing")
        PLAY[game](host, guest, take)
    host_page.goto("/matches/")
    host_page.wait_for_selector("#lobby-rows tr")
    host_page.wait_for_selector("#new-about:not(:empty)")
    take(host_page, "matches-lobby")


def tictactoe(host: Player, guest: Player, take: Take) -> None:
    host.press(1, 1)
    guest.press(0, 0)
    host.wait_for_turn()
    take(host.page, "match-tictactoe")
    host.press(0, 2)
    guest.press(0, 1)
    host.press(2, 0)
    host.wait_for("over")
    take(host.page, "match-over")


def connectfour(host: Player, guest: Player, take: Take) -> None:
    for column in (3, 3, 2, 4):
        host.press(0, column)
        guest.press(0, column)
    host.wait_for_turn()
    take(host.page, "match-connectfour")


def fleetduel(host: Player, guest: Player, take: Take) -> None:
    take(host.page, "match-fleetduel-place")
    for column in (1, 3, 5):
        host.press(1, column)
        guest.press(4, column)
    host.wait_for_turn()
    host.pick("order-fire")
    host.pick("ship-cruiser")
    host.press(4, 3)
    guest.wait_for_turn()
    guest.pick("order-scan")
    guest.pick("ship-scout")
    guest.change(guest.page.locator('[data-key="give"]'))
    host.wait_for_turn()
    take(host.page, "match-fleetduel")
    session = host.page.inner_text("#session")
    watcher = Player(host.page.context.new_page())
    watcher.watch("FleetDuel", session, HERO)
    take(watcher.page, "match-watch")
    watcher.page.close()


def yahtzee(host: Player, guest: Player, take: Take) -> None:
    for player, category in ((host, "chance"), (guest, "three of a kind")):
        player.wait_for_turn()
        player.change(player.page.locator('[data-key="roll"]'))
        player.change(player.page.locator(f'[data-key="score-{category}"]'))
    host.wait_for_turn()
    host.change(host.page.locator('[data-key="roll"]'))
    host.page.locator('[data-key="die-1"]').click()
    host.page.locator('[data-key="die-3"]').click()
    take(host.page, "match-yahtzee")


def chat(host: Player, guest: Player, take: Take) -> None:
    for player, line in zip((host, guest), LINES, strict=True):
        player.page.fill("#say-input", line)
        player.change(player.page.locator(".said-form button"))
    host.page.wait_for_selector(".said-line:nth-child(2)")
    take(host.page, "match-chat")


def echo(host: Player, guest: Player, take: Take) -> None:
    host.page.locator(".generic-move input").fill("hello")
    host.change(host.page.locator(".generic-move button"))
    take(host.page, "match-any")


PLAY = {
    "TicTacToe": tictactoe,
    "ConnectFour": connectfour,
    "FleetDuel": fleetduel,
    "Yahtzee": yahtzee,
    "Chat": chat,
    "Echo": echo,
}
