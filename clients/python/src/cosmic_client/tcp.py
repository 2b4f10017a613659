"""The plain TCP door: one request per connection, nothing but the standard library."""

import json
import socket
from contextlib import suppress
from typing import Any, TypeVar

from cosmic_client.errors import ConnectionLost, GameServerError, IllegalMove

END = b"EOT\0"  # follows each request; an answer ends where the server closes
REQUEST_SIZE_MAX = 1_000_000  # bytes, until the server names its own limit
CONNECT_S = 10.0
ANSWER_S = 30.0
WAIT_S = 1060.0  # the server ends idle sessions after 1,000 s and says so
CHUNK = 65_536  # bytes

T = TypeVar("T")


class GameServerAPI:
    """One player, or one observer, of one match.

    Create an object, call `join()`, then `state()` and `move()` until the game is over:

        api = GameServerAPI(game='TicTacToe', session='mygame', players=2)
        me = api.join()
        state = api.state()
        while not state['gameover']:
            if me in state['current']:
                api.move(position=4)
            state = api.state()

    Every method raises GameServerError when the server says no or can't be reached.
    """

    def __init__(
        self,
        server: str = "127.0.0.1",
        port: int = 4711,
        game: str = "",
        session: str = "",
        players: int | None = None,
        name: str = "",
        *,
        answer_s: float = ANSWER_S,
        wait_s: float = WAIT_S,
    ) -> None:
        """Nothing is sent yet.

        server, port: where the game server listens.
        game: the name of a game, such as 'TicTacToe'.
        session: a name that you and the other players agree on, or 'auto' for any open match.
        players: how many players the match has. Give it to start a match; leave it out to join
            one that somebody else has started.
        name: your name in the match, so that others can observe you. May stay empty.
        answer_s, wait_s: how many seconds to wait for an answer: the first for requests that are
            answered at once, the second for `join` and `state`, which wait for other players.
        """
        self.server = server
        self.port = port
        self.game = game
        self.session = session
        self.players = players
        self.name = name
        self.player_id: int | None = None
        self.observer = False
        self.request_size_max = REQUEST_SIZE_MAX
        self._key = ""
        self._answer_s = answer_s
        self._wait_s = wait_s

    def join(self) -> int:
        """Take a seat, wait until the match is full, and return your player id (0, 1, ...)."""
        data = self._ask(
            {
                "type": "join",
                "game": self.game,
                "session": self.session,
                "players": self.players,
                "name": self.name,
            },
            self._wait_s,
        )
        player_id = self._seat(data, observer=False)
        self.session = _entry(data, "session", str)
        self.request_size_max = _entry(data, "request_size_max", int)
        return player_id

    def observe(self, name: str = "") -> int:
        """Watch the player of that name (by default this object's name); return the player's id.

        From then on `state()` shows what that player sees. An observer can't move or restart.
        """
        data = self._ask(
            {
                "type": "observe",
                "game": self.game,
                "session": self.session,
                "name": name or self.name,
            },
            self._answer_s,
        )
        return self._seat(data, observer=True)

    def move(self, **kwargs: Any) -> None:
        """Make a move. What it consists of depends on the game, such as `move(position=4)`.

        Raises IllegalMove when the game doesn't allow it; try another one then.
        """
        self._act("move", move=kwargs)

    def state(self) -> dict[str, Any]:
        """Return the game as you see it, as a dictionary.

        It always has 'current', a list of the players who may move, and 'gameover', True or
        False. When it isn't your turn, this waits until something has changed.
        """
        request = self._signed("state", observer=self.observer)
        state = self._ask(request, self._wait_s)
        if not isinstance(state, dict):
            raise GameServerError(f"the server sent a state that is no dictionary: {state!r}")
        return state

    def restart(self) -> None:
        """Start another game with the same players in the same session."""
        self._act("restart")

    def _act(self, kind: str, **more: Any) -> None:
        if self.observer:
            raise GameServerError(f"an observer can't {kind}")
        self._ask(self._signed(kind, **more), self._answer_s)

    def _signed(self, kind: str, **more: Any) -> dict[str, Any]:
        if self.player_id is None:
            raise GameServerError("join a match, or observe one, first")
        return {
            "type": kind,
            "game": self.game,
            "session": self.session,
            "player_id": self.player_id,
            "key": self._key,
            **more,
        }

    def _seat(self, data: Any, *, observer: bool) -> int:
        player_id = _entry(data, "player_id", int)
        self._key = _entry(data, "key", str)
        self.player_id, self.observer = player_id, observer
        return player_id

    def _ask(self, request: dict[str, Any], timeout_s: float) -> Any:
        """Send one request and return the data of its answer."""
        return _data(self._exchange(self._encoded(request), timeout_s))

    def _encoded(self, request: dict[str, Any]) -> bytes:
        try:
            encoded = json.dumps(request, ensure_ascii=False, allow_nan=False).encode() + END
        except (TypeError, ValueError, RecursionError) as error:
            raise GameServerError(f"this can't be sent as JSON: {error}") from error
        if len(encoded) > self.request_size_max:
            raise GameServerError(
                f"the request has {len(encoded):,} bytes, and the server takes no more than "
                f"{self.request_size_max:,}"
            )
        return encoded

    def _exchange(self, request: bytes, timeout_s: float) -> bytes:
        place = f"the game server at {self.server}:{self.port}"
        try:
            connection = socket.create_connection((self.server, self.port), CONNECT_S)
        except (OSError, OverflowError, UnicodeError) as error:
            raise ConnectionLost(f"can't reach {place}: {error}") from error
        with connection:
            connection.settimeout(timeout_s)
            try:
                # A server that has heard enough may answer and close before all is sent.
                with suppress(ConnectionError):
                    connection.sendall(request)
                return _until_closed(connection)
            except TimeoutError as error:
                raise ConnectionLost(
                    f"{place} gave no answer within {timeout_s:g} seconds"
                ) from error
            except OSError as error:
                raise ConnectionLost(f"the connection to {place} broke: {error}") from error


def _until_closed(connection: socket.socket) -> bytes:
    """Everything the server sends. A reset counts as closing once something has come."""
    answer = bytearray()
    try:
        while chunk := connection.recv(CHUNK):
            answer += chunk
    except ConnectionResetError:
        if not answer:
            raise
    return bytes(answer)


def _data(answer: bytes) -> Any:
    if not answer:
        raise ConnectionLost("the server closed the connection without an answer")
    try:
        message = json.loads(answer.decode())
    except (ValueError, RecursionError) as error:
        raise GameServerError(f"the server's answer is no JSON: {error}") from error
    match message:
        case {"status": "ok", **rest}:
            return rest.get("data")
        case {"status": "illegalmove", "message": error}:
            raise IllegalMove(error)
        case {"status": "error", "message": str(words)}:
            raise GameServerError(words)
    raise GameServerError(f"the server's answer has an unknown form: {message!r}")


def _entry(data: Any, key: str, kind: type[T]) -> T:
    value = data.get(key) if isinstance(data, dict) else None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise GameServerError(f"the server's answer lacks {key!r}: {data!r}")
    return value
