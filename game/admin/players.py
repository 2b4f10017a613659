"""What operators and moderators do to players; `accounts.admin` puts it on their pages."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.models import NOTE_MAX, USERNAME_MAX, Report, User
from accounts.services import moderation
from accounts.services.sessions import player_sessions_end
from game.admin.acts import Act, ReasonForm
from game.protocol.errors import AppError, ErrorCode
from game.services.grants import GRANT_MAX, credits_grant

BAN, MUTE, RENAME = "accounts.ban_player", "accounts.mute_player", "accounts.rename_player"
LENGTHS_H = (
    (1, "an hour"),
    (24, "a day"),
    (24 * 7, "a week"),
    (24 * 30, "30 days"),
    (0, "for good"),
)


class GrantForm(ReasonForm):
    amount = forms.IntegerField(
        min_value=-GRANT_MAX,
        max_value=GRANT_MAX,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="Credits to give; below 0 to take.",
    )
    field_order = ("amount", "reason")


class SanctionForm(ReasonForm):
    hours = forms.TypedChoiceField(
        choices=LENGTHS_H, coerce=int, label="for how long", widget=UnfoldAdminSelectWidget
    )
    note = forms.CharField(
        max_length=NOTE_MAX,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="For moderators alone.",
    )
    field_order = ("hours", "reason", "note")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].help_text = "The player reads it."


class RenameForm(ReasonForm):
    username = forms.CharField(max_length=USERNAME_MAX, widget=UnfoldAdminTextInputWidget)
    field_order = ("username", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].help_text = "The player reads it."


def _target(player: User) -> str:
    return player.player_id


def _grant(actor: User, player: User, values: dict[str, Any]) -> str:
    balance = credits_grant(player_pk=player.pk, amount=values["amount"])
    return f"{player.username} has {balance:,} credits now."


def _end_sessions(actor: User, player: User, values: dict[str, Any]) -> str:
    player_sessions_end(player=player, by=actor)
    return f"{player.username} is logged out everywhere."


def _ends(values: dict[str, Any]) -> Any:
    return timezone.now() + timedelta(hours=values["hours"]) if values["hours"] else None


def _ban(actor: User, player: User, values: dict[str, Any]) -> str:
    moderation.player_ban(
        player=player, by=actor, reason=values["reason"], ends=_ends(values), note=values["note"]
    )
    return f"{player.username} is banned."


def _mute(actor: User, player: User, values: dict[str, Any]) -> str:
    moderation.player_mute(
        player=player, by=actor, reason=values["reason"], ends=_ends(values), note=values["note"]
    )
    return f"{player.username} is muted."


def _unban(actor: User, player: User, values: dict[str, Any]) -> str:
    lifted = moderation.player_unban(player=player, by=actor)
    return f"{player.username} {'may play again' if lifted else 'was not banned'}."


def _unmute(actor: User, player: User, values: dict[str, Any]) -> str:
    lifted = moderation.player_unmute(player=player, by=actor)
    return f"{player.username} {'may chat again' if lifted else 'was not muted'}."


def _rename(actor: User, player: User, values: dict[str, Any]) -> str:
    before = player.username
    try:
        moderation.player_rename(
            player=player, by=actor, username=values["username"], reason=values["reason"]
        )
    except ValidationError as error:
        raise AppError(ErrorCode.INVALID_INPUT, error.messages[0]) from error
    return f"{before} is {values['username']} now."


def _close(actor: User, report: Report, values: dict[str, Any]) -> str:
    closed = moderation.report_close(report=report, by=actor)
    return f"The {report} is closed{'' if closed else ' already'}."


PLAYER_ACTS = (
    Act(
        name="credits_grant",
        title="Grant credits",
        words="The ledger gets a line, and a pilot in flight sees the new balance within seconds.",
        permission="game.add_ledgerentry",
        run=_grant,
        target=_target,
        form=GrantForm,
        icon="payments",
    ),
    Act(
        name="player_mute",
        title="Mute",
        words="They play on and read, but do not chat. A mute in force is replaced.",
        permission=MUTE,
        run=_mute,
        target=_target,
        form=SanctionForm,
        icon="volume_off",
    ),
    Act(
        name="player_unmute",
        title="Lift mute",
        words="They may chat again.",
        permission=MUTE,
        run=_unmute,
        target=_target,
        icon="volume_up",
    ),
    Act(
        name="player_ban",
        title="Ban",
        words="Every connection of theirs ends at once, and none begins until the ban ends. A ban "
        "in force is replaced.",
        permission=BAN,
        run=_ban,
        target=_target,
        form=SanctionForm,
        icon="block",
        grave=True,
    ),
    Act(
        name="player_unban",
        title="Lift ban",
        words="They may play again.",
        permission=BAN,
        run=_unban,
        target=_target,
        icon="lock_open",
    ),
    Act(
        name="player_rename",
        title="Rename",
        words="They are told, and nobody else gets the old name for 30 days.",
        permission=RENAME,
        run=_rename,
        target=_target,
        form=RenameForm,
        icon="edit",
    ),
    Act(
        name="player_sessions_end",
        title="End sessions",
        words="They are logged out of every browser and program, and have to log in anew. A guest "
        "has no password: the account is lost to whoever plays it.",
        permission="accounts.change_user",
        run=_end_sessions,
        target=_target,
        icon="logout",
        grave=True,
    ),
)

REPORT_ACTS = (
    Act(
        name="report_close",
        title="Close report",
        words="You are done with it.",
        permission="accounts.change_report",
        run=_close,
        icon="task_alt",
    ),
)
