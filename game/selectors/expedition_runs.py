"""Reads of runs that are over: a player's own, and the boards."""

from datetime import date, datetime

from django.db.models import QuerySet
from msgspec import Raw, Struct

from accounts.models import User
from accounts.standing import banned_now
from game.models import FinishedRun
from game.protocol.errors import AppError, ErrorCode
from game.selectors.expeditions import seed_is_secret

BOARD_ORDER = ("-score", "turns", "pk")  # of equals the shorter run, then the earlier one


class RunLine(Struct, frozen=True):
    """A run that is over. `daily` is a date in ISO 8601, whose `seed`
    is null until it is over; `check` a `FinishedRun.Check`."""

    id: int
    player_id: str
    username: str
    seed: str | None
    seed_chosen: bool
    difficulty: str
    daily: str | None
    turns: int
    wealth: int
    score: int
    ending: str
    victory: bool
    ranked: bool
    check: str
    finished_at: datetime


class BoardLine(Struct, frozen=True):
    """A place on a board, from 1 on."""

    rank: int
    run: RunLine


def runs_board(
    *,
    limit: int,
    difficulty: str | None = None,
    seed: str | None = None,
    daily: date | None = None,
) -> tuple[BoardLine, ...]:
    """The best ranked runs of players who may play.

    Without `seed` and `daily` those whose seed was drawn for them alone; with `seed` all runs of
    that seed, chosen or not; with `daily` those of that day.
    """
    runs = _runs().filter(~banned_now("player"), ranked=True, player__is_active=True)
    if difficulty is not None:
        runs = runs.filter(difficulty=difficulty)
    if seed is not None:
        runs = runs.filter(seed=seed)
    if daily is not None:
        runs = runs.filter(daily_date=daily)
    if seed is None and daily is None:
        runs = runs.filter(seed_chosen=False, daily_date__isnull=True)
    best = runs.order_by(*BOARD_ORDER)[:limit]
    return tuple(BoardLine(rank, run_line(run)) for rank, run in enumerate(best, start=1))


def runs_of_player(*, player: User, limit: int, offset: int) -> tuple[list[RunLine], int]:
    """The player's runs that are over, newest first, and how many there are."""
    runs = _runs().filter(player=player).order_by("-finished_at", "-pk")
    return [run_line(run) for run in runs[offset : offset + limit]], runs.count()


def run_for_reader(*, reader: User, run_id: int) -> FinishedRun:
    """A run with its record: the reader's own, or anybody's that is ranked.

    Raises AppError NOT_FOUND.
    """
    run = FinishedRun.objects.select_related("player").filter(pk=run_id).first()
    if run is None or not (run.ranked or run.player_id == reader.pk):
        raise AppError(ErrorCode.NOT_FOUND, "There is no such run.")
    return run


def shown_record(run: FinishedRun) -> Raw | None:
    """A run's record as JSON; None while its seed is secret, and where it has none."""
    if not run.record or seed_is_secret(run.daily_date):
        return None
    return Raw(run.record.encode())


def runs_waiting() -> list[int]:
    """Runs whose records have not been executed again yet, oldest first."""
    waiting = FinishedRun.objects.filter(check_state=FinishedRun.Check.WAITING)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def run_line(run: FinishedRun) -> RunLine:
    return RunLine(
        id=run.pk,
        player_id=run.player.player_id,
        username=run.player.username,
        seed=None if seed_is_secret(run.daily_date) else run.seed,
        seed_chosen=run.seed_chosen,
        difficulty=run.difficulty,
        daily=run.daily_date.isoformat() if run.daily_date else None,
        turns=run.turns,
        wealth=run.wealth,
        score=run.score,
        ending=run.ending,
        victory=run.victory,
        ranked=run.ranked,
        check=run.check_state,
        finished_at=run.finished_at,
    )


def _runs() -> QuerySet[FinishedRun]:
    return FinishedRun.objects.select_related("player").defer("record")
