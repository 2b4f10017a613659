"""Round-robins: who meets whom in which round, and who stands where. Nothing but values."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

WIN_POINTS = 3
DRAW_POINTS = 1


class Pairing(Struct, frozen=True):
    """first, second: teams by number; the first one has seat 0. round: from 1 on."""

    round: int
    first: int
    second: int


class Outcome(StrEnum):
    FIRST = "first"
    SECOND = "second"
    DRAW = "draw"
    NOBODY = "nobody"  # both have lost, such as two that did not come


class Played(Struct, frozen=True):
    """A game that counts. forfeit: it was not played to its end; illegal: refused moves of each."""

    first: int
    second: int
    outcome: Outcome
    forfeit: bool = False
    illegal: tuple[int, int] = (0, 0)


class Standing(Struct, frozen=True):
    """A line of the table. beaten: Sonneborn-Berger score, half points and all: the points of whom
    one has beaten, and half of those of whom one has drawn with. forfeits: lost without an end."""

    rank: int
    team: int
    games: int
    wins: int
    draws: int
    losses: int
    points: int
    beaten: float
    forfeits: int
    illegal: int


def round_robin(teams: int, legs: int = 1) -> list[Pairing]:
    """Everybody meets everybody `legs` times, in rounds in which nobody plays twice.

    The circle method (de Werra's alternation of seats): one team stands still, the others walk
    around it. In one leg every team's games in seat 0 and in seat 1 differ by at most one; from leg
    to leg every pair changes seats. An odd number of teams gives each of them one round's rest.
    """
    size = teams + teams % 2
    single: list[Pairing] = []
    for turn in range(size - 1):
        ring = [(turn + step) % (size - 1) for step in range(size - 1)]
        pairs = [(size - 1, ring[0]) if turn % 2 else (ring[0], size - 1)]
        for step in range(1, size // 2):
            pair = ring[step], ring[-step]
            pairs.append(pair if step % 2 else (pair[1], pair[0]))
        single += [Pairing(turn + 1, a, b) for a, b in pairs if a < teams and b < teams]
    rounds = max((pairing.round for pairing in single), default=0)
    return [
        Pairing(leg * rounds + each.round, *_seats(each, swapped=leg % 2 == 1))
        for leg in range(legs)
        for each in single
    ]


def standings(teams: Sequence[int], games: Iterable[Played]) -> list[Standing]:
    """The best first; who cannot be told apart shares a rank and stands in the order of `teams`.

    Order: points, Sonneborn-Berger score, wins, fewer forfeits, fewer illegal moves.
    """
    counts = {team: _Count() for team in teams}
    played = list(games)
    for game in played:
        _count(counts[game.first], counts[game.second], game)
    for game in played:
        if game.outcome is Outcome.DRAW:
            counts[game.first].beaten += counts[game.second].points / 2
            counts[game.second].beaten += counts[game.first].points / 2
        elif game.outcome is Outcome.FIRST:
            counts[game.first].beaten += counts[game.second].points
        elif game.outcome is Outcome.SECOND:
            counts[game.second].beaten += counts[game.first].points
    ordered = sorted(teams, key=lambda team: counts[team].order())
    table: list[Standing] = []
    for place, team in enumerate(ordered, 1):
        tied = bool(table) and counts[table[-1].team].order() == counts[team].order()
        table.append(counts[team].line(table[-1].rank if tied else place, team))
    return table


class _Count:
    __slots__ = ("beaten", "draws", "forfeits", "illegal", "losses", "wins")

    def __init__(self) -> None:
        self.wins = self.draws = self.losses = self.forfeits = self.illegal = 0
        self.beaten = 0.0

    @property
    def points(self) -> int:
        return WIN_POINTS * self.wins + DRAW_POINTS * self.draws

    def order(self) -> tuple[float, ...]:
        return -self.points, -self.beaten, -self.wins, self.forfeits, self.illegal

    def line(self, rank: int, team: int) -> Standing:
        games = self.wins + self.draws + self.losses
        return Standing(
            rank, team, games, self.wins, self.draws, self.losses,
            self.points, self.beaten, self.forfeits, self.illegal,
        )  # fmt: skip


def _count(first: _Count, second: _Count, game: Played) -> None:
    first.illegal += game.illegal[0]
    second.illegal += game.illegal[1]
    if game.outcome is Outcome.DRAW:
        first.draws += 1
        second.draws += 1
        return
    for side, wins in ((first, Outcome.FIRST), (second, Outcome.SECOND)):
        if game.outcome is wins:
            side.wins += 1
        else:
            side.losses += 1
            side.forfeits += game.forfeit


def _seats(pairing: Pairing, *, swapped: bool) -> tuple[int, int]:
    pair = pairing.first, pairing.second
    return (pair[1], pair[0]) if swapped else pair
