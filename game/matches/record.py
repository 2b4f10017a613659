"""A finished game as it is kept: enough to play it again, and proof that it ends the same.

Version 1 is a JSON object; seeds are decimal texts, since JSON's readers may not have 63 bits.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Raw, Struct

from game.matches.contract import AbstractGame
from game.matches.referee import Referee
from game.matches.refusals import BadRecord, Code, Refused
from game.matches.values import MAX_ENTRIES, Entry, Forfeit, View, move_args, unpacked

VERSION: Literal[1] = 1

Id = Annotated[int, Meta(ge=0, le=1000)]
Name = Annotated[str, Meta(max_length=200)]


class Record(Struct, frozen=True, forbid_unknown_fields=True):
    """names: by player id, empty for who had none. rules: which of the game's own it followed.

    ranks: see `Referee.ranks`; digest: see `Referee.digest`.
    """

    format: Literal["cosmic-match"]
    version: Literal[1]
    game: Name
    rules: Annotated[int, Meta(ge=1)]
    players: Annotated[int, Meta(ge=1, le=1000)]
    names: list[Name]
    seed: Annotated[str, Meta(pattern="^[0-9]{1,20}$")]
    entries: Annotated[list[Entry], Meta(max_length=MAX_ENTRIES)]
    ranks: list[Id] | None
    scores: list[float] | None
    digest: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]


def record_of(referee: Referee, names: list[str]) -> Record:
    """Raises Refused (NOT_OVER): the seed of a game under way is nobody's business."""
    if not referee.over:
        raise Refused(Code.NOT_OVER, "the game is not over")
    return Record(
        format="cosmic-match",
        version=VERSION,
        game=referee.kind.__name__,
        rules=referee.kind.rules,
        players=referee.players,
        names=names,
        seed=str(referee.seed),
        entries=list(referee.entries),
        ranks=referee.ranks(),
        scores=referee.scores,
        digest=referee.digest(),
    )


def dump_record(record: Record) -> bytes:
    return msgspec.json.encode(record)


def load_record(raw: bytes) -> Record:
    """Raises BadRecord."""
    try:
        return msgspec.json.decode(raw, type=Record)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise BadRecord(f"this is no record of a game: {error}") from error


def execute(record: Record, games: Mapping[str, type[AbstractGame]]) -> Referee:
    """The game played again to its end, every turn judged anew.

    Raises BadRecord where it does not end as recorded.
    """
    *_, (referee, _) = _steps(record, games)
    _confirm(record, referee)
    return referee


def views(
    record: Record, games: Mapping[str, type[AbstractGame]], player_id: int
) -> Iterator[View]:
    """What that player saw, from the start to the end; version 1 is the start.

    Raises BadRecord, after all of them where the game does not end as recorded.
    """
    for referee, version in _steps(record, games):
        yield View(version, Raw(referee.states[player_id]), referee.over)
    _confirm(record, referee)


def _confirm(record: Record, referee: Referee) -> None:
    """Raises BadRecord."""
    if not referee.over:
        raise BadRecord("the game does not come to its end")
    again = record_of(referee, record.names)
    if (again.ranks, again.scores, again.digest) != (record.ranks, record.scores, record.digest):
        raise BadRecord("the game ends in another way than was recorded")


def _steps(
    record: Record, games: Mapping[str, type[AbstractGame]]
) -> Iterator[tuple[Referee, int]]:
    """The referee at the start and after every entry, with the version."""
    ids = range(record.players)
    if len(record.names) != record.players or any(e.player_id not in ids for e in record.entries):
        raise BadRecord("players and entries do not fit together")
    try:
        referee = Referee(_kind_of(record, games), record.players, int(record.seed))
        yield referee, 1
        for version, entry in enumerate(record.entries, 2):
            if isinstance(entry, Forfeit):
                referee.forfeit(entry.player_id, entry.reason)
            else:
                referee.move(entry.player_id, move_args(unpacked(entry.args)))
            yield referee, version
    except BadRecord:
        raise
    except (Refused, RecursionError) as error:
        raise BadRecord(f"an entry cannot be repeated: {error}") from error


def _kind_of(record: Record, games: Mapping[str, type[AbstractGame]]) -> type[AbstractGame]:
    kind = games.get(record.game)
    if kind is None:
        raise BadRecord(f"there is no game {record.game!r}")
    if kind.rules != record.rules:
        raise BadRecord(f"{record.game} was played under rules {record.rules}, not {kind.rules}")
    return kind
