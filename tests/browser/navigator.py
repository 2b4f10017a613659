"""A player's hands on an expedition: they read what the page shows and press what it offers."""

from playwright.sync_api import Locator, Page

ROOT = "#expedition"
GAME = "#game:not([hidden])"
SEED = "copper-lantern"
TURNS_TO_MANAGE = 40  # steps after which something is wrong
ABLE = ":not([aria-disabled])"


class Navigator:
    """`mode` is `map`, `event`, `fight` or `over`."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def enter(self, name: str) -> None:
        """From nobody to the opening screen as a guest of that name: one field, one button."""
        self.page.goto("/expedition/")
        self.page.fill("#fly-name", name)
        self.page.click("main form button")
        self.page.wait_for_selector("#opening .slot-card")

    def begin(self, seed: str = SEED) -> None:
        self.page.fill("#seed", seed)
        self.page.click("#new-run button")
        self.wait_for_game()

    def go_on(self) -> None:
        self.page.goto("/expedition/")
        self.page.click("#continue")
        self.wait_for_game()

    def wait_for_game(self) -> None:
        self.page.wait_for_selector(f"{GAME} .mark-open")

    def data(self, name: str) -> str:
        return self.page.locator(ROOT).get_attribute(f"data-{name}") or ""

    @property
    def mode(self) -> str:
        return self.data("mode")

    @property
    def turn(self) -> int:
        return int(self.data("turn"))

    @property
    def wealth(self) -> int:
        """What is shown once the number has stopped counting."""
        self.page.wait_for_timeout(350)  # numbers count for 300 ms
        return int(self.page.inner_text("#head-wealth").replace(",", ""))

    def do(self, button: Locator) -> None:
        """Press, and wait until the expedition has changed and the prices of flights are known."""
        revision = self.data("revision")
        button.click()
        self.page.wait_for_function(
            f"last => document.querySelector('{ROOT}').dataset.revision !== last", arg=revision
        )
        if self.mode == "map":
            self.page.wait_for_selector(f"{GAME} .mark-open")

    def tab(self, name: str) -> None:
        self.page.click(f"#tab-{name}")

    def key(self, name: str) -> Locator:
        return self.page.locator(f'{GAME} [data-key="{name}"]:visible').first

    # -- deeds ---------------------------------------------------------------------------------

    def settle(self) -> None:
        """Answer what asks for it, the careful way, until the map is free again."""
        for _ in range(TURNS_TO_MANAGE):
            if self.mode == "event":
                self.do(self.page.locator(f".choices .choice{ABLE}").last)
            elif self.mode == "fight":
                self.fight()
            else:
                return
        raise AssertionError(f"still in {self.mode}")

    def fight(self) -> None:
        """One round: run when the hull is thin."""
        hull = float(self.page.inner_text(".fighter-own .fighter-hull .num").split("/")[0])
        self.do(self.key("fight-attack" if hull > 30 else "fight-flee"))

    def fly(self, mark: str = ".mark-node.mark-open") -> None:
        """Along the first open route to a place of that kind; answers what happens there."""
        self.page.locator(mark).first.click()
        self.do(self.key("fly"))
        self.settle()

    def provision(self) -> None:
        """Fuel for the way, where there is any."""
        if self.key("deed-refuel").count():
            self.do(self.key("deed-refuel"))

    def stray(self) -> None:
        """One step of a run that looks for trouble until it finds its end."""
        page = self.page
        if self.mode == "event":
            self.do(page.locator(f".choices .choice{ABLE}").last)
        elif self.mode == "fight":
            self.do(self.key("fight-attack"))
        elif self.mode == "map":
            rough = page.locator(".mark-open:not(:has(.dot-trade, .dot-repair))")
            marks = rough if rough.count() else page.locator(".mark-open")
            if marks.count() == 0:
                self.do(self.key("deed-distress_signal"))
                return
            marks.nth(self.turn % marks.count()).dispatch_event("click")
            self.do(self.key("fly"))
            if self.mode == "map" and self.key("deed-combat").count():
                self.do(self.key("deed-combat"))
