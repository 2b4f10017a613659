"""An operator's hands in the control room: they read what it says and press what it offers."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.server import LiveServer, run_manage

NAME = "warden"
PASSWORD = "orbit-and-ledger-42"


def enlist_operator(server: LiveServer, name: str = NAME) -> None:
    """A superuser, made as `createsuperuser` makes one."""
    env = {
        **server.env,
        "DJANGO_SUPERUSER_USERNAME": name,
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }
    run_manage(env, "createsuperuser", "--noinput")


class Operator:
    def __init__(self, page: Page) -> None:
        self.page = page

    def log_in(self, name: str = NAME, password: str = PASSWORD) -> None:
        """By the page that a visitor of the control room is sent to."""
        self.page.goto("/ops/")
        self.page.wait_for_url("**/login/?next=/ops/")
        self.page.fill("main [name=username]", name)
        self.page.fill("main [name=password]", password)
        self.page.locator("main form button").last.click()
        self.page.wait_for_url("**/ops/*")

    def look_into(self, system_id: str) -> None:
        """Choose a room that is live, and wait until the map shows who flies there."""
        self.page.click(f'tr[data-system="{system_id}"] .room-name')
        self.wait_for_state(system_id, "live")
        self.page.wait_for_selector(f'#ops[data-system="{system_id}"]')
        self.page.wait_for_selector("#map-note", state="hidden")

    def wait_for_state(self, system_id: str, state: str) -> None:
        self.page.wait_for_selector(f'tr[data-system="{system_id}"][data-state="{state}"]')

    @property
    def outcome(self) -> Locator:
        """What came of the last command."""
        return self.page.locator("#orders li").first

    def press(self, button: str, done: str | re.Pattern[str]) -> None:
        """Press a button of the desk and wait for its outcome's words."""
        self.page.click(button)
        expect(self.outcome).to_contain_text(done)

    def set_rate(self, rate: str, done: str) -> None:
        self.page.fill("#rate", rate)
        self.press("#rate-form button", done)

    def add(self, agent_id: str, *, kind: str, x: int, y: int, **more: str) -> None:
        self.page.fill("#agent-id", agent_id)
        self.page.select_option("#agent-kind", kind)
        self.page.fill("#agent-x", str(x))
        self.page.fill("#agent-y", str(y))
        if more:
            self.page.locator("#agent-more:not([open]) summary").click()
        for name, value in more.items():
            field = self.page.locator(f"#agent-{name}")
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.press("#agent-submit", f"Add {kind} {agent_id}: done")

    def select(self, agent_id: str) -> None:
        """From the list beside the map; it is made anew when agents come and go."""
        self.page.wait_for_selector(f'#agent-list option[value="{agent_id}"]', state="attached")
        self.page.select_option("#agent-list", agent_id)
        self.page.locator("#agent-list").evaluate("e => e.blur()")
        self.page.wait_for_selector("#agent-readings:not([hidden])")

    def reading(self, name: str) -> Locator:
        """What is said of the selected agent."""
        row = self.page.locator("#agent-readings .reading", has_text=name)
        return row.locator("dd")

    def tick(self) -> int:
        words = self.page.inner_text("#system-tick")
        found = re.search(r"tick ([\d,]+)", words)
        assert found, words
        return int(found[1].replace(",", ""))

    def wait_for_ticks(self, more: int) -> None:
        """Until the clock has gone on by as many ticks."""
        self.page.wait_for_function(
            "wanted => Number(/tick ([0-9,]+)/.exec(document.querySelector('#system-tick')"
            ".textContent)?.[1].replaceAll(',', '')) >= wanted",
            arg=self.tick() + more,
        )
