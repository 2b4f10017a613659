"""How a page looks: on screens of every size, in both schemes, and to assistive technology."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from playwright.sync_api import Page

from tests.support.server import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
HEIGHTS = {360: 740, 768: 1024, 1440: 900}  # of screens, by their width
Scheme = Literal["dark", "light"]
SCHEMES: tuple[Scheme, ...] = ("dark", "light")

# Observers of a size answer a frame later, and what is still fading in has no contrast yet.
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
# What has ended may stay in the list of animations for as long as nothing is drawn.
STILL = "() => document.getAnimations().every(a => a.playState === 'finished')"
SETTLED = f"""([width, scheme]) => ({STILL})()
    && matchMedia(`(width: ${{width}}px) and (prefers-color-scheme: ${{scheme}})`).matches"""


def findings(page: Page) -> list[dict[str, Any]]:
    """The rules that axe calls broken, in a serious way or worse."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    # nobody reads of the nodes that pass, and telling of them takes longer than the check
    found: list[dict[str, Any]] = page.evaluate(
        "async () => (await axe.run({resultTypes: ['violations']})).violations"
    )
    return [rule for rule in found if rule["impact"] in ("serious", "critical")]


def serious_findings(page: Page) -> list[str]:
    return [
        f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in findings(page)
    ]


def every_look(
    page: Page, heights: Mapping[int, int] = HEIGHTS, schemes: Sequence[Scheme] = SCHEMES
) -> Iterator[str]:
    """Show the page on each screen in each scheme, and tell which; the smallest comes last."""
    for scheme in schemes:  # it is the slower to change: colours take their time
        page.emulate_media(color_scheme=scheme)
        for width in sorted(heights, reverse=True):
            page.set_viewport_size({"width": width, "height": heights[width]})
            page.evaluate(TWO_FRAMES)
            page.wait_for_function(SETTLED, arg=[width, scheme])
            yield f"{width} wide, {scheme}"
