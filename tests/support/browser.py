"""A real Chromium, and an eye on everything that a page must not do."""

import os
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebSocketRoute,
)

FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--force-color-profile=srgb",
]
DESKTOP = {"width": 1440, "height": 900}
STEP_MS = 15_000  # software WebGL on a busy machine is slow


def chromium() -> str:
    """The path of the Chromium to drive. Raises FileNotFoundError.

    The headless shell is the same browser without the window around it, at half the work.
    """
    for name in ("chromium-headless-shell", "chromium", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise FileNotFoundError("no chromium on PATH")


def launch_options() -> dict[str, Any]:
    """For `playwright.chromium.launch`. Root has no sandbox to offer."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {
        "executable_path": chromium(),
        "headless": True,
        "args": [*FLAGS, *(["--no-sandbox"] if root else [])],
    }


def let_through(route: WebSocketRoute, lines: list[WebSocketRoute]) -> None:
    """Pass a socket on to the server, and keep it in hand so that it can be cut."""
    route.connect_to_server()
    lines.append(route)


class Watch:
    """Collects what went wrong on pages: errors on the console (a refusal by the content security
    policy is one), exceptions nobody caught, and requests to another host.

    A test that provokes an error says so before: `watch.allow("404")`.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._allowed: list[re.Pattern[str]] = []

    def allow(self, pattern: str) -> None:
        """Expect problems that match this regular expression."""
        self._allowed.append(re.compile(pattern))

    def page(self, page: Page, host: str) -> None:
        def on_console(message: ConsoleMessage) -> None:
            if message.type == "error":
                where = message.location.get("url", "")
                self._note(f"console: {message.text} ({where})")

        def on_request(request: Request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != host:
                self._note(f"request to another host: {request.url}")

        page.on("console", on_console)
        page.on("pageerror", lambda error: self._note(f"exception: {error}"))
        page.on("request", on_request)

    def _note(self, problem: str) -> None:
        self.problems.append(problem)

    def unexpected(self) -> list[str]:
        return [p for p in self.problems if not any(a.search(p) for a in self._allowed)]


class Pages:
    """Opens pages of one site, each in a context (cookies, storage) of its own unless shared."""

    def __init__(self, browser: Browser, base_url: str, watch: Watch) -> None:
        self.browser = browser
        self.base_url = base_url
        self.watch = watch
        self.contexts: list[BrowserContext] = []
        self.opened: list[Page] = []

    def __call__(
        self, *, base_url: str = "", context: BrowserContext | None = None, **options: Any
    ) -> Page:
        """A new page; `options` are those of `browser.new_context`."""
        base_url = base_url or self.base_url
        if context is None:
            settings = {"viewport": DESKTOP, "base_url": base_url, **options}
            context = self.browser.new_context(**settings)
            context.set_default_timeout(STEP_MS)
            self.contexts.append(context)
        page = context.new_page()
        self.watch.page(page, urlsplit(base_url).netloc)
        self.opened.append(page)
        return page

    def picture_all(self, folder: Path, name: str) -> list[Path]:
        """Screenshots of every page still open: what a failed test looked like."""
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for number, page in enumerate(self.opened):
            if not page.is_closed():
                path = folder / f"{name}-{number}.png"
                page.screenshot(path=path)
                written.append(path)
        return written

    def close(self) -> None:
        for context in self.contexts:
            context.close()
