"""What happened in space: who fought, who did what, what was scooped up, and how it adds up."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from game.models.ledger import EVENT_LENGTH
from game.models.universe import ID_LENGTH, Commodity, StarSystem, Zone

OPEN_SPACE = "open_space"  # what telemetry calls being in no zone


class Deed(models.Model):
    """Something that counts for or against a pilot's name, once for each `ref` of the server.

    `reputation` is by how much it changed the pilot's reputation, after the bounds.
    """

    class Kind(models.TextChoices):
        KILLED_PIRATE = "killed_pirate", "destroyed a pirate"
        KILLED_PLAYER = "killed_player", "destroyed a pilot"
        KILLED_PEACEFUL = "killed_peaceful", "destroyed a trader or a patrol"
        DEFENDED = "defended", "defended somebody"
        ATTACKED_INNOCENT = "attacked_innocent", "attacked the innocent"
        KILLED_INNOCENT = "killed_innocent", "destroyed the innocent"

    player = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="deeds")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    reputation = models.IntegerField(default=0)
    ref = models.CharField(max_length=EVENT_LENGTH)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["player", "kind", "ref"], name="deed_once_per_ref"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class LootClaim(models.Model):
    """Who has scooped a piece of loot up: the one row that lets it be done once."""

    system = models.ForeignKey(StarSystem, models.CASCADE, related_name="+")
    loot_key = models.CharField(max_length=EVENT_LENGTH)
    player = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    commodity = models.ForeignKey(Commodity, models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "loot_key"], name="loot_claimed_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="loot_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.commodity_id}"


class CombatEntry(models.Model):
    """A line of the combat log: one hit or one end. Points of hull, world units.

    `source` and `target` are ids as on the wire; the players behind them where there are any.
    `number` tells the lines of one tick apart.
    """

    class Kind(models.TextChoices):
        HIT = "hit", "hit"
        DESTROYED = "destroyed", "destroyed"

    system = models.ForeignKey(StarSystem, models.CASCADE, related_name="+")
    epoch = models.BigIntegerField()
    tick = models.BigIntegerField()
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    source = models.CharField(max_length=ID_LENGTH, blank=True)
    target = models.CharField(max_length=ID_LENGTH)
    source_player = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    target_player = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    damage = models.FloatField()
    target_hp = models.FloatField()
    x = models.FloatField()
    y = models.FloatField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "combat log entry"
        verbose_name_plural = "combat log"
        constraints = [
            models.UniqueConstraint(
                fields=["system", "epoch", "tick", "number"], name="combat_line_unique"
            ),
            models.CheckConstraint(
                condition=Q(damage__gte=0, target_hp__gte=0), name="combat_points_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.target}"


class TelemetryDay(models.Model):
    """What pilots lived through in one kind of zone of one system on one day (UTC).

    Seconds of pilots, numbers of encounters and deaths, credits gained less credits lost, and the
    worth of the cargo aboard in credits times seconds. `epoch` and `tick` are the moment of the
    last addition, which is never counted twice.
    """

    ZONE_TYPES = [*Zone.Type.choices, (OPEN_SPACE, "open space")]

    day = models.DateField()
    system = models.ForeignKey(StarSystem, models.CASCADE, related_name="+")
    zone_type = models.CharField(max_length=32, choices=ZONE_TYPES)
    time_s = models.FloatField(default=0.0)
    encounters = models.BigIntegerField(default=0)
    deaths_pirate = models.BigIntegerField(default=0)
    deaths_player = models.BigIntegerField(default=0)
    deaths_patrol = models.BigIntegerField(default=0)
    deaths_other = models.BigIntegerField(default=0)
    net_credits = models.BigIntegerField(default=0)
    cargo_value_s = models.FloatField(default=0.0)
    epoch = models.BigIntegerField(default=0)
    tick = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "day of telemetry"
        verbose_name_plural = "telemetry"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "system", "zone_type"], name="telemetry_unique_day"
            ),
            models.CheckConstraint(
                condition=Q(time_s__gte=0, encounters__gte=0, cargo_value_s__gte=0),
                name="telemetry_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    deaths_pirate__gte=0,
                    deaths_player__gte=0,
                    deaths_patrol__gte=0,
                    deaths_other__gte=0,
                ),
                name="telemetry_deaths_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.zone_type}"
