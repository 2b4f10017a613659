"""Sessions: all of a player's at once, whatever they came by."""

from django.db import transaction

from accounts.hashers import remarked
from accounts.models import User
from accounts.signals import access_changed_on_commit
from game.protocol.errors import AppError, ErrorCode


def player_sessions_end(*, player: User, by: User | None) -> None:
    """End every token, cookie and connection of a player; the password stays.

    A guest's account, whose cookie is its only key, is lost to its player. Locks the player's row.
    Raises NOT_FOUND, and FORBIDDEN for staff unless `by` is a superuser or nobody.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update().filter(pk=player.pk).first()
        if locked is None:
            raise AppError(ErrorCode.NOT_FOUND, "There is no such player.")
        if by is not None and by.pk != locked.pk and locked.is_staff and not by.is_superuser:
            raise AppError(
                ErrorCode.FORBIDDEN, "Only a superuser ends the sessions of members of staff."
            )
        locked.password = remarked(locked.password)
        locked.save(update_fields=["password"])
        access_changed_on_commit(locked.pk)
    player.password = locked.password
