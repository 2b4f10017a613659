"""Ships and what they carry."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from game.models.universe import ID_LENGTH, Commodity, Location, StarSystem


class Ship(models.Model):
    """One player's ship, as it was last stored.

    x and y in world units, vx and vy in units/s, angle in radians, hull in points, fuel in units.
    `epoch` and `tick` say which moment of which lease wrote the row: an older one never overwrites
    a newer one. `leg_epoch` and `leg_tick` are the moment up to which the flight has been added to
    the cargo's exposure, `jumped_at` is the last jump; kills and deaths only grow.
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
    leg_epoch = models.BigIntegerField(default=0)
    leg_tick = models.BigIntegerField(default=0)
    jumped_at = models.DateTimeField(null=True, blank=True)
    kills = models.PositiveIntegerField(default=0)
    deaths = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hull__gte=0, fuel__gte=0), name="ship_vitals_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(epoch__gte=0, tick__gte=0), name="ship_moment_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(leg_epoch__gte=0, leg_tick__gte=0), name="ship_leg_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["system", "epoch", "tick"], name="ship_by_moment")]

    def __str__(self) -> str:
        return f"s_{self.pk}"


class CargoItem(models.Model):
    """One lot in a hold: units of one commodity of one origin; it goes when its last unit does.

    `cost` is what all units of the lot cost their owner, in credits. `flown_s` is the time that
    they have been flown since they left their origin, in seconds, and `exposure_s` the sum of
    (profit multiplier - 1) over that time: their quotient is what a sale's profit grows by.
    """

    class Source(models.TextChoices):
        BOUGHT = "bought", "bought at a station"
        SALVAGE = "salvage", "scooped up in space"
        UNKNOWN = "unknown", "of unknown origin"

    ship = models.ForeignKey(Ship, models.CASCADE, related_name="cargo")
    commodity = models.ForeignKey(Commodity, models.PROTECT, related_name="+")
    source = models.CharField(max_length=16, choices=Source.choices, default=Source.UNKNOWN)
    bought_at = models.ForeignKey(Location, models.PROTECT, null=True, blank=True, related_name="+")
    quantity = models.PositiveIntegerField()
    cost = models.PositiveBigIntegerField(default=0)
    flown_s = models.FloatField(default=0.0)
    exposure_s = models.FloatField(default=0.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ship", "commodity", "bought_at"],
                condition=Q(bought_at__isnull=False),
                name="cargo_one_lot_per_station",
            ),
            models.UniqueConstraint(
                fields=["ship", "commodity", "source"],
                condition=Q(bought_at__isnull=True),
                name="cargo_one_lot_per_source",
            ),
            models.CheckConstraint(
                condition=Q(source="bought", bought_at__isnull=False)
                | Q(source__in=["salvage", "unknown"], bought_at__isnull=True),
                name="cargo_source_fits_station",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="cargo_quantity_positive"),
            models.CheckConstraint(
                condition=Q(cost__gte=0, flown_s__gte=0, exposure_s__gte=0),
                name="cargo_cost_flight_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.commodity_id}"


class ShipMove(models.Model):
    """An operator's word that a ship is to be elsewhere, until the worker that runs it has done so.

    Either `location` (docked there) or x and y in `system`, at rest.
    """

    ship = models.OneToOneField(Ship, models.CASCADE, related_name="move")
    system = models.ForeignKey(StarSystem, models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, models.CASCADE, null=True, blank=True, related_name="+")
    x = models.FloatField()
    y = models.FloatField()
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.ship_id} to {self.location_id or self.system_id}"
