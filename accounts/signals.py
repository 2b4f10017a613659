"""What accounts tell whoever wants to know; the game listens and tells its sockets."""

from functools import partial

from django.db import transaction
from django.dispatch import Signal

# Sent with `player_pk` after the commit: what this player may do has changed, or whom they block.
# Receivers run in the thread that committed.
access_changed = Signal()


def access_changed_on_commit(player_pk: int) -> None:
    transaction.on_commit(
        partial(access_changed.send_robust, sender=None, player_pk=player_pk), robust=True
    )
