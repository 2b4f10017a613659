"""Why the framework or a game said no: a word for programs and a sentence for people."""

from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """Nothing has changed when one of these is raised, except where it says so."""

    UNKNOWN_GAME = "UNKNOWN_GAME"
    BAD_PLAYERS = "BAD_PLAYERS"  # the game is not for that many
    BAD_NAME = "BAD_NAME"  # of a player or of a session: too long, or not to be shown
    BAD_OPTION = "BAD_OPTION"  # there is no such built-in opponent or clock
    NAME_TAKEN = "NAME_TAKEN"
    NO_SESSION = "NO_SESSION"  # none to join, and none is started without `players`
    SESSION_FULL = "SESSION_FULL"
    NOT_STARTED = "NOT_STARTED"
    UNKNOWN_PLAYER = "UNKNOWN_PLAYER"
    WRONG_KEY = "WRONG_KEY"
    OBSERVER = "OBSERVER"  # who watches can neither move nor restart
    ENDED = "ENDED"  # the session is over for good
    GAME_OVER = "GAME_OVER"
    NOT_OVER = "NOT_OVER"
    NOT_YOUR_TURN = "NOT_YOUR_TURN"
    STALE = "STALE"  # it was meant for a version that is past
    BAD_MOVE = "BAD_MOVE"  # not a JSON object, or too large or too deep for any game
    TOO_LONG = "TOO_LONG"  # this game has had all the moves that a game may have
    ILLEGAL_MOVE = "ILLEGAL_MOVE"  # the game itself refuses it
    GAME_FAILED = "GAME_FAILED"  # the game raised, or gave what it must not
    BAD_RECORD = "BAD_RECORD"
    UNKNOWN_CLASS = "UNKNOWN_CLASS"
    CLASS_CLOSED = "CLASS_CLOSED"
    NOT_A_TEAM = "NOT_A_TEAM"  # of the class
    WRONG_SECRET = "WRONG_SECRET"  # noqa: S105 a code, not a password


class Refused(Exception):
    """Raised before anything has changed."""

    def __init__(self, code: Code, words: str) -> None:
        self.code = code
        self.words = words
        super().__init__(f"{code}: {words}")


class IllegalMove(Refused):
    """The game refuses a move. value: the game's own error, any JSON value but null."""

    def __init__(self, value: Any) -> None:
        self.value = value
        super().__init__(Code.ILLEGAL_MOVE, "the game refuses this move")


class GameFailed(Refused):
    """A fault of the game itself, which is the `__cause__`, for the log and not for players.

    The match is as it was before the move.
    """

    def __init__(self) -> None:
        super().__init__(Code.GAME_FAILED, "the game has a fault; nothing has changed")


class BadRecord(Refused):
    """A stored game cannot be read, or does not come to the same end."""

    def __init__(self, words: str) -> None:
        super().__init__(Code.BAD_RECORD, words)
