"""Writes of systems' recorded past."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from msgspec import Struct

from game.models import RecordedSegment
from game.services.fencing import Fence, fence_hold

BYTES_MAX = 128 * 1024 * 1024  # of one system; the oldest go first


class SegmentRow(Struct, frozen=True):
    """One segment to be stored; `blob` in the format of `game.rewind`."""

    first_tick: int
    last_tick: int
    begins: str
    began_at: datetime
    ended_at: datetime
    version: int
    blob: bytes


def recording_add(
    *,
    fence: Fence,
    segments: Sequence[SegmentRow],
    keep: timedelta,
    bytes_max: int = BYTES_MAX,
) -> None:
    """Store segments and forget what is older than `keep` before the newest, or too much.

    The same moment again replaces what was stored of it. Locks the lease. Raises LeaseLost.
    """
    with transaction.atomic():
        fence_hold(fence)
        for segment in segments:
            RecordedSegment.objects.update_or_create(
                system_id=fence.system_id,
                epoch=fence.epoch,
                first_tick=segment.first_tick,
                defaults={
                    "last_tick": segment.last_tick,
                    "begins": segment.begins,
                    "began_at": segment.began_at,
                    "ended_at": segment.ended_at,
                    "version": segment.version,
                    "size": len(segment.blob),
                    "blob": segment.blob,
                },
            )
        _forget(fence.system_id, keep, bytes_max)


def _forget(system_id: str, keep: timedelta, bytes_max: int) -> None:
    stored = RecordedSegment.objects.filter(system=system_id).order_by("-ended_at", "-pk")
    rows = list(stored.values_list("pk", "ended_at", "size"))
    total, gone = 0, []
    for pk, ended_at, size in rows:
        total += size
        if total > bytes_max or ended_at < rows[0][1] - keep:
            gone.append(pk)
    if gone:
        stored.filter(pk__in=gone).delete()
