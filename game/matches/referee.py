"""One game under way: lets moves through, knows what each player sees, outlives a faulty game."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from msgspec import Raw

from game.dice import Dice
from game.matches.chance import Chance
from game.matches.contract import AbstractGame, new_game
from game.matches.refusals import BadRecord, Code, GameFailed, IllegalMove, Refused
from game.matches.values import MAX_ENTRIES, MAX_GAME_BYTES, Entry, Forfeit, Move, packed, unpacked


def round_seed(seed: int, number: int) -> int:
    """The seed of a session's game `number`, 1 being the first; 63 bits."""
    digest = blake2b(f"{seed}:{number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


class Referee:
    """Decides about one game. After every call it is as if only accepted entries had happened.

    current: ids of who may move, empty when over. states: JSON objects, one for each player.
    scores: what the game says at its end, or None. entries: all that happened, in order.
    """

    __slots__ = (
        "_bytes", "_chance", "_game", "current", "entries", "kind", "over", "players", "scores",
        "seed", "states",
    )  # fmt: skip

    def __init__(
        self, kind: type[AbstractGame], players: int, seed: int, entries: Sequence[Entry] = ()
    ) -> None:
        """A new game, or the one that `entries`, accepted once, led to.

        Raises Refused (BAD_PLAYERS), GameFailed when the game cannot be set up, and BadRecord when
        these are not the entries of such a game.
        """
        check_players(kind, players)
        self.kind = kind
        self.players = players
        self.seed = seed
        self.entries = list(entries)
        self._bytes = sum(len(bytes(entry.args)) for entry in entries if isinstance(entry, Move))
        self._replay()
        try:
            self._look()
        except Exception as error:
            raise GameFailed from error

    @property
    def game(self) -> AbstractGame:
        """To be read, never to be changed."""
        return self._game

    @property
    def forfeited_by(self) -> int | None:
        last = self.entries[-1] if self.entries else None
        return last.player_id if isinstance(last, Forfeit) else None

    def check_turn(self, player_id: int) -> None:
        """Raises Refused (GAME_OVER, NOT_YOUR_TURN, TOO_LONG)."""
        self._check_open()
        if player_id not in self.current:
            raise Refused(Code.NOT_YOUR_TURN, "it is not your turn")

    def move(self, player_id: int, args: Raw) -> Move:
        """Raises Refused (GAME_OVER, NOT_YOUR_TURN, TOO_LONG), IllegalMove, GameFailed."""
        self.check_turn(player_id)
        if self._bytes + len(bytes(args)) > MAX_GAME_BYTES:
            raise Refused(Code.TOO_LONG, "this game has had all its moves; restart for another one")
        drawn = self._chance.draws
        try:
            error = self._game.move(unpacked(args), player_id)
            answer = None if error is None else unpacked(packed(error))
        except Exception as fault:
            self._replay()
            raise GameFailed from fault
        if error is not None:
            if self._chance.draws != drawn:
                self._replay()  # a refused move is not kept, so it must not use up numbers
            raise IllegalMove(answer)
        entry = Move(player_id, args)
        self._keep(entry)
        self._bytes += len(bytes(args))
        return entry

    def forfeit(self, player_id: int, reason: str) -> Forfeit:
        """Ends the game; this player loses. Raises Refused (GAME_OVER, TOO_LONG), GameFailed."""
        self._check_open()
        entry = Forfeit(player_id, reason)
        self._keep(entry)
        return entry

    def legal_moves(self, player_id: int) -> list[dict[str, Any]] | None:
        """Those of the game, or none when it is over. Raises GameFailed."""
        if player_id not in self.current:
            return []
        try:
            return self._game.legal_moves(player_id)
        except Exception as fault:
            raise GameFailed from fault

    def public_state(self) -> bytes | None:
        """What anybody may see, as JSON; None where the game shows nothing. Raises GameFailed."""
        try:
            state = self._game.public_state()
            rest = {"current": self.current, "gameover": self.over}
            return None if state is None else packed({**state, **rest})
        except Exception as fault:
            raise GameFailed from fault

    def ranks(self) -> list[int] | None:
        """At the end: 1 for the best, equal for equals; None for a game that nobody can win."""
        if not self.over:
            return None
        loser = self.forfeited_by
        if loser is not None:
            return [self.players if player == loser else 1 for player in range(self.players)]
        if self.scores is None:
            return None
        return [1 + sum(other > score for other in self.scores) for score in self.scores]

    def digest(self) -> str:
        """32 hex digits: the same for games whose players all see the same."""
        return blake2b(b"\0".join(self.states), digest_size=16).hexdigest()

    def _check_open(self) -> None:
        if self.over:
            raise Refused(Code.GAME_OVER, "the game is over")
        if len(self.entries) >= MAX_ENTRIES:
            raise Refused(Code.TOO_LONG, "this game has had all its moves; restart for another one")

    def _keep(self, entry: Entry) -> None:
        """Also the state after it must be sound; if not, the entry never was."""
        self.entries.append(entry)
        try:
            self._look()
        except Exception as fault:
            self.entries.pop()
            self._replay()
            raise GameFailed from fault

    def _replay(self) -> None:
        """Raises GameFailed, BadRecord."""
        chance = Chance(Dice(self.seed))
        try:
            game = new_game(self.kind, self.players, chance)
        except Exception as fault:
            raise GameFailed from fault
        for number, entry in enumerate(self.entries, 1):
            if isinstance(entry, Forfeit):
                continue
            try:
                error = game.move(unpacked(entry.args), entry.player_id)
            except Exception as fault:
                raise BadRecord(f"move {number} breaks the game") from fault
            if error is not None:
                raise BadRecord(f"move {number} is refused: {error!r}")
        self._game, self._chance = game, chance

    def _look(self) -> None:
        """Raises whatever the game does, and ValueError for what it must not answer."""
        game = self._game
        over = self.forfeited_by is not None or bool(game.game_over())
        current = [] if over else _sound_ids(game.current_player(), self.players)
        rest = {"current": current, "gameover": over}
        states = packed_states([game.state(player) for player in range(self.players)], rest)
        ended = over and self.forfeited_by is None
        scores = _sound_scores(game.result(), self.players) if ended else None
        self.over, self.current, self.states, self.scores = over, current, states, scores


def check_players(kind: type[AbstractGame], players: int) -> None:
    """Raises Refused (BAD_PLAYERS)."""
    low, high = kind.min_players(), kind.max_players()
    if not low <= players <= high:
        span = f"{low}" if low == high else f"{low} to {high}"
        raise Refused(Code.BAD_PLAYERS, f"{kind.__name__} is for {span} players")


def packed_states(states: Sequence[dict[str, Any]], rest: dict[str, Any]) -> list[bytes]:
    """Each state with `rest`, as JSON; made once for neighbours that share all of their values.

    Raises ValueError for what is no JSON, and TypeError for what is no dictionary.
    """
    made: list[bytes] = []
    last: dict[str, Any] | None = None
    for state in states:
        if last is not None and _share_all(state, last):
            made.append(made[-1])
        else:
            made.append(packed({**state, **rest}))
        last = state
    return made


def _share_all(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """The very same objects: equality would take True for 1."""
    return one.keys() == other.keys() and all(one[key] is other[key] for key in one)


def _sound_ids(ids: Any, players: int) -> list[int]:
    if not isinstance(ids, list) or not all(type(n) is int and 0 <= n < players for n in ids):
        raise ValueError(f"current_player() gave {ids!r}, which is no list of players")
    if not ids:
        raise ValueError("current_player() gave nobody, and the game is not over")
    return list(ids)


def _sound_scores(scores: Any, players: int) -> list[float] | None:
    if scores is None:
        return None
    if not isinstance(scores, list) or len(scores) != players:
        raise ValueError(f"result() gave {scores!r}, which is no score for each player")
    return unpacked(packed([0.0 + score for score in scores]))
