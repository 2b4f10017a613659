"""What is kept of a system's past, to be lived again."""

from django.db import models
from django.db.models import F, Q

from game.models.universe import StarSystem


class RecordedSegment(models.Model):
    """A few seconds of a system, in the format of `game.rewind`: worlds of first_tick..last_tick.

    `begins` says how it follows the one before; `size` is the blob's, in bytes.
    """

    class Begins(models.TextChoices):
        CUT = "cut", "goes on from the one before"
        START = "start", "the system came to a worker"
        FAULT = "fault", "a step failed before it"

    system = models.ForeignKey(StarSystem, models.CASCADE, related_name="recorded_segments")
    epoch = models.BigIntegerField()
    first_tick = models.BigIntegerField()
    last_tick = models.BigIntegerField()
    begins = models.CharField(max_length=5, choices=Begins)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    blob = models.BinaryField()

    class Meta:
        ordering = ["system", "epoch", "first_tick"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "epoch", "first_tick"], name="recorded_segment_unique_moment"
            ),
            models.CheckConstraint(
                condition=Q(epoch__gte=0, first_tick__gte=0, last_tick__gt=F("first_tick")),
                name="recorded_segment_has_ticks",
            ),
        ]
        indexes = [
            models.Index(fields=["system", "ended_at"], name="recorded_segment_by_time"),
            models.Index(fields=["ended_at"], name="recorded_segment_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.system_id} {self.epoch}:{self.first_tick}..{self.last_tick}"
