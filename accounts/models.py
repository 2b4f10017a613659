"""The player: one row for who someone is and what they own in credits."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

USERNAME_PATTERN = r"^[a-zA-Z0-9_]{3,32}\Z"


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, username: str, password: str | None = None, **fields: object
    ) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, password: str | None = None, **fields: object
    ) -> "User":
        return self.create_user(username, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A player. `credits` is changed only together with a ledger row, under a lock of this row.

    `profile_revision` grows with every change of what a profile shows; it is part of the
    profile's cache key, so an outdated profile is never addressed again.
    """

    username = models.CharField(
        max_length=32,
        unique=True,
        validators=[
            RegexValidator(
                USERNAME_PATTERN, "Use 3 to 32 letters, digits or underscores for a name."
            )
        ],
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
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "player"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(credits__gte=0), name="player_credits_not_negative"
            ),
            models.UniqueConstraint(
                models.functions.Lower("username"), name="player_name_unique_in_any_case"
            ),
        ]
        indexes = [models.Index(fields=["-credits", "id"], name="player_by_credits")]

    def __str__(self) -> str:
        return self.username

    @property
    def player_id(self) -> str:
        """The public id, as every API spells it."""
        return f"p_{self.pk}"
