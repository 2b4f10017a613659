"""Classes at the plain TCP door, whose clients know of sessions and names and nothing else."""

from itertools import combinations

import httpx
import pytest

from tests.courses.school import API, WAIT_S, Program, School, play
from tests.matches.tcp.plain import Seat, ask, later, watcher

pytestmark = [pytest.mark.server, pytest.mark.timeout(180)]


def message(answer: dict[str, object]) -> str:
    assert answer["status"] == "error", answer
    return str(answer["message"]).lower()


def test_a_whole_round_robin_is_played_by_programs_that_only_join_again(school: School) -> None:
    programs = [school.team(name) for name in ("Ants", "Bees", "Cats", "Dogs", "Elks")]
    cup = school.start(legs=2)
    assert len(cup["fixtures"]) == 20
    games = [later(program.play_all) for program in programs]
    assert [each.result(2 * WAIT_S) for each in games] == [8] * 5

    cup = school.cup()
    assert cup["tournament"]["finished"] == 20
    assert cup["tournament"]["finished_at"] is not None
    met = [(each["first"], each["second"]) for each in cup["fixtures"]]
    names = [program.name for program in programs]
    assert sorted(met) == sorted(
        pair for one, other in combinations(names, 2) for pair in ((one, other), (other, one))
    )
    for each in cup["fixtures"]:
        assert (each["state"], each["how"]) == ("finished", "played")
        assert each["outcome"] in ("first", "second", "draw")
        assert 5 <= each["moves"] <= 9
        assert each["finished_at"] > each["started_at"]
    assert [line["games"] for line in cup["standings"]] == [8] * 5
    points = [line["points"] for line in cup["standings"]]
    assert points == sorted(points, reverse=True)


def test_a_program_that_comes_again_has_its_seat_again(school: School) -> None:
    ants, bees = school.team("Ants"), school.team("Bees")
    school.start()
    waiting = ants.joining()
    crashed = bees.join()
    other = waiting.result(WAIT_S)
    first = min(crashed, other, key=lambda seat: seat.player_id)
    first.play(position=4)

    again = bees.join()
    assert (again.session, again.player_id) == (crashed.session, crashed.player_id)
    assert again.state()["board"][4] == 0
    assert "key" in message(crashed.ask("state"))
    programs = [later(play, again), later(play, other)]
    assert [each.result(WAIT_S)["gameover"] for each in programs] == [True, True]
    assert school.cup()["tournament"]["finished"] == 1


def test_whoever_is_there_plays_whoever_has_not_come(school: School) -> None:
    ants, bees, _, dogs = (school.team(name) for name in ("Ants", "Bees", "Cats", "Dogs"))
    school.start()
    waiting = [ants.joining(), bees.joining()]
    seats = [each.result(WAIT_S) for each in waiting]
    assert seats[0].session == seats[1].session
    assert {seat.player_id for seat in seats} == {0, 1}
    assert school.fixture("Ants", "Bees")["session"] == seats[0].session
    for each in [later(play, seat) for seat in seats]:
        each.result(WAIT_S)

    waiting = [dogs.joining(), ants.joining()]
    assert waiting[0].result(WAIT_S).session == waiting[1].result(WAIT_S).session
    names = {line["team"]: line["team_id"] for line in school.cup()["standings"]}
    assert school.post("tournaments/1/withdraw", team=names["Cats"]) == {"fixtures": 3}
    lost = [each for each in school.cup()["fixtures"] if each["how"] == "absent"]
    assert len(lost) == 3
    for each in lost:
        winner = each[each["outcome"]]
        assert winner != "Cats"


def test_the_teacher_decides_a_game_and_who_waits_there_is_told(school: School) -> None:
    ants, bees = school.team("Ants"), school.team("Bees")
    school.start()
    waiting = later(ants.ask_to_join)
    session = school.fixture("Ants", "Bees")["session"]
    fixture = school.fixture("Ants", "Bees")["number"]
    seat = bees.join()
    ants_seat = Seat(ants.port, "TicTacToe", waiting.result(WAIT_S))
    assert seat.session == session
    second = max(seat, ants_seat, key=lambda each: each.player_id)
    blocked = later(second.ask, "state")
    blocked.result(WAIT_S)  # the start; the next one waits
    blocked = later(second.ask, "state")
    team = next(t for t in school.cup()["standings"] if t["team"] == "Bees")["team_id"]
    school.post(f"tournaments/1/fixtures/{fixture}/forfeit", team=team)
    assert "cancelled" in message(blocked.result(WAIT_S))
    cup = school.cup()
    assert cup["tournament"]["finished_at"] is not None
    assert cup["standings"][0]["team"] == "Ants"
    assert cup["standings"][1]["forfeits"] == 1
    school.post(f"tournaments/1/fixtures/{fixture}/forfeit", 403, team=None)


def test_refused_moves_are_counted(school: School) -> None:
    ants, bees = school.team("Ants"), school.team("Bees")
    school.start()
    waiting = ants.joining()
    seats = sorted((bees.join(), waiting.result(WAIT_S)), key=lambda seat: seat.player_id)
    for position in (9, "x", None):
        assert seats[0].move(position=position)["status"] == "illegalmove"
    for each in [later(play, seat) for seat in seats]:
        each.result(WAIT_S)
    assert school.cup()["fixtures"][0]["illegal"] == [3, 0]


