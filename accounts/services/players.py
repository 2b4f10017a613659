"""Players come, keep their accounts, and go."""

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from accounts.models import User
from accounts.names import suggested_name
from accounts.selectors import username_is_taken
from accounts.signals import access_changed_on_commit
from game.protocol.errors import AppError, ErrorCode

NAME_TRIES = 8  # suggested names; millions of names make even a second try rare


def player_create(*, username: str, password: str, email: str = "") -> User:
    """A kept account. Raises USERNAME_TAKEN, also to the slower of two at the same moment."""
    if username_is_taken(username):
        raise AppError(ErrorCode.USERNAME_TAKEN)
    encoded = make_password(password)  # before the transaction: it takes longer than the write
    return _player_insert(username=username, password=encoded, email=email)


def guest_create(*, username: str = "") -> User:
    """A player without a password, under the wished or a suggested name.

    Raises USERNAME_TAKEN for a wished name that is.
    """
    if username and username_is_taken(username):
        raise AppError(ErrorCode.USERNAME_TAKEN)
    for _ in range(NAME_TRIES):
        try:
            return _player_insert(
                username=username or suggested_name(), password=make_password(None), is_guest=True
            )
        except AppError:
            if username:
                raise
    raise AppError(ErrorCode.SERVER_BUSY)


def guest_keep(*, player: User, username: str, password: str, email: str = "") -> User:
    """Give a guest's account a name and a password; ship, cargo and credits are untouched.

    Every older token ends, as with any new password. Raises FORBIDDEN for a kept account and
    USERNAME_TAKEN. Locks the player's row.
    """
    if username_is_taken(username, but_of=player):
        raise AppError(ErrorCode.USERNAME_TAKEN)
    encoded = make_password(password)
    try:
        with transaction.atomic():
            kept = User.objects.select_for_update().get(pk=player.pk)
            if not kept.is_guest:
                raise AppError(ErrorCode.FORBIDDEN, "This account is kept already.")
            kept.username, kept.password = username, encoded
            kept.email = User.objects.normalize_email(email)
            kept.is_guest = False
            kept.profile_revision += 1
            kept.save(
                update_fields=["username", "password", "email", "is_guest", "profile_revision"]
            )
            access_changed_on_commit(kept.pk)
    except IntegrityError as error:
        raise AppError(ErrorCode.USERNAME_TAKEN) from error
    return kept


def email_change(*, player: User, email: str) -> None:
    """Where password resets go; empty for nowhere."""
    User.objects.filter(pk=player.pk).update(email=User.objects.normalize_email(email))
    player.email = email


def player_delete(*, player: User) -> None:
    """Remove a player and all that is theirs; tokens and sessions name nobody from then on."""
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=player.pk)
        OutstandingToken.objects.filter(user=locked).delete()
        access_changed_on_commit(locked.pk)
        locked.delete()


def _player_insert(*, username: str, password: str, email: str = "", **fields: Any) -> User:
    """One row with an encoded password. Raises USERNAME_TAKEN."""
    fields["email"] = User.objects.normalize_email(email)
    try:
        with transaction.atomic():
            return User.objects.create(username=username, password=password, **fields)
    except IntegrityError as error:
        if username_is_taken(username):
            raise AppError(ErrorCode.USERNAME_TAKEN) from error
        raise
