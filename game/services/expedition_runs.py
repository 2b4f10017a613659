"""Runs that are over: written down as they end, proven, looked at again.

A record is executed again after the transaction that ended its run, on a thread of its own: the
player's last action does not wait for it, and no lock is held. A run enters the boards when that
has led to the same result. What a process that stopped too early left behind,
`runs_check_waiting` takes up.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

from django.db import close_old_connections, connection, transaction

from game.expedition.record import (
    Record,
    RecordError,
    read_record,
    replay,
    result_of,
    rules_digest,
    write_record,
)
from game.expedition.state import Run
from game.expedition.views import score
from game.models import Expedition, ExpeditionStep, FinishedRun
from game.selectors.expedition_runs import runs_waiting
from game.selectors.expeditions import in_time

logger = logging.getLogger(__name__)

_checker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="records")


def run_finish(row: Expedition, run: Run, now: datetime) -> FinishedRun:
    """Write down a run that has just ended, in the transaction of the action that ended it.

    Its steps become its record. A run that was loaded from a slot has none and is never ranked.
    """
    finished = FinishedRun.objects.create(
        player_id=row.player_id,
        expedition=row,
        run_number=row.run_number,
        seed=row.seed,
        seed_chosen=row.seed_chosen,
        difficulty=row.difficulty,
        daily_date=row.daily_date,
        turns=run.turn,
        wealth=run.wealth,
        score=score(run),
        ending=row.ending,
        victory=run.victory,
        check_state=FinishedRun.Check.WAITING if row.ranked else FinishedRun.Check.NONE,
        record=_record_of(row, run) if row.ranked else "",
        finished_at=now,
    )
    if row.ranked:
        transaction.on_commit(partial(run_check_later, finished.pk))
    return finished


def run_check_later(run_pk: int) -> None:
    """Have `run_check` done soon, one run after the other."""
    _checker.submit(_apart, _checked, run_pk)


def runs_check_waiting_later() -> None:
    """Have what an earlier process left in line checked soon."""
    _checker.submit(_apart, runs_check_waiting)


def run_check(run_pk: int) -> bool:
    """Execute a waiting run's record again; whether it leads to its result and ranks the run.

    A run of a day that ended after it is never ranked, nor is one that went with its player. Holds
    no lock meanwhile: a record does not change. Several at once do no harm.
    """
    run = FinishedRun.objects.filter(pk=run_pk).first()
    if run is None:
        return False
    if run.check_state != FinishedRun.Check.WAITING:
        return run.ranked
    try:
        replay(read_record(run.record))
    except RecordError as error:
        logger.warning("run %d is not ranked: %s", run_pk, error)
        state = FinishedRun.Check.REFUTED
    else:
        state = FinishedRun.Check.CONFIRMED
    ended_on = run.finished_at.astimezone(UTC).date()
    ranked = state == FinishedRun.Check.CONFIRMED and in_time(run.daily_date, ended_on)
    waiting = FinishedRun.objects.filter(pk=run_pk, check_state=FinishedRun.Check.WAITING)
    waiting.update(check_state=state, ranked=ranked)
    return ranked


def runs_check_waiting() -> int:
    """Check what nobody has checked yet; how many runs that were."""
    return sum(_checked(run_pk) for run_pk in runs_waiting())


def _checked(run_pk: int) -> bool:
    """Whether `run_check` went through: one record must not keep those behind it waiting."""
    try:
        run_check(run_pk)
    except Exception:
        logger.exception("the record of run %d was not checked; it stays in line", run_pk)
        return False
    return True


def _apart(check: Callable[..., object], *arguments: int) -> None:
    close_old_connections()
    try:
        check(*arguments)
    except Exception:
        logger.exception("records were not checked; they stay in line")
    finally:
        connection.close()


def _record_of(row: Expedition, run: Run) -> str:
    steps = ExpeditionStep.objects.filter(expedition=row)
    record = Record(
        rules=rules_digest(),
        seed=row.seed,
        difficulty=run.difficulty,
        actions=list(steps.order_by("number").values_list("action", flat=True)),
        result=result_of(run),
    )
    steps.delete()
    return write_record(record).decode()
