"""What a game is: one class, a handful of methods, and nothing about networks."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from inspect import getdoc
from typing import Any, ClassVar, TypeVar

from game.matches.chance import Chance


class AbstractGame(ABC):
    """One game under way. Players are the numbers 0, 1, ... below how many there are.

    The framework calls `move` only for a player in `current_player()` and only before the game is
    over. Everything random comes from `self.random`, which is there before `__init__` runs: the
    same seed and the same moves must give the same game. Moves and states are JSON values.

    moves: JSON Schemas of the shapes that a move can have, with `examples`, for people and for
    forms. speech: keys of moves with words for others; who is muted may not use them. rules: grows
    with every change after which old games would go another way.
    """

    random: Chance
    moves: ClassVar[Sequence[Mapping[str, Any]]] = ()
    speech: ClassVar[frozenset[str]] = frozenset()
    rules: ClassVar[int] = 1

    @abstractmethod
    def __init__(self, players: int) -> None:
        """Set up a new game for `players`, which lies in min_players() to max_players()."""

    @staticmethod
    @abstractmethod
    def min_players() -> int:
        """At least 1."""

    @staticmethod
    @abstractmethod
    def max_players() -> int:
        """At least min_players()."""

    @abstractmethod
    def current_player(self) -> list[int]:
        """Who may move now: at least one while the game is not over."""

    @abstractmethod
    def move(self, args: dict[str, Any], player_id: int) -> Any:
        """Make a move: None when it is made, else the error, any other JSON value.

        `args` come from a stranger: any keys, any values. A refused move must change nothing.
        """

    @abstractmethod
    def game_over(self) -> bool:
        """Whether it has ended; from then on nothing changes."""

    @abstractmethod
    def state(self, player_id: int) -> dict[str, Any]:
        """What this player may see. The framework adds `current` and `gameover`."""

    @classmethod
    def describe(cls) -> str:
        """What it is about, in a few words: the first paragraph of the class's docstring."""
        return " ".join((getdoc(cls) or cls.__name__).split("\n\n")[0].split())

    @staticmethod
    def all_moves() -> list[dict[str, Any]] | None:
        """Every move worth making in any game, always in this order; None if they are endless.

        Their places are the numbers of an agent's actions.
        """
        return None

    def legal_moves(self, player_id: int) -> list[dict[str, Any]] | None:
        """The moves worth making now, as far as this player can know; None: nobody has listed them.

        Each of them is accepted. Empty for who may not move.
        """
        return None

    def public_state(self) -> dict[str, Any] | None:
        """What anybody may see, also opponents of those who play: never what one player knows
        alone. None: nothing but whose turn it is. The framework adds `current` and `gameover`."""
        return None

    def result(self) -> list[float] | None:
        """At the end: a score for each player, more is better; None when nobody wins or loses."""
        return None


G = TypeVar("G", bound=AbstractGame)


def new_game(kind: type[G], players: int, chance: Chance) -> G:
    """A game of that kind whose `self.random` is `chance`. Raises whatever its constructor does."""
    game = kind.__new__(kind)
    game.random = chance
    kind.__init__(game, players)
    return game


def integer(args: Mapping[str, Any], name: str, low: int, high: int) -> int | None:
    """args[name] if it is a whole number in low <= n <= high; else None. True is no number."""
    value = args.get(name)
    return value if type(value) is int and low <= value <= high else None


def text(args: Mapping[str, Any], name: str, longest: int) -> str | None:
    """args[name] without the spaces around it, if that leaves 1 to `longest` characters."""
    value = args.get(name)
    if not isinstance(value, str):
        return None
    stripped = value.strip()
    return stripped if 0 < len(stripped) <= longest else None
