"""Matches inside this process, for training: no server, no network, no waiting."""

import importlib
import random
from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

from cosmic_client.env.aec import MatchEnv
from cosmic_client.env.codecs import Codec, ListedMoves
from cosmic_client.env.known import CODECS
from cosmic_client.env.table import Move, State
from cosmic_client.errors import IllegalMove

Dice = Callable[[int], Any]


class Game(Protocol):
    """The methods of a game that are used here; every game class of a site has them."""

    def current_player(self) -> list[int]: ...
    def move(self, args: Move, player_id: int) -> Any: ...
    def game_over(self) -> bool: ...
    def state(self, player_id: int) -> State: ...


class GameTable:
    """A table at which games of one class are played. Every player is an agent."""

    def __init__(self, game_class: type[Any], players: int, dice: Dice = random.Random) -> None:
        """`dice(seed)` makes what a game knows as `self.random`. Raises ValueError for a number
        of players that the game isn't for."""
        least, most = game_class.min_players(), game_class.max_players()
        if not least <= players <= most:
            raise ValueError(f"{game_class.__name__} is for {least} to {most} players")
        self.name = game_class.__name__
        self.players = players
        self.seats: Sequence[int] = range(players)
        self._class = game_class
        self._dice = dice
        self._seeds = random.Random()
        self._game: Game

    def reset(self, seed: int | None) -> None:
        """A seed decides about this game and, until the next seed, all that follow."""
        if seed is not None:
            self._seeds = random.Random(seed)
        game: Any = object.__new__(self._class)
        game.random = self._dice(self._seeds.getrandbits(63))
        game.__init__(self.players)
        self._game = game

    def turn(self) -> tuple[list[int], bool]:
        game = self._game
        return ([], True) if game.game_over() else (game.current_player(), False)

    def move(self, seat: int, move: Move) -> None:
        error = self._game.move(dict(move), seat)
        if error is not None:
            raise IllegalMove(error)

    def state(self, seat: int) -> State:
        current, over = self.turn()
        return {**self._game.state(seat), "current": current, "gameover": over}

    def legal_moves(self, seat: int) -> Sequence[Move] | None:
        ask = getattr(self._game, "legal_moves", None)
        return cast("Sequence[Move] | None", ask(seat)) if ask else None

    def result(self) -> Sequence[float] | None:
        ask = getattr(self._game, "result", None)
        return cast("Sequence[float] | None", ask()) if ask else None

    def close(self) -> None:
        """Nothing is held."""


def in_process(
    game: type[Any] | str,
    players: int | None = None,
    codec: Codec | None = None,
    *,
    dice: Dice = random.Random,
    max_moves: int | None = None,
) -> MatchEnv:
    """An environment over a game class, or over the one that "module:Class" names.

    players: as few as the game allows when left out. codec: this package's own for the game when
    left out, else the game's own list of moves. Raises ValueError for a game that needs a codec
    and has none.
    """
    game_class = game if isinstance(game, type) else _imported(game)
    table = GameTable(game_class, players or game_class.min_players(), dice)
    return MatchEnv(table, codec or _codec(game_class, table.players), max_moves=max_moves)


def _imported(place: str) -> type[Any]:
    module, _, name = place.partition(":")
    return cast("type[Any]", getattr(importlib.import_module(module), name))


def _codec(game_class: type[Any], players: int) -> Codec:
    known = CODECS.get(game_class.__name__)
    if known is not None:
        return known(players)
    list_moves = getattr(game_class, "all_moves", None)
    moves = list_moves() if list_moves else None
    if not moves:
        raise ValueError(f"{game_class.__name__} does not list its moves: give a codec")
    return ListedMoves(moves)
