"""Matches on a site, for evaluation: the same environment, played through clients."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from cosmic_client.env.aec import MatchEnv
from cosmic_client.env.codecs import Codec
from cosmic_client.env.known import CODECS
from cosmic_client.env.table import Move, State


class Seat(Protocol):
    """A client of one player: GameServerAPI, BlockingSeat, or another with their methods."""

    game: str

    def join(self) -> int: ...
    def move(self, **kwargs: Any) -> None: ...
    def state(self) -> State: ...
    def restart(self) -> None: ...


class WireTable:
    """A table at which this process has all the seats, or one of them.

    With one seat the others are played elsewhere, and `turn` waits for them.
    """

    def __init__(self, seats: Sequence[Seat], players: int, *, restarts: bool = True) -> None:
        """Joins, and comes back when the match is full.

        restarts: whether a reset begins the next game; else it waits until somebody else does.
        Raises ValueError for a part of the seats that is more than one.
        """
        if len(seats) not in (1, players):
            raise ValueError("play all the seats of a match, or one")
        self.name = seats[0].game
        self.players = players
        self._all = list(seats)
        self._restarts = restarts
        self._states: dict[int, State] = {}  # what was read since the last change
        self._clients: dict[int, Seat] = {}
        self._untouched = False  # nothing has happened since the game began
        self._join()
        self.seats: Sequence[int] = sorted(self._clients)

    def reset(self, seed: int | None) -> None:
        """The server deals, so a seed changes nothing.

        Raises ValueError in the middle of a game that this table may not restart.
        """
        if self._untouched:
            return
        over = all(self.state(seat)["gameover"] for seat in self.seats)
        if self._restarts and not over and len(self._all) > 1:
            self._join()  # a session of its own: nobody is left with the old game's states
            return
        if self._restarts:
            self._clients[self.seats[0]].restart()
        elif not over:
            raise ValueError("the game is not over, and others restart it")
        self._states = {seat: self._first_state(seat) for seat in self.seats}
        self._untouched = True

    def turn(self) -> tuple[list[int], bool]:
        state = self._news()
        while not state["gameover"] and not set(state["current"]) & set(self.seats):
            self._changed()
            state = self._news()
        return ([], True) if state["gameover"] else (list(state["current"]), False)

    def move(self, seat: int, move: Move) -> None:
        self._clients[seat].move(**move)
        self._changed()

    def state(self, seat: int) -> State:
        """As it was after the last change; asking the server again would wait for the next."""
        return self._states[seat]

    def legal_moves(self, seat: int) -> None:
        return None

    def result(self) -> None:
        return None

    def close(self) -> None:
        """Closes the clients that can be closed."""
        for client in self._all:
            close = getattr(client, "close", None)
            if close is not None:
                close()

    def _join(self) -> None:
        with ThreadPoolExecutor(len(self._all)) as threads:
            ids = list(threads.map(lambda client: client.join(), self._all))
        self._clients = dict(zip(ids, self._all, strict=True))
        self._states = {}
        self._untouched = True

    def _news(self) -> State:
        """Every seat reads every change: one that had skipped some could read an old state where
        a site sends states by itself. Gives the first seat's."""
        for seat in self.seats:
            if seat not in self._states:
                self._states[seat] = self._clients[seat].state()
        return self._states[self.seats[0]]

    def _changed(self) -> None:
        self._states = {}
        self._untouched = False

    def _first_state(self, seat: int) -> State:
        """Of the next game; before it a client may still be shown the end of the last."""
        state = self._clients[seat].state()
        while state["gameover"]:
            state = self._clients[seat].state()
        return state


def over_the_wire(
    seats: Sequence[Seat],
    players: int | None = None,
    codec: Codec | None = None,
    *,
    restarts: bool = True,
    max_moves: int | None = None,
) -> MatchEnv:
    """An environment over clients that have not joined yet: all players of a match, or one.

    players: how many the match has; as many as there are clients when left out. codec: this
    package's own for the game when left out. Raises ValueError for a game without either.
    """
    count, game = players or len(seats), seats[0].game
    if codec is None:
        if game not in CODECS:
            raise ValueError(f"{game} needs a codec")
        codec = CODECS[game](count)
    table = WireTable(seats, count, restarts=restarts)
    return MatchEnv(table, codec, max_moves=max_moves)
