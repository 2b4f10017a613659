"""What can go wrong, as the programs that use this package see it."""

from typing import Any


class GameServerError(Exception):
    """The server refused a request or could not be understood; the text says why.

    `code` is the machine-readable reason where the door has one (REST and WebSocket do), and
    the empty text elsewhere; `status` is the HTTP status of a REST answer, 0 elsewhere.
    """

    def __init__(self, message: str, code: str = "", status: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class ConnectionLost(GameServerError):
    """There is no connection, or no longer. `close_code` is the WebSocket's own, or 0."""

    def __init__(self, message: str, close_code: int = 0) -> None:
        super().__init__(message)
        self.close_code = close_code


class IllegalMove(Exception):
    """The game itself says no to a move. `error` is what it said: any JSON value.

    It is no GameServerError: server and connection are fine, and it is still your turn.
    """

    def __init__(self, error: Any) -> None:
        super().__init__(error)
        self.error = error
