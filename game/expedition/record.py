"""A run as its seed and its actions, which re-execute to the same end under the same rules."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta, Struct

from game.expedition.actions import Action, InvalidAction, UnknownAction, parse_action
from game.expedition.begin import new_run
from game.expedition.document import encode
from game.expedition.reduce import perform
from game.expedition.state import Count, Difficulty, Ending, Key, Run

FORMAT: Final = "cosmic.expedition.record"
VERSION: Final = 1
RULES_VERSION = 1  # grows when code changes what an action does; catalogs are digested
MAX_ACTIONS = 20_000
CATALOGS = (
    "expedition.yaml",
    "expedition_events.yaml",
    "expedition_names.yaml",
    "expedition_quests.yaml",
    "expedition_rules.yaml",
    "expedition_texts.yaml",
)

Digest = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class RecordError(Exception):
    """A record does not lead to its result; `reason` says why, for people."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Result(Struct, frozen=True, forbid_unknown_fields=True):
    """How a run stood after its last action. digest: SHA-256 of its document."""

    ending: Ending | None
    victory: bool
    turns: Count
    wealth: Count
    digest: Digest


class Record(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """actions: what was carried out, in order, as `parse_action` takes it; none was refused."""

    format: Literal["cosmic.expedition.record"] = FORMAT
    version: Literal[1] = VERSION
    rules: Digest
    seed: Key
    difficulty: Difficulty
    actions: Annotated[list[dict[str, Any]], Meta(max_length=MAX_ACTIONS)]
    result: Result


@cache
def rules_digest() -> str:
    """SHA-256 of the rules' version and all numbers and texts that a run depends on."""
    return _digest(RULES_VERSION)


def _digest(version: int) -> str:
    digest = sha256(f"{FORMAT} {version}".encode())
    for name in CATALOGS:
        text = resources.files("game.catalog").joinpath(name).read_bytes()
        digest.update(f"\n{name} {len(text)}\n".encode())
        digest.update(text)
    return digest.hexdigest()


def make_record(seed: str, difficulty: Difficulty, actions: Iterable[Mapping[str, Any]]) -> Record:
    """The record of a run, made by flying it. Raises RecordError when an action is refused."""
    taken = [_parsed(fields, number) for number, fields in enumerate(actions, 1)]
    run = _last(_flown(new_run(seed=seed, difficulty=difficulty), taken))
    return Record(
        rules=rules_digest(),
        seed=seed,
        difficulty=difficulty,
        actions=[msgspec.to_builtins(action) for action in taken],
        result=result_of(run),
    )


def result_of(run: Run) -> Result:
    return Result(
        ending=run.ending,
        victory=run.victory,
        turns=run.turn,
        wealth=run.wealth,
        digest=sha256(encode(run)).hexdigest(),
    )


def replay(record: Record) -> Run:
    """The run at the end of its record.

    Raises RecordError for other rules, an action that is refused, and another result.
    """
    run = _last(steps(record))
    if result_of(run) != record.result:
        raise RecordError("The actions do not lead to the result that the record states.")
    return run


def steps(record: Record) -> Iterator[Run]:
    """The run at its beginning and after each action. Raises RecordError as far as `replay` does,
    but for the result, which only the last step could tell."""
    if record.rules != rules_digest():
        raise RecordError("The record was made under other rules than today's.")
    actions = (_parsed(fields, number) for number, fields in enumerate(record.actions, 1))
    yield from _flown(new_run(seed=record.seed, difficulty=record.difficulty), actions)


def _flown(run: Run, actions: Iterable[Action]) -> Iterator[Run]:
    """The run, and how it is after each action."""
    yield run
    for number, action in enumerate(actions, 1):
        outcome = perform(run, action)
        if not outcome.ok:
            raise RecordError(f"Action {number} is refused: {outcome.event}")
        run = outcome.run
        yield run


def _last(runs: Iterator[Run]) -> Run:
    return deque(runs, maxlen=1).pop()


def _parsed(fields: Mapping[str, Any], number: int) -> Action:
    try:
        return parse_action(dict(fields))
    except UnknownAction as error:
        raise RecordError(f"Action {number} is none that there is: {error}") from error
    except InvalidAction as error:
        raise RecordError(f"Action {number} is malformed: {error}") from error


def write_record(record: Record) -> bytes:
    """Canonical JSON in UTF-8: equal records give equal bytes."""
    return msgspec.json.encode(record, order="deterministic")


def read_record(data: bytes | str) -> Record:
    """Raises RecordError for what has not a record's shape; `replay` says what it is worth."""
    try:
        return msgspec.json.decode(data, type=Record)
    except RecursionError as error:
        raise RecordError("The record is nested too deep.") from error
    except (msgspec.DecodeError, UnicodeError) as error:
        raise RecordError(f"This is no record of an expedition: {error}.") from error
