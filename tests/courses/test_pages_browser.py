"""A class in browsers: made by its teacher, joined by a student, watched on the wall."""

import csv
import io
import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.looks import every_look
from tests.browser.test_matches_everywhere import check
from tests.courses.conftest import PASSWORD, TEACHER, NewSchool
from tests.courses.school import WAIT_S, Program, School, play
from tests.matches.tcp.plain import later
from tests.support.browser import Pages, Watch
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(240)]

SCREENS = {360: 1080, 768: 1080, 1920: 1080}


@pytest.fixture
def desk(pages: Pages, teacher: httpx.Client) -> Page:
    """The teacher's browser."""
    page = pages()
    page.goto("/login/?next=/matches/classes/")  # a cockpit behind it would take its time
    page.fill("#id_username", TEACHER)
    page.fill("#id_password", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/matches/classes/")
    return page


@pytest.fixture
def made(teacher: httpx.Client) -> Iterator[list[str]]:
    """Ids of classes that a test makes in its pages. To be asked for before these: they look at
    the classes until they are closed."""
    ids: list[str] = []
    yield ids
    for course in ids:
        teacher.delete(f"/api/v1/courses/{course}")


def test_from_an_empty_page_to_results_in_a_spreadsheet(
    server: LiveServer, made: list[str], pages: Pages, desk: Page
) -> None:
    desk.goto("/matches/classes/")
    desk.fill("#new-class-title", "Programming 1")
    desk.select_option("#new-class-game", "TicTacToe")
    desk.click("#new-class button")
    desk.wait_for_url("**/matches/classes/c_*/")
    made.append(desk.url.rstrip("/").rsplit("/", 1)[1])
    code = desk.locator(".class-code-shown").inner_text()

    student = pages()
    student.goto(f"/matches/classes/?code={code.lower()}")
    student.fill("#fly-name", "ada_learns")
    student.click("main form button")
    expect(student.locator("#join-code")).to_have_value(code.lower())
    student.fill("#join-team", "Red Foxes")
    student.click("#join-form button")
    student.wait_for_url("**/matches/classes/c_*/")
    expect(student.locator("#secret")).to_have_text(re.compile(r"^[a-z0-9]{12}$"))
    secret = student.locator("#secret").inner_text()
    expect(student.locator("#example")).to_contain_text(f'name="Red Foxes:{secret}"')
    expect(student.locator("#example")).to_contain_text(str(server.match_port))
    expect(student.locator("#start-form")).to_have_count(0)
    student.reload()
    expect(student.locator("#teams li")).to_contain_text("Red Foxes")
    expect(student.locator("#secret-panel")).to_be_hidden()

    url = f"{server.url}/api/v1/courses/join"
    owls = httpx.post(url, json={"code": code, "team": "=Owls"}).json()
    expect(desk.locator("#teams li")).to_have_count(2)
    desk.select_option("#start-legs", "1")
    desk.click("#start-form button")
    expect(desk.locator("#cup-state")).to_have_text("Tic-tac-toe, 0 of 1 games played")

    school = School.__new__(School)
    school.server, school.code = server, code
    foxes = Program(school, "Red Foxes", f"Red Foxes:{secret}")
    games = [later(each.play_all) for each in (foxes, Program(school, "=Owls", owls["name"]))]
    assert [each.result(WAIT_S) for each in games] == [1, 1]
    expect(desk.locator("#cup-state")).to_have_text("Tic-tac-toe, 1 of 1 games played, over")
    expect(desk.locator("#standings tbody tr").first).to_contain_text("3")
    with desk.expect_download() as download:
        desk.click("#games-csv")
    text = download.value.path().read_text(encoding="utf-8-sig")
    [line] = csv.DictReader(io.StringIO(text))
    assert sorted((line["first"], line["second"])) == ["'=Owls", "Red Foxes"]
    assert line["how"] == "played"
    expect(student.locator("#fixtures tbody tr")).to_contain_text("won")


def test_the_wall_shows_every_move_as_it_is_made(desk: Page, new_school: NewSchool) -> None:
    school = new_school()
    ants, bees = school.team("Ants"), school.team("Bees")
    school.start()
    desk.goto(f"/matches/wall/{school.id}/")
    expect(desk.locator("#progress")).to_have_text("Round 1 of 1, 0 of 1 games played.")
    expect(desk.locator("#tables-empty")).to_be_visible()
    expect(desk.locator("#wall-code")).to_contain_text(school.code)

    waiting = ants.joining()
    card = desk.locator(".wall-card")
    expect(card).to_have_count(1)
    expect(card.locator(".wall-words")).to_have_text("Waits for 1 more.")
    seats = sorted((bees.join(), waiting.result(WAIT_S)), key=lambda seat: seat.player_id)
    expect(card.locator(".wall-words")).to_have_text(re.compile(r"^\w+ to move, 0 moves\.$"))
    seats[0].play(position=4)
    expect(card.locator('[data-cell="1-1"] svg')).to_have_count(1)
    expect(card.locator(".wall-words")).to_have_text(re.compile(r"^\w+ to move, 1 move\.$"))
    for each in [later(play, seat) for seat in seats]:
        each.result(WAIT_S)
    expect(desk.locator("#progress")).to_have_text("The round-robin is over: 1 games played.")
    expect(card.locator(".wall-words")).to_have_text(re.compile(r"has won|draw"))
    expect(desk.locator("#standings tbody tr")).to_have_count(2)
    expect(desk.locator("#fixtures li")).to_have_count(1)


def test_the_wall_keeps_what_players_hide(desk: Page, new_school: NewSchool) -> None:
    school = new_school()
    ants, bees = school.team("Ants"), school.team("Bees")
    school.start("FleetDuel")
    waiting = later(ants.ask_to_join, game="FleetDuel")
    bees_answer = bees.ask_to_join(game="FleetDuel")
    assert waiting.result(WAIT_S)["status"] == bees_answer["status"] == "ok"
    answers: list[str] = []
    desk.on("response", lambda r: answers.append(r.text()) if "/wall?" in r.url and r.ok else None)
    desk.goto(f"/matches/wall/{school.id}/")
    expect(desk.locator(".wall-card")).to_contain_text("place")
    expect(desk.locator(".wall-card [data-cell]")).to_have_count(0)
    told = "".join(answers)
    assert '"phase"' in told
    assert not [word for word in ('"ships"', '"order"', '"contacts"', '"key"') if word in told]


def test_a_stranger_finds_nothing_and_is_told_what_a_code_does_not_open(
    pages: Pages, watch: Watch, new_school: NewSchool
) -> None:
    watch.allow("status of 404")
    school = new_school()
    stranger = pages()
    stranger.goto("/matches/classes/")
    stranger.fill("#fly-name", "eve_listens")
    stranger.click("main form button")
    stranger.wait_for_selector("#classes[data-seen]")
    for path in (f"/matches/classes/{school.id}/", f"/matches/wall/{school.id}/"):
        assert stranger.request.get(path).status == 404
    stranger.fill("#join-code", "BBB-BBB-BBB")
    stranger.fill("#join-team", "Eve")
    stranger.click("#join-form button")
    expect(stranger.locator("#join-error")).to_have_text("There is no class with this code.")


def test_every_page_fits_the_screen_and_passes_axe(
    pages: Pages, desk: Page, new_school: NewSchool
) -> None:
    school = new_school(title="An introduction to programming for everybody, group B")
    teams = [school.team(name) for name in ("The very long-named Ants", "Bees", "Cats", "Dogs")]
    school.start("TicTacToe")
    waiting = [team.joining() for team in teams]
    for seat in [each.result(WAIT_S) for each in waiting]:
        if seat.player_id == 0:
            seat.play(position=4)
    context: BrowserContext = desk.context
    page = pages(context=context)
    for path in ("", f"{school.id}/", f"../wall/{school.id}/"):
        page.goto(f"/matches/classes/{path}")
        page.wait_for_selector("[data-seen]")
        for look in every_look(page, SCREENS):
            check(page, f"{path}, {look}")
