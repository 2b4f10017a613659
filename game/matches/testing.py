"""Does a game keep the contract? Tools for the tests of games, built in or one's own."""

from collections.abc import Iterable
from typing import Any, TypeVar

from game.dice import Dice
from game.matches.chance import Chance
from game.matches.contract import AbstractGame, new_game
from game.matches.referee import Referee, packed_states
from game.matches.refusals import GameFailed, IllegalMove
from game.matches.values import move_args, packed, unpacked

G = TypeVar("G", bound=AbstractGame)

LONGEST = 500  # moves of a random game; one that goes on is left there
ODD_VALUES: tuple[Any, ...] = (
    None, True, -1, 10**30, 0.5, "", "no such thing", [], [[0]], [True], {}, {"x": {}},
)  # fmt: skip


class ContractBroken(AssertionError):
    """A game does what no game may; the words say what."""


def started(kind: type[G], players: int, seed: int = 1) -> G:
    """A new game, for tests that call its methods themselves."""
    return new_game(kind, players, Chance(Dice(seed)))


def check_game(kind: type[AbstractGame], seeds: Iterable[int] = range(3)) -> None:
    """Plays it at random with as few and as many players as it is for. Raises ContractBroken."""
    low, high = kind.min_players(), kind.max_players()
    _need(1 <= low <= high, "min_players() is at least 1, and max_players() not below it")
    for players in sorted({low, (low + high) // 2, high}):
        for seed in seeds:
            check_play(kind, players, seed)


def check_play(kind: type[AbstractGame], players: int, seed: int) -> Referee:
    """One random game with odd moves in between, checked at every step. Raises ContractBroken."""
    dice = Dice(seed)
    try:
        referee = Referee(kind, players, seed)
        check_position(referee)
        while not referee.over and len(referee.entries) < LONGEST:
            player = dice.choice(referee.current)
            _try(referee, player, odd_move(kind, dice))
            if not referee.over and player in referee.current:
                move = some_move(referee, player, dice)
                if move is None:
                    break
                _need(_try(referee, player, move), f"{move} is listed as legal, and refused")
            check_position(referee)
    except GameFailed as failed:
        raise ContractBroken(f"the game failed: {failed.__cause__!r}") from failed
    check_replay(referee)
    return referee


def check_position(referee: Referee) -> None:
    """What is true at every moment of every game. Raises ContractBroken."""
    listed = referee.kind.all_moves()
    player = len(referee.entries) % referee.players  # everybody's turn comes
    state = referee.game.state(player)
    _need(unpacked(packed(state)) == state, "state() is plain JSON: no tuples, texts as keys")
    public = referee.game.public_state()
    _need(public is None or unpacked(packed(public)) == public, "public_state() is plain JSON, too")
    legal = referee.game.legal_moves(player)
    if referee.over or player not in referee.current:
        _need(not legal, "legal_moves() is empty for who may not move")
    elif legal is not None:
        _need(legal, "who may move has a legal move")
        strange = [move for move in legal if listed is not None and move not in listed]
        _need(not strange, f"all_moves() does not list {strange[:3]}")
    _need_untouched(referee, "looking at a game changes it")


def check_replay(referee: Referee) -> None:
    """The same seed and moves give the same game. Raises ContractBroken."""
    again = Referee(referee.kind, referee.players, referee.seed, referee.entries)
    same = (again.digest(), again.over, again.current, again.scores) == (
        referee.digest(), referee.over, referee.current, referee.scores,
    )  # fmt: skip
    _need(same, "the same seed and moves give another game: is all chance from self.random?")


def some_move(referee: Referee, player: int, dice: Dice) -> dict[str, Any] | None:
    """A legal one, or an example where the game lists none; None if there is no example."""
    legal = referee.legal_moves(player)
    if legal is None:
        legal = [move for schema in referee.kind.moves for move in schema.get("examples", ())]
    return dice.choice(legal) if legal else None


def odd_move(kind: type[AbstractGame], dice: Dice) -> dict[str, Any]:
    """Something a stranger might send: the right keys with strange values, or nothing right."""
    keys = [list(schema.get("properties", ())) for schema in kind.moves] or [["move"]]
    move: dict[str, Any] = {key: dice.choice(ODD_VALUES) for key in dice.choice(keys)}
    examples = [move for schema in kind.moves for move in schema.get("examples", ())]
    if examples and dice.random() < 0.5:
        move = {**dice.choice(examples), **dict(list(move.items())[:1])}
    return move


def _try(referee: Referee, player: int, move: dict[str, Any]) -> bool:
    try:
        referee.move(player, move_args(move))
    except IllegalMove:
        _need_untouched(referee, f"{move} is refused and yet changes the game")
        return False
    return True


def _need_untouched(referee: Referee, words: str) -> None:
    game = referee.game
    _need(bool(game.game_over()) == referee.over, words)
    _need(referee.over or game.current_player() == referee.current, words)
    rest = {"current": referee.current, "gameover": referee.over}
    states = [game.state(player) for player in range(referee.players)]
    _need(packed_states(states, rest) == referee.states, words)


def _need(truth: object, words: str) -> None:
    if not truth:
        raise ContractBroken(words)
