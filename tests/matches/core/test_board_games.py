"""Tic-tac-toe and Connect Four by their rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.matches.games.connectfour import ConnectFour
from game.matches.games.tictactoe import LINES, TicTacToe
from game.matches.testing import started


@pytest.mark.parametrize("line", LINES)
def test_three_in_a_row_win(line: tuple[int, ...]) -> None:
    game = started(TicTacToe, 2)
    others = [cell for cell in range(9) if cell not in line][:2]
    for own, other in zip(line, [*others, None], strict=True):
        assert not game.game_over()
        assert game.move({"position": own}, 0) is None
        if other is not None:
            assert game.move({"position": other}, 1) is None
    assert game.game_over()
    assert game.state(1)["winner"] == 0
    assert game.result() == [1.0, 0.0]


def test_a_full_board_without_a_line_is_a_draw() -> None:
    game = started(TicTacToe, 2)
    for count, position in enumerate((0, 1, 2, 4, 3, 5, 7, 6, 8)):
        assert game.move({"position": position}, count % 2) is None
    assert game.game_over()
    assert game.state(0) == {"board": [0, 1, 0, 0, 1, 1, 1, 0, 0], "winner": None}
    assert game.result() == [0.0, 0.0]


def test_cells_show_who_took_them() -> None:
    game = started(TicTacToe, 2)
    game.move({"position": 4}, 0)
    game.move({"position": 0}, 1)
    assert game.state(0)["board"] == [1, -1, -1, -1, 0, -1, -1, -1, -1]


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"position": 9},
        {"position": -1},
        {"position": True},
        {"position": "4"},
        {"position": 4.0},
        {"position": None},
    ],
)
def test_a_position_is_a_number_of_a_cell(args: dict[str, object]) -> None:
    assert isinstance(started(TicTacToe, 2).move(args, 0), str)


def test_a_cell_is_taken_once() -> None:
    game = started(TicTacToe, 2)
    game.move({"position": 4}, 0)
    assert game.move({"position": 4}, 1) == "this cell is taken"
    assert game.current_player() == [1]


def drop(*columns: int) -> ConnectFour:
    game = started(ConnectFour, 2)
    for count, column in enumerate(columns):
        assert not game.game_over()
        assert game.move({"column": column}, count % 2) is None
    return game


@pytest.mark.parametrize(
    "columns",
    [
        (0, 0, 1, 1, 2, 2, 3),
        (6, 0, 6, 0, 6, 0, 6),
        (0, 1, 1, 2, 2, 3, 2, 3, 3, 6, 3),
        (6, 5, 5, 4, 4, 3, 4, 3, 3, 0, 3),
    ],
    ids=["row", "column", "rising", "falling"],
)
def test_four_in_line_win(columns: tuple[int, ...]) -> None:
    game = drop(*columns)
    assert game.game_over()
    assert game.state(0)["winner"] == 0


def test_discs_fall_down_and_a_full_column_takes_no_more() -> None:
    game = drop(3, 3, 3, 3, 3, 3)
    assert [row[3] for row in game.state(0)["board"]] == [1, 0, 1, 0, 1, 0]
    assert game.move({"column": 3}, 0) == "this column is full"
    assert {"column": 3} not in game.legal_moves(0)


def test_a_full_board_of_discs_is_a_draw() -> None:
    game = started(ConnectFour, 2)
    game.board = [[(column // 2 + row) % 2 for column in range(7)] for row in range(6)]
    game.board[0][0] = -1
    game.turn = 0
    assert game.move({"column": 0}, 0) is None
    assert game.game_over()
    assert game.state(0)["winner"] is None


@given(st.lists(st.integers(0, 6), max_size=60))
def test_a_winner_has_four_in_line_and_nobody_else(columns: list[int]) -> None:
    """Against counting all lines anew after every disc."""
    game = started(ConnectFour, 2)
    for column in columns:
        if game.game_over():
            break
        game.move({"column": column}, game.turn)
        cells = {(y, x): game.board[y][x] for y in range(6) for x in range(7)}
        winners = {
            owner
            for (y, x), owner in cells.items()
            for down, right in ((0, 1), (1, 0), (1, 1), (1, -1))
            if owner != -1
            and all(cells.get((y + n * down, x + n * right)) == owner for n in range(4))
        }
        assert winners == ({game.winner} if game.winner is not None else set())
