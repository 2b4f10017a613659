"""What the pictures show: pages by address, and the cockpit's states by what a player does."""

from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page, WebSocketRoute

from tests.browser.navigator import Navigator
from tests.shots.cast import HERO, PASSWORD
from tests.support.browser import let_through

SKY = "copper-lantern"  # the seed of the expedition in the pictures
Take = Callable[[Page, str], None]  # takes a picture of the page as it is, under that name


class Scene(NamedTuple):
    """A page of the site, and what is done there before the picture."""

    name: str
    path: str
    act: Callable[[Page], None] = lambda page: None


def submit(page: Page) -> None:
    page.locator("main form button").last.click()
    page.wait_for_load_state()


def fill(**fields: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        for name, text in fields.items():
            page.locator(f"main [name={name}]").fill(text)
        submit(page)

    return act


# For a visitor who is nobody yet.
VISITOR = (
    Scene("landing", "/"),
    Scene("signup", "/signup/"),
    Scene("signup-errors", "/signup/", fill(username="no spaces please", password="short")),
    Scene("login", "/login/"),
    Scene("login-refused", "/login/", fill(username=HERO, password="not-my-password")),
    Scene("guest", "/guest/"),
    Scene("expedition-visitor", "/expedition/"),
    Scene("matches-visitor", "/matches/"),
    Scene("match-no-seat", "/matches/play/m_1"),
    Scene("password-reset", "/password/reset/"),
    Scene("password-reset-sent", "/password/reset/", fill(email="vela@example.org")),
    Scene("password-reset-stale", "/password/reset/MQ/stale-token/"),
    Scene("leaderboard", "/leaderboard/"),
    Scene("not-found", "/nothing/here/"),
)
# For a guest with a fresh ship.
GUEST = (
    Scene("landing-guest", "/"),
    Scene("keep", "/keep/"),
    Scene("keep-errors", "/keep/", fill(username=HERO, password="orbit-and-ledger")),
    Scene("pilot-new", "/pilot/"),
)
# For the hero, who has traded.
MEMBER = (
    Scene("pilot", "/pilot/"),
    Scene("account", "/account/"),
    Scene("password-change", "/password/change/"),
    Scene("password-change-errors", "/password/change/", submit),
    Scene("account-delete", "/account/delete/"),
    Scene("leaderboard-own", "/leaderboard/"),
)


def log_in(page: Page, name: str = HERO) -> None:
    page.goto("/login/?next=/pilot/")  # not into the cockpit, which would take the helm
    page.locator("main [name=username]").fill(name)
    page.locator("main [name=password]").fill(PASSWORD)
    submit(page)


def become_guest(page: Page) -> None:
    page.goto("/guest/")
    submit(page)


def connecting(page: Page, take: Take) -> None:
    page.route_web_socket("**/ws", lambda route: None)  # opens, and nobody answers
    page.goto("/play/")
    page.locator('#cockpit[data-state="connecting"]').wait_for()
    take(page, "play-connecting")


def docked(page: Page, take: Take) -> None:
    page.goto("/play/")
    page.locator('#cockpit[data-state="docked"]').wait_for()
    skip_first_flight(page, take)
    page.locator("#market-rows tr", has_text="Medicine").click()
    take(page, "play-market")
    page.locator("#tab-services").click()
    take(page, "play-services")


def flying(page: Page, take: Take) -> None:
    """Every state in space, each left as it was found, and at the end a lost connection."""
    lines: list[WebSocketRoute] = []
    page.route_web_socket("**/ws", lambda route: let_through(route, lines))
    page.goto("/play/")
    page.locator('#cockpit[data-state="flying"]').wait_for()
    skip_first_flight(page, take)
    page.keyboard.down("KeyW")
    page.wait_for_function("() => parseFloat(document.querySelector('#speed').textContent) > 70")
    take(page, "play-flying")
    page.keyboard.up("KeyW")
    for name, opener in (("map", "#map-button"), ("help", "#help-button")):
        page.locator(opener).click()
        page.locator(f"#{name}").wait_for()
        take(page, f"play-{name}")
        page.keyboard.press("Escape")
        page.locator(f"#{name}").wait_for(state="hidden")
    page.locator("#settings-button").click()
    take(page, "play-settings")
    page.keyboard.press("Escape")
    page.locator("#chat-button").click()
    page.locator("#chat-text").fill("Heading for Mars with a hold full of medicine")
    take(page, "play-chat")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.route_web_socket("**/ws", lambda route: None)
    lines[-1].close(code=1012, reason="restart")
    page.locator('#cockpit:not([data-state="flying"])').wait_for()
    take(page, "play-reconnecting")


def expedition(page: Page, take: Take) -> None:
    """Every state of an expedition, its panels, a fight, and a run seen again."""
    navigator = Navigator(page)
    page.goto("/expedition/")
    page.wait_for_selector("#opening .slot-card")
    take(page, "expedition-opening")
    navigator.begin(SKY)
    take(page, "expedition-map")
    for tab in ("cargo", "market", "fitting", "record"):
        show_panel(navigator, tab)
        take(page, f"expedition-{tab}")
    if page.locator("#tab-map").is_visible():
        show_panel(navigator, "ship")
        take(page, "expedition-ship")
        navigator.tab("map")
    page.click("#list-button")
    take(page, "expedition-list")
    page.click("#list-button")
    page.click("#saves-button")
    page.wait_for_selector("dialog[open] .slot-card")
    take(page, "expedition-saves")
    page.keyboard.press("Escape")
    wanted = {"event", "fight", "over"}
    while wanted:
        if navigator.mode in wanted:
            page.wait_for_timeout(400)  # what counts or slides in has arrived
            take(page, f"expedition-{navigator.mode}")
            wanted.remove(navigator.mode)
        if wanted:
            navigator.stray()
    page.get_by_role("button", name="Watch it again").click()
    page.locator(".replay-bar").wait_for()
    for _ in range(8):
        page.locator(".replay-bar input").press("ArrowRight")
    page.wait_for_timeout(400)
    take(page, "expedition-replay")


def control_room(page: Page, take: Take) -> None:
    """The control room with some history, an agent selected, a question, and a lost line."""
    lines: list[WebSocketRoute] = []
    page.route_web_socket("**/ws/ops", lambda route: let_through(route, lines))
    page.goto("/ops/")
    page.locator("#map-note").wait_for(state="hidden")
    page.wait_for_function(
        "() => document.querySelector('.plot-p50').getAttribute('d')?.split('L').length > 6",
        timeout=40_000,
    )
    take(page, "ops")
    page.locator("#map canvas").press("n")
    page.locator("#agent-readings").wait_for()
    page.locator("#agent-more summary").click()
    page.locator("#do-pause").click()
    page.locator('#orders [data-state="done"]').wait_for()
    take(page, "ops-agent")
    page.locator("#do-resume").click()
    page.locator('[data-type="resume"][data-state="done"]').wait_for()
    page.locator("#do-stop").click()
    take(page, "ops-stop")
    page.locator("#confirm-no").click()
    page.route_web_socket("**/ws/ops", lambda route: None)
    lines[-1].close(code=1012, reason="restart")
    page.locator("#link").wait_for()
    take(page, "ops-lost")


def show_panel(navigator: Navigator, name: str) -> None:
    navigator.tab(name)
    navigator.page.wait_for_function(
        "() => document.getAnimations().every(a => !a.animationName?.endsWith('-in'))"
    )


def skip_first_flight(page: Page, take: Take) -> None:
    """A first visit may begin with the first flight's card."""
    page.locator("#cockpit[data-x]").wait_for()
    if page.locator("#tutorial").is_visible():
        take(page, "play-first-flight")
        page.locator("#tutorial-skip").click()
