"""Four small games for the tests' server: as short as their rules allow."""

import random
from typing import Any

EMPTY = -1
LINES = ((0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6))
ROWS, COLUMNS = 6, 7


class Game:
    """What all of them share. `random` is there before the constructor runs."""

    random: random.Random
    least, most = 1, 8

    def __init__(self, players: int) -> None:
        self.players = players
        self.turn = 0
        self.over = False

    @classmethod
    def min_players(cls) -> int:
        return cls.least

    @classmethod
    def max_players(cls) -> int:
        return cls.most

    def current_player(self) -> list[int]:
        return [] if self.over else [self.turn]

    def game_over(self) -> bool:
        return self.over

    def pass_on(self) -> None:
        self.turn = (self.turn + 1) % self.players


class TicTacToe(Game):
    least = most = 2

    def __init__(self, players: int) -> None:
        super().__init__(players)
        self.board = [EMPTY] * 9
        self.winner: int | None = None

    def move(self, args: dict[str, Any], player_id: int) -> Any:
        position = args.get("position")
        if type(position) is not int or not 0 <= position < 9:
            return "a position is 0..8"
        if self.board[position] != EMPTY:
            return "that field is taken"
        self.board[position] = player_id
        if any(all(self.board[field] == player_id for field in line) for line in LINES):
            self.winner = player_id
        self.over = self.winner is not None or EMPTY not in self.board
        self.pass_on()
        return None

    def state(self, player_id: int) -> dict[str, Any]:
        return {"board": list(self.board), "winner": self.winner}


class ConnectFour(Game):
    least = most = 2

    def __init__(self, players: int) -> None:
        super().__init__(players)
        self.board = [[EMPTY] * COLUMNS for _ in range(ROWS)]  # row 0 is the top
        self.winner: int | None = None

    def move(self, args: dict[str, Any], player_id: int) -> Any:
        column = args.get("column")
        if type(column) is not int or not 0 <= column < COLUMNS:
            return "a column is 0..6"
        free = [row for row in range(ROWS) if self.board[row][column] == EMPTY]
        if not free:
            return "that column is full"
        self.board[free[-1]][column] = player_id
        if self._four(free[-1], column, player_id):
            self.winner = player_id
        self.over = self.winner is not None or EMPTY not in self.board[0]
        self.pass_on()
        return None

    def _four(self, row: int, column: int, player_id: int) -> bool:
        for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
            run = 0
            for step in range(-3, 4):
                y, x = row + step * down, column + step * right
                mine = 0 <= y < ROWS and 0 <= x < COLUMNS and self.board[y][x] == player_id
                run = run + 1 if mine else 0
                if run == 4:
                    return True
        return False

    def state(self, player_id: int) -> dict[str, Any]:
        return {"board": [list(row) for row in self.board], "winner": self.winner}


class Echo(Game):
    least = most = 1
    echo: Any = None

    def move(self, args: dict[str, Any], player_id: int) -> Any:
        message = args.get("msg")
        if message == "error":
            return {"refused": message}
        self.echo = message
        self.over = message == "quit"
        return None

    def state(self, player_id: int) -> dict[str, Any]:
        return {"echo": self.echo}


class Chat(Game):
    def __init__(self, players: int) -> None:
        super().__init__(players)
        self.names = [f"player {number}" for number in range(players)]
        self.messages: list[dict[str, str]] = []

    def current_player(self) -> list[int]:
        return list(range(self.players))

    def move(self, args: dict[str, Any], player_id: int) -> Any:
        if not args.keys() & {"name", "message"}:
            return "say a name or a message"
        self.names[player_id] = args.get("name", self.names[player_id])
        if "message" in args:
            self.messages.append({"name": self.names[player_id], "message": args["message"]})
        return None

    def state(self, player_id: int) -> dict[str, Any]:
        return {"messages": list(self.messages)}
