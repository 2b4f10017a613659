"""Expeditions: begun, acted in, loaded; one transaction each, under a lock of the session's row.

Rows are locked in one order: player, expedition, slot. The player's lock lets the rows that refer
to them be written meanwhile, so that an action never waits for it.
"""

import secrets
from datetime import date
from typing import Any

import msgspec
from django.conf import settings
from django.utils import timezone
from msgspec import Struct

from accounts.models import User
from accounts.throttles import throttle
from game.expedition.actions import Action
from game.expedition.begin import new_run
from game.expedition.journal import Outcome
from game.expedition.reduce import perform
from game.expedition.state import Difficulty, Run
from game.metrics.families import EXPEDITION_ACTIONS, EXPEDITIONS
from game.models import DailyEntry, Expedition, ExpeditionStep
from game.protocol.errors import AppError, ErrorCode
from game.selectors.expeditions import (
    expedition_for_player,
    expeditions_under_way,
    session_id_storable,
    today,
)
from game.services.expedition_daily import daily_seed, daily_session_id, is_daily_session_id
from game.services.expedition_runs import run_finish
from game.services.expedition_state import PUT, Seen, run_of, run_put, tell_on_commit
from game.services.writing import writing
from saves.services.slots import slot_autosave, slot_read

MAX_STEPS = 10_000  # actions of one run; a run of fifty turns takes some two hundred
STEPS_SPENT = "ACTION_LIMIT"
SEED_BYTES = 8


class Begun(Struct, frozen=True):
    """`created` is False for a session that was there already."""

    seen: Seen
    created: bool


class Acted(Struct, frozen=True):
    """What an action came to, and the session after it."""

    outcome: Outcome
    seen: Seen

    @property
    def state(self) -> dict[str, Any]:
        return self.seen.state


class _Plan(Struct, frozen=True):
    session_id: str
    run: Run
    seed_chosen: bool
    daily_date: date | None


def expedition_begin(
    *,
    player: User,
    session_id: str = "default",
    force_new: bool = False,
    seed: str | None = None,
    difficulty: Difficulty = Difficulty.MEDIUM,
    daily: bool = False,
) -> Begun:
    """Begin a session, or find the one that is there; with `force_new` it begins anew.

    `daily` begins or finds the run of this UTC date, whatever id, seed and difficulty are given.
    Raises AppError INVALID_INPUT for an id that cannot be one or is kept for a day's run,
    DAILY_RUN for a day's run that was begun before and is to begin anew or is gone,
    TOO_MANY_EXPEDITIONS, THROTTLED.
    """
    day = today() if daily else None
    if day is not None:
        session_id, seed, difficulty = daily_session_id(day), None, Difficulty.MEDIUM
    if not session_id_storable(session_id):
        raise AppError(ErrorCode.INVALID_INPUT, session_id=["1 to 64 characters, no NUL."])
    found = _find(player, session_id)
    if found is not None and not force_new:
        return Begun(Seen(found, run_of(found)), created=False)
    _check_anew(found, session_id, day)
    throttle("expedition", name=player.player_id)
    text = daily_seed(day) if day else seed or secrets.token_hex(SEED_BYTES)
    run = new_run(seed=text, difficulty=difficulty)
    return _begin(player, _Plan(session_id, run, seed is not None, day), force_new)


def expedition_act(*, player: User, session_id: str, action: Action) -> Acted:
    """Carry one action out. A refused one changes nothing; its outcome says why.

    Actions on one session take their turns; those on others are not waited for. Raises AppError
    UNKNOWN_SESSION.
    """
    acted = _act(player, session_id, action)
    result = "done" if acted.outcome.ok else "refused"
    EXPEDITION_ACTIONS.labels(type(action).__struct_config__.tag, result).inc()
    return acted


def _act(player: User, session_id: str, action: Action) -> Acted:
    with writing():
        row = expedition_for_player(player=player, session_id=session_id, lock=True, document=False)
        run = run_of(row)
        if row.step_count >= MAX_STEPS:
            return Acted(_spent(run), Seen(row, run))
        outcome = perform(run, action)
        if not outcome.ok:
            return Acted(outcome, Seen(row, run))
        now = timezone.now()
        document = run_put(row, outcome.run, now)
        row.step_count += 1
        row.save(update_fields=[*PUT, "step_count"])
        if row.ranked:
            _record(row, action)
        if outcome.took_turn:
            slot_autosave(
                player=player,
                run=outcome.run,
                document=document,
                session_id=session_id,
                daily=row.daily_date is not None,
            )
        if outcome.run.game_over:
            run_finish(row, outcome.run, now)
        seen = Seen(row, outcome.run)
        tell_on_commit(seen, outcome)
    return Acted(outcome, seen)


