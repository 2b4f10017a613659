"""Perfect tic-tac-toe."""

from functools import cache
from typing import Any

from game.dice import Dice
from game.matches.games.tictactoe import EMPTY, LINES

Board = tuple[int, ...]


def never_loses(
    player_id: int, state: dict[str, Any], moves: list[dict[str, Any]], dice: Dice
) -> dict[str, Any]:
    """One of the best moves, by looking at every way the game can go on."""
    board = tuple(state["board"])
    values = [-_value(_after(board, move["position"], player_id), 1 - player_id) for move in moves]
    best = max(values)
    return dice.choice([move for move, v in zip(moves, values, strict=True) if v == best])


def _after(board: Board, position: int, player: int) -> Board:
    return (*board[:position], player, *board[position + 1 :])


@cache
def _value(board: Board, player: int) -> int:
    """For who is to move: 1 won, 0 drawn, -1 lost, if both play perfectly."""
    if any(board[a] == board[b] == board[c] == 1 - player for a, b, c in LINES):
        return -1
    free = [position for position, owner in enumerate(board) if owner == EMPTY]
    return max((-_value(_after(board, cell, player), 1 - player) for cell in free), default=0)
