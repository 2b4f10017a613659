"""Connect Four."""

from typing import Any

from game.matches import AbstractGame, integer

ROWS, COLUMNS = 6, 7
EMPTY = -1
DIRECTIONS = ((0, 1), (1, 0), (1, 1), (1, -1))


class ConnectFour(AbstractGame):
    """Four in a row, with discs that fall down their columns.

    Move: `column` 0..6, from the left. State: `board`, six rows of seven cells, the top row first,
    each cell -1 or the id of the player whose disc lies there; `winner`, an id or None.
    """

    moves = [
        {
            "title": "Drop a disc",
            "properties": {"column": {"type": "integer", "minimum": 0, "maximum": COLUMNS - 1}},
            "required": ["column"],
            "examples": [{"column": 3}],
        }
    ]

    def __init__(self, players: int) -> None:
        self.board = [[EMPTY] * COLUMNS for _ in range(ROWS)]
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
        column = integer(args, "column", 0, COLUMNS - 1)
        if column is None:
            return f"column is a number from 0 to {COLUMNS - 1}"
        if self.board[0][column] != EMPTY:
            return "this column is full"
        row = max(row for row in range(ROWS) if self.board[row][column] == EMPTY)
        self.board[row][column] = player_id
        if any(self._run(row, column, *direction) >= 4 for direction in DIRECTIONS):
            self.winner = player_id
        self.turn = 1 - player_id
        return None

    def game_over(self) -> bool:
        return self.winner is not None or EMPTY not in self.board[0]

    def state(self, player_id: int) -> dict[str, Any]:
        return {"board": self.board, "winner": self.winner}

    def public_state(self) -> dict[str, Any]:
        return self.state(0)

    @staticmethod
    def all_moves() -> list[dict[str, Any]]:
        return [{"column": column} for column in range(COLUMNS)]

    def legal_moves(self, player_id: int) -> list[dict[str, Any]]:
        if self.game_over() or player_id != self.turn:
            return []
        return [{"column": column} for column in range(COLUMNS) if self.board[0][column] == EMPTY]

    def result(self) -> list[float]:
        return [float(self.winner == player) for player in range(2)]

    def _run(self, row: int, column: int, down: int, right: int) -> int:
        """How many discs of one owner lie in line with this one, itself among them."""
        owner = self.board[row][column]
        length = 1
        for sign in (1, -1):
            y, x = row + sign * down, column + sign * right
            while 0 <= y < ROWS and 0 <= x < COLUMNS and self.board[y][x] == owner:
                length += 1
                y, x = y + sign * down, x + sign * right
        return length
