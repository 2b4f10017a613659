"""The combat log."""

from collections.abc import Sequence
from typing import Literal

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from accounts.models import User
from game.models import CombatEntry
from game.services.fencing import Fence, fence_hold

BATCH = 200  # rows a statement


class CombatRow(Struct, frozen=True):
    """One line. `number` tells the lines of a tick apart; ids as on the wire, players by key."""

    tick: int
    number: int
    kind: Literal["hit", "destroyed"]
    source: str
    target: str
    source_player: int | None
    target_player: int | None
    damage: float
    target_hp: float
    x: float
    y: float


def combat_log_add(*, fence: Fence, rows: Sequence[CombatRow]) -> None:
    """Write lines down, all or none; lines of a moment that are there already stay as they are.

    Players who are gone are left out of their lines. Locks the lease. Raises LeaseLost.
    """
    if not rows:
        return
    players = (key for row in rows for key in (row.source_player, row.target_player))
    named = {key for key in players if key is not None}
    with transaction.atomic():
        fence_hold(fence)
        known = set(User.objects.filter(pk__in=named).values_list("pk", flat=True))
        now = timezone.now()
        CombatEntry.objects.bulk_create(
            [
                CombatEntry(
                    system_id=fence.system_id,
                    epoch=fence.epoch,
                    tick=row.tick,
                    number=row.number,
                    kind=row.kind,
                    source=row.source,
                    target=row.target,
                    source_player_id=row.source_player if row.source_player in known else None,
                    target_player_id=row.target_player if row.target_player in known else None,
                    damage=max(row.damage, 0.0),
                    target_hp=max(row.target_hp, 0.0),
                    x=row.x,
                    y=row.y,
                    created_at=now,
                )
                for row in rows
            ],
            batch_size=BATCH,
            ignore_conflicts=True,
        )
