"""Matches on the live socket: what a client may ask, and what the server tells it.

A match is known by its `match_id`, a seat in it by `player_id`, 0 being the first.
"""

from datetime import datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from game.protocol.limits import MAX_INTEGER

NO_NUL = r"^[^\x00]*$"  # a database may refuse it
GAME_LENGTH = 64
SESSION_LENGTH = 100
NAME_LENGTH = 50
KEY_LENGTH = 128

Game = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=GAME_LENGTH,
        pattern=NO_NUL,
        description="Name of a game, such as `TicTacToe`.",
    ),
]
Session = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=SESSION_LENGTH,
        pattern=NO_NUL,
        description="The name under which players meet.",
    ),
]
MatchId = Annotated[str, Meta(min_length=1, max_length=64, pattern=NO_NUL)]
PlayerId = Annotated[int, Meta(ge=0, le=MAX_INTEGER, description="A seat of the match, from 0 on.")]
Key = Annotated[
    str,
    Meta(
        max_length=KEY_LENGTH,
        pattern=NO_NUL,
        description="The secret of `match.joined`, which opens the seat from any connection.",
    ),
]
RequestSeq = Annotated[int, Meta(ge=1, description="The client's `seq` that this answers.")]
Version = Annotated[
    int, Meta(ge=1, description="1 at the start, one more with every move and every restart.")
]
State = Annotated[
    dict[str, Any],
    Meta(
        description="The game as this seat sees it, with `current`, the seats that may move, and "
        "`gameover`."
    ),
]


# --- from clients -----------------------------------------------------------------------------


class JoinMatch(Struct, frozen=True):
    """Take a seat in a match. `match.joined` comes when nobody is missing any more."""

    game: Game
    session: Annotated[
        Session,
        Meta(description="A name that the players agree on; `auto` for any match that waits."),
    ]
    players: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=1000,
                description="How many a new match is for; without it none is started.",
            ),
        ]
        | None
    ) = None
    name: Annotated[
        str,
        Meta(
            max_length=NAME_LENGTH,
            pattern=NO_NUL,
            description="Your name in the match, by which others observe you; may be empty.",
        ),
    ] = ""
    opponent: Annotated[
        str,
        Meta(
            max_length=16,
            pattern=NO_NUL,
            description="The level of built-in opponents that take all other seats at once.",
        ),
    ] = ""
    move_seconds: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=86_400,
                description="Seconds for a move in a match that this opens; who needs more loses.",
            ),
        ]
        | None
    ) = None


class ObserveMatch(Struct, frozen=True):
    """See what a player sees, in a running match whose players have chosen its session's name."""

    game: Game
    session: Session
    name: Annotated[str, Meta(max_length=NAME_LENGTH, pattern=NO_NUL, description="Whose eyes.")]


class ResumeMatch(Struct, frozen=True):
    """Sit down again on a seat of yours, or go on observing, from this connection."""

    match_id: MatchId
    player_id: PlayerId
    key: Key


class Act(Struct, frozen=True):
    match_id: MatchId
    player_id: (
        Annotated[
            PlayerId,
            Meta(description="Which seat, where this connection has several or none of the match."),
        ]
        | None
    ) = None
    key: (
        Annotated[Key, Meta(description="Needed where the seat was not taken by this connection.")]
        | None
    ) = None


class MoveInMatch(Act, frozen=True, kw_only=True):
    """Make a move. The answer is the `match.state` after it, or `match.illegal_move`."""

    move: Annotated[dict[str, Any], Meta(description="What a move consists of, as the game says.")]


class RestartMatch(Act, frozen=True):
    """Play again: same session, same seats. The answer is the new game's first `match.state`."""


class LeaveMatch(Act, frozen=True):
    """Leave for good, which ends the match for all its players; an observer just goes."""


# --- from the server --------------------------------------------------------------------------


class MatchWaiting(Struct, frozen=True):
    """You have a seat, and players are still missing."""

    match_id: MatchId
    game: Game
    session: Session
    player_id: PlayerId
    request_seq: RequestSeq


class MatchJoined(Struct, frozen=True):
    """The match is full and runs, and you are in it. Its state follows at once."""

    match_id: MatchId
    game: Game
    session: Session
    player_id: PlayerId
    key: Key
    request_seq: RequestSeq
    observer: Annotated[bool, Meta(description="Whether you can only look.")] | UnsetType = UNSET


class MatchClock(Struct, frozen=True):
    """Who may move and has not done so until then has lost."""

    move_seconds: Annotated[int, Meta(ge=1)]
    left_s: Annotated[float, Meta(ge=0, description="Seconds, when this was sent.")]
    deadline: datetime


class MatchState(Struct, frozen=True):
    """The match as a seat of yours sees it: at the start, and after every change."""

    match_id: MatchId
    version: Version
    state: State
    player_id: PlayerId
    request_seq: RequestSeq | UnsetType = UNSET
    clock: (
        Annotated[MatchClock, Meta(description="In a match with one, while it runs.")] | UnsetType
    ) = UNSET


class IllegalMove(Struct, frozen=True):
    """The game refuses your move; nothing has changed."""

    match_id: MatchId
    message: Annotated[Any, Meta(description="The game's own error, any JSON value.")]
    request_seq: RequestSeq


class MatchEnded(Struct, frozen=True):
    """There is no more to come of this match: no moves, no restart."""

    match_id: MatchId
    reason: Annotated[
        str,
        Meta(description="One word, such as `left`, `idle`, or `replaced` by a new match."),
    ]
    state: Annotated[State | None, Meta(description="The last one, null before the start.")]
    player_id: PlayerId
    request_seq: RequestSeq | UnsetType = UNSET


CLIENT_MESSAGES: dict[str, type[Struct]] = {
    "match.join": JoinMatch,
    "match.observe": ObserveMatch,
    "match.resume": ResumeMatch,
    "match.move": MoveInMatch,
    "match.restart": RestartMatch,
    "match.leave": LeaveMatch,
}

SERVER_MESSAGES: dict[str, type[Struct]] = {
    "match.waiting": MatchWaiting,
    "match.joined": MatchJoined,
    "match.state": MatchState,
    "match.illegal_move": IllegalMove,
    "match.ended": MatchEnded,
}
