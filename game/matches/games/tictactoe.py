"""Tic-tac-toe."""

from typing import Any

from game.matches import AbstractGame, integer

EMPTY = -1
LINES = (
    (0, 1, 2), (3, 4, 5), (6, 7, 8),
    (0, 3, 6), (1, 4, 7), (2, 5, 8),
    (0, 4, 8), (2, 4, 6),
)  # fmt: skip


class TicTacToe(AbstractGame):
    """Three in a row on nine cells.

    Move: `position` 0..8, row by row from the top left. State: `board`, nine cells, each -1 or the
    id of the player who took it; `winner`, an id or None.
    """

    moves = [
        {
            "title": "Take a cell",
            "properties": {"position": {"type": "integer", "minimum": 0, "maximum": 8}},
            "required": ["position"],
            "examples": [{"position": 4}],
        }
    ]

    def __init__(self, players: int) -> None:
        self.board = [EMPTY] * 9
        self.turn = 0
        self.winner: int | None = None

    @staticmethod
    def min_players() -> int:
        return 2

    @staticmethod
    def max_players() -> int:
        return 2

    def current_player(self) -> list[int]:
        return [self.turn]

    def move(self, args: dict[str, Any], player_id: int) -> str | None:
        position = integer(args, "position", 0, 8)
        if position is None:
            return "position is a number from 0 to 8"
        if self.board[position] != EMPTY:
            return "this cell is taken"
        self.board[position] = player_id
        if any(all(self.board[cell] == player_id for cell in line) for line in LINES):
            self.winner = player_id
        self.turn = 1 - player_id
        return None

    def game_over(self) -> bool:
        return self.winner is not None or EMPTY not in self.board

    def state(self, player_id: int) -> dict[str, Any]:
        return {"board": self.board, "winner": self.winner}

    def public_state(self) -> dict[str, Any]:
        return self.state(0)

    @staticmethod
    def all_moves() -> list[dict[str, Any]]:
        return [{"position": position} for position in range(9)]

    def legal_moves(self, player_id: int) -> list[dict[str, Any]]:
        if self.game_over() or player_id != self.turn:
            return []
        return [{"position": cell} for cell, owner in enumerate(self.board) if owner == EMPTY]

    def result(self) -> list[float]:
        return [float(self.winner == player) for player in range(2)]
