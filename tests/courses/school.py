"""A class on a running site: its teacher by REST, its teams as programs at the TCP door."""

from concurrent.futures import Future
from typing import Any

import httpx

from tests.matches.tcp.plain import Seat, ask, later
from tests.support.server import LiveServer

API = "/api/v1/courses"
WAIT_S = 60.0
LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]


def person(server: LiveServer, name: str, password: str) -> httpx.Client:
    """Somebody who has logged in."""
    client = httpx.Client(base_url=server.url, timeout=WAIT_S)
    body = {"username": name, "password": password}
    tokens = client.post("/api/v1/auth/login", json=body).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {tokens['access_token']}"
    return client


class School:
    """One class of a teacher's."""

    def __init__(self, server: LiveServer, teacher: httpx.Client, **wish: Any) -> None:
        self.server = server
        self.teacher = teacher
        body = {"title": "Programming 1", **wish}
        made = teacher.post(API, json=body)
        assert made.status_code == 201, made.text
        self.course: dict[str, Any] = made.json()
        self.id: str = self.course["course_id"]
        self.code: str = self.course["code"]
        self.teams: dict[str, dict[str, Any]] = {}

    def team(self, name: str) -> "Program":
        """A team made by a bare client without an account."""
        body = {"code": self.code, "team": name}
        made = httpx.post(f"{self.server.url}{API}/join", json=body)
        assert made.status_code == 201, made.text
        self.teams[name] = made.json()
        return Program(self, name, made.json()["name"])

    def start(self, game: str = "TicTacToe", **wish: Any) -> dict[str, Any]:
        return self.post("tournaments", 201, game=game, **wish)

    def post(self, path: str, status: int = 200, **body: Any) -> Any:
        answer = self.teacher.post(f"{API}/{self.id}/{path}", json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def cup(self, number: int = 1) -> dict[str, Any]:
        answer = self.teacher.get(f"{API}/{self.id}/tournaments/{number}")
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def fixture(self, *names: str) -> dict[str, Any]:
        """The first game of these two."""
        return next(
            each for each in self.cup()["fixtures"] if {each["first"], each["second"]} == {*names}
        )


class Program:
    """A team's program: it knows the class's code and the team's secret, and plain TCP."""

    def __init__(self, school: School, name: str, signed: str) -> None:
        self.school = school
        self.name = name
        self.signed = signed
        self.port = school.server.match_port

    def ask_to_join(self, session: str = "", **more: Any) -> dict[str, Any]:
        request = {"game": "TicTacToe", "players": 2, "name": self.signed, **more}
        return ask(self.port, type="join", session=session or self.school.code, **request)

    def join(self, session: str = "") -> Seat:
        return Seat(self.port, "TicTacToe", self.ask_to_join(session))

    def joining(self, session: str = "") -> "Future[Seat]":
        return later(self.join, session)

    def play_all(self) -> int:
        """Join, play, and again, until the class says that this was all; games played."""
        games = 0
        while True:
            answer = self.ask_to_join()
            if answer["status"] == "error":
                told = answer["message"]
                assert "has played all its games" in told or "tournament is over" in told
                return games
            play(Seat(self.port, "TicTacToe", answer))
            games += 1


def play(seat: Seat) -> dict[str, Any]:
    """A whole game of tic-tac-toe: finish a line if there is one to finish, else the first cell."""
    while True:
        state = seat.state()
        if state["gameover"]:
            return state
        if seat.player_id in state["current"]:
            seat.play(position=choice(state["board"], seat.player_id))


def choice(board: list[int], me: int) -> int:
    free = [cell for cell, owner in enumerate(board) if owner < 0]
    for cell in free:
        after = [*board[:cell], me, *board[cell + 1 :]]
        if any(all(after[at] == me for at in line) for line in LINES):
            return cell
    return free[0]
