"""A threaded server for the plain TCP door, with everything in memory and nothing of the site.

It says what the protocol's description says, in a few hundred lines, and keeps no secrets.
"""

import json
import random
import secrets
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from support.games import Chat, ConnectFour, Echo, Game, TicTacToe
from support.yahtzee import Yahtzee

END = b"EOT\0"
REQUEST_SIZE_MAX = 1_000_000
SILENCE_S = 60.0

GAMES: dict[str, Any] = {
    game.__name__: game for game in (TicTacToe, ConnectFour, Yahtzee, Chat, Echo)
}


class No(Exception):
    """The server refuses; the text goes to the client."""


class Illegal(Exception):
    """The game refuses, with any JSON value."""


class Client:
    """A player's or an observer's place in the order of states."""

    def __init__(self, player_id: int) -> None:
        self.player_id = player_id
        self.key = secrets.token_hex(8)
        self.seen = 0
        self.farewell: dict[str, Any] | None = None  # the last state of a game that it missed


def start(game_class: type[Game], players: int) -> Game:
    game = game_class.__new__(game_class)
    game.random = random.Random()
    game.__init__(players)  # type: ignore[misc]
    return game


class Session:
    """One match of one game, and all who take part. `changed` guards everything."""

    def __init__(self, game_class: type[Game], players: int, changed: threading.Condition) -> None:
        if not game_class.min_players() <= players <= game_class.max_players():
            raise No(f"this game can't be played by {players}")
        self.game_class, self.players = game_class, players
        self.changed = changed
        self.names: list[str] = []
        self.seats: list[Client] = []
        self.observers: list[Client] = []
        self.game: Game | None = None
        self.version = 1
        self.ended = False

    def take_seat(self, name: str) -> Client:
        """Raises No for a name that is taken, and when the session ends before it is full."""
        if name and name in self.names:
            raise No("that name is taken in this session")
        client = Client(len(self.seats))
        self.seats.append(client)
        self.names.append(name)
        if len(self.seats) == self.players:
            self.game = start(self.game_class, self.players)
            self.changed.notify_all()
        self.changed.wait_for(lambda: self.game is not None or self.ended)
        if self.game is None:
            raise No("the session has ended")
        return client

    def watch(self, name: str) -> Client:
        if self.game is None or not name or name not in self.names:
            raise No("there is nobody of that name to observe")
        client = Client(self.names.index(name))
        self.observers.append(client)
        return client

    def client(self, key: str, observer: bool) -> Client:
        for client in self.observers if observer else self.seats:
            if client.key == key:
                return client
        raise No("wrong key")

    def running(self) -> Game:
        if self.game is None or self.ended:
            raise No("the match is not running")
        return self.game

    def move(self, client: Client, move: dict[str, Any]) -> None:
        game = self.running()
        if game.game_over():
            raise No("the game is over")
        if client.player_id not in game.current_player():
            raise No("it is not your turn")
        error = game.move(move, client.player_id)
        if error is not None:
            raise Illegal(error)
        self.change()

    def restart(self, client: Client) -> None:
        for other in (*self.seats, *self.observers):
            missed = other is not client and other.seen < self.version
            if missed and self.running().game_over():
                other.farewell = self.view(other)
        self.game = start(self.game_class, self.players)
        self.change()

    def change(self) -> None:
        self.version += 1
        self.changed.notify_all()

    def state(self, client: Client, may_move: bool) -> dict[str, Any]:
        def worth_telling() -> bool:
            game = self.running()
            turn = may_move and client.player_id in game.current_player()
            return client.farewell is not None or client.seen < self.version or turn

        self.changed.wait_for(worth_telling)
        if client.farewell is not None:
            last, client.farewell = client.farewell, None
            return last
        client.seen = self.version
        return self.view(client)

    def view(self, client: Client) -> dict[str, Any]:
        game = self.running()
        return {
            **game.state(client.player_id),
            "current": game.current_player(),
            "gameover": game.game_over(),
        }

    def end(self) -> None:
        self.ended = True
        self.changed.notify_all()


