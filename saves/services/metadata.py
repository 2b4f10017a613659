"""What a list shows of a save without reading its document."""

from datetime import datetime

from django.conf import settings
from msgspec import Struct

from game.expedition.state import Run
from game.expedition.views import summary


class Metadata(Struct, frozen=True, kw_only=True):
    """`timestamp` is when it was saved, in ISO 8601; `seed` is null for a run of the day's seed,
    which nobody is to know before the day is over."""

    timestamp: str
    turn_count: int
    wealth: int
    health: int
    location: str
    game_version: str
    session_id: str
    difficulty: str
    seed: str | None
    daily: bool


def metadata_of(*, run: Run, session_id: str, daily: bool, saved_at: datetime) -> Metadata:
    return Metadata(
        **summary(run),
        timestamp=saved_at.isoformat(),
        game_version=settings.GAME_VERSION,
        session_id=session_id,
        difficulty=run.difficulty.value,
        seed=None if daily else run.seed,
        daily=daily,
    )
