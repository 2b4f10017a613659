"""Finished games played again: what a seat saw, step by step, proven to end as recorded."""

from msgspec import Raw, Struct

from game.matches import Entry, all_games, load_record, views
from game.matches.refusals import BadRecord
from game.models import FinishedGame
from game.protocol.errors import AppError, ErrorCode
from game.selectors.match_records import finished_game
from game.services.matches.keys import hash_of

PAGE = 500  # states of one answer
LONGEST = 5000  # entries of a game that is played again for who asks


class Replay(Struct, frozen=True):
    """states: after `start` entries, after one more, and so on; `entries` come after the first of
    them. total: states of the whole game. The game is over: every seat's eyes are open to all."""

    round: int
    game: str
    players: int
    names: list[str]
    ranks: list[int] | None
    scores: list[float] | None
    player_id: int
    start: int
    total: int
    entries: list[Entry]
    states: list[Raw]


def record_seen(
    *, match_pk: int, round_number: int | None, account: int | None, key: str
) -> FinishedGame:
    """Raises AppError NOT_FOUND."""
    return finished_game(
        match_pk=match_pk,
        round_number=round_number,
        account=account,
        key_hash=hash_of(key) if key else "",
    )


def replay_of(finished: FinishedGame, *, player_id: int, start: int) -> Replay:
    """Raises AppError NOT_FOUND for what cannot be played again, or has no such player."""
    try:
        record = load_record(finished.record.encode())
        if player_id >= record.players or len(record.entries) > LONGEST:
            raise AppError(ErrorCode.NOT_FOUND, "This cannot be played again.")
        seen = list(views(record, all_games(), player_id))
    except BadRecord as error:
        words = "This game was played under other rules and cannot be played again."
        raise AppError(ErrorCode.NOT_FOUND, words) from error
    shown = seen[start : start + PAGE]
    return Replay(
        finished.round,
        record.game,
        record.players,
        record.names,
        record.ranks,
        record.scores,
        player_id,
        start,
        len(seen),
        list(record.entries[start : start + max(len(shown) - 1, 0)]),
        [view.state for view in shown],
    )
