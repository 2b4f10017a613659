"""A pilot's hands on the cockpit: they read what the instruments show and press real keys."""

import math
import re
import time
from dataclasses import dataclass

from playwright.sync_api import Page

FLIGHT_S = 120.0  # a leg between neighbours takes 30-60 s
DRAG = 0.3  # 1/s: a little less than the freighter's, so that braking begins early
TOP_SPEED = 118.0
DOCKING_SPEED = 24.0
DOCKING_REACH = 105.0
THRUST, LEFT, RIGHT, DOCK = "w", "a", "d", "e"


@dataclass(frozen=True)
class Place:
    station_id: str
    x: float
    y: float


EARTH = Place("earth-orbit-station", -1200.0, 300.0)
MARS = Place("mars-orbit-station", 2200.0, -600.0)


@dataclass(frozen=True)
class Readings:
    """World units, units/s, radians; what the cockpit's data attributes say."""

    state: str
    x: float
    y: float
    vx: float
    vy: float
    r: float
    credits: int
    load: int
    docked_at: str
    moment: str


class Hands:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: set[str] = set()

    def enter(self, name: str) -> None:
        """From the start page into the cockpit as a guest of that name: one field, one button."""
        self.page.goto("/")
        self.page.fill("#fly-name", name)
        self.page.click("#fly button")
        self.page.wait_for_url("**/play/")
        self.wait_for("flying")
        self.page.click("#tutorial-skip")

    def enrol(self, name: str) -> str:
        """Become a guest of that name without flying yet, so that the ship can be placed.

        Returns the player's id; `launch` begins the flight.
        """
        script = "**/cosmic/pages/play*.js"
        self.page.route(script, lambda route: route.fulfill(content_type="text/javascript"))
        self.page.goto("/")
        self.page.fill("#fly-name", name)
        self.page.click("#fly button")
        self.page.wait_for_url("**/play/")
        player_id: str = self.page.evaluate(
            "async () => (await (await fetch('/api/v1/session/bootstrap')).json()).player.id"
        )
        self.page.unroute(script)
        return player_id

    def launch(self, state: str = "flying") -> None:
        """Load the cockpit and fly from where the ship is."""
        self.page.goto("/play/")
        self.wait_for(state)
        self.page.wait_for_selector("#cockpit[data-x]")
        self.page.click("#tutorial-skip")

    def wait_until(self, condition: str) -> None:
        """Wait for an arrow function of the cockpit's data attributes to be true."""
        self.page.wait_for_function(
            f"() => ({condition})(document.querySelector('#cockpit').dataset)"
        )

    def distance_of(self, name: str) -> int:
        """How far away the radar says that the nearest contact, of that name, is."""
        words = self.page.inner_text("#radar-words")
        found = re.search(rf"{name}, (\d+) u", words)
        assert found, words
        return int(found[1])

    def wait_for(self, state: str, *, timeout_s: float = 15.0) -> None:
        self.page.wait_for_selector(f'#cockpit[data-state="{state}"]', timeout=timeout_s * 1000)

    def read(self) -> Readings:
        """What the instruments show; they follow the state within a tenth of a second."""
        self.page.wait_for_selector("#cockpit[data-x]")
        data: dict[str, str] = self.page.evaluate(
            "() => ({...document.querySelector('#cockpit').dataset})"
        )
        return Readings(
            state=data["state"],
            x=float(data["x"]),
            y=float(data["y"]),
            vx=float(data["vx"]),
            vy=float(data["vy"]),
            r=float(data["r"]),
            credits=int(data["credits"]),
            load=int(data["load"]),
            docked_at=data.get("dockedAt", ""),
            moment=data["moment"],
        )

    def read_next(self, last: Readings) -> Readings:
        """The readings of another moment; the cockpit writes them ten times a second."""
        self.page.wait_for_function(
            "last => document.querySelector('#cockpit').dataset.moment !== last", arg=last.moment
        )
        return self.read()

    def hold(self, *keys: str) -> None:
        """These keys are down now, all others are up."""
        for key in self.held - set(keys):
            self.page.keyboard.up(key)
        for key in set(keys) - self.held:
            self.page.keyboard.down(key)
        self.held = set(keys)

    def dock_at(self, place: Place) -> None:
        """Fly to the station and dock. Raises TimeoutError."""
        deadline = time.monotonic() + FLIGHT_S
        now = self.read()
        while distance(now, place) > DOCKING_REACH or speed(now) > DOCKING_SPEED:
            if time.monotonic() > deadline:
                raise TimeoutError(f"still flying towards {place}: {now}")
            keys = keys_for(now, place)
            self.hold(*keys)
            now = self.read_next(now)
        self.hold()
        self.page.keyboard.press(DOCK)
        self.wait_for("docked")
        assert self.read().docked_at == place.station_id

    def undock(self) -> None:
        self.page.keyboard.press(DOCK)
        self.wait_for("flying")

    def trade(self, side: str, good: str) -> None:
        """Choose a good and buy what fits, or sell what is there; wait until it is booked."""
        credits = self.read().credits
        self.page.click("#tab-market")
        self.page.click(f'#market-rows tr[data-good="{good}"] button')
        self.page.click(f"#trade-max-{side}")
        self.page.click(f"#{side}-button")
        self.page.wait_for_function(
            "credits => Number(document.querySelector('#cockpit').dataset.credits) !== credits",
            arg=credits,
        )


def speed(now: Readings) -> float:
    return math.hypot(now.vx, now.vy)


def distance(now: Readings, place: Place) -> float:
    return math.hypot(place.x - now.x, place.y - now.y)


def keys_for(now: Readings, place: Place) -> list[str]:
    """Which keys bring the ship's speed towards the one that a calm approach would have."""
    away = max(distance(now, place), 1.0)
    wanted = min(TOP_SPEED, DRAG * max(0.0, away - 60.0) + 8.0)
    lack_x = (place.x - now.x) / away * wanted - now.vx
    lack_y = (place.y - now.y) / away * wanted - now.vy
    if math.hypot(lack_x, lack_y) < 8.0:
        return []
    off = math.remainder(math.atan2(lack_y, lack_x) - now.r, math.tau)
    keys = []
    if abs(off) > 0.12:
        keys.append(LEFT if off > 0 else RIGHT)
    if abs(off) < 0.4:
        keys.append(THRUST)
    return keys
