"""An expedition's row and its run, together: decoded, shown, kept, told."""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction

from accounts.models import User
from game.bus.expeditions import publish_change
from game.expedition.begin import new_run
from game.expedition.document import DocumentError, decode, encode
from game.expedition.journal import Outcome
from game.expedition.state import Run
from game.expedition.views import game_state
from game.models import Expedition
from game.protocol.changes import packed_change
from game.protocol.errors import AppError, ErrorCode
from game.protocol.expedition import GameEvent
from game.selectors.expeditions import expedition_for_player, rankable, seed_is_secret
from game.services.hot_runs import hot_runs

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    """A session as it stands. The run is shared: it is read, never changed."""

    expedition: Expedition
    run: Run

    @cached_property
    def state(self) -> dict[str, Any]:
        """The `game_state`, ready for JSON."""
        return _state_of(self.expedition, self.run)


def expedition_seen(*, player: User, session_id: str) -> Seen:
    """Raises AppError UNKNOWN_SESSION."""
    row = expedition_for_player(player=player, session_id=session_id, document=False)
    return Seen(row, run_of(row))


def run_of(row: Expedition) -> Run:
    """The run at the row's revision, decoded if it is not being played here.

    A row without its document is then read anew, all at once: the revision and the document of
    two moments would not belong together. Raises AppError DAMAGED_SAVE for a document that these
    rules cannot read; such a session can begin anew. UNKNOWN_SESSION for a row that went meanwhile.
    """
    run = hot_runs.get(row.pk, row.revision)
    if run is None:
        if "document" in row.get_deferred_fields():
            _read_anew(row)
        run = _decoded(row)
        hot_runs.put(row.pk, row.revision, run)
    return run


def _read_anew(row: Expedition) -> None:
    try:
        row.refresh_from_db(fields=ALL)
    except Expedition.DoesNotExist as error:
        raise AppError(ErrorCode.UNKNOWN_SESSION) from error


def _decoded(row: Expedition) -> Run:
    try:
        return decode(row.document)
    except DocumentError as error:
        logger.error("expedition %d cannot be read: %s", row.pk, error)
        words = "This expedition cannot be read any more; it can only begin anew."
        raise AppError(ErrorCode.DAMAGED_SAVE, words) from error


def run_put(row: Expedition, run: Run, now: datetime) -> str:
    """Make `run` the row's next revision, without saving it; the document."""
    row.document = encode(run).decode()
    row.revision += 1
    row.turn_count = run.turn
    row.wealth = run.wealth
    row.game_over = run.game_over
    row.victory = run.victory
    row.ending = run.ending.value if run.ending is not None else ""
    row.seed = run.seed
    row.difficulty = run.difficulty.value
    row.last_activity = now
    return row.document


ALL = tuple(field.attname for field in Expedition._meta.concrete_fields)
# What `run_put` changes.
PUT = ("document", "revision", "turn_count", "wealth", "game_over", "victory", "ending", "seed",
       "difficulty", "last_activity")  # fmt: skip


def catalogs_load() -> None:
    """Read the catalogs that runs and their views need, which else the first request would do."""
    game_state(new_run(seed="catalogs"))


def tell_on_commit(seen: Seen, outcome: Outcome | None = None) -> None:
    """Once the transaction is through, keep the run at hand and tell who watches the session."""
    row = seen.expedition

    def tell() -> None:
        hot_runs.put(row.pk, row.revision, seen.run)
        event = None
        if outcome is not None:
            event = GameEvent(
                session_id=row.session_id,
                type=outcome.event_type,
                message=outcome.event,
                choices=list(outcome.choices),
            )
        publish_change(row.pk, packed_change(state=seen.state, event=event))

    transaction.on_commit(tell)


def _state_of(row: Expedition, run: Run) -> dict[str, Any]:
    state: dict[str, Any] = {
        "session_id": row.session_id,
        "created_at": row.created_at.isoformat(),
        "last_activity": row.last_activity.isoformat(),
        "ranked": rankable(row),
        "daily": row.daily_date.isoformat() if row.daily_date else None,
        "revision": row.revision,
        **game_state(run),
    }
    if seed_is_secret(row.daily_date, game_over=row.game_over):
        state["seed"] = None
    return state
