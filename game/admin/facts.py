"""Facts of the universe, for operators to look up and to change.

`manage.py loaduniverse` brings the facts of the YAML back, but for prices and stock that moved.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from game.models import Commodity, Gate, Location, MarketPrice, StarSystem, Zone


class LocationInline(admin.TabularInline):
    model = Location
    fields = ("id", "name", "x", "y", "security_level")
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: StarSystem | None = None) -> bool:
        return False


class MarketPriceInline(admin.TabularInline):
    model = MarketPrice
    fields = ("commodity", "buy", "sell", "stock", "baseline_stock", "updated_at")
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Location | None = None) -> bool:
        return False


@admin.register(StarSystem)
class StarSystemAdmin(admin.ModelAdmin):
    list_display = (
        "id",
        "name",
        "location_count",
        "ship_count",
        "traders",
        "patrols",
        "pirates",
        "markets_drifted_at",
    )
    search_fields = ("id", "name")
    readonly_fields = ("markets_drifted_at",)
    inlines = (LocationInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[StarSystem]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                locations_n=Count("locations", distinct=True), ships_n=Count("ships", distinct=True)
            )
        )

    @admin.display(description="locations", ordering="locations_n")
    def location_count(self, system: Any) -> int:
        return int(system.locations_n)

    @admin.display(description="ships", ordering="ships_n")
    def ship_count(self, system: Any) -> int:
        return int(system.ships_n)


@admin.register(Location)
class LocationAdmin(admin.ModelAdmin):
    list_display = (
        "id",
        "name",
        "system",
        "x",
        "y",
        "security_level",
        "has_market",
        "has_repair",
        "has_refuel",
    )
    list_filter = ("system", "location_type", "has_market", "has_repair", "has_refuel")
    list_select_related = ("system",)
    search_fields = ("id", "name")
    inlines = (MarketPriceInline,)


@admin.register(Gate)
class GateAdmin(admin.ModelAdmin):
    list_display = ("id", "system", "name", "x", "y", "radius", "cost", "to_gate")
    list_filter = ("system",)
    list_select_related = ("system", "to_gate")
    search_fields = ("id", "name")


@admin.register(Zone)
class ZoneAdmin(admin.ModelAdmin):
    list_display = (
        "id",
        "system",
        "zone_type",
        "radius",
        "risk_level",
        "security_level",
        "profit_multiplier",
        "pvp_allowed",
        "active",
    )
    list_filter = ("system", "zone_type", "pvp_allowed", "active")
    list_select_related = ("system",)
    search_fields = ("id",)


@admin.register(Commodity)
class CommodityAdmin(admin.ModelAdmin):
    list_display = ("id", "name", "unit_mass", "base_price", "volatility", "illegal_level")
    list_filter = ("illegal_level",)
    search_fields = ("id", "name")


@admin.register(MarketPrice)
class MarketPriceAdmin(admin.ModelAdmin):
    list_display = (
        "location",
        "commodity",
        "buy",
        "sell",
        "stock",
        "baseline_stock",
        "demand_shift",
        "supply_shift",
        "updated_at",
    )
    list_filter = ("location__system", "location", "commodity")
    list_select_related = ("location", "commodity")
    search_fields = ("location__id", "location__name", "commodity__id", "commodity__name")
    readonly_fields = ("updated_at",)

    def save_model(self, request: HttpRequest, obj: MarketPrice, form: Any, change: bool) -> None:
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)
