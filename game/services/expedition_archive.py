"""Sessions that nobody has touched for long: put away, and brought back by an operator."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from game.models import Expedition
from game.protocol.errors import AppError, ErrorCode
from game.services.hot_runs import hot_runs

ARCHIVE_DAYS = 90


def expeditions_archive_idle(*, days: int = ARCHIVE_DAYS) -> int:
    """Archive what has not been acted in for so many days; how many sessions that were."""
    now = timezone.now()
    idle = Expedition.objects.filter(
        archived_at__isnull=True, last_activity__lt=now - timedelta(days=days)
    )
    return idle.update(archived_at=now)


def expedition_archive(*, pk: int) -> bool:
    """Archive one session at once; False when it is in the archive already or not there."""
    live = Expedition.objects.filter(pk=pk, archived_at__isnull=True)
    archived = live.update(archived_at=timezone.now()) == 1
    hot_runs.drop(pk)
    return archived


def expedition_restore(*, pk: int) -> Expedition:
    """Give a session back to its player, as it was; its 90 days begin anew.

    Raises AppError UNKNOWN_SESSION for one that is not in the archive, NAME_TAKEN while the player
    has another session of that id.
    """
    with transaction.atomic():
        owner = User.objects.filter(expeditions=pk).values("pk")
        owner.select_for_update(no_key=True, of=("self",)).first()  # as `expedition_begin` does
        rows = Expedition.objects.select_for_update(of=("self",)).defer("document")
        row = rows.filter(pk=pk, archived_at__isnull=False).first()
        if row is None:
            raise AppError(ErrorCode.UNKNOWN_SESSION, "There is no such session in the archive.")
        same = Expedition.objects.filter(player=row.player_id, session_id=row.session_id)
        if same.filter(archived_at__isnull=True).exists():
            words = f"The player has another session {row.session_id!r} by now."
            raise AppError(ErrorCode.NAME_TAKEN, words)
        row.archived_at = None
        row.last_activity = timezone.now()
        row.save(update_fields=["archived_at", "last_activity"])
    return row
