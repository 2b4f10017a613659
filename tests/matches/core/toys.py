"""Games that misbehave on request, and tables to seat people at."""

from typing import Any

from game.matches import AbstractGame, Client, Table, all_games

NAMES = ("Chat", "ConnectFour", "Echo", "FleetDuel", "TicTacToe", "Yahtzee")
BUILT_IN = [all_games()[name] for name in NAMES]  # they keep more than the contract asks of a game


class Faulty(AbstractGame):
    """Does whatever its moves say; `count` counts the accepted ones."""

    moves = [{"properties": {"do": {}}, "examples": [{"do": "count"}]}]

    def __init__(self, players: int) -> None:
        self.count = 0
        self.number = self.random.randint(1, 10**9)
        self.extra: Any = None
        self.current: Any = list(range(players))
        self.over: Any = False

    @staticmethod
    def min_players() -> int:
        return 1

    @staticmethod
    def max_players() -> int:
        return 3

    def current_player(self) -> Any:
        return self.current

    def move(self, args: dict[str, Any], player_id: int) -> Any:
        self.count += 1
        match args.get("do"):
            case "raise":
                raise RuntimeError("a fault of the game")
            case "odd error":
                return {1, 2}
            case "refuse":
                self.count -= 1
                return args.get("value", "no")
            case "draw":
                self.number = self.random.randint(1, 10**9)
            case "draw and refuse":
                self.count -= 1
                self.random.random()
                return "no"
            case "odd state":
                self.extra = {1, 2}
            case "deep state":
                for _ in range(40):
                    self.extra = [self.extra]
            case "great state":
                self.extra = "x" * 3_000_000
            case "nobody":
                self.current = []
            case "odd current":
                self.current = 0
            case "stranger":
                self.current = [7]
            case "odd over":
                self.over = "yes"
                self.extra = "odd result"
            case "spoil":
                args["more"] = self.extra = args
            case "over":
                self.over = True
        return None

    def game_over(self) -> Any:
        return self.over

    def state(self, player_id: int) -> dict[str, Any]:
        return {"count": self.count, "number": self.number, "extra": self.extra}

    def result(self) -> Any:
        return ["much"] if self.extra == "odd result" else None


class Stillborn(Faulty):
    """Cannot be set up."""

    def __init__(self, players: int) -> None:
        raise RuntimeError("a fault of the game")


def table(kind: type[AbstractGame] | str = "TicTacToe", players: int = 2, seed: int = 7) -> Table:
    """Started, with players a, b, ... whose keys are key-a, key-b, ..."""
    kind = all_games()[kind] if isinstance(kind, str) else kind
    made = Table(kind, players, seed)
    for name in "abcdefgh"[:players]:
        made.join(name, f"key-{name}")
    return made


def seats(made: Table) -> list[Client]:
    return [seat for seat in made.seats if seat is not None]


def play(made: Table, *positions: int) -> None:
    """TicTacToe moves, each by whose turn it is."""
    for position in positions:
        made.move(seats(made)[made.current[0]], {"position": position})


WIN = (0, 3, 1, 4, 2)  # the first player's
