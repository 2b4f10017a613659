"""Fixtures: pages in a real Chromium, shown the site of the `server` fixture.

Playwright's own event loop runs while a browser is open, so tests that use these are plain
functions, and a module's browser is closed before the next module's coroutines run.
"""

import re
from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser import Pages, Watch, launch_options
from tests.support.server import ROOT, LiveServer

FAILURES = ROOT / "var" / "failures"  # screenshots of pages on which a test failed
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options())
        yield chromium
        chromium.close()


@pytest.fixture
def watch() -> Watch:
    """What pages did wrong in this test; `watch.allow(pattern)` expects something of it."""
    return Watch()


@pytest.fixture
def pages(
    browser: Browser, server: LiveServer, watch: Watch, request: pytest.FixtureRequest
) -> Iterator[Pages]:
    """Open as many pages as the test needs: `pages(viewport=..., color_scheme="dark")`.

    At the end no page may have logged an error, met the policy or called another host.
    """
    opener = Pages(browser, server.url, watch)
    yield opener
    if request.node.stash.get(FAILED, False):
        opener.picture_all(FAILURES, re.sub(r"\W+", "-", request.node.name))
    opener.close()
    assert not watch.unexpected(), "\n".join(watch.unexpected())


@pytest.fixture
def page(pages: Pages) -> Page:
    """One page in a context of its own."""
    return pages()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report
