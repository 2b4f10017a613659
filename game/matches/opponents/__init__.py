"""Built-in opponents: each chooses a move from what its player sees, and from nothing else."""

from collections.abc import Callable, Mapping
from typing import Any

from game.dice import Dice
from game.matches.contract import AbstractGame
from game.matches.opponents.connectfour import looks_ahead
from game.matches.opponents.fleetduel import hunts
from game.matches.opponents.tictactoe import never_loses
from game.matches.opponents.yahtzee import expects

Opponent = Callable[[int, dict[str, Any], list[dict[str, Any]], Dice], dict[str, Any]]
"""(player_id, that player's state, its legal moves, dice) -> one of the legal moves."""

RANDOM, DECENT = "random", "decent"

_DECENT: Mapping[str, Opponent] = {
    "TicTacToe": never_loses,
    "ConnectFour": looks_ahead,
    "Yahtzee": expects,
    "FleetDuel": hunts,
}


def at_random(
    player_id: int, state: dict[str, Any], moves: list[dict[str, Any]], dice: Dice
) -> dict[str, Any]:
    """Any legal move, all equally likely."""
    return dice.choice(moves)


def opponents(kind: type[AbstractGame]) -> dict[str, Opponent]:
    """By level, the weakest first. Games that do not list their legal moves have none."""
    if kind.legal_moves is AbstractGame.legal_moves:
        return {}
    decent = _DECENT.get(kind.__name__)
    return {RANDOM: at_random} | ({} if decent is None else {DECENT: decent})
