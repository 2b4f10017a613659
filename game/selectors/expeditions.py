"""Reads of expeditions. Whoever needs one comes through `expedition_for_player`."""

from datetime import UTC, date, datetime

from django.db.models import QuerySet
from msgspec import Struct

from accounts.models import User
from game.models import Expedition
from game.models.expeditions import SESSION_LENGTH
from game.protocol.errors import AppError, ErrorCode

ARCHIVED = (
    "This expedition was put into the archive after a long time without a visit. "
    "An operator can bring it back."
)


class SessionLine(Struct, frozen=True):
    """A session as its player's list shows it; `daily` is a date in ISO 8601."""

    session_id: str
    difficulty: str
    turn_count: int
    wealth: int
    game_over: bool
    victory: bool
    ending: str | None
    ranked: bool
    daily: str | None
    revision: int
    created_at: datetime
    last_activity: datetime


def expedition_for_player(
    *, player: User, session_id: str, lock: bool = False, document: bool = True
) -> Expedition:
    """The player's session of that id; with `lock` its row is held to the transaction's end.

    Without `document` that column is fetched at its first use. Raises AppError UNKNOWN_SESSION
    for a session that is not there, is somebody else's, or lies in the archive, which its
    details then say.
    """
    if not session_id_storable(session_id):
        raise AppError(ErrorCode.UNKNOWN_SESSION)
    rows = Expedition.objects.filter(player=player, session_id=session_id)
    found = rows.filter(archived_at__isnull=True)
    if lock:
        found = found.select_for_update(of=("self",))
    if not document:
        found = found.defer("document")
    expedition = found.first()
    if expedition is not None:
        return expedition
    if rows.exists():
        raise AppError(ErrorCode.UNKNOWN_SESSION, ARCHIVED, archived=True)
    raise AppError(ErrorCode.UNKNOWN_SESSION)


def session_id_storable(session_id: str) -> bool:
    """Whether a text can be a session's id: 1 to 64 characters that every database takes."""
    return (
        1 <= len(session_id) <= SESSION_LENGTH
        and "\0" not in session_id
        and not any("\ud800" <= character <= "\udfff" for character in session_id)
    )


def seed_is_secret(daily_date: date | None, *, game_over: bool = True) -> bool:
    """Whether a seed belongs to a day that is not over, or to a day's run that still goes on."""
    if daily_date is None:
        return False
    return not game_over or today() <= daily_date


def in_time(daily_date: date | None, day: date) -> bool:
    """Whether a run that ends on `day` can be ranked. One of a day has to end on it: afterwards
    everybody can read how others have flown it."""
    return daily_date is None or day <= daily_date


def rankable(row: Expedition) -> bool:
    """Whether the present run of a session is on a board, or can still come there."""
    day = row.last_activity.astimezone(UTC).date() if row.game_over else today()
    return row.ranked and in_time(row.daily_date, day)


def today() -> date:
    """The UTC date, which is what an expedition of the day counts by."""
    return datetime.now(UTC).date()


def expeditions_under_way(*, player: User) -> QuerySet[Expedition]:
    """Of the player's sessions those whose run is not over, without the runs of a day."""
    return Expedition.objects.filter(
        player=player, archived_at__isnull=True, game_over=False, daily_date__isnull=True
    )


def sessions_of_player(*, player: User, limit: int, offset: int) -> tuple[list[SessionLine], int]:
    """The player's sessions, those that were touched last first, and how many there are."""
    rows = Expedition.objects.filter(player=player, archived_at__isnull=True)
    newest = rows.defer("document").order_by("-last_activity", "-pk")
    return [_line(row) for row in newest[offset : offset + limit]], rows.count()


def _line(row: Expedition) -> SessionLine:
    return SessionLine(
        session_id=row.session_id,
        difficulty=row.difficulty,
        turn_count=row.turn_count,
        wealth=row.wealth,
        game_over=row.game_over,
        victory=row.victory,
        ending=row.ending or None,
        ranked=rankable(row),
        daily=row.daily_date.isoformat() if row.daily_date else None,
        revision=row.revision,
        created_at=row.created_at,
        last_activity=row.last_activity,
    )
