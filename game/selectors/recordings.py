"""Reads of systems' recorded past."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from game.models import RecordedSegment


class RecordedRange(Struct, frozen=True):
    """Ticks of a system without a gap: `first_tick` is a stored world, and can be seen."""

    system_id: str
    system_name: str
    epoch: int
    first_tick: int
    last_tick: int
    began_at: datetime
    ended_at: datetime
    segments: int
    size: int  # bytes
    begins: str  # why it does not go on from the range before: start, fault, or cut for a loss


class StoredSegment(Struct, frozen=True):
    """One segment; `blob` is in the format of `game.rewind`."""

    epoch: int
    first_tick: int
    last_tick: int
    began_at: datetime
    blob: bytes


_FACTS = (
    "system_id",
    "system__name",
    "epoch",
    "first_tick",
    "last_tick",
    "began_at",
    "ended_at",
    "size",
    "begins",
)


def recorded_ranges(*, system_id: str | None = None) -> list[RecordedRange]:
    """Of all systems, or of one: by system, the oldest first."""
    rows = RecordedSegment.objects.order_by("system", "epoch", "first_tick")
    if system_id is not None:
        rows = rows.filter(system=system_id)
    ranges: list[RecordedRange] = []
    for row in rows.values_list(*_FACTS):
        system, name, epoch, first, last, began_at, ended_at, size, begins = row
        before = ranges[-1] if ranges else None
        if before is not None and _goes_on(before, system, epoch, first, begins):
            ranges[-1] = RecordedRange(
                system,
                name,
                epoch,
                before.first_tick,
                last,
                before.began_at,
                ended_at,
                before.segments + 1,
                before.size + size,
                before.begins,
            )
        else:
            facts = (system, name, epoch, first, last, began_at, ended_at, 1, size, begins)
            ranges.append(RecordedRange(*facts))
    return ranges


def recorded_segments(*, system_id: str, first: int, last: int) -> list[StoredSegment]:
    """All that is needed to see the ticks first..last, from the nearest stored world before.

    Where ticks were counted again after a loss of checkpoints, the latest count is meant.
    """
    rows = RecordedSegment.objects.filter(
        system=system_id, first_tick__lte=last, last_tick__gte=first
    ).order_by("-epoch", "-first_tick")
    facts = rows.values_list("pk", "epoch", "first_tick", "last_tick")
    wanted = [pk for pk, *_ in _latest_count(facts)]
    return [
        StoredSegment(row.epoch, row.first_tick, row.last_tick, row.began_at, bytes(row.blob))
        for row in reversed(list(rows.filter(pk__in=wanted)))
    ]


def _goes_on(before: RecordedRange, system: str, epoch: int, first: int, begins: str) -> bool:
    same = (before.system_id, before.epoch, before.last_tick) == (system, epoch, first)
    return same and begins == "cut"


def _latest_count(
    rows: Iterable[tuple[int, int, int, int]],
) -> list[tuple[int, int, int, int]]:
    """Rows (pk, epoch, first, last), the newest first, without what a later epoch tells anew."""
    kept: list[tuple[int, int, int, int]] = []
    for row in rows:
        if not kept or row[1] == kept[-1][1] or row[3] < kept[-1][2]:
            kept.append(row)
    return kept
