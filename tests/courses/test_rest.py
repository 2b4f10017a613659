"""Classes by REST: what every address gives, and to whom it gives nothing."""

import csv
import io
from typing import Any

import msgspec
import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import User
from accounts.services.players import player_create
from accounts.services.tokens import access_token_for
from game.models import Course, Fixture, Match, Team, Tournament
from game.services.courses import classes, tournaments
from game.services.courses.sheets import sheet

pytestmark = pytest.mark.django_db
API = "/api/v1/courses"
Json = dict[str, Any]


def player(name: str, *, staff: bool = False) -> User:
    made = player_create(username=name, password="a short way home")
    User.objects.filter(pk=made.pk).update(is_staff=staff)
    return User.objects.get(pk=made.pk)


class Person:
    """Somebody at the addresses of classes; nobody at all without a player."""

    def __init__(self, player: User | None = None) -> None:
        token: Json = {"HTTP_AUTHORIZATION": f"Bearer {access_token_for(player)}"} if player else {}
        self.client = Client(**token)

    def ask(self, method: str, path: str, status: int = 200, **body: Any) -> Any:
        options: Json = {"data": body}
        if method != "GET":
            options |= {"content_type": "application/json"}
        answer = getattr(self.client, method.lower())(f"{API}{path}", **options)
        assert answer.status_code == status, answer.content
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        return answer.json() if is_json else answer.content.decode("utf-8-sig")


@pytest.fixture
def teacher() -> Person:
    return Person(player("ms_frizzle", staff=True))


@pytest.fixture
def course(teacher: Person) -> Json:
    made: Json = teacher.ask("POST", "", 201, title="Programming 1", game="TicTacToe")
    return made


def team(course: Json, name: str, who: Person | None = None) -> Json:
    person = who or Person()
    made: Json = person.ask("POST", "/join", 201, code=course["code"], team=name)
    return made


def test_staff_make_classes_and_find_them_again(teacher: Person, course: Json) -> None:
    assert course["teaching"] is True
    assert course["is_open"] is True
    found = teacher.ask("GET", "")
    assert found["can_teach"] is True
    assert [line["course_id"] for line in found["teaching"]] == [course["course_id"]]
    assert teacher.ask("GET", f"/{course['course_id']}") == course


def test_the_permission_to_teach_makes_a_teacher_and_its_loss_ends_that() -> None:
    who = player("mr_keating")
    Person(who).ask("POST", "", 403, title="Poetry")
    permission = Permission.objects.get(codename="teach")
    who.user_permissions.add(permission)
    made = Person(who).ask("POST", "", 201, title="Poetry")
    who.user_permissions.remove(permission)
    Person(User.objects.get(pk=who.pk)).ask("GET", f"/{made['course_id']}", 404)
    assert Person(User.objects.get(pk=who.pk)).ask("GET", "")["teaching"] == []


def test_a_student_sees_the_class_and_changes_nothing_in_it(course: Json) -> None:
    ada = Person(player("ada_l"))
    own = team(course, "Owls", ada)
    other = team(course, "Ants")
    here = f"/{course['course_id']}"
    seen = ada.ask("GET", here)
    assert seen["teaching"] is False
    assert [(t["name"], t["mine"]) for t in seen["teams"]] == [("Owls", True), ("Ants", False)]
    ada.ask("PATCH", here, 404, is_open=False)
    ada.ask("DELETE", here, 404)
    ada.ask("POST", f"{here}/tournaments", 404, game="TicTacToe")
    ada.ask("DELETE", f"{here}/teams/{own['team_id']}", 404)
    ada.ask("POST", f"{here}/teams/{other['team_id']}/secret", 404)
    assert ada.ask("POST", f"{here}/teams/{own['team_id']}/secret")["secret"] != own["secret"]
    assert [line["team"] for line in ada.ask("GET", "")["playing"]] == ["Owls"]


def test_to_other_teachers_students_and_visitors_there_is_no_such_class(
    teacher: Person, course: Json
) -> None:
    names = [team(course, name)["team_id"] for name in ("Ants", "Bees")]
    here = f"/{course['course_id']}"
    teacher.ask("POST", f"{here}/tournaments", 201, game="TicTacToe")
    cup = f"{here}/tournaments/1"
    asked = [
        ("GET", here),
        ("PATCH", here),
        ("DELETE", here),
        ("GET", f"{here}/wall"),
        ("POST", f"{here}/tournaments"),
        ("GET", cup),
        ("POST", f"{cup}/end"),
        ("POST", f"{cup}/withdraw"),
        ("POST", f"{cup}/fixtures/1/forfeit"),
        ("GET", f"{cup}/games.csv"),
        ("GET", f"{cup}/standings.csv"),
        ("DELETE", f"{here}/teams/{names[0]}"),
        ("POST", f"{here}/teams/{names[0]}/secret"),
    ]
    others = (Person(player("mr_keating", staff=True)), Person(player("eve_listens")))
    for method, path in asked:
        body = {"game": "TicTacToe", "team": names[0]} if method == "POST" else {}
        Person().ask(method, path, 401, **body)
        for other in others:
            other.ask(method, path, 404, **body)
    assert Course.objects.get().is_open
    assert Fixture.objects.filter(outcome="").count() == 1


