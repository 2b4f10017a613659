"""One session: who sits where, who watches, and what each of them has yet to see."""

from collections import deque
from collections.abc import Sequence
from hmac import compare_digest
from typing import Any, Self

from msgspec import Raw, Struct

from game.matches.contract import AbstractGame
from game.matches.record import Record, record_of
from game.matches.referee import Referee, check_players, round_seed
from game.matches.refusals import Code, GameFailed, Refused
from game.matches.values import Entry, Forfeit, Move, View, move_args

MAX_OBSERVERS = 200  # with one more, the one that has been silent for longest is forgotten
MAX_FINALS = 8  # finished games whose last state waits for clients who have not asked since
NAME_LENGTH = 50


def check_name(name: str, longest: int) -> None:
    """Raises Refused (BAD_NAME) for one that is too long or cannot be shown."""
    if len(name) > longest or not name.isprintable():
        raise Refused(Code.BAD_NAME, f"names have up to {longest} printable characters")


class Client(Struct, eq=False):
    """A place in the order of changes. key: a secret, or what stands for it, given by the host.

    seen: the newest version that was taken; 0 is none.
    """

    player_id: int
    name: str
    key: str
    observer: bool = False
    seen: int = 0


class Round(Struct, frozen=True):
    """A session's game `number` as it is stored: it began with `first_version`."""

    number: int
    first_version: int
    entries: Sequence[Entry] = ()


class _Final(Struct, frozen=True):
    """The end of a game that was followed by another one, which `restarted_by` asked for."""

    version: int
    states: list[bytes]
    restarted_by: int


