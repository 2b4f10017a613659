"""Records: a seed and actions that lead to the same end again, or are refused."""

from importlib import resources
from typing import Any

import msgspec
import pytest

from game.dice import Dice
from game.expedition import record as records
from game.expedition.actions import Navigate
from game.expedition.begin import new_run
from game.expedition.document import encode
from game.expedition.record import (
    MAX_ACTIONS,
    Record,
    RecordError,
    make_record,
    read_record,
    replay,
    result_of,
    rules_digest,
    steps,
    write_record,
)
from game.expedition.state import Difficulty, Run
from tests.support.expedition_play import wander

SEED = "recorded"
Flown = tuple[list[dict[str, Any]], list[Run]]


@pytest.fixture(scope="module")
def flown() -> Flown:
    """Actions as clients send them, and the runs from the first to the last."""
    actions, runs = [], [new_run(seed=SEED, difficulty=Difficulty.EASY)]
    for action, run in wander(runs[0], Dice(4), steps=300):
        actions.append(msgspec.to_builtins(action))
        runs.append(run)
    return actions, runs


@pytest.fixture(scope="module")
def record(flown: Flown) -> Record:
    return make_record(SEED, Difficulty.EASY, flown[0])


def changed(record: Record, **fields: Any) -> Record:
    return msgspec.structs.replace(record, **fields)


def refusal(record: Record) -> str:
    with pytest.raises(RecordError) as caught:
        replay(record)
    return caught.value.reason


def test_a_record_states_how_the_run_ended(record: Record, flown: Flown) -> None:
    last = flown[1][-1]
    assert last.game_over
    assert record.result == result_of(last)
    assert (record.result.ending, record.result.turns) == (last.ending, last.turn)
    assert (record.seed, record.difficulty) == (SEED, Difficulty.EASY)


def test_a_replay_ends_in_the_same_document(record: Record, flown: Flown) -> None:
    assert encode(replay(record)) == encode(flown[1][-1])


def test_steps_are_the_run_from_its_beginning(record: Record, flown: Flown) -> None:
    assert list(steps(record)) == flown[1]


def test_a_record_of_nothing_is_a_beginning() -> None:
    assert replay(make_record("idle", Difficulty.HARD, [])) == new_run(
        seed="idle", difficulty=Difficulty.HARD
    )


def test_actions_are_kept_in_one_form() -> None:
    loose = [{"action": "event", "more": "ignored"}]
    assert make_record(SEED, Difficulty.EASY, loose).actions == [{"action": "scan"}]


def test_it_comes_back_from_its_text(record: Record) -> None:
    text = write_record(record)
    assert read_record(text) == record
    assert read_record(text.decode()) == record
    assert write_record(read_record(text)) == text


class TestRefusal:
    def test_under_other_rules_nothing_is_replayed(self, record: Record) -> None:
        assert "other rules" in refusal(changed(record, rules="0" * 64))

    def test_another_result_is_not_believed(self, record: Record) -> None:
        richer = msgspec.structs.replace(record.result, wealth=record.result.wealth + 1)
        assert "result" in refusal(changed(record, result=richer))
        forged = msgspec.structs.replace(record.result, digest="0" * 64)
        assert "result" in refusal(changed(record, result=forged))

    def test_another_seed_or_difficulty_is_another_run(self, record: Record) -> None:
        assert refusal(changed(record, seed="another"))
        assert refusal(changed(record, difficulty=Difficulty.HARD))

    def test_an_action_less_is_another_run(self, record: Record) -> None:
        assert refusal(changed(record, actions=record.actions[:-1]))

    def test_actions_after_the_end_are_refused(self, record: Record) -> None:
        more = [*record.actions, {"action": "scan"}]
        assert f"Action {len(more)} is refused" in refusal(changed(record, actions=more))

    @pytest.mark.parametrize(
        ("action", "words"),
        [
            ({"action": "flee"}, "is refused"),
            ({"action": "win"}, "none that there is"),
            ({"action": "trade", "side": "give"}, "malformed"),
            ({}, "malformed"),
        ],
    )
    def test_an_action_that_can_not_be_is_named(
        self, action: dict[str, Any], words: str, record: Record
    ) -> None:
        with pytest.raises(RecordError, match="Action 1 ") as caught:
            make_record(SEED, Difficulty.EASY, [action])
        assert words in caught.value.reason
        assert words in refusal(changed(record, actions=[action]))

    @pytest.mark.parametrize(
        "data",
        [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, "\ud800", b'{"format":"else"}'],
    )
    def test_what_is_no_record_is_not_read(self, data: bytes | str) -> None:
        with pytest.raises(RecordError):
            read_record(data)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("format", "cosmic.expedition"),
            ("version", 2),
            ("rules", "short"),
            ("seed", ""),
            ("difficulty", "nightmare"),
            ("actions", [1]),
            ("actions", [{}] * (MAX_ACTIONS + 1)),
            ("result", None),
            ("extra", 1),
        ],
    )
    def test_a_field_that_is_wrong_is_refused(
        self, field: str, value: object, record: Record
    ) -> None:
        fields = {**msgspec.json.decode(write_record(record)), field: value}
        with pytest.raises(RecordError, match="no record"):
            read_record(msgspec.json.encode(fields))


class TestRules:
    def test_the_digest_knows_every_catalog_of_expeditions(self) -> None:
        folder = resources.files("game.catalog")
        files = {one.name for one in folder.iterdir() if one.name.startswith("expedition")}
        assert set(records.CATALOGS) == {name for name in files if name.endswith(".yaml")}

    def test_other_rules_have_another_digest(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert records._digest(1) != records._digest(2)
        assert rules_digest() == records._digest(records.RULES_VERSION)


def test_a_slider_can_stop_anywhere(record: Record) -> None:
    moments = steps(record)
    assert next(moments) == new_run(seed=SEED, difficulty=Difficulty.EASY)
    assert next(moments).statistics.actions == 1


def test_actions_may_be_made_from_values() -> None:
    action = msgspec.to_builtins(Navigate())
    assert replay(make_record(SEED, Difficulty.MEDIUM, [action])).turn == 1
