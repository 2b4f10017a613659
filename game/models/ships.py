"""Ships and what they carry."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from game.models.universe import ID_LENGTH, Commodity, Location, StarSystem


class Ship(models.Model):
    """One player's ship, as it was last stored.

    x and y in world units, vx and vy in units/s, angle in radians, hull in points, fuel in units.
    `epoch` and `tick` say which moment of which lease wrote the row: an older one never overwrites
    a newer one.
    """

    player = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ship")
    ship_class = models.CharField(max_length=ID_LENGTH)
    system = models.ForeignKey(StarSystem, models.PROTECT, related_name="ships")
    docked_at = models.ForeignKey(
        Location, models.PROTECT, null=True, blank=True, related_name="docked_ships"
    )
    x = models.FloatField()
    y = models.FloatField()
    vx = models.FloatField(default=0.0)
    vy = models.FloatField(default=0.0)
    angle = models.FloatField(default=0.0)
    hull = models.FloatField()
    fuel = models.FloatField()
    epoch = models.BigIntegerField(default=0)
    tick = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hull__gte=0, fuel__gte=0), name="ship_vitals_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(epoch__gte=0, tick__gte=0), name="ship_moment_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["system", "epoch", "tick"], name="ship_by_moment")]

    def __str__(self) -> str:
        return f"s_{self.pk}"


class CargoItem(models.Model):
    """How many units of one commodity a ship holds; a row goes when the last unit does."""

    ship = models.ForeignKey(Ship, models.CASCADE, related_name="cargo")
    commodity = models.ForeignKey(Commodity, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ship", "commodity"], name="cargo_unique_pair"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="cargo_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.commodity_id}"
