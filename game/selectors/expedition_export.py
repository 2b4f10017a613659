"""Everything that is stored of a player's expeditions, for their own document of all of it."""

from typing import Any

from accounts.models import User
from game.models import Expedition, FinishedRun
from game.selectors.expeditions import seed_is_secret

SESSION_FIELDS = ("session_id", "revision", "ranked", "seed_chosen", "difficulty")
RUN_FIELDS = ("difficulty", "seed_chosen", "turns", "wealth", "score", "ending", "victory",
              "ranked")  # fmt: skip
TIMES = ("created_at", "last_activity", "archived_at", "finished_at", "daily_date")


def expeditions_export(*, player: User) -> dict[str, Any]:
    """Sessions with their documents, and finished runs with their records, oldest first.

    What would tell the seed of a day that is not over is null until then.
    """
    sessions = Expedition.objects.filter(player=player).order_by("pk")
    runs = FinishedRun.objects.filter(player=player).order_by("pk")
    return {
        "expeditions": [_session(row) for row in sessions],
        "finished_runs": [_run(run) for run in runs],
    }


def _session(row: Expedition) -> dict[str, Any]:
    secret = seed_is_secret(row.daily_date, game_over=row.game_over)
    return {
        **{field: getattr(row, field) for field in SESSION_FIELDS},
        **_times(row),
        "document": None if secret else row.document,
    }


def _run(run: FinishedRun) -> dict[str, Any]:
    secret = seed_is_secret(run.daily_date)
    return {
        **{field: getattr(run, field) for field in RUN_FIELDS},
        **_times(run),
        "seed": None if secret else run.seed,
        "record": None if secret else run.record,
    }


def _times(row: Expedition | FinishedRun) -> dict[str, str | None]:
    times = {field: getattr(row, field) for field in TIMES if hasattr(row, field)}
    return {field: time.isoformat() if time else None for field, time in times.items()}
