"""The map and its markets: facts loaded from YAML, prices moved by trade and time.

Ids of facts are the words that players meet on the wire (`sol-1`, `earth-orbit-station`), so they
are primary keys. Lengths are world units, speeds units/s, levels 0..100.
"""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

ID_LENGTH = 64  # as long as an id may be in a client's message


class StarSystem(models.Model):
    """A system that pilots fly in, with the rectangle that holds them.

    traders and patrols are how many peaceful ships fly there, pirates whether any come. `revision`
    grows with every change of the system, its places, its markets or its goods by an operator: the
    worker that runs it looks there.
    """

    id = models.SlugField(primary_key=True, max_length=ID_LENGTH)
    name = models.CharField(max_length=64, unique=True)
    min_x = models.FloatField(default=-8000.0)
    min_y = models.FloatField(default=-8000.0)
    max_x = models.FloatField(default=8000.0)
    max_y = models.FloatField(default=8000.0)
    traders = models.PositiveSmallIntegerField(default=0)
    patrols = models.PositiveSmallIntegerField(default=0)
    pirates = models.BooleanField(default=True)
    markets_drifted_at = models.DateTimeField(null=True, blank=True, editable=False)
    revision = models.PositiveBigIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(max_x__gt=F("min_x"), max_y__gt=F("min_y")),
                name="system_bounds_have_an_area",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Location(models.Model):
    """A station: where one docks, and which services it offers."""

    id = models.SlugField(primary_key=True, max_length=ID_LENGTH)
    system = models.ForeignKey(StarSystem, models.PROTECT, related_name="locations")
    name = models.CharField(max_length=64)
    location_type = models.CharField(max_length=32, default="station")
    x = models.FloatField()
    y = models.FloatField()
    security_level = models.FloatField()
    docking_radius = models.FloatField(default=120.0)
    docking_speed = models.FloatField(default=25.0)
    has_market = models.BooleanField(default=True)
    has_repair = models.BooleanField(default=True)
    has_refuel = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "name"], name="location_name_in_system"),
            models.CheckConstraint(
                condition=Q(docking_radius__gt=0, docking_speed__gt=0),
                name="location_docking_positive",
            ),
            models.CheckConstraint(
                condition=Q(security_level__gte=0, security_level__lte=100),
                name="location_security_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Gate(models.Model):
    """Where one jumps to another system: out of its radius, at the gate that it leads to.

    radius in world units, cost in credits for a jump from here.
    """

    id = models.SlugField(primary_key=True, max_length=ID_LENGTH)
    system = models.ForeignKey(StarSystem, models.PROTECT, related_name="gates")
    name = models.CharField(max_length=64)
    x = models.FloatField()
    y = models.FloatField()
    radius = models.FloatField(default=120.0)
    cost = models.PositiveIntegerField()
    to_gate = models.OneToOneField("self", models.PROTECT, related_name="from_gate")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "name"], name="gate_name_in_system"),
            models.CheckConstraint(condition=Q(radius__gt=0), name="gate_radius_positive"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="gate_cost_not_negative"),
            models.CheckConstraint(condition=~Q(to_gate=F("id")), name="gate_leads_somewhere_else"),
        ]

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):
    """A circle that says how dangerous and how rewarding it is to be inside."""

    class Type(models.TextChoices):
        CORE_SAFE = "core_safe", "core, safe"
        APPROACH_HIGH_VALUE = "approach_high_value", "approach, high value"
        BELT_OPEN = "belt_open", "belt, open"
        EDGE_WILD = "edge_wild", "edge, wild"

    id = models.CharField(primary_key=True, max_length=ID_LENGTH)
    system = models.ForeignKey(StarSystem, models.PROTECT, related_name="zones")
    zone_type = models.CharField(max_length=32, choices=Type.choices)
    center_x = models.FloatField()
    center_y = models.FloatField()
    radius = models.FloatField()
    risk_level = models.FloatField()
    security_level = models.FloatField()
    profit_multiplier = models.FloatField(default=1.0)
    pvp_allowed = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(radius__gt=0), name="zone_radius_positive"),
            models.CheckConstraint(
                condition=Q(
                    risk_level__gte=0,
                    risk_level__lte=100,
                    security_level__gte=0,
                    security_level__lte=100,
                ),
                name="zone_levels_in_range",
            ),
            models.CheckConstraint(
                condition=Q(profit_multiplier__gte=1), name="zone_profit_at_least_one"
            ),
            models.CheckConstraint(
                condition=Q(
                    zone_type__in=["core_safe", "approach_high_value", "belt_open", "edge_wild"]
                ),
                name="zone_type_known",
            ),
        ]

    def __str__(self) -> str:
        return self.id


class Commodity(models.Model):
    """Something to trade. base_price in credits, unit_mass in units of cargo capacity."""

    id = models.SlugField(primary_key=True, max_length=ID_LENGTH)
    name = models.CharField(max_length=64, unique=True)
    unit_mass = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    base_price = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    volatility = models.FloatField()
    illegal_level = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "commodities"
        constraints = [
            models.CheckConstraint(
                condition=Q(unit_mass__gt=0, base_price__gt=0), name="commodity_mass_price_positive"
            ),
            models.CheckConstraint(
                condition=Q(volatility__gte=0.05, volatility__lte=0.35),
                name="commodity_volatility_in_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MarketPrice(models.Model):
    """What one location asks and pays for one commodity.

    `buy` is what a player pays, `sell` what a player gets, both in credits a unit. Shifts and the
    bias are parts of one (0.1 is ten per cent); the opening ones are where a reset goes back to.
    """

    location = models.ForeignKey(Location, models.CASCADE, related_name="prices")
    commodity = models.ForeignKey(Commodity, models.PROTECT, related_name="prices")
    buy = models.PositiveIntegerField()
    sell = models.PositiveIntegerField()
    stock = models.PositiveIntegerField()
    baseline_stock = models.PositiveIntegerField()
    local_bias = models.FloatField(default=0.0)
    demand_shift = models.FloatField(default=0.0)
    supply_shift = models.FloatField(default=0.0)
    opening_demand_shift = models.FloatField(default=0.0)
    opening_supply_shift = models.FloatField(default=0.0)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["location", "commodity"], name="market_price_unique_pair"
            ),
            models.CheckConstraint(
                condition=Q(sell__gt=0, buy__gte=F("sell")), name="market_buy_at_least_sell"
            ),
            models.CheckConstraint(
                condition=Q(stock__gte=0, baseline_stock__gte=0), name="market_stock_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commodity_id} at {self.location_id}"


class PricePoint(models.Model):
    """What a market asked, paid and had at one moment: its history, one row an interval at most."""

    location = models.ForeignKey(Location, models.CASCADE, related_name="price_points")
    commodity = models.ForeignKey(Commodity, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    buy = models.PositiveIntegerField()
    sell = models.PositiveIntegerField()
    stock = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["location", "commodity", "at"], name="price_point_unique_moment"
            ),
            models.CheckConstraint(
                condition=Q(sell__gt=0, buy__gte=F("sell")), name="price_point_buy_at_least_sell"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commodity_id} at {self.location_id}, {self.at:%Y-%m-%d %H:%M}"
