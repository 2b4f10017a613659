"""Leases: which worker runs which system. All times are the database's."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Now

from game.models import Lease
from game.selectors.systems import HEARTBEAT_S, lease_alive, system_require
from game.services.fencing import Fence, fence_hold

__all__ = [
    "HEARTBEAT_S",
    "lease_allow",
    "lease_claim",
    "lease_forbid",
    "lease_give",
    "lease_release",
    "lease_stop",
    "lease_wish",
    "leases_free",
    "leases_heartbeat",
]

# Of a lease that nobody holds: what operators wanted ends with the run.
IDLE = {"worker_id": "", "heartbeat_at": None, "pilots": 0, "paused": False, "tick_rate": None}


def lease_claim(*, system_id: str, worker_id: str) -> int | None:
    """Take a system; its new epoch, higher than any before, or None.

    None while another worker's lease lives, and for a system that an operator has stopped. A
    worker's own lease is claimed anew. Raises AppError UNKNOWN_SYSTEM, ValueError for no worker.
    """
    if not worker_id:
        raise ValueError("a lease needs the name of a worker")
    with transaction.atomic():
        system_require(system_id=system_id)
        Lease.objects.get_or_create(system_id=system_id)
        free = Q(stopped=False) & (Q(worker_id=worker_id) | ~lease_alive())
        claimed = Lease.objects.filter(free, system=system_id).update(
            worker_id=worker_id, epoch=F("epoch") + 1, heartbeat_at=Now(), pilots=0
        )
        if not claimed:
            return None
        return Lease.objects.values_list("epoch", flat=True).get(system=system_id)


def leases_heartbeat(*, worker_id: str, pilots: Mapping[str, int]) -> frozenset[str]:
    """Beat for all systems of a worker at once; the ids of those that it still holds.

    `pilots` has the number of pilots in each system that the worker believes to hold.
    """
    if not pilots:
        return frozenset()
    counts = Case(
        *(When(system=system_id, then=Value(count)) for system_id, count in pilots.items()),
        output_field=IntegerField(),
    )
    mine = Lease.objects.filter(worker_id=worker_id, system__in=list(pilots))
    with transaction.atomic():
        if not mine.update(heartbeat_at=Now(), pilots=counts):
            return frozenset()
        return frozenset(mine.values_list("system_id", flat=True))


def lease_stop(*, fence: Fence) -> None:
    """Give a system up for good: nobody may claim it until `lease_allow`. Raises LeaseLost."""
    with transaction.atomic():
        fence_hold(fence)
        Lease.objects.filter(system=fence.system_id).update(**IDLE, stopped=True)


def lease_forbid(*, system_id: str, worker_id: str) -> bool:
    """Stop a system that nobody runs, and the asking worker neither; False while another does.

    Raises AppError UNKNOWN_SYSTEM.
    """
    with transaction.atomic():
        system_require(system_id=system_id)
        Lease.objects.get_or_create(system_id=system_id)
        idle = Lease.objects.filter(Q(worker_id=worker_id) | ~lease_alive(), system=system_id)
        return bool(idle.update(**IDLE, stopped=True))


def lease_allow(*, system_id: str) -> None:
    """Let a stopped system be claimed again; one that is not stopped stays as it is."""
    Lease.objects.filter(system=system_id, stopped=True).update(stopped=False)


def lease_release(*, fence: Fence) -> bool:
    """Give a system up so that another worker may claim it at once; False if it was lost before."""
    released = Lease.objects.filter(
        system=fence.system_id, worker_id=fence.worker_id, epoch=fence.epoch
    ).update(**IDLE)
    return bool(released)


def lease_give(*, fence: Fence, worker_id: str) -> None:
    """Let another worker have a system: it alone may claim it, until the lease lapses.

    Raises LeaseLost.
    """
    with transaction.atomic():
        fence_hold(fence)
        Lease.objects.filter(system=fence.system_id).update(
            worker_id=worker_id, heartbeat_at=Now(), pilots=0
        )


def lease_wish(*, fence: Fence, paused: bool, tick_rate: float) -> None:
    """Keep how an operator wants a system to run, for whoever runs it next. Raises LeaseLost."""
    with transaction.atomic():
        fence_hold(fence)
        Lease.objects.filter(system=fence.system_id).update(paused=paused, tick_rate=tick_rate)


def leases_free() -> None:
    """Take every lease from whoever held it; for a database that no worker knows."""
    Lease.objects.exclude(worker_id="").update(**IDLE)
