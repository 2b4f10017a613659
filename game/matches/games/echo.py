"""A game to try a client with."""

from typing import Any

from game.matches import AbstractGame


class Echo(AbstractGame):
    """Says what it was told last. For trying out a client.

    Move: `msg`, any JSON value but null; "quit" ends the game, "error" is refused. State: `echo`,
    None at first.
    """

    moves = [
        {
            "title": "Say something",
            "properties": {"msg": {"type": "string", "minLength": 1}},
            "required": ["msg"],
            "examples": [{"msg": "hello"}],
        }
    ]

    def __init__(self, players: int) -> None:
        self.everybody = list(range(players))
        self.echo: Any = None

    @staticmethod
    def min_players() -> int:
        return 1

    @staticmethod
    def max_players() -> int:
        return 8

    def current_player(self) -> list[int]:
        return self.everybody

    def move(self, args: dict[str, Any], player_id: int) -> str | None:
        message = args.get("msg")
        if message is None:
            return "msg is missing"
        if message == "error":
            return "you asked for an error"
        self.echo = message
        return None

    def game_over(self) -> bool:
        return bool(self.echo == "quit")

    def state(self, player_id: int) -> dict[str, Any]:
        return {"echo": self.echo}

    def public_state(self) -> dict[str, Any]:
        return self.state(0)
