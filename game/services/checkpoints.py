"""Writes of checkpoints."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from game.models import Checkpoint
from game.services.fencing import Fence, fence_hold

KEPT = 3  # the newest, and two more in case that one cannot be read


def checkpoint_write(*, fence: Fence, version: int, blob: bytes) -> None:
    """Store a system's state at the fence's tick and forget all but the newest few.

    The same moment again replaces what was stored of it. Locks the lease. Raises LeaseLost.
    """
    with transaction.atomic():
        fence_hold(fence)
        Checkpoint.objects.update_or_create(
            system_id=fence.system_id,
            epoch=fence.epoch,
            tick=fence.tick,
            defaults={"version": version, "blob": blob, "created_at": timezone.now()},
        )
        stored = Checkpoint.objects.filter(system=fence.system_id)
        oldest = stored.order_by("-epoch", "-tick").values_list("epoch", "tick")[KEPT - 1 : KEPT]
        for epoch, tick in oldest:
            stored.filter(Q(epoch__lt=epoch) | Q(epoch=epoch, tick__lt=tick)).delete()
