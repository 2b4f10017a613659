"""The player: one row for who someone is and what they own in credits; and what moderators and
players decided about each other."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils import timezone

USERNAME_MIN, USERNAME_MAX = 3, 32
USERNAME_PATTERN = r"^[a-zA-Z0-9_]{3,32}\Z"
USERNAME_RULE = "Use 3 to 32 letters, digits or underscores for a name."
PASSWORD_MIN, PASSWORD_MAX = 8, 128
USERNAME_CONSTRAINT = "player_name_unique_in_any_case"
REASON_MAX = 280  # characters that a player gets to read about a decision
NOTE_MAX = 2000

validate_username = RegexValidator(USERNAME_PATTERN, USERNAME_RULE)


class UserQuerySet(models.QuerySet["User"]):
    def named(self, username: str) -> Self:
        """Whoever bears this name in any case: at most one row, found by the unique index."""
        return self.filter(Exact(Lower("username"), username.lower()))


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def named(self, username: str) -> UserQuerySet:
        return self.get_queryset().named(username)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """One more player; without a password nobody can log in by one.

        Raises ValidationError for a name that breaks the rule, IntegrityError for a taken one.
        """
        validate_username(username)
        user = self.model(username=username, **fields)
        user.email = self.normalize_email(user.email)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            username, password, **{**fields, "is_staff": True, "is_superuser": True}
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.named(username or "").get()


class User(AbstractBaseUser, PermissionsMixin):
    """A player. `credits` is changed only together with a ledger row, under a lock of this row.

    `profile_revision` grows with every change of what a profile shows; it is part of the
    profile's cache key, so an outdated profile is never addressed again.
    """

    username = models.CharField(
        max_length=USERNAME_MAX,
        unique=True,
        validators=[validate_username],
        error_messages={"unique": "That name is taken."},
    )
    email = models.EmailField(blank=True)
    is_guest = models.BooleanField(default=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    credits = models.BigIntegerField(default=0)
    reputation = models.IntegerField(default=0)
    profile_revision = models.BigIntegerField(default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]  # what createsuperuser asks for

    class Meta:
        verbose_name = "player"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(credits__gte=0), name="player_credits_not_negative"
            ),
            models.UniqueConstraint(
                Lower("username"),
                name=USERNAME_CONSTRAINT,
                violation_error_code="unique",
                violation_error_message="That name is taken.",
            ),
        ]
        indexes = [
            models.Index(fields=["-credits", "id"], name="player_by_credits"),
            models.Index(Lower("email"), name="player_by_email"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def player_id(self) -> str:
        """The public id, as every API spells it."""
        return f"p_{self.pk}"


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def holding(self, at: datetime | None = None) -> Self:
        """Those in force now, or at another moment: begun, not lifted, not past their end."""
        return self.filter(holding_at(at or timezone.now()))


def holding_at(at: datetime, prefix: str = "") -> models.Q:
    """The condition of being in force at a moment; `prefix` is the way to the sanction's row."""
    return (
        models.Q(**{f"{prefix}lifted_at": None})
        & models.Q(**{f"{prefix}begins__lte": at})
        & (models.Q(**{f"{prefix}ends": None}) | models.Q(**{f"{prefix}ends__gt": at}))
    )


class Sanction(models.Model):
    """A ban or a mute. It ends by itself at `ends`, null for never, or when it is lifted.

    `reason` is shown to the player, `note` to moderators alone. `begins` <= t < `ends` is when it
    is in force. Rows are never deleted but with their player: they are the record.
    """

    class Kind(models.TextChoices):
        BAN = "ban", "ban"
        MUTE = "mute", "mute"

    player = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sanctions")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    reason = models.CharField(max_length=REASON_MAX)
    note = models.TextField(blank=True, max_length=NOTE_MAX)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    begins = models.DateTimeField()
    ends = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = SanctionQuerySet.as_manager()

    class Meta:
        ordering = ("-begins", "-pk")
        permissions = (
            ("ban_player", "Can ban players and lift bans"),
            ("mute_player", "Can mute players and lift mutes"),
            ("rename_player", "Can rename players"),
        )
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends=None) | models.Q(ends__gt=models.F("begins")),
                name="sanction_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(
                fields=["player", "kind"],
                condition=models.Q(lifted_at=None),
                name="sanction_not_lifted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.player}"


class Block(models.Model):
    """`player` wants to hear nothing of `blocked`, who is not told."""

    player = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="blocked_by")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["player", "blocked"], name="block_once"),
            models.CheckConstraint(
                condition=~models.Q(player=models.F("blocked")), name="block_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.player} blocks {self.blocked}"


class NameChange(models.Model):
    """A moderator gave a player another name. The old one is kept back from others for a while.

    `told_at`: when a page showed it to the player.
    """

    player = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="name_changes"
    )
    old_name = models.CharField(max_length=USERNAME_MAX)
    new_name = models.CharField(max_length=USERNAME_MAX)
    reason = models.CharField(max_length=REASON_MAX)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(Lower("old_name"), "at", name="name_change_by_old_name"),
            models.Index(
                fields=["player"], condition=models.Q(told_at=None), name="name_change_untold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_name} became {self.new_name}"


class Report(models.Model):
    """A player says that another one misbehaved. `context`: where, in words of the page or client.

    `closed_at` is when a moderator was done with it; what they did is in the audit log.
    """

    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reports_made"
    )
    player = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=REASON_MAX)
    context = models.TextField(blank=True, max_length=NOTE_MAX)
    at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(
                fields=["-at"], condition=models.Q(closed_at=None), name="report_not_closed"
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.player}"
