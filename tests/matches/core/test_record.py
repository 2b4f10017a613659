"""Finished games are kept as values that play again to the same end; forged ones are refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.matches import (
    BadRecord,
    Code,
    Refused,
    all_games,
    dump_record,
    execute,
    load_record,
    record_of,
    views,
)
from game.matches.testing import check_play
from tests.matches.core.toys import WIN, play, seats, table

GOLDEN = Path(__file__).parents[2] / "golden" / "matches"
FILES = sorted(GOLDEN.glob("*.v1.json"))
ENDING = [kind for name, kind in all_games().items() if name not in ("Chat", "Yahtzee")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_stored_games_play_again_to_their_end(path: Path) -> None:
    record = load_record(path.read_bytes())
    referee = execute(record, all_games())
    again = record_of(referee, record.names)
    assert json.loads(dump_record(again)) == json.loads(path.read_text())


def test_there_are_stored_games_with_dice_with_secrets_and_given_up() -> None:
    records = [load_record(path.read_bytes()) for path in FILES]
    assert {record.game for record in records} >= {"Yahtzee", "FleetDuel", "TicTacToe"}
    assert any('"forfeit"' in path.read_text() for path in FILES)


@settings(max_examples=25)
@given(st.sampled_from(ENDING), st.integers(0, 2**63 - 1))
def test_any_finished_game_plays_again_to_the_same_end(kind: Any, seed: int) -> None:
    referee = check_play(kind, kind.min_players(), seed)
    if not referee.over:
        referee.forfeit(0, "resigned")
    names = ["Ada"] * referee.players
    record = load_record(dump_record(record_of(referee, names)))
    again = execute(record, all_games())
    assert again.states == referee.states
    assert again.ranks() == referee.ranks()


def test_only_finished_games_have_a_record() -> None:
    made = table()
    with pytest.raises(Refused) as refused:
        made.record()
    assert refused.value.code is Code.NOT_OVER
    play(made, *WIN)
    record = made.record()
    assert (record.names, record.ranks, record.scores) == (["a", "b"], [1, 2], [1.0, 0.0])


def test_a_replay_shows_what_its_player_saw_then() -> None:
    made = table("FleetDuel", seed=5)
    watched = seats(made)[1]
    live = [made.view(watched)]
    while not made.over:
        client = seats(made)[made.current[0]]
        legal = made.legal_moves(client)
        made.move(client, legal[made.version * 7 % len(legal)])
        live.append(made.view(watched))
    replayed = list(views(made.record(), all_games(), 1))
    assert [view.version for view in replayed] == list(range(1, made.version + 1))
    assert [bytes(view.state) for view in replayed] == [bytes(view.state) for view in live]
    assert [view.over for view in replayed] == [False] * (made.version - 1) + [True]


def test_the_second_game_of_a_session_has_a_record_of_its_own() -> None:
    made = table("Yahtzee")
    made.forfeit(seats(made)[0], "resigned")
    first = made.record()
    made.restart(seats(made)[0])
    made.forfeit(seats(made)[1], "left")
    assert made.record().seed != first.seed
    assert execute(made.record(), all_games()).ranks() == [1, 2]


def forge(**changes: object) -> Callable[[dict[str, Any]], None]:
    return lambda fields: fields.update(changes)


def another_entry(entry: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    return lambda fields: fields["entries"].insert(0, entry)


def move(player: int, args: object) -> dict[str, Any]:
    return {"kind": "move", "player_id": player, "args": args}


@pytest.mark.parametrize(
    "change",
    [
        forge(format="x"),
        forge(version=2),
        forge(more=1),
        forge(game="Chess"),
        forge(rules=2),
        forge(players=3),
        forge(players=10**9),
        forge(names=["a"]),
        forge(seed="-1"),
        forge(seed=5),
        forge(ranks=[1, 1]),
        forge(scores=None),
        forge(digest="0" * 32),
        forge(entries=[]),
        lambda fields: fields["entries"].pop(),
        lambda fields: fields["entries"].append(fields["entries"][0]),
        another_entry(move(0, {"position": 9})),
        another_entry(move(1, {"position": 8})),
        another_entry(move(7, {"position": 8})),
        another_entry(move(0, [])),
        another_entry(move(0, None)),
        another_entry({"kind": "forfeit", "player_id": 2, "reason": "left"}),
        another_entry({"kind": "forfeit", "player_id": 0, "reason": "left"}),
        another_entry({"kind": "cheat", "player_id": 0}),
    ],
)
def test_a_forged_record_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    made = table()
    play(made, *WIN)
    fields = json.loads(dump_record(made.record()))
    change(fields)
    with pytest.raises(BadRecord):
        execute(load_record(json.dumps(fields).encode()), all_games())


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b"null"])
def test_what_is_no_record_is_refused(raw: bytes) -> None:
    with pytest.raises(BadRecord):
        load_record(raw)


def test_deep_arguments_are_refused() -> None:
    made = table()
    play(made, *WIN)
    raw = dump_record(made.record()).replace(
        b'{"position":0}', b'{"x":' * 3000 + b"1" + b"}" * 3000
    )
    with pytest.raises(BadRecord):
        execute(load_record(raw), all_games())
