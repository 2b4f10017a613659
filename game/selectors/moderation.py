"""What moderators look at: players by name, and all that was decided about one."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from msgspec import Struct

from accounts.models import NameChange, Sanction, User
from game.protocol.names import player_pk


class SanctionLine(Struct, frozen=True):
    """`in_force`: now. `by`, `lifted_by`: names, empty for the command line and who has left."""

    kind: str
    reason: str
    note: str
    by: str
    begins_at: datetime
    ends_at: datetime | None
    lifted_at: datetime | None
    lifted_by: str
    in_force: bool


class NameLine(Struct, frozen=True):
    old_name: str
    new_name: str
    reason: str
    by: str
    at: datetime


class ModeratedPlayer(Struct, frozen=True):
    """A player as moderators see them. `open_reports`: how many nobody has closed."""

    player_id: str
    username: str
    is_guest: bool
    is_staff: bool
    is_active: bool
    joined_at: datetime
    last_login_at: datetime | None
    open_reports: int
    sanctions: list[SanctionLine]
    names: list[NameLine]


class PlayerLine(Struct, frozen=True):
    player_id: str
    username: str
    is_guest: bool
    is_staff: bool


def moderated_player(*, player: User) -> ModeratedPlayer:
    now = timezone.now()
    sanctions = player.sanctions.select_related("by", "lifted_by")
    return ModeratedPlayer(
        player_id=player.player_id,
        username=player.username,
        is_guest=player.is_guest,
        is_staff=player.is_staff,
        is_active=player.is_active,
        joined_at=player.date_joined,
        last_login_at=player.last_login,
        open_reports=player.reports.filter(closed_at=None).count(),
        sanctions=[_sanction(row, now) for row in sanctions],
        names=[_name(row) for row in player.name_changes.select_related("by")],
    )


def players_found(*, search: str, limit: int, offset: int) -> tuple[list[PlayerLine], int]:
    """Players whose name contains the text in any case, or whose public id it is, and how many."""
    wanted = Q(username__icontains=search)
    pk = player_pk(search)
    if pk is not None:
        wanted |= Q(pk=pk)
    found = User.objects.filter(wanted).order_by("username", "pk")
    lines = [
        PlayerLine(user.player_id, user.username, user.is_guest, user.is_staff)
        for user in found[offset : offset + limit]
    ]
    return lines, found.count()


def _sanction(row: Sanction, now: datetime) -> SanctionLine:
    over = row.lifted_at is not None or (row.ends is not None and row.ends <= now)
    return SanctionLine(
        kind=row.kind,
        reason=row.reason,
        note=row.note,
        by=row.by.username if row.by else "",
        begins_at=row.begins,
        ends_at=row.ends,
        lifted_at=row.lifted_at,
        lifted_by=row.lifted_by.username if row.lifted_by else "",
        in_force=not over,
    )


def _name(row: NameChange) -> NameLine:
    return NameLine(
        old_name=row.old_name,
        new_name=row.new_name,
        reason=row.reason,
        by=row.by.username if row.by else "",
        at=row.at,
    )
