"""NewGame: take stones from a heap; whoever takes the last one wins."""

from typing import Any

from game.matches import AbstractGame, integer

MOST = 3  # stones that may be taken at once


class NewGame(AbstractGame):
    """Take one to three stones; whoever takes the last one wins.

    Move: `stones` 1..3. State: `stones`, how many are left; `winner`, an id or None.
    """

    # What a move looks like, for people and for forms: a JSON Schema for each kind of move.
    moves = [
        {
            "title": "Take stones",
            "properties": {"stones": {"type": "integer", "minimum": 1, "maximum": MOST}},
            "required": ["stones"],
            "examples": [{"stones": 1}],
        }
    ]

    def __init__(self, players: int) -> None:
        self.players = players
        self.stones = self.random.randint(15, 25)  # self.random is your only source of chance
        self.turn = 0
        self.winner: int | None = None

    @staticmethod
    def min_players() -> int:
        return 2

    @staticmethod
    def max_players() -> int:
        return 4

    def current_player(self) -> list[int]:
        return [self.turn]

    def move(self, args: dict[str, Any], player_id: int) -> str | None:
        # Check everything first: a refused move must change nothing.
        stones = integer(args, "stones", 1, MOST)
        if stones is None:
            return f"stones is a number from 1 to {MOST}"
        if stones > self.stones:
            return "there are not that many left"
        self.stones -= stones
        if self.stones == 0:
            self.winner = player_id
        self.turn = (self.turn + 1) % self.players
        return None

    def game_over(self) -> bool:
        return self.winner is not None

    def state(self, player_id: int) -> dict[str, Any]:
        # Leave out what this player must not see. Here everything lies open.
        return {"stones": self.stones, "winner": self.winner}

    # The rest may be left out. This one is for who only watches, such as a class at its wall.

    def public_state(self) -> dict[str, Any]:
        return self.state(0)

    # With these two, built-in opponents and learning programs can play.

    @staticmethod
    def all_moves() -> list[dict[str, Any]]:
        return [{"stones": stones} for stones in range(1, MOST + 1)]

    def legal_moves(self, player_id: int) -> list[dict[str, Any]]:
        if self.game_over() or player_id != self.turn:
            return []
        return [move for move in self.all_moves() if move["stones"] <= self.stones]

    # With this one, games count for ratings.

    def result(self) -> list[float]:
        return [float(player == self.winner) for player in range(self.players)]