def test_one_class_is_no_way_into_another(teacher: Person, course: Json) -> None:
    other = teacher.ask("POST", "", 201, title="Programming 2")
    stray = team(other, "Strays")
    for name in ("Ants", "Bees"):
        team(course, name)
    here = f"/{course['course_id']}"
    teacher.ask("DELETE", f"{here}/teams/{stray['team_id']}", 404)
    teacher.ask("POST", f"{here}/teams/{stray['team_id']}/secret", 404)
    teacher.ask("POST", f"{here}/tournaments", 400, game="TicTacToe", teams=[stray["team_id"]])
    teacher.ask("POST", f"{here}/tournaments", 201, game="TicTacToe")
    cup = f"{here}/tournaments/1"
    teacher.ask("POST", f"{cup}/withdraw", 404, team=stray["team_id"])
    teacher.ask("POST", f"{cup}/fixtures/1/forfeit", 404, team=stray["team_id"])
    for path in ("2", "0", "99999999999999999999"):
        teacher.ask("GET", f"{here}/tournaments/{path}", 404)
    for fixture in (2, 0, 10**20):
        teacher.ask("POST", f"{cup}/fixtures/{fixture}/forfeit", 404, team=None)


def test_codes_and_names_are_checked_when_a_team_joins(course: Json) -> None:
    team(course, "Owls")
    nobody, code = Person(), course["code"]
    assert nobody.ask("POST", "/join", 404, code="BBB-BBB-BBB", team="x")["code"] == "NOT_FOUND"
    assert nobody.ask("POST", "/join", 409, code=code, team="owls")["code"] == "NAME_TAKEN"
    for bad in ("", "a:b", "x" * 25, "a\tb\x07"):
        nobody.ask("POST", "/join", 400, code=code, team=bad)
    assert (
        nobody.ask("POST", "/join", 201, code=f" {code.lower()} ", team="Ants")["session"] == code
    )
    ada = Person(player("ada_l"))
    team(course, "Bees", ada)
    ada.ask("POST", "/join", 403, code=code, team="Cats")


def test_a_closed_class_takes_no_team(teacher: Person, course: Json) -> None:
    assert teacher.ask("PATCH", f"/{course['course_id']}", is_open=False)["is_open"] is False
    Person().ask("POST", "/join", 403, code=course["code"], team="Owls")


def test_secrets_are_stored_as_hashes_and_never_told_again(teacher: Person, course: Json) -> None:
    made = team(course, "Owls")
    assert made["name"] == f"Owls:{made['secret']}"
    assert made["secret"] not in Team.objects.get().secret_hash
    assert made["secret"] not in str(teacher.ask("GET", f"/{course['course_id']}"))


def test_limits_hold(teacher: Person, course: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classes, "MAX_COURSES", 1)
    monkeypatch.setattr(classes, "MAX_TEAMS", 3)
    monkeypatch.setattr(tournaments, "MAX_ENTRANTS", 2)
    teacher.ask("POST", "", 403, title="One too many")
    for name in ("Ants", "Bees", "Cats"):
        team(course, name)
    Person().ask("POST", "/join", 403, code=course["code"], team="Dogs")
    here = f"/{course['course_id']}/tournaments"
    teacher.ask("POST", here, 400, game="TicTacToe")
    wishes: list[Json] = [
        {"game": "Chess"},
        {"game": "ConnectFour"},
        {"game": "TicTacToe", "legs": 5},
        {"game": "TicTacToe", "legs": True},
        {"game": "TicTacToe", "move_seconds": 0},
    ]
    for wish in wishes:
        teacher.ask("POST", here, 400, **wish)


def test_a_game_that_nobody_wins_is_no_tournament(teacher: Person) -> None:
    made = teacher.ask("POST", "", 201, title="Talking")
    for name in ("Ants", "Bees"):
        team(made, name)
    teacher.ask("POST", f"/{made['course_id']}/tournaments", 400, game="Chat")


