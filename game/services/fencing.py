"""Fencing: a worker that was cut off and comes back can't overwrite its successor's work."""

from msgspec import Struct

from game.models import Lease


class LeaseLost(Exception):
    """Another worker holds the system now, or nobody does; nothing was written."""


class Fence(Struct, frozen=True):
    """Who writes, under which epoch of the system's lease, and at which tick."""

    system_id: str
    worker_id: str
    epoch: int
    tick: int


def fence_hold(fence: Fence) -> None:
    """Keep the lease as it is until the caller's transaction ends.

    Locks the lease row, before any other row. Raises LeaseLost unless worker and epoch hold it.
    """
    held = Lease.objects.select_for_update().filter(
        system=fence.system_id, worker_id=fence.worker_id, epoch=fence.epoch
    )
    if not held.values_list("pk", flat=True)[:1]:
        raise LeaseLost(f"{fence.worker_id} lost {fence.system_id} (epoch {fence.epoch})")
