"""Save slots: what a player has kept of expeditions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

SLOTS = 5
AUTOSAVE_SLOT = 0  # written with every turn, never deleted


class SaveSlot(models.Model):
    """One expedition as it stood: a complete, versioned document, and what a list shows of it.

    An empty slot has no row. `metadata` is `saves.services.metadata.Metadata` as plain data, so
    that a list never reads a document. `daily` is a run of the day's seed, which the auto-save
    alone keeps: it is shown, nothing else.
    """

    player = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="save_slots")
    slot = models.PositiveSmallIntegerField()
    document = models.TextField()
    document_version = models.PositiveIntegerField()
    metadata = models.JSONField()
    daily = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["player", "slot"], name="save_slot_once_per_player"),
            models.CheckConstraint(condition=Q(slot__lt=SLOTS), name="save_slot_in_range"),
        ]

    def __str__(self) -> str:
        return f"slot {self.slot} of {self.player_id}"
