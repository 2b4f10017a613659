"""Credits that an operator gives or takes, through the ledger like all others."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from game.models import LedgerEntry, Ship
from game.protocol.errors import AppError, ErrorCode
from game.services.facts import systems_touch
from game.services.posting import ledger_post

GRANT_MAX = 1_000_000_000  # credits at once


def credits_grant(*, player_pk: int, amount: int) -> int:
    """Change a balance by a signed amount; the new balance, which is never below 0.

    The system of the player's ship gets a new revision, so a pilot in flight sees it. Locks
    system, player. Raises AppError NOT_FOUND, INVALID_QUANTITY for nothing or too much,
    INSUFFICIENT_CREDITS.
    """
    if amount == 0 or abs(amount) > GRANT_MAX:
        raise AppError(
            ErrorCode.INVALID_QUANTITY, f"Give or take 1 to {GRANT_MAX:,} credits at once."
        )
    with transaction.atomic():
        systems_touch(
            system_ids=Ship.objects.filter(player=player_pk).values_list("system", flat=True)
        )
        player = User.objects.select_for_update().filter(pk=player_pk).first()
        if player is None:
            raise AppError(ErrorCode.NOT_FOUND, "There is no such player.")
        if player.credits + amount < 0:
            raise AppError(
                ErrorCode.INSUFFICIENT_CREDITS,
                f"{player.username} has {player.credits:,} credits, no more can be taken.",
                credits=player.credits,
            )
        ledger_post(
            player=player,
            tx_type=LedgerEntry.Type.GRANT if amount > 0 else LedgerEntry.Type.DEDUCTION,
            total_amount=amount,
            created_at=timezone.now(),
        )
    return player.credits
