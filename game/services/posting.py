"""The one way to change a balance."""

from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from game.metrics.families import LEDGER_CREDITS, LEDGER_ENTRIES, TRADES
from game.models import LedgerEntry


def ledger_post(
    *,
    player: User,
    tx_type: LedgerEntry.Type,
    total_amount: int,
    created_at: datetime,
    location_id: str | None = None,
    commodity_id: str | None = None,
    quantity: int | None = None,
    unit_price: int | None = None,
    ref: str | None = None,
    event: str | None = None,
    result: dict[str, object] | None = None,
) -> LedgerEntry:
    """Change a balance by a signed amount and write the row that says so.

    The caller holds the lock of the player's row and has checked that the balance suffices; the
    player's revision grows with it, so every cached profile is outdated at once. `ref` is the
    client's name of it, `event` the server's own.
    """
    player.credits += total_amount
    player.profile_revision += 1
    player.save(update_fields=["credits", "profile_revision"])
    transaction.on_commit(partial(_count, str(tx_type), total_amount))
    return LedgerEntry.objects.create(
        player=player,
        tx_type=tx_type,
        location_id=location_id,
        commodity_id=commodity_id,
        quantity=quantity,
        unit_price=unit_price,
        total_amount=total_amount,
        balance_after=player.credits,
        ref=ref,
        event=event,
        result=result,
        created_at=created_at,
    )


def _count(tx_type: str, amount: int) -> None:
    LEDGER_ENTRIES.labels(tx_type).inc()
    LEDGER_CREDITS.labels(tx_type, "in" if amount > 0 else "out").inc(abs(amount))
    if tx_type in ("buy", "sell"):
        TRADES.labels(tx_type).inc()
