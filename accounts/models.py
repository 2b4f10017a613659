"""The player: one row for who someone is and what they own in credits."""

from typing import Any, ClassVar, Self

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
