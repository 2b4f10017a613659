"""Moderators ban, mute and rename players; players block each other.

Each service is one transaction under the lock of the player's row, is done once however often it
is asked for, and tells `access_changed` after the commit. `by` None is the command line.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import (
    NOTE_MAX,
    REASON_MAX,
    Block,
    NameChange,
    Report,
    Sanction,
    User,
    validate_username,
)
from accounts.selectors import username_is_taken
from accounts.signals import access_changed_on_commit
from game.protocol.errors import AppError, ErrorCode

BLOCKS_MAX = 500  # of one player
OPEN_REPORTS_MAX = 50  # by one player
Kind = Sanction.Kind


def player_ban(
    *, player: User, by: User | None, reason: str, ends: datetime | None, note: str = ""
) -> Sanction:
    """Shut every door to a player until `ends`, None for good; a ban in force is changed.

    Raises INVALID_INPUT for an empty or overlong reason and an end that has passed, FORBIDDEN for
    oneself and, unless `by` is a superuser or nobody, for staff.
    """
    return _sanction(Kind.BAN, player, by, reason, ends, note)


def player_mute(
    *, player: User, by: User | None, reason: str, ends: datetime | None, note: str = ""
) -> Sanction:
    """Keep a player from chatting until `ends`. Raises as `player_ban`."""
    return _sanction(Kind.MUTE, player, by, reason, ends, note)


def player_unban(*, player: User, by: User | None) -> int:
    """Lift every ban in force; how many there were."""
    return _lift(Kind.BAN, player, by)


def player_unmute(*, player: User, by: User | None) -> int:
    """Lift every mute in force; how many there were."""
    return _lift(Kind.MUTE, player, by)


def player_rename(
    *, player: User, by: User | None, username: str, reason: str
) -> NameChange | None:
    """Give a player another name, under the rule of sign-up; None if it is theirs already.

    Tokens and sessions stay. The old name is kept back from others, and a page tells the player.
    Raises ValidationError for a name that breaks the rule, USERNAME_TAKEN, INVALID_INPUT,
    FORBIDDEN as `player_ban`.
    """
    validate_username(username)
    _check(reason, "")
    try:
        with transaction.atomic():
            locked = _locked(player, by)
            if locked.username == username:
                return None
            if username_is_taken(username, but_of=locked):
                raise AppError(ErrorCode.USERNAME_TAKEN)
            change = NameChange.objects.create(
                player=locked, old_name=locked.username, new_name=username, reason=reason, by=by
            )
            locked.username = username
            locked.profile_revision += 1
            locked.save(update_fields=["username", "profile_revision"])
            access_changed_on_commit(locked.pk)
    except IntegrityError as error:
        raise AppError(ErrorCode.USERNAME_TAKEN) from error
    player.username, player.profile_revision = locked.username, locked.profile_revision
    return change


def name_change_told(*, player: User) -> list[NameChange]:
    """The name changes that no page has shown to the player yet; they count as shown now."""
    untold = list(player.name_changes.filter(told_at=None).order_by("at"))
    if untold:
        player.name_changes.filter(pk__in=[row.pk for row in untold]).update(told_at=timezone.now())
    return untold


def block_add(*, player: User, blocked: User) -> Block:
    """Hear nothing of another player any more. Raises FORBIDDEN for oneself and beyond
    BLOCKS_MAX."""
    if player.pk == blocked.pk:
        raise AppError(ErrorCode.FORBIDDEN, "You cannot block yourself.")
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=player.pk)
        if Block.objects.filter(player=locked).exclude(blocked=blocked).count() >= BLOCKS_MAX:
            raise AppError(ErrorCode.FORBIDDEN, f"You can block {BLOCKS_MAX} players at most.")
        block, made = Block.objects.get_or_create(player=locked, blocked=blocked)
        if made:
            access_changed_on_commit(player.pk)
    return block


def block_remove(*, player: User, blocked: User) -> bool:
    """Whether there was such a block."""
    with transaction.atomic():
        removed, _ = Block.objects.filter(player=player, blocked=blocked).delete()
        if removed:
            access_changed_on_commit(player.pk)
    return bool(removed)


def report_add(*, reporter: User, player: User, reason: str, context: str = "") -> Report:
    """Tell the moderators of a player. Raises FORBIDDEN for oneself and while too many of one's
    reports are open, INVALID_INPUT."""
    if reporter.pk == player.pk:
        raise AppError(ErrorCode.FORBIDDEN, "You cannot report yourself.")
    _check(reason, context)
    if reporter.reports_made.filter(closed_at=None).count() >= OPEN_REPORTS_MAX:
        raise AppError(ErrorCode.FORBIDDEN, "The moderators have not read your last reports yet.")
    return Report.objects.create(reporter=reporter, player=player, reason=reason, context=context)


def report_close(*, report: Report, by: User) -> bool:
    """Whether this call, and no other, closed it."""
    open_ones = Report.objects.filter(pk=report.pk, closed_at=None)
    return bool(open_ones.update(closed_at=timezone.now(), closed_by=by))


def _sanction(
    kind: Kind, player: User, by: User | None, reason: str, ends: datetime | None, note: str
) -> Sanction:
    _check(reason, note)
    with transaction.atomic():
        locked, now = _locked(player, by), timezone.now()
        if ends is not None and ends <= now:
            raise _invalid("ends_at", "This moment has passed.")
        holding = Sanction.objects.holding(now).filter(player=locked, kind=kind)
        for held in holding:
            if (held.reason, held.ends, held.note) == (reason, ends, note):
                return held
        holding.update(lifted_at=now, lifted_by=by)
        made = Sanction.objects.create(
            player=locked, kind=kind, reason=reason, note=note, by=by, begins=now, ends=ends
        )
        access_changed_on_commit(locked.pk)
    return made


def _lift(kind: Kind, player: User, by: User | None) -> int:
    with transaction.atomic():
        locked, now = _locked(player, by), timezone.now()
        holding = Sanction.objects.holding(now).filter(player=locked, kind=kind)
        lifted = holding.update(lifted_at=now, lifted_by=by)
        if lifted:
            access_changed_on_commit(locked.pk)
    return lifted


def _locked(player: User, by: User | None) -> User:
    """The player's row, locked. Raises NOT_FOUND, FORBIDDEN."""
    locked = User.objects.select_for_update().filter(pk=player.pk).first()
    if locked is None:
        raise AppError(ErrorCode.NOT_FOUND, "There is no such player.")
    if by is not None and by.pk == locked.pk:
        raise AppError(ErrorCode.FORBIDDEN, "Nobody moderates themselves.")
    if by is not None and locked.is_staff and not by.is_superuser:
        raise AppError(ErrorCode.FORBIDDEN, "Only a superuser moderates members of staff.")
    return locked


def _check(reason: str, note: str) -> None:
    if not 0 < len(reason.strip()) <= REASON_MAX:
        raise _invalid("reason", f"Give a reason of 1 to {REASON_MAX} characters.")
    if len(note) > NOTE_MAX:
        raise _invalid("note", f"Use {NOTE_MAX} characters at most.")


def _invalid(field: str, words: str) -> AppError:
    return AppError(ErrorCode.INVALID_INPUT, words, **{field: [words]})
