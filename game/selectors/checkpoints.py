"""Reads of checkpoints."""

from datetime import datetime

from msgspec import Struct

from game.models import Checkpoint


class CheckpointView(Struct, frozen=True):
    """A system's stored state at one tick; `blob` is in the worker's format of that version."""

    epoch: int
    tick: int
    version: int
    blob: bytes
    created_at: datetime


def checkpoint_latest(*, system_id: str) -> CheckpointView | None:
    """The newest by epoch, then by tick; None for a system that has none."""
    row = Checkpoint.objects.filter(system=system_id).order_by("-epoch", "-tick").first()
    if row is None:
        return None
    return CheckpointView(
        epoch=row.epoch,
        tick=row.tick,
        version=row.version,
        blob=bytes(row.blob),
        created_at=row.created_at,
    )