def test_a_client_that_goes_on_with_the_classs_code_is_understood(school: School) -> None:
    """Some clients never look at the session in the answer."""
    ants, bees = school.team("Ants"), school.team("Bees")
    school.start()
    waiting = later(ants.ask_to_join)
    answer = bees.ask_to_join()
    other = waiting.result(WAIT_S)
    stubborn = [Seat(ants.port, "TicTacToe", each, session=school.code) for each in (answer, other)]
    for each in [later(play, seat) for seat in stubborn]:
        assert each.result(WAIT_S)["gameover"]


def test_who_may_not_come_in_is_told_why(school: School) -> None:
    ants = school.team("Ants")
    code = school.code

    def words(session: str, name: str, **more: object) -> str:
        request = {"game": "TicTacToe", "players": 2, "session": session, "name": name, **more}
        return message(ask(ants.port, type="join", **request))

    assert "no class bbb-bbb-bbb" in words("BBB-BBB-BBB/a", ants.signed)
    assert "no class bbb-bbb-bbb" in words("BBB-BBB-BBB", ants.signed)
    assert code.lower() in words(code.lower(), ants.signed)
    assert "no team is called 'wolves'" in words(f"{code}/a", "Wolves")
    assert "name is missing" in words(f"{code}/a", "")
    assert "team's secret" in words(f"{code}/a", "Ants")
    assert "not the secret" in words(f"{code}/a", "Ants:bcdfghjkmnpq")
    assert "no tournament" in words(code, ants.signed)
    assert "no tournament" in words(f"{code}/cup-1-1", ants.signed)
    assert "plays tictactoe" in words(f"{code}/a", ants.signed, game="ConnectFour")
    school.team("Bees")
    school.start()
    assert "for 2 players" in words(code, ants.signed, players=3)
    assert "one of tictactoe" in words(code, ants.signed, game="ConnectFour")
    assert "no open game" in words(f"{code}/cup-1-7", ants.signed)
    school.teacher.patch(f"{API}/{school.id}", json={"is_open": False}).raise_for_status()
    assert "closed" in words(code, ants.signed)
    assert "closed" in words(f"{code}/a", ants.signed)


def test_a_secret_is_shown_to_nobody_by_a_mistyped_code(school: School) -> None:
    ants = school.team("Ants")
    for session in ("auto", school.code[:-1], f"{school.code} "):
        assert "no class's code" in message(ants.ask_to_join(session))
    body = {"game": "TicTacToe", "players": 2, "session": "auto", "name": ants.signed}
    answer = httpx.post(f"{school.server.url}/api/v1/matches/join", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_INPUT"), answer.text


def test_a_new_secret_shuts_out_the_old_one(school: School) -> None:
    ants = school.team("Ants")
    team = school.teams["Ants"]["team_id"]
    renewed = school.post(f"teams/{team}/secret")
    assert renewed["secret"] not in ants.signed
    assert "not the secret" in message(ants.ask_to_join(f"{school.code}/a"))
    fresh = Program(school, "Ants", renewed["name"])
    waiting = fresh.joining(f"{school.code}/a")
    assert school.team("Bees").join(f"{school.code}/a").player_id == 1
    assert waiting.result(WAIT_S).player_id == 0


def test_teams_play_at_tables_of_their_own_choice(school: School) -> None:
    ants, bees, cats = (school.team(name) for name in ("Ants", "Bees", "Cats"))
    table = f"{school.code}/by the window"
    waiting = ants.joining(table)
    bees_seat, ants_seat = bees.join(table), waiting.result(WAIT_S)
    assert bees_seat.session == ants_seat.session == table
    assert "other teams play" in message(cats.ask_to_join(table))
    lobby = httpx.get(f"{school.server.url}/api/v1/matches", params={"limit": 100}).json()
    assert not [row for row in lobby["matches"] if school.code in row["session"]]

    answer = ask(ants.port, type="observe", game="TicTacToe", session=table, name="Ants")
    assert "secret" in message(answer)
    answer = ask(ants.port, type="observe", game="TicTacToe", session=table, name=cats.signed)
    assert "nobody of that name" in message(answer)
    eyes = watcher(ants.port, "TicTacToe", table, ants.signed)
    assert eyes.state()["current"] == [0]
    for each in [later(play, seat) for seat in (ants_seat, bees_seat)]:
        each.result(WAIT_S)


def test_auto_never_leads_into_a_class(school: School) -> None:
    ants = school.team("Ants")
    waiting = later(ants.ask_to_join, f"{school.code}/a")
    lonely = later(
        ask, ants.port, type="join", game="TicTacToe", session="auto", players=2, name="stray"
    )
    bees = school.team("Bees")
    assert bees.join(f"{school.code}/a").player_id == 1
    assert waiting.result(WAIT_S)["status"] == "ok"
    answer = ask(ants.port, type="join", game="TicTacToe", session="auto", players=2, name="x")
    assert not answer["data"]["session"].startswith(school.code)
    assert lonely.result(WAIT_S)["data"]["session"] == answer["data"]["session"]