def test_one_tournament_at_a_time_and_the_next_one_after_it(teacher: Person, course: Json) -> None:
    ids = [team(course, name)["team_id"] for name in ("Ants", "Bees", "Cats")]
    here = f"/{course['course_id']}/tournaments"
    cup = teacher.ask("POST", here, 201, game="TicTacToe", teams=ids[:2], legs=3, move_seconds=9)
    assert [f["first"] for f in cup["fixtures"]] in (
        ["Ants", "Bees", "Ants"],
        ["Bees", "Ants", "Bees"],
    )
    teacher.ask("POST", here, 403, game="TicTacToe")
    teacher.ask("DELETE", f"/{course['course_id']}/teams/{ids[0]}", 403)
    teacher.ask("DELETE", f"/{course['course_id']}/teams/{ids[2]}", 204)
    tournaments.tournament_end(tournament=Tournament.objects.get())
    assert teacher.ask("POST", here, 201, game="TicTacToe")["tournament"]["number"] == 2


def test_what_comes_next_is_told_to_who_knows_the_secret(teacher: Person, course: Json) -> None:
    owls, ants = team(course, "Owls"), team(course, "Ants")
    query = {"code": course["code"], "team": "Owls"}

    def following(secret: str, status: int) -> Any:
        answer = Client(HTTP_X_TEAM_SECRET=secret).get(f"{API}/next", query)
        assert answer.status_code == status, answer.content
        return answer.json()

    assert following(owls["secret"], 409)["code"] == "NOT_STARTED"
    teacher.ask("POST", f"/{course['course_id']}/tournaments", 201, game="TicTacToe")
    assert following(ants["secret"], 403)["code"] == "INVALID_KEY"
    assert following("", 403)["code"] == "INVALID_KEY"
    told = following(owls["secret"], 200)
    assert told["session"] == f"{course['code']}/cup-1-1"
    assert (told["opponent"], told["state"], told["round"]) == ("Ants", "open", 1)


def test_who_guesses_secrets_shuts_no_team_out(
    teacher: Person, course: Json, settings: Any
) -> None:
    settings.COSMIC = msgspec.structs.replace(settings.COSMIC, throttle_match="3/hour")
    owls = team(course, "Owls")
    query = {"code": course["code"], "team": "Owls"}

    def answered(secret: str, address: str) -> str:
        client = Client(HTTP_X_TEAM_SECRET=secret, REMOTE_ADDR=address)
        code: str = client.get(f"{API}/next", query).json()["code"]
        return code

    guessed = [answered("bcdfghjkmnpq", f"203.0.{n}.7") for n in range(5)]
    assert guessed == ["INVALID_KEY"] * 3 + ["THROTTLED"] * 2
    assert answered(owls["secret"], "198.51.100.7") == "NOT_STARTED"


def test_sheets_are_for_spreadsheets_and_run_nothing(teacher: Person, course: Json) -> None:
    for name in ("=1+1", "Owls, and friends"):
        team(course, name)
    teacher.ask("POST", f"/{course['course_id']}/tournaments", 201, game="TicTacToe")
    cup = f"/{course['course_id']}/tournaments/1"
    fixture = Fixture.objects.get()
    tournaments.fixture_forfeit(fixture=fixture, loser=fixture.first)
    [line] = csv.DictReader(io.StringIO(teacher.ask("GET", f"{cup}/games.csv")))
    assert {line["first"], line["second"]} == {"'=1+1", "Owls, and friends"}
    assert (line["outcome"], line["how"], line["round"]) == ("second", "absent", "1")
    lines = list(csv.DictReader(io.StringIO(teacher.ask("GET", f"{cup}/standings.csv"))))
    assert [(row["rank"], row["points"]) for row in lines] == [("1", "3"), ("2", "0")]


@pytest.mark.parametrize("name", ["=x", "+x", "-x", "@x", "\tx", " =x", "\uff1dx"])
def test_no_cell_is_a_formula(name: str) -> None:
    [[cell]] = list(csv.reader(io.StringIO(sheet(["team"], [[name]]))))[1:]
    assert cell == f"'{name}"


def test_numbers_stay_numbers() -> None:
    assert sheet(["n"], [[-1], [2.5]]) == "n\r\n-1\r\n2.5\r\n"


def test_a_class_goes_with_all_that_is_its_own(teacher: Person, course: Json) -> None:
    for name in ("Ants", "Bees"):
        team(course, name)
    teacher.ask("POST", f"/{course['course_id']}/tournaments", 201, game="TicTacToe")
    classes.course_delete(course=Course.objects.get())
    assert not Team.objects.exists()
    assert not Fixture.objects.exists()
    assert not Match.objects.exclude(course=None).exists()


def test_a_missing_code_is_said_of_the_field_of_that_name() -> None:
    answer = Person().ask("POST", "/join", 400, team="Owls")
    assert answer["code"] == "INVALID_INPUT"
    assert list(answer["details"]) == ["code"]
