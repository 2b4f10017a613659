"""Two pilots meet in two browsers, and one of them loses the ship."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.hands import Hands
from tests.browser.looks import STILL, serious_findings
from tests.browser.test_play_everywhere import PHONE
from tests.live.staging import EARTH, MARS, stage_at, stage_ship
from tests.support.browser import Pages
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(240)]

LAWLESS = (-5200.0, -5200.0)  # outside of all zones: nobody is safe here
RANGE = 160.0  # world units: a shot is there within a second
FIRE = "Space"
FIRST_CREDITS = 5000
FEE = 400  # 8 % of them


@dataclass(frozen=True)
class Someone:
    player_id: str


def face_off(server: LiveServer, shooter: Hands, target: Hands, x: float, y: float) -> None:
    """Both at rest in the same place, the shooter's bow on the target, which is badly hurt."""
    first = Someone(shooter.enrol("ada_shoots"))
    second = Someone(target.enrol("bob_is_hit"))
    stage_at(server, first, x, y)
    stage_ship(server, first, angle=0.0)
    stage_at(server, second, x + RANGE, y, hull=30.0)
    target.launch()
    shooter.launch()
    shooter.page.wait_for_function(
        "() => document.querySelector('#radar-words').textContent.includes('bob_is_hit')"
    )


def test_who_is_shot_down_reads_the_fee_on_a_card_and_finds_it_in_the_ledger(
    quiet_server: LiveServer, pages: Pages
) -> None:
    ada, bob = (Hands(pages(base_url=quiet_server.url)) for _ in range(2))
    face_off(quiet_server, ada, bob, *LAWLESS)
    ada.hold(FIRE)
    card = bob.page.locator("#loss")
    expect(card).to_be_visible(timeout=30_000)
    ada.hold()

    expect(card).to_contain_text("It was shot down by ada_shoots.")
    expect(card).to_contain_text(f"The tow took {FEE} cr; you have 4,600 cr left.")
    expect(ada.page.locator("#feed")).to_contain_text("You destroyed bob_is_hit.")
    bob.wait_for("docked")
    bob.page.wait_for_function(STILL)
    assert serious_findings(bob.page) == []
    bob.page.keyboard.press("Enter")  # the card's one button has the focus
    expect(card).to_be_hidden()
    after = bob.read()
    assert after.credits == FIRST_CREDITS - FEE
    assert after.docked_at in (EARTH, MARS)
    expect(bob.page.locator("#hull .meter-number")).to_have_text("100")

    bob.undock()
    bob.hold("w")  # the new life flies as the old one did
    bob.wait_until("d => Number(d.speed) > 5")
    bob.hold()

    bob.page.goto("/pilot/")
    ledger = bob.page.locator("main")
    expect(ledger).to_contain_text("4,600")
    expect(ledger).to_contain_text(str(FEE))


def test_in_a_safe_zone_the_trigger_does_nothing_and_says_so(
    quiet_server: LiveServer, pages: Pages
) -> None:
    ada, bob = (Hands(pages(base_url=quiet_server.url)) for _ in range(2))
    face_off(quiet_server, ada, bob, -1400.0, 500.0)  # within the safe core of Earth
    ada.hold(FIRE)
    expect(ada.page.locator("#advice")).to_have_text("Weapons are locked in safe zones")
    start = int(ada.read().moment)
    ada.wait_until(f"d => Number(d.moment) > {start + 40}")  # two seconds: five shots' time
    expect(bob.page.locator("#hull .meter-number")).to_have_text("30")
    expect(bob.page.locator("#loss")).to_be_hidden()


def test_a_right_thumb_pulls_the_trigger_of_a_phone(pages: Pages) -> None:
    page = pages(viewport=PHONE, has_touch=True, is_mobile=True)
    hands = Hands(page)
    hands.enter("thumb_fires")  # within a safe zone, where the cockpit says what it does not do
    pad = page.locator("#fire-pad").bounding_box()
    assert pad
    page.mouse.move(pad["x"] + 36, pad["y"] + 36)
    page.mouse.down()
    expect(page.locator("#advice")).to_have_text("Weapons are locked in safe zones")
    page.mouse.up()
    expect(page.locator("#advice")).not_to_have_attribute("data-tone", "warn")
