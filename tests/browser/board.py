"""A player's hands at a match: they open, join and watch tables, and press what boards offer."""

from playwright.sync_api import Locator, Page

ABLE = ":not([aria-disabled=true])"


class Player:
    def __init__(self, page: Page) -> None:
        self.page = page

    def enter(self, name: str, path: str = "/matches/") -> None:
        """From nobody to that page as a guest of that name: one field, one button."""
        self.page.goto(path)
        self.page.fill("#fly-name", name)
        self.page.click("main form button")
        self.page.wait_for_selector("#lobby[data-seen], #join")

    def open(self, game: str, session: str = "", *, against: str = "", players: int = 0) -> None:
        """Open a match from the lobby. against: a level of a built-in opponent, or people."""
        self.page.goto("/matches/")
        self.page.wait_for_selector("#new-about:not(:empty)")
        self.page.select_option("#new-game", game)
        if self.page.locator("#new-against").is_visible():
            self.page.locator(f'#new-against input[value="{against}"]').check(force=True)
        if session:
            self.page.fill("#new-session", session)
        if players:
            self.page.select_option("#new-players", str(players))
        self.page.click("#new-match button")
        self.page.wait_for_url("**/matches/play/*")

    def join(self, game: str, session: str) -> None:
        """By the link of an invitation."""
        self.page.goto(f"/matches/join/{game}/{session}")
        self.page.click("#join-button")
        self.wait_for("playing")

    def watch(self, game: str, session: str, player: str = "") -> None:
        whose = f"?player={player}" if player else ""
        self.page.goto(f"/matches/watch/{game}/{session}{whose}")
        self.wait_for("playing")

    def wait_for(self, state: str) -> None:
        """`connecting`, `waiting`, `playing`, `over` or `closed`."""
        self.page.wait_for_selector(f"#match[data-state={state}]")

    def wait_for_turn(self) -> None:
        self.page.wait_for_selector('#turn[data-tone="own"]')

    @property
    def turn(self) -> Locator:
        return self.page.locator("#turn")

    @property
    def version(self) -> str:
        return self.page.locator("#match").get_attribute("data-version") or ""

    def cell(self, row: int, column: int) -> Locator:
        return self.page.locator(f'[data-cell="{row}-{column}"]')

    def press(self, row: int, column: int) -> None:
        """A cell that is open; wait until the board has changed."""
        self.wait_for_turn()
        self.change(self.page.locator(f'[data-cell="{row}-{column}"]{ABLE}'))

    def change(self, control: Locator) -> None:
        before = self.version
        control.click()
        self.page.wait_for_function(
            "last => document.querySelector('#match').dataset.version !== last", arg=before
        )

    def pick(self, key: str) -> None:
        """One of a row of radio buttons."""
        self.page.locator(f'[data-key="{key}"]').check(force=True)
