"""A game's faults are its own: the match goes on where it was."""

import pytest

from game.matches import (
    AbstractGame,
    BadRecord,
    Code,
    GameFailed,
    IllegalMove,
    Move,
    Referee,
    Refused,
    all_games,
    move_args,
    unpacked,
)
from game.matches.games.tictactoe import TicTacToe
from tests.matches.core.toys import Faulty, Stillborn

FAULTS = [
    "raise", "odd error", "odd state", "deep state", "great state", "nobody", "odd current",
    "stranger", "odd over",
]  # fmt: skip


def do(referee: Referee, what: str, **more: object) -> None:
    referee.move(0, move_args({"do": what, **more}))


def snapshot(referee: Referee) -> tuple[object, ...]:
    return (
        list(referee.states), referee.current, referee.over, list(referee.entries),
        referee.game.state(0),
    )  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_move_leaves_the_game_as_it_was(fault: str) -> None:
    referee = Referee(Faulty, 2, 5)
    do(referee, "draw")
    before = snapshot(referee)
    with pytest.raises(GameFailed) as failed:
        do(referee, fault)
    assert failed.value.__cause__ is not None
    assert snapshot(referee) == before


@pytest.mark.parametrize("fault", FAULTS)
def test_a_game_goes_on_after_a_fault_as_if_it_had_not_been(fault: str) -> None:
    shaken, calm = Referee(Faulty, 2, 5), Referee(Faulty, 2, 5)
    with pytest.raises(GameFailed):
        do(shaken, fault)
    for referee in (shaken, calm):
        do(referee, "draw")
    assert snapshot(shaken) == snapshot(calm)


def test_the_words_of_a_fault_are_not_for_players() -> None:
    with pytest.raises(GameFailed) as failed:
        do(Referee(Faulty, 1, 5), "raise")
    assert "a fault of the game" not in failed.value.words


def test_a_refused_move_uses_up_no_random_numbers() -> None:
    shaken, calm = Referee(Faulty, 1, 5), Referee(Faulty, 1, 5)
    with pytest.raises(IllegalMove):
        do(shaken, "draw and refuse")
    for referee in (shaken, calm):
        do(referee, "draw")
    assert shaken.states == calm.states


@pytest.mark.parametrize("value", ["no", "", 0, False, [], {"why": ["a", {"b": 1}]}, 1.5])
def test_an_error_may_be_any_json_value_but_null(value: object) -> None:
    with pytest.raises(IllegalMove) as illegal:
        do(Referee(Faulty, 1, 5), "refuse", value=value)
    assert illegal.value.value == value


def test_a_game_that_spoils_its_arguments_spoils_no_record() -> None:
    referee = Referee(Faulty, 1, 5)
    with pytest.raises(GameFailed):  # what it did is not JSON
        do(referee, "spoil")
    do(referee, "count")
    assert [bytes(entry.args) for entry in referee.entries] == [b'{"do":"count"}']


def test_a_game_that_cannot_be_set_up_is_a_failed_one() -> None:
    with pytest.raises(GameFailed):
        Referee(Stillborn, 1, 5)


def test_only_current_players_move_and_only_before_the_end() -> None:
    referee = Referee(all_games()["TicTacToe"], 2, 5)
    with pytest.raises(Refused) as refused:
        referee.move(1, move_args({"position": 0}))
    assert refused.value.code is Code.NOT_YOUR_TURN
    for count, position in enumerate((0, 3, 1, 4, 2)):
        referee.move(count % 2, move_args({"position": position}))
    with pytest.raises(Refused) as refused:
        referee.move(1, move_args({"position": 8}))
    assert refused.value.code is Code.GAME_OVER


@pytest.mark.parametrize("players", [-1, 0, 1, 3])
def test_a_game_is_for_as_many_as_it_says(players: int) -> None:
    with pytest.raises(Refused) as refused:
        Referee(all_games()["TicTacToe"], players, 5)
    assert refused.value.code is Code.BAD_PLAYERS


def test_states_carry_who_may_move_and_whether_it_is_over() -> None:
    referee = Referee(all_games()["TicTacToe"], 2, 5)
    state = unpacked(referee.states[1])
    assert state == {"board": [-1] * 9, "winner": None, "current": [0], "gameover": False}
    for count, position in enumerate((0, 3, 1, 4, 2)):
        referee.move(count % 2, move_args({"position": position}))
    state = unpacked(referee.states[0])
    assert (state["winner"], state["current"], state["gameover"]) == (0, [], True)


