"""Matches as PettingZoo environments: agents take turns, learn in process, and are tried on sites.

    env = in_process("game.matches.games.tictactoe:TicTacToe")
    env = over_the_wire([GameServerAPI(game="TicTacToe", session="s", players=2) for _ in "ab"])

Both are AEC environments with discrete actions. An observation is a dictionary of `observation`,
an array that the game's codec describes, and `action_mask`, one 0 or 1 per action.
"""

from cosmic_client.env.aec import MatchEnv
from cosmic_client.env.codecs import Codec, ListedMoves
from cosmic_client.env.known import CODECS
from cosmic_client.env.local import GameTable, in_process
from cosmic_client.env.table import Table
from cosmic_client.env.wire import Seat, WireTable, over_the_wire

__all__ = [
    "CODECS",
    "Codec",
    "GameTable",
    "ListedMoves",
    "MatchEnv",
    "Seat",
    "Table",
    "WireTable",
    "in_process",
    "over_the_wire",
]
