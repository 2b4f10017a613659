"""A chat as a game: everybody may always move."""

from typing import Any

from game.matches import AbstractGame, text

NAME_LENGTH = 30
MESSAGE_LENGTH = 1000
KEPT = 200  # of the newest messages


class Chat(AbstractGame):
    """Talk to each other. Nobody wins, and it never ends.

    Moves: `name` gives you a name, `message` says something; both may come at once. State:
    `messages`, the newest last, each with `player_id`, `name` and `message`.
    """

    speech = frozenset({"message", "name"})
    moves = [
        {
            "title": "Say something",
            "properties": {
                "message": {"type": "string", "minLength": 1, "maxLength": MESSAGE_LENGTH}
            },
            "required": ["message"],
            "examples": [{"message": "Hello, everybody!"}],
        },
        {
            "title": "Choose a name",
            "properties": {"name": {"type": "string", "minLength": 1, "maxLength": NAME_LENGTH}},
            "required": ["name"],
            "examples": [{"name": "Ada"}],
        },
    ]

    def __init__(self, players: int) -> None:
        self.names = [f"Player {player + 1}" for player in range(players)]
        self.messages: list[dict[str, Any]] = []

    @staticmethod
    def min_players() -> int:
        return 1

    @staticmethod
    def max_players() -> int:
        return 16

    def current_player(self) -> list[int]:
        return list(range(len(self.names)))

    def move(self, args: dict[str, Any], player_id: int) -> str | None:
        name = text(args, "name", NAME_LENGTH)
        message = text(args, "message", MESSAGE_LENGTH)
        if "name" in args and name is None:
            return f"name is a text of 1 to {NAME_LENGTH} characters"
        if "message" in args and message is None:
            return f"message is a text of 1 to {MESSAGE_LENGTH} characters"
        if name is None and message is None:
            return "give a name or a message"
        if name is not None:
            self.names[player_id] = name
        if message is not None:
            said = {"player_id": player_id, "name": self.names[player_id], "message": message}
            self.messages = [*self.messages[1 - KEPT :], said]
        return None

    def game_over(self) -> bool:
        return False

    def state(self, player_id: int) -> dict[str, Any]:
        return {"messages": self.messages}

    def public_state(self) -> dict[str, Any]:
        return self.state(0)
