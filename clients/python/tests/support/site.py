"""A site's HTTP interface in memory, for httpx: accounts, one expedition, matches of tic-tac-toe.

Written from the descriptions of the interface; long polls answer at once, as if time had passed.
"""

import json
from typing import Any

import httpx

from support.games import EMPTY, TicTacToe

URL = "http://site.test"


class No(Exception):
    def __init__(self, status: int, code: str, details: Any = None) -> None:
        super().__init__(code)
        self.status, self.code, self.details = status, code, details


class FakeSite:
    """`asked` holds every request as (method, path). `turned_away` tokens are valid no more."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.pairs = 0
        self.turned_away: set[str] = set()
        self.expires_in = 3600
        self.slots: dict[int, dict[str, Any]] = {}
        self.turns = 0
        self.seats: list[str] = []
        self.game: TicTacToe | None = None
        self.version = 0
        self.waits = 0
        self.since: list[str | None] = []  # of every poll

    def client(self) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self.handle))

    def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append((request.method, path))
        body = json.loads(request.content) if request.content else {}
        try:
            if path.startswith("/api/v1/auth/"):
                return self.auth(path.removeprefix("/api/v1/auth/"), body)
            self.check(request)
            if path.startswith("/api/v1/matches"):
                return self.matches(request, path.removeprefix("/api/v1/matches"), body)
            return self.expeditions(request.method, path, body)
        except No as no:
            refusal = {"success": False, "error": "no", "code": no.code, "details": no.details}
            return httpx.Response(no.status, json=refusal)

    def auth(self, what: str, body: dict[str, Any]) -> httpx.Response:
        if what == "logout":
            return httpx.Response(200, json={"success": True})
        if what == "login" and body["password"] != "right":
            raise No(401, "INVALID_CREDENTIALS")
        if what == "refresh" and body["refresh_token"] != f"refresh-{self.pairs}":
            raise No(401, "INVALID_TOKEN")
        self.pairs += 1
        session = {
            "access_token": f"access-{self.pairs}",
            "refresh_token": f"refresh-{self.pairs}",
            "expires_in": self.expires_in,
            "player_id": "p_1",
        }
        return httpx.Response(200, json=session)

    def check(self, request: httpx.Request) -> None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token != f"access-{self.pairs}" or token in self.turned_away:
            raise No(401, "INVALID_TOKEN")

    def expeditions(self, method: str, path: str, body: dict[str, Any]) -> httpx.Response:
        match method, path.strip("/").split("/")[1:]:
            case "GET", ["v1", "me"]:
                return httpx.Response(200, json={"player_id": "p_1"})
            case "POST", ["game", "new"]:
                self.turns = 0 if body["force_new"] else self.turns
                return self.told(session_id=body["session_id"], game_state=self.run())
            case "POST", ["game", "action", "default"]:
                return self.act(body)
            case "GET", ["game", "state", "default"]:
                return httpx.Response(200, json=self.run())
            case "GET", ["game", what, "default"]:
                return httpx.Response(200, json={"asked": what})
            case "GET", ["saves"]:
                rows = [{"slot": slot, "metadata": {}} for slot in self.slots]
                return self.told(saves=rows, max_slots=5)
            case "POST", ["load", slot]:
                self.turns = self.slot(slot)["turns"]
                return self.told(game_state=self.run())
            case _, ["saves", *rest]:
                return self.save(method, rest, body)
        raise No(404, "NOT_FOUND")

    def act(self, body: dict[str, Any]) -> httpx.Response:
        if body["action"] == "repair":
            result = {"event_type": "error", "event": "not here", "code": "NOT_AT_REPAIR"}
            return httpx.Response(
                200, json={"success": False, "result": result, "game_state": self.run()}
            )
        self.turns += 1
        return self.told(result={"event_type": "moved", **body}, game_state=self.run())

    def save(self, method: str, rest: list[str], body: dict[str, Any]) -> httpx.Response:
        match method, rest:
            case "POST", [slot]:
                self.slots[int(slot)] = {"turns": self.turns}
                return self.told()
            case "POST", [slot, "import"]:
                if "turns" not in body:
                    raise No(400, "INVALID_INPUT")
                self.slots[int(slot)] = body
                return self.told()
            case "GET", [slot, "export"]:
                return httpx.Response(200, json=self.slot(slot))
            case "GET", [slot]:
                return self.told(slot=int(slot), metadata=self.slot(slot))
            case "DELETE", ["0"]:
                raise No(400, "INVALID_INPUT")
            case "DELETE", [slot]:
                del self.slots[int(slot)]
                return self.told()
        raise No(404, "NOT_FOUND")

    def matches(self, request: httpx.Request, path: str, body: dict[str, Any]) -> httpx.Response:
        match request.method, path.strip("/").split("/"):
            case "GET", ["games"]:
                return self.told(games=[{"name": "TicTacToe"}])
            case "GET", [""]:
                return self.told(matches=[{"asked": dict(request.url.params)}])
            case "POST", ["join"]:
                return self.join(body)
            case "POST", ["observe"]:
                return httpx.Response(
                    200, json={"match_id": "m1", "player_id": 0, "key": "watching"}
                )
            case "GET", ["m1", "state"]:
                return self.state(request)
            case "POST", ["m1", "move"]:
                return self.move(body)
            case "POST", ["m1", "restart"]:
                self.begin()
                return self.told()
        raise No(404, "UNKNOWN_MATCH")

    def join(self, body: dict[str, Any]) -> httpx.Response:
        seat = len(self.seats)
        self.seats.append(f"key-{seat}")
        if len(self.seats) == 2:
            self.begin()
        found = {
            "match_id": "m1",
            "player_id": seat,
            "key": f"key-{seat}",
            "session": body["session"],
            "request_size_max": 1_000_000,
        }
        if self.game is None:
            return httpx.Response(202, json={**found, "status": "waiting"})
        return httpx.Response(200, json=found)

    def begin(self) -> None:
        self.game = TicTacToe(2)
        self.version += 1

    def state(self, request: httpx.Request) -> httpx.Response:
        player, since = int(request.url.params["player_id"]), request.url.params.get("since")
        self.since.append(since)
        if request.headers["X-Match-Key"] not in (f"key-{player}", "watching"):
            raise No(403, "INVALID_KEY")
        if since is not None and int(since) >= self.version:
            self.play_elsewhere(player)
        if self.game is None or (since is not None and int(since) >= self.version):
            return httpx.Response(204)
        over = self.game.game_over()
        state = {
            **self.game.state(player),
            "current": [] if over else self.game.current_player(),
            "gameover": over,
        }
        return httpx.Response(200, json={"version": self.version, "state": state})

    def play_elsewhere(self, player: int) -> None:
        """While one waits the other takes the first free field, every second time."""
        self.waits += 1
        if self.game is not None and self.game.turn != player and self.waits % 2 == 0:
            self.game.move({"position": self.game.board.index(EMPTY)}, self.game.turn)
            self.version += 1

    def move(self, body: dict[str, Any]) -> httpx.Response:
        if self.game is None or self.game.turn != body["player_id"]:
            raise No(409, "NOT_YOUR_TURN")
        error = self.game.move(body["move"], body["player_id"])
        if error is not None:
            raise No(422, "ILLEGAL_MOVE", error)
        self.version += 1
        return self.told()

    def run(self) -> dict[str, Any]:
        return {"turn_count": self.turns}

    def slot(self, slot: str) -> dict[str, Any]:
        if int(slot) not in self.slots:
            raise No(404, "NOT_FOUND")
        return self.slots[int(slot)]

    @staticmethod
    def told(**more: Any) -> httpx.Response:
        return httpx.Response(200, json={"success": True, **more})