def test_giving_up_ends_the_game_and_loses_it() -> None:
    referee = Referee(all_games()["Yahtzee"], 3, 5)
    referee.forfeit(1, "resigned")
    assert referee.over
    assert referee.ranks() == [1, 3, 1]
    assert unpacked(referee.states[0])["gameover"]
    with pytest.raises(Refused):
        referee.forfeit(2, "resigned")


def test_ranks_follow_the_scores_and_equals_share_one() -> None:
    draw = Referee(all_games()["TicTacToe"], 2, 5)
    for count, position in enumerate((0, 1, 2, 4, 3, 5, 7, 6, 8)):
        assert draw.ranks() is None
        draw.move(count % 2, move_args({"position": position}))
    assert draw.ranks() == [1, 1]
    echo = Referee(all_games()["Echo"], 1, 5)
    echo.move(0, move_args({"msg": "quit"}))
    assert echo.over
    assert echo.ranks() is None


def test_entries_that_the_game_never_took_are_no_game() -> None:
    referee = Referee(all_games()["TicTacToe"], 2, 5)
    entry = referee.move(0, move_args({"position": 0}))
    with pytest.raises(BadRecord):
        Referee(all_games()["TicTacToe"], 2, 5, [entry, entry])
    raising = Move(0, move_args({"do": "raise"}))
    with pytest.raises(BadRecord):
        Referee(Faulty, 1, 5, [raising])


@pytest.mark.parametrize(
    "move",
    [
        None, [], "x", 5, {"x": float("nan")}, {"x": float("inf")}, {"x": {1, 2}}, {5: 1},
        {"x": "y" * 1_000_001}, {"x": "\ud800"}, {"x": b"bytes"},
    ],
)  # fmt: skip
def test_a_move_is_a_json_object_of_bounded_size(move: object) -> None:
    with pytest.raises(Refused) as refused:
        move_args(move)
    assert refused.value.code is Code.BAD_MOVE


def test_a_move_is_at_most_32_deep() -> None:
    def nested(depth: int) -> dict[str, object]:
        return {"x": nested(depth - 1)} if depth > 1 else {}

    move_args(nested(32))
    for depth in (33, 900):
        with pytest.raises(Refused):
            move_args(nested(depth))
    endless: dict[str, object] = {}
    endless["x"] = endless
    with pytest.raises(Refused):
        move_args(endless)


def test_a_game_has_a_bounded_number_of_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("game.matches.referee.MAX_ENTRIES", 2)
    referee = Referee(Faulty, 1, 5)
    do(referee, "count")
    do(referee, "count")
    with pytest.raises(Refused) as refused:
        do(referee, "count")
    assert refused.value.code is Code.TOO_LONG


@pytest.mark.parametrize("kind", all_games().values())
def test_what_anybody_may_see_says_whose_turn_it_is(kind: type[AbstractGame]) -> None:
    referee = Referee(kind, kind.min_players(), 1)
    shown = referee.public_state()
    assert shown is not None
    seen = unpacked(shown)
    assert (seen["current"], seen["gameover"]) == (referee.current, referee.over)


class Shy(TicTacToe):
    def public_state(self) -> None:
        return None


class Broken(TicTacToe):
    def public_state(self) -> dict[str, object]:
        return {"oops": object()}


def test_a_game_need_not_show_anything_and_one_that_fails_does_no_harm() -> None:
    assert Referee(Shy, 2, 1).public_state() is None
    broken = Referee(Broken, 2, 1)
    with pytest.raises(GameFailed):
        broken.public_state()
    broken.move(0, move_args({"position": 4}))


def test_moves_of_one_game_have_a_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    one = move_args({"do": "count", "more": "x" * 900_000})
    monkeypatch.setattr("game.matches.referee.MAX_GAME_BYTES", 2 * len(bytes(one)))
    referee = Referee(Faulty, 1, 5)
    referee.move(0, one)
    again = Referee(Faulty, 1, 5, referee.entries)
    for each in (referee, again):
        each.move(0, one)
        with pytest.raises(Refused) as refused:
            do(each, "count")
        assert refused.value.code is Code.TOO_LONG
