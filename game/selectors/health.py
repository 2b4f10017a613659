"""What the database says of the site's health; that it answers at all is the first of it."""

from collections.abc import Mapping
from datetime import timedelta

from django.db.models import Count, Q
from django.db.models.functions import Now
from msgspec import Struct

from game.models import Chore, Lease
from game.selectors.systems import lease_alive

MISSED = timedelta(minutes=15)  # so long is a lease missed that was not given back


class ChoreSigns(Struct, frozen=True):
    """`done_at`: s since 1970, 0 for never."""

    ok: bool
    done_at: float
    figure: int


class VitalSigns(Struct, frozen=True):
    """leases: held, lapsed, stopped, free. Lapsed: the holder stopped beating, lately."""

    leases: Mapping[str, int]
    chores: Mapping[str, ChoreSigns]


def vital_signs() -> VitalSigns:
    """Raises whatever the database does."""
    alive = lease_alive()
    missed = Q(heartbeat_at__gte=Now() - MISSED) & ~Q(worker_id="")
    counts = Lease.objects.aggregate(
        held=Count("pk", filter=Q(stopped=False) & alive),
        lapsed=Count("pk", filter=Q(stopped=False) & missed & ~alive),
        stopped=Count("pk", filter=Q(stopped=True)),
        total=Count("pk"),
    )
    total = counts.pop("total")
    chores = {
        chore.name: ChoreSigns(
            chore.ok, chore.done_at.timestamp() if chore.done_at else 0.0, chore.figure
        )
        for chore in Chore.objects.all()
    }
    return VitalSigns({**counts, "free": total - sum(counts.values())}, chores)