def expedition_load(*, player: User, session_id: str, slot: int) -> Seen:
    """Go on from a save slot in a session of the player's; what it held before is gone.

    The run is unranked from there on. Raises AppError UNKNOWN_SESSION, DAILY_RUN,
    TOO_MANY_EXPEDITIONS, and what `slot_read` raises.
    """
    run = slot_read(player=player, slot=slot)
    with writing():
        _player_hold(player)
        row = expedition_for_player(player=player, session_id=session_id, lock=True, document=False)
        if row.daily_date is not None:
            raise AppError(ErrorCode.DAILY_RUN)
        if row.game_over and not run.game_over:
            _check_room(player)
        run_put(row, run, timezone.now())
        row.run_number += 1
        row.step_count = 0
        row.ranked = False
        row.save(update_fields=[*PUT, "run_number", "step_count", "ranked"])
        ExpeditionStep.objects.filter(expedition=row).delete()
        seen = Seen(row, run)
        tell_on_commit(seen)
    return seen


def _find(player: User, session_id: str, *, lock: bool = False) -> Expedition | None:
    found = Expedition.objects.filter(
        player=player, session_id=session_id, archived_at__isnull=True
    ).defer("document")
    return (found.select_for_update(of=("self",)) if lock else found).first()


def _check_anew(found: Expedition | None, session_id: str, day: date | None) -> None:
    if found is not None and found.daily_date is not None:
        raise AppError(ErrorCode.DAILY_RUN, "The expedition of a day is flown once.")
    if day is None and is_daily_session_id(session_id):
        words = "Ids of this form are kept for the expeditions of the days."
        raise AppError(ErrorCode.INVALID_INPUT, words, session_id=[words])


def _begin(player: User, plan: _Plan, force_new: bool) -> Begun:
    with writing():
        _player_hold(player)
        row = _find(player, plan.session_id, lock=True)
        if row is not None and not force_new:  # somebody was faster
            return Begun(Seen(row, run_of(row)), created=False)
        _check_anew(row, plan.session_id, plan.daily_date)
        if plan.daily_date is None and (row is None or row.game_over):
            _check_room(player)
        now = timezone.now()
        if row is None:
            row = Expedition(player=player, session_id=plan.session_id, revision=0, run_number=0)
        else:
            ExpeditionStep.objects.filter(expedition=row).delete()
        run_put(row, plan.run, now)
        row.run_number += 1
        row.step_count = 0
        row.ranked = True
        row.seed_chosen = plan.seed_chosen
        row.daily_date = plan.daily_date
        row.created_at = now
        row.save()
        if plan.daily_date is not None:
            _enter_day(player, plan.daily_date, row)
        seen = Seen(row, plan.run)
        tell_on_commit(seen)
    EXPEDITIONS.inc()
    return Begun(seen, created=True)


def _enter_day(player: User, day: date, row: Expedition) -> None:
    _, first = DailyEntry.objects.get_or_create(
        player=player, date=day, defaults={"expedition": row, "begun_at": row.created_at}
    )
    if not first:
        raise AppError(ErrorCode.DAILY_RUN, "You have flown the expedition of this day already.")


def _player_hold(player: User) -> None:
    """Let this player's sessions be begun and loaded one after the other."""
    held = User.objects.select_for_update(no_key=True).filter(pk=player.pk).values("pk")
    if held.first() is None:
        raise AppError(ErrorCode.FORBIDDEN, "This account does not exist any more.")


def _check_room(player: User) -> None:
    limit = settings.COSMIC.expeditions_per_player
    if expeditions_under_way(player=player).count() >= limit:
        raise AppError(ErrorCode.TOO_MANY_EXPEDITIONS, limit=limit)


def _record(row: Expedition, action: Action) -> None:
    fields = msgspec.to_builtins(action)
    ExpeditionStep.objects.create(
        expedition=row, run_number=row.run_number, number=row.step_count, action=fields
    )


def _spent(run: Run) -> Outcome:
    """The refusal of a run that has taken all the actions that a record holds."""
    return Outcome(
        run=run,
        ok=False,
        event=f"A run takes {MAX_STEPS} actions at most; begin a new one.",
        event_type="error",
        choices=(),
        happenings=(),
        details={},
        code=STEPS_SPENT,
    )
