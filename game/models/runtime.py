"""Who runs a star system, and what a successor goes on from."""

from django.db import models
from django.db.models import Q

from game.models.universe import StarSystem


class Lease(models.Model):
    """The right to simulate one system. `epoch` only grows: each holder has a higher one.

    An empty `worker_id` is a lease that nobody holds. `stopped` is an operator's word that nobody
    may claim it. `pilots` is the holder's last count. `paused` and `tick_rate` (Hz, null: as usual)
    are an operator's word for as long as the system is awake, whoever runs it.
    """

    system = models.OneToOneField(StarSystem, models.CASCADE, related_name="lease")
    worker_id = models.CharField(max_length=128, blank=True)
    epoch = models.BigIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    pilots = models.PositiveIntegerField(default=0)
    stopped = models.BooleanField(default=False)
    paused = models.BooleanField(default=False)
    tick_rate = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(epoch__gte=0), name="lease_epoch_not_negative"),
            models.CheckConstraint(
                condition=Q(worker_id="") | Q(heartbeat_at__isnull=False),
                name="lease_held_has_heartbeat",
            ),
        ]
        indexes = [models.Index(fields=["worker_id"], name="lease_by_worker")]

    def __str__(self) -> str:
        return f"{self.system_id} epoch {self.epoch}"


class Checkpoint(models.Model):
    """A system's whole state at one tick, in the worker's own versioned format."""

    system = models.ForeignKey(StarSystem, models.CASCADE, related_name="checkpoints")
    epoch = models.BigIntegerField()
    tick = models.BigIntegerField()
    version = models.PositiveIntegerField()
    blob = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["system", "epoch", "tick"], name="checkpoint_unique_moment"
            ),
            models.CheckConstraint(
                condition=Q(epoch__gte=0, tick__gte=0), name="checkpoint_moment_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system_id} {self.epoch}:{self.tick}"
