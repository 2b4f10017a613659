"""Turn-based games for several players, as pure rules: a contract, a referee, and the games.

Time, keys, storage and wires are the host's. `Table` is one session, `all_games` finds the games.
"""

from game.matches.contract import AbstractGame, integer, new_game, text
from game.matches.lobby import AUTO, Listing, Open, Request, Sit, decide
from game.matches.record import Record, dump_record, execute, load_record, record_of, views
from game.matches.referee import Referee, round_seed
from game.matches.refusals import BadRecord, Code, GameFailed, IllegalMove, Refused
from game.matches.registry import GameInfo, all_games, game_info
from game.matches.table import Client, Round, Table
from game.matches.values import Entry, Forfeit, Move, View, move_args, packed, unpacked

__all__ = [
    "AUTO", "AbstractGame", "BadRecord", "Client", "Code", "Entry", "Forfeit", "GameFailed",
    "GameInfo", "IllegalMove", "Listing", "Move", "Open", "Record", "Referee", "Refused", "Request",
    "Round", "Sit", "Table", "View", "all_games", "decide", "dump_record", "execute", "game_info",
    "integer", "load_record", "move_args", "new_game", "packed", "record_of", "round_seed", "text",
    "unpacked", "views",
]  # fmt: skip
