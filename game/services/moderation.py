"""Moderators' acts, each in one transaction with its line in the log of what operators did.

`by` needs the Django permission of the act, None is the command line; `door` is where they came
from, as `action_record` takes it. A refusal is written down, too.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import NameChange, Sanction, User
from accounts.services import moderation
from game.protocol.errors import AppError, ErrorCode
from game.services.audit import Result, action_record

T = TypeVar("T")

BAN, MUTE, RENAME = "accounts.ban_player", "accounts.mute_player", "accounts.rename_player"


def player_ban(
    *, player: User, by: User | None, door: str, reason: str, ends: datetime | None, note: str = ""
) -> Sanction:
    """As `accounts.services.moderation.player_ban`; FORBIDDEN without the permission, too."""
    return _acted(
        BAN,
        "player_ban",
        by,
        door,
        player,
        {"reason": reason, "ends_at": _iso(ends), "note": note},
        lambda: moderation.player_ban(player=player, by=by, reason=reason, ends=ends, note=note),
    )


def player_unban(*, player: User, by: User | None, door: str) -> int:
    return _acted(
        BAN,
        "player_unban",
        by,
        door,
        player,
        {},
        lambda: moderation.player_unban(player=player, by=by),
    )


def player_mute(
    *, player: User, by: User | None, door: str, reason: str, ends: datetime | None, note: str = ""
) -> Sanction:
    return _acted(
        MUTE,
        "player_mute",
        by,
        door,
        player,
        {"reason": reason, "ends_at": _iso(ends), "note": note},
        lambda: moderation.player_mute(player=player, by=by, reason=reason, ends=ends, note=note),
    )


def player_unmute(*, player: User, by: User | None, door: str) -> int:
    return _acted(
        MUTE,
        "player_unmute",
        by,
        door,
        player,
        {},
        lambda: moderation.player_unmute(player=player, by=by),
    )


def player_rename(
    *, player: User, by: User | None, door: str, username: str, reason: str
) -> NameChange | None:
    """As `accounts.services.moderation.player_rename`; a name against the rule is INVALID_INPUT."""
    before = player.username

    def rename() -> NameChange | None:
        try:
            return moderation.player_rename(player=player, by=by, username=username, reason=reason)
        except ValidationError as error:
            raise AppError(
                ErrorCode.INVALID_INPUT, error.messages[0], username=error.messages
            ) from error

    payload = {"from": before, "to": username, "reason": reason}
    return _acted(RENAME, "player_rename", by, door, player, payload, rename)


def _acted(
    permission: str,
    action: str,
    by: User | None,
    door: str,
    player: User,
    payload: Mapping[str, object],
    act: Callable[[], T],
) -> T:
    target = player.player_id
    try:
        with transaction.atomic():
            if by is not None and not by.has_perm(permission):
                raise AppError(ErrorCode.FORBIDDEN)
            done = act()
            action_record(actor=by, door=door, action=action, target=target, payload=payload)
    except AppError as error:
        action_record(
            actor=by,
            door=door,
            action=action,
            target=target,
            payload=payload,
            result=Result.REFUSED,
            code=error.code,
        )
        raise
    return done


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
