"""Screenshots of every page and state, from the real site in a real browser.

    python -m tests.shots [--only NAME] [--width 1440]

They go to var/shots/<width>-<scheme>/<name>.png, and those that the README and the start page
show to static/cosmic/img. What a page did wrong on the way (errors on the console, calls to other
hosts) is printed at the end and makes the exit status 1.
"""

import argparse
import base64
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.shots import boards, scenes
from tests.shots.cast import FLYERS, OPERATOR, OTHERS, PASSWORD, Cast, assemble
from tests.support.browser import Pages, Watch, launch_options
from tests.support.server import ROOT, LiveServer, copy_template, make_template
from tests.support.traffic import traffic

Scheme = Literal["dark", "light"]
SHOTS = ROOT / "var" / "shots"
SIZES = {360: 740, 768: 1024, 1440: 900}
SCHEMES: tuple[Scheme, ...] = ("dark", "light")
PICTURES = {  # scene: its name in static/cosmic/img
    "play-flying": "fly",
    "play-market": "trade",
    "expedition-map": "explore",
    "match-fleetduel": "match",
    "ops": "control",
}
PICTURE_SIZE = (1280, 800)
EXPECTED = (  # what a browser says of pages that are refused on purpose
    r"status of 40[0-9]",
    r"WebSocket",
)


class Studio:
    """One browser on one site; takes the pictures that `only` matches."""

    def __init__(self, browser: Browser, cast: Cast, only: str) -> None:
        self.browser = browser
        self.cast = cast
        self.only = only
        self.flyers = iter(FLYERS)
        self.taken = 0
        self.watch = Watch()
        for pattern in EXPECTED:
            self.watch.allow(pattern)

    def shoot(self, width: int, scheme: Scheme) -> None:
        pages = Pages(self.browser, self.cast.server.url, self.watch)
        options: dict[str, Any] = {
            "viewport": {"width": width, "height": SIZES[width]},
            "color_scheme": scheme,
        }
        folder = SHOTS / f"{width}-{scheme}"

        def take(page: Page, name: str) -> None:
            self.take(page, folder / f"{name}.png", whole=not fills_the_screen(name))

        self.visit(pages(**options), scenes.VISITOR, take)
        guest = pages(**options)
        scenes.become_guest(guest)
        self.visit(guest, scenes.GUEST, take)
        member = pages(**options, has_touch=width < 1000)
        scenes.log_in(member)
        self.visit(member, scenes.MEMBER, take)
        scenes.expedition(guest, take)
        if self.only in "ops" or self.only.startswith("ops"):
            operator = pages(**options)
            scenes.log_in(operator, OPERATOR)
            scenes.control_room(operator, take)
        if self.only in "matches" or self.only.startswith("match"):
            boards.matches(guest, member, take)
        if scheme == "dark":  # the cockpit is dark, always
            flyer = pages(**options, has_touch=width < 1000)
            scenes.log_in(flyer, next(self.flyers))
            self.cockpit(pages, member, flyer, take)
        pages.close()

    def cockpit(self, pages: Pages, member: Page, flyer: Page, take: scenes.Take) -> None:
        for state in (scenes.connecting, scenes.docked):
            page = pages(context=member.context)
            state(page, take)
            page.close()
        scenes.flying(flyer, take)

    def visit(self, page: Page, visits: Sequence[scenes.Scene], take: scenes.Take) -> None:
        for scene in visits:
            if self.only in scene.name:
                page.goto(scene.path)
                scene.act(page)
                take(page, scene.name)

    def take(self, page: Page, path: Path, *, whole: bool) -> None:
        if self.only not in path.stem:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        page.evaluate("() => document.fonts.ready")
        page.screenshot(path=path, full_page=whole)
        self.taken += 1

    def picture(self) -> None:
        """The pictures of the README and the start page."""
        width, height = PICTURE_SIZE
        pages = Pages(self.browser, self.cast.server.url, self.watch)
        options: dict[str, Any] = {"viewport": {"width": width, "height": height}}
        member, flyer = pages(**options), pages(**options)
        scenes.log_in(member)
        scenes.log_in(flyer, next(self.flyers))

        def take(page: Page, name: str) -> None:
            if name in PICTURES and self.only in name:
                path = ROOT / "static" / "cosmic" / "img" / f"{PICTURES[name]}.webp"
                webp(self.browser, page.screenshot(), path)

        self.cockpit(pages, member, flyer, take)
        explorer = pages(**options, color_scheme="dark")
        scenes.become_guest(explorer)
        scenes.expedition(explorer, take)
        boards.matches(explorer, member, take)
        operator = pages(**options, color_scheme="dark")
        scenes.log_in(operator, OPERATOR)
        scenes.control_room(operator, take)
        pages.close()


def fills_the_screen(name: str) -> bool:
    """Whether a scene is as high as the screen, instead of a page that is scrolled."""
    return name.startswith("play-") or (
        name.startswith("expedition-") and name not in ("expedition-opening", "expedition-visitor")
    )


def webp(browser: Browser, png: bytes, path: Path, quality: float = 0.86) -> None:
    """Write a PNG as WebP: the browser can encode it, so no library is needed."""
    page = browser.new_page()
    source = "data:image/png;base64," + base64.b64encode(png).decode()
    made: str = page.evaluate(
        """async ([source, quality]) => {
            const image = new Image();
            image.src = source;
            await image.decode();
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [image.width, image.height];
            canvas.getContext("2d").drawImage(image, 0, 0);
            return canvas.toDataURL("image/webp", quality);
        }""",
        [source, quality],
    )
    page.close()
    path.write_bytes(base64.b64decode(made.partition(",")[2]))


def on_a_site(work: Callable[[Cast], None]) -> None:
    """Run `work` beside a fresh site with its cast aboard and other pilots around."""
    with tempfile.TemporaryDirectory(prefix="cosmic-shots-") as folder:
        make_template(Path(folder) / "template")
        data_dir = copy_template(Path(folder) / "template", Path(folder) / "site")
        server = LiveServer(data_dir, COSMIC_GRACE="0.2")
        try:
            server.start()
            cast = assemble(server)
            with traffic(server.url, [(name, PASSWORD) for name in OTHERS]):
                work(cast)
        finally:
            server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="scenes whose name contains this")
    parser.add_argument("--width", type=int, choices=list(SIZES), action="append")
    options = parser.parse_args()

    def work(cast: Cast) -> None:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options())
            studio = Studio(browser, cast, options.only)
            for width in options.width or SIZES:
                for scheme in SCHEMES:
                    print(f"  {width} px, {scheme}", flush=True)
                    studio.shoot(width, scheme)
            if not options.width:
                studio.picture()
            browser.close()
        print(f"{studio.taken} screenshots in {SHOTS.relative_to(ROOT)}")
        if studio.watch.unexpected():
            sys.exit("\n".join(studio.watch.unexpected()))

    on_a_site(work)


if __name__ == "__main__":
    main()