class Table:
    """Versions count up from 1, the start of the first game, with every entry and every restart.

    Everything that refuses raises Refused and leaves all as it was. Not shared between threads.
    seats: by player id, None where somebody may still sit down. ended: why there is no more.
    """

    __slots__ = (
        "_finals", "_first_version", "ended", "kind", "observers", "players", "referee",
        "round_number", "seats", "seed",
    )  # fmt: skip

    def __init__(self, kind: type[AbstractGame], players: int, seed: int) -> None:
        """Raises Refused (BAD_PLAYERS)."""
        check_players(kind, players)
        self.kind = kind
        self.players = players
        self.seed = seed
        self.seats: list[Client | None] = [None] * players
        self.observers: dict[str, Client] = {}
        self.referee: Referee | None = None
        self.round_number = 0
        self.ended: str | None = None
        self._first_version = 1
        self._finals: deque[_Final] = deque(maxlen=MAX_FINALS)

    @classmethod
    def resumed(
        cls,
        kind: type[AbstractGame],
        seed: int,
        seats: Sequence[Client | None],
        rounds: Sequence[Round],
    ) -> Self:
        """The session as it was stored. rounds: consecutive ones, of which the last is played on.

        The one before it is enough for clients who have yet to see its end; none at all is right
        for a session that waits for players. Raises Refused, GameFailed, BadRecord.
        """
        table = cls(kind, len(seats), seed)
        table.seats = list(seats)
        for stored in rounds:
            if table.referee is not None:
                table._farewell(restarted_by=-1)
            table._begin(stored)
        if not rounds and table.full:
            table._begin(Round(1, 1))
        return table

    @property
    def full(self) -> bool:
        return None not in self.seats

    @property
    def version(self) -> int:
        """0 before the start."""
        return 0 if self.referee is None else self._first_version + len(self.referee.entries)

    @property
    def over(self) -> bool:
        return self.referee is not None and self.referee.over

    @property
    def current(self) -> list[int]:
        return [] if self.referee is None else self.referee.current

    @property
    def stored_round(self) -> Round:
        """The game under way, fit for `resumed`. Raises Refused (NOT_STARTED)."""
        entries = tuple(self._playing().entries)
        return Round(self.round_number, self._first_version, entries)

    def names(self) -> list[str]:
        """By player id; empty for who gave none and for empty seats."""
        return ["" if seat is None else seat.name for seat in self.seats]

    # Coming and going

    def join(self, name: str, key: str) -> Client:
        """A seat; the last one starts the game.

        Raises Refused (ENDED, SESSION_FULL, BAD_NAME, NAME_TAKEN) and GameFailed, after which
        the session has ended: it can never start.
        """
        self._check_alive()
        if self.full:
            raise Refused(Code.SESSION_FULL, "nobody else can join")
        check_name(name, NAME_LENGTH)
        if name and name in self.names():
            raise Refused(Code.NAME_TAKEN, "somebody here has that name")
        player_id = self.seats.index(None)
        client = Client(player_id, name, key)
        self.seats[player_id] = client
        if self.full:
            try:
                self._begin(Round(1, 1))
            except GameFailed:
                self.ended = "failed"
                raise
        return client

    def observe(self, name: str, key: str) -> Client:
        """Somebody who sees what the player of that name sees.

        Raises Refused (ENDED, NOT_STARTED, UNKNOWN_PLAYER).
        """
        self._check_alive()
        self._playing()
        if not name or name not in self.names():
            raise Refused(Code.UNKNOWN_PLAYER, "nobody of that name plays here")
        if len(self.observers) >= MAX_OBSERVERS:
            del self.observers[next(iter(self.observers))]
        client = Client(self.names().index(name), name, key, observer=True)
        self.observers[key] = client
        return client

    def client(self, player_id: int, key: str, *, observer: bool = False) -> Client:
        """Who shows this key. Raises Refused (WRONG_KEY)."""
        found = None
        if observer:
            found = self.observers.get(key)
            if found is not None:
                self.observers[key] = self.observers.pop(key)  # the last one to be forgotten
        elif 0 <= player_id < self.players:
            found = self.seats[player_id]
        shown = key.encode(errors="surrogatepass")  # JSON can carry what is no text
        same = found is not None and compare_digest(found.key.encode(), shown)
        if found is None or not same or found.player_id != player_id:
            raise Refused(Code.WRONG_KEY, "no such player, or not their key")
        return found

    def leave(self, client: Client) -> None:
        """An observer is forgotten; a seat is free again while the session waits for players."""
        if client.observer:
            self.observers.pop(client.key, None)
        elif self.referee is None and self.seats[client.player_id] is client:
            self.seats[client.player_id] = None

    def end(self, reason: str) -> None:
        """No moves, joins or restarts from now on; what there is to see can still be seen."""
        self.ended = self.ended or reason

    # Playing

    def move(self, client: Client, move: object) -> Move:
        """What was accepted, to be stored; the version is one higher.

        Raises Refused (ENDED, NOT_STARTED, OBSERVER, GAME_OVER, NOT_YOUR_TURN, TOO_LONG, BAD_MOVE),
        IllegalMove and GameFailed.
        """
        referee = self._at_work(client)
        referee.check_turn(client.player_id)
        return referee.move(client.player_id, move_args(move))

    def forfeit(self, client: Client, reason: str) -> Forfeit:
        """Gives the game up. Raises Refused (ENDED, NOT_STARTED, OBSERVER, GAME_OVER)."""
        return self._at_work(client).forfeit(client.player_id, reason)

    def restart(self, client: Client) -> Round:
        """The next game, with the same seats and a seed that follows from the session's.

        Raises Refused (ENDED, NOT_STARTED, OBSERVER) and GameFailed.
        """
        self._at_work(client)
        number, first_version = self.round_number + 1, self.version + 1
        referee = self._set_up(Round(number, first_version))
        self._farewell(client.player_id)
        self._seat(referee, number, first_version)
        return Round(number, first_version)

    def legal_moves(self, client: Client) -> list[dict[str, Any]] | None:
        """Raises Refused (NOT_STARTED), GameFailed."""
        return self._playing().legal_moves(client.player_id)

    def record(self) -> Record:
        """The finished game as it is kept. Raises Refused (NOT_STARTED, NOT_OVER)."""
        return record_of(self._playing(), self.names())

    # Seeing

    def pending(self, client: Client) -> bool:
        """Whether `take` has something now: a change, or it is this client's turn."""
        if self.referee is None:
            return False
        may_move = not client.observer and client.player_id in self.referee.current
        return may_move or client.seen < self.version

    def take(self, client: Client) -> View:
        """The next thing for this client to see, which it has seen from now on.

        It is the last state of a game that was finished and restarted meanwhile, once, unless it
        was this client who restarted; then the newest state. Raises Refused (NOT_STARTED).
        """
        self._playing()
        shown = self.view(client, client.seen)
        if shown is None:
            shown = self._newest(client)
        client.seen = shown.version
        return shown

    def view(self, client: Client, since: int | None = None) -> View | None:
        """What comes after version `since`, None if nothing; without it, the newest state.

        For clients that remember what they saw: it moves nobody's place. Raises Refused
        (NOT_STARTED).
        """
        self._playing()
        if since is None:
            return self._newest(client)
        for final in self._finals:
            own = final.restarted_by == client.player_id and not client.observer
            if since < final.version and not own:
                return View(final.version, Raw(final.states[client.player_id]), True)
        return self._newest(client) if since < self.version else None

    # Parts

    def _newest(self, client: Client) -> View:
        referee = self._playing()
        return View(self.version, Raw(referee.states[client.player_id]), referee.over)

    def _playing(self) -> Referee:
        if self.referee is None:
            raise Refused(Code.NOT_STARTED, "players are still missing")
        return self.referee

    def _at_work(self, client: Client) -> Referee:
        self._check_alive()
        if client.observer:
            raise Refused(Code.OBSERVER, "who watches can neither move nor restart")
        return self._playing()

    def _check_alive(self) -> None:
        if self.ended is not None:
            raise Refused(Code.ENDED, f"this session has ended: {self.ended}")

    def _set_up(self, stored: Round) -> Referee:
        seed = round_seed(self.seed, stored.number)
        return Referee(self.kind, self.players, seed, stored.entries)

    def _begin(self, stored: Round) -> None:
        self._seat(self._set_up(stored), stored.number, stored.first_version)

    def _seat(self, referee: Referee, number: int, first_version: int) -> None:
        self.referee = referee
        self.round_number = number
        self._first_version = first_version

    def _farewell(self, restarted_by: int) -> None:
        referee = self._playing()
        if referee.over:
            self._finals.append(_Final(self.version, referee.states, restarted_by))
