"""What the control room says of rooms in trouble; the socket's words are the test's own."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.watchkeeper import Operator, enlist_operator
from tests.support.browser import Pages
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(120)]

NAME = "night_watch"


@pytest.fixture(scope="module")
def watched_server(server: LiveServer) -> LiveServer:
    enlist_operator(server, NAME)
    return server


class Socket:
    """The control socket, as far as a log-in and the overview go."""

    def __init__(self, page: Page, refusals: dict[str, str]) -> None:
        self.seq = 0
        self.refusals = refusals  # by command: the code that it is refused with
        self.asked: list[str] = []
        page.route_web_socket("**/ws/ops", self._open)

    def _open(self, route: WebSocketRoute) -> None:
        self.route = route
        route.on_message(self._answer)

    def _answer(self, text: str | bytes) -> None:
        message = json.loads(text)
        type_, seq, payload = message["type"], message["seq"], message["payload"]
        self.asked.append(type_)
        if type_ == "auth.login":
            self.send("auth.ok", request_seq=seq, player_id="p_1", protocol_version=1)
        elif type_ == "net.ping":
            self.send("net.pong", t=payload["t"], server_ts=0)
        elif type_ in self.refusals:
            words = "Not now."
            self.send("error", code=self.refusals[type_], error_message=words, message=words,
                      tick=7, request_seq=seq)  # fmt: skip
        else:
            self.send("command_ack", command_type=type_, status="accepted", request_seq=seq)

    def send(self, type_: str, **payload: Any) -> None:
        self.seq += 1
        self.route.send(json.dumps({"type": type_, "seq": self.seq, "ts": 0, "payload": payload}))

    def rooms(self, *rooms: dict[str, Any]) -> None:
        worker = {
            "worker_id": "w-1", "host": "here", "pid": 4, "version": "1", "rooms": len(rooms),
            "load": 0.93, "up_s": 7300, "rss_mib": 120,
        }  # fmt: skip
        self.send("rooms", rooms=list(rooms), workers=[worker])


def room(system_id: str, **more: Any) -> dict[str, Any]:
    return {
        "system_id": system_id, "name": system_id.title(), "state": "live", "tick": 12_345,
        "tick_rate": 20, "time_scale": 1, "p50_ms": 2, "p99_ms": 8.5, "late_ms": 0, "pilots": 1,
        "entities": 9, "npcs": 2, "feeds": 1, "worker_id": "w-1", "epoch": 3, "lease_age_s": 0.4,
        **more,
    }  # fmt: skip


@pytest.fixture
def page(watched_server: LiveServer, pages: Pages) -> Page:
    return pages()


def connected(page: Page, **refusals: str) -> Socket:
    socket = Socket(page, refusals)
    Operator(page).log_in(NAME)
    page.wait_for_selector("#commands:not([disabled])", state="attached")
    return socket


def test_rooms_in_trouble_are_marked_in_words(page: Page) -> None:
    socket = connected(page)
    socket.rooms(
        room("calm"),
        room("slow", p99_ms=61.2),
        room("orphan", state="recovering", lease_age_s=9.0),
        room("shut", state="stopped", worker_id="", lease_age_s=None),
    )
    mark = page.locator("#rooms-rows .room-mark:visible")
    expect(mark).to_have_text(["lease lapsed", "too slow"])
    expect(page.locator('tr[data-mark="late"]')).to_contain_text("Slow")
    expect(page.locator('tr[data-mark="lapsed"]')).to_contain_text("Orphan")
    expect(page.locator("#total-worst")).to_have_text("61.2 ms of 50.0 ms, Slow")
    expect(page.locator("#total-lapsed")).to_have_text("1")
    expect(page.locator(".load")).to_have_attribute("aria-valuenow", "93")
    expect(page.locator('[data-worker="w-1"]')).to_contain_text("up 2 h 1 min")


def test_a_click_on_a_column_sorts_and_the_keyboard_chooses(page: Page) -> None:
    socket = connected(page)
    socket.rooms(room("ash", pilots=3), room("birch", pilots=9), room("cedar", pilots=1))
    names = page.locator("#rooms-rows .room-name")
    expect(names).to_have_text(["Birch", "Ash", "Cedar"])
    page.click('[data-sort="name"] button')
    expect(names).to_have_text(["Ash", "Birch", "Cedar"])
    expect(page.locator('[data-sort="name"]')).to_have_attribute("aria-sort", "ascending")
    page.focus('tr[data-system="cedar"] .room-name')
    page.keyboard.press("Enter")
    expect(page.locator("#system-name")).to_have_text("Cedar")
    expect(page.locator('tr[data-system="cedar"] .room-name')).to_be_focused()
    assert page.url.endswith("#cedar")


def test_rows_hold_still_under_the_hand(page: Page) -> None:
    socket = connected(page)
    socket.rooms(room("ash", pilots=3), room("birch", pilots=9))
    names = page.locator("#rooms-rows .room-name")
    expect(names).to_have_text(["Birch", "Ash"])
    page.hover('tr[data-system="ash"]')
    socket.rooms(room("ash", pilots=30), room("birch", pilots=9))
    expect(page.locator('tr[data-system="ash"]')).to_contain_text("30")
    expect(names).to_have_text(["Birch", "Ash"])
    page.hover("h1")
    socket.rooms(room("ash", pilots=31), room("birch", pilots=9))
    expect(names).to_have_text(["Ash", "Birch"])


def test_a_silent_server_is_said_to_be_silent(page: Page) -> None:
    socket = connected(page)
    socket.rooms(room("calm"))
    page.wait_for_selector('#ops[data-state="live"]')
    page.wait_for_selector('#ops[data-state="stale"]')
    expect(page.locator("#line-mark")).to_contain_text("Silent for")
    socket.rooms(room("calm"))
    page.wait_for_selector('#ops[data-state="live"]')


def test_a_refusal_is_told_with_its_code_beside_the_button_and_in_the_log(page: Page) -> None:
    socket = connected(page, pause="QUEUE_FULL")
    socket.rooms(room("calm"))
    page.click("#do-pause")
    expect(page.locator("#orders li").first).to_have_text(
        "Pause: refused. Not now. (QUEUE_FULL) Tick 7."
    )
    line = page.locator('#log [data-kind="errors"]')
    expect(line).to_contain_text("Pause: refused. Not now.")
    expect(line).to_contain_text("calm, tick 7")


def test_only_what_is_looked_at_is_streamed(page: Page) -> None:
    socket = connected(page)
    socket.rooms(room("ash"), room("birch", pilots=0), room("shut", state="stopped"))
    expect(page.locator("#system-name")).to_have_text("Ash")
    page.click('tr[data-system="birch"]')
    expect(page.locator("#system-name")).to_have_text("Birch")
    page.click('tr[data-system="shut"]')
    expect(page.locator("#map-note")).to_contain_text("Nobody can join until you start it.")
    asked = [type_ for type_ in socket.asked if type_ not in ("net.ping", "auth.login")]
    assert asked == [
        "watch_rooms",
        "watch", "request_state", "unwatch",
        "watch", "request_state", "unwatch",
    ]  # fmt: skip