class Rooms:
    """All sessions. One lock for everything: this server is for tests."""

    def __init__(self) -> None:
        self.lock = threading.Condition()
        self.sessions: dict[tuple[str, str], Session] = {}

    def answer(self, request: Any) -> Any:
        if not isinstance(request, dict):
            raise No("a request is a JSON object")
        kinds: dict[Any, Callable[[dict[str, Any]], Any]] = {
            "join": self.join,
            "observe": self.observe,
            "move": self.move,
            "state": self.state,
            "restart": self.restart,
        }
        kind = kinds.get(request.get("type"))
        if kind is None:
            raise No("unknown type of request")
        with self.lock:
            return kind(request)

    def join(self, request: dict[str, Any]) -> dict[str, Any]:
        game, players = entry(request, "game", str), request.get("players")
        if game not in GAMES:
            raise No("no such game")
        label = entry(request, "session", str)
        if label == "auto":
            label, session = self.any_open(game, players)
        else:
            session = self.sessions.get((game, label))
        if session is None or (session.game is not None and players is not None):
            if players is None:
                raise No("there is no such session; give players to start one")
            fresh = Session(GAMES[game], players, self.lock)
            if session is not None:
                session.end()
            session = self.sessions[(game, label)] = fresh
        elif session.game is not None:
            raise No("the session is full")
        client = session.take_seat(request.get("name") or "")
        return {
            "player_id": client.player_id,
            "key": client.key,
            "session": label,
            "request_size_max": REQUEST_SIZE_MAX,
        }

    def any_open(self, game: str, players: int | None) -> tuple[str, Session | None]:
        for (of_game, label), session in self.sessions.items():
            fits = players in (None, session.players)
            if of_game == game and session.game is None and not session.ended and fits:
                return label, session
        return secrets.token_hex(4), None

    def observe(self, request: dict[str, Any]) -> dict[str, Any]:
        client = self.session(request).watch(entry(request, "name", str))
        return {"player_id": client.player_id, "key": client.key}

    def move(self, request: dict[str, Any]) -> None:
        session = self.session(request)
        client = session.client(entry(request, "key", str), observer=False)
        session.move(client, entry(request, "move", dict))

    def state(self, request: dict[str, Any]) -> dict[str, Any]:
        session = self.session(request)
        observer = bool(request.get("observer"))
        return session.state(session.client(entry(request, "key", str), observer), not observer)

    def restart(self, request: dict[str, Any]) -> None:
        session = self.session(request)
        session.restart(session.client(entry(request, "key", str), observer=False))

    def session(self, request: dict[str, Any]) -> Session:
        found = self.sessions.get((entry(request, "game", str), entry(request, "session", str)))
        if found is None:
            raise No("there is no such session")
        return found

    def close(self) -> None:
        with self.lock:
            for session in self.sessions.values():
                session.end()


def entry(request: dict[str, Any], key: str, kind: type) -> Any:
    value = request.get(key)
    if not isinstance(value, kind):
        raise No(f"{key} is missing or of the wrong type")
    return value


class Handler(socketserver.BaseRequestHandler):
    server: "Peer"

    def handle(self) -> None:
        self.request.settimeout(SILENCE_S)
        try:
            data = self.server.rooms.answer(json.loads(self.receive().decode()))
            answer = {"status": "ok", "data": data}
        except Illegal as error:
            answer = {"status": "illegalmove", "message": error.args[0]}
        except TimeoutError:
            answer = {"status": "error", "message": "nothing came for too long"}
        except ValueError:
            answer = {"status": "error", "message": "that is no JSON in UTF-8"}
        except (No, RuntimeError) as error:
            answer = {"status": "error", "message": str(error)}
        self.request.sendall(json.dumps(answer).encode())

    def receive(self) -> bytes:
        request = bytearray()
        while not request.endswith(END):
            chunk = self.request.recv(65_536)
            if not chunk:
                raise No("the request has no end")
            request += chunk
            if len(request) > REQUEST_SIZE_MAX:
                raise No("the request is too large")
        return bytes(request[: -len(END)])


class Peer(socketserver.ThreadingTCPServer):
    """On 127.0.0.1, at a port of the system's choice."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.rooms = Rooms()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextmanager
def running_peer() -> Iterator[Peer]:
    with Peer() as peer:
        thread = threading.Thread(target=peer.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield peer
        finally:
            peer.rooms.close()
            peer.shutdown()
            thread.join()
