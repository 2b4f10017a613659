"""What a finished match means for the tournament that it belongs to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from game.models import Fixture, Tournament

PLAYED = "played"
Outcome = Fixture.Outcome


class Ending(Protocol):
    """The last entry of a game's log."""

    @property
    def match(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def round(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def ranks(self) -> list[int] | None: ...


def fixtures_settle(*, finished: Sequence[Ending], now: datetime) -> None:
    """In the transaction that stores the ends: a fixture's first game counts, whatever is played
    at its table afterwards.

    Locks the tournaments, as everybody does who decides games: of two last results one sees the
    other. To be called before the matches' own rows are written, or two could wait for each other.
    """
    firsts = {ending.match: ending for ending in finished if ending.round == 1}
    due = Fixture.objects.filter(match__in=firsts, outcome="")
    tournaments = set(due.values_list("tournament", flat=True))
    if not tournaments:
        return
    locked = Tournament.objects.select_for_update().filter(pk__in=tournaments).order_by("pk")
    list(locked.values_list("pk", flat=True))
    for fixture in due.all():
        ending = firsts[fixture.match_id or 0]
        forfeit = ending.kind == "forfeit"
        fixture.outcome = _outcome(ending.ranks)
        fixture.how = ending.body if forfeit else PLAYED
        fixture.moves = ending.number - forfeit
        fixture.finished_at = now
        fixture.save(update_fields=["outcome", "how", "moves", "finished_at"])
    tournaments_finish(pks=tournaments, now=now)


def tournaments_finish(*, pks: "set[int]", now: datetime) -> None:
    """Those of them that have all their results. With them locked."""
    for pk in pks:
        if not Fixture.objects.filter(tournament=pk, outcome="").exists():
            Tournament.objects.filter(pk=pk, finished_at=None).update(finished_at=now)


def _outcome(ranks: list[int] | None) -> Outcome:
    """Of a game for two; one that nobody can win is a draw."""
    if ranks is None or ranks[0] == ranks[1]:
        return Outcome.DRAW
    return Outcome.FIRST if ranks[0] < ranks[1] else Outcome.SECOND
