"""What happened in space, for operators: deeds, loot, the combat log, prices, telemetry."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from game.admin.base import ReadOnlyAdmin
from game.admin.charts import telemetry_charts
from game.models import CombatEntry, Deed, LootClaim, PricePoint, TelemetryDay
from game.selectors.telemetry import telemetry_by_zone


@admin.register(Deed)
class DeedAdmin(ReadOnlyAdmin):
    list_display = ("id", "created_at", "player", "kind", "reputation", "ref")
    list_filter = ("kind", "created_at")
    list_select_related = ("player",)
    search_fields = ("player__username", "=ref")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-id")


@admin.register(LootClaim)
class LootClaimAdmin(ReadOnlyAdmin):
    list_display = ("id", "created_at", "system", "loot_key", "player", "commodity", "quantity")
    list_filter = ("system", "commodity")
    list_select_related = ("system", "player", "commodity")
    search_fields = ("player__username", "=loot_key")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-id")


@admin.register(CombatEntry)
class CombatEntryAdmin(ReadOnlyAdmin):
    list_display = (
        "id",
        "created_at",
        "system",
        "kind",
        "source",
        "source_player",
        "target",
        "target_player",
        "damage",
        "target_hp",
    )
    list_filter = ("system", "kind", "created_at")
    list_select_related = ("system", "source_player", "target_player")
    search_fields = (
        "source_player__username",
        "target_player__username",
        "=source",
        "=target",
    )
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-id")


@admin.register(PricePoint)
class PricePointAdmin(ReadOnlyAdmin):
    list_display = ("at", "location", "commodity", "buy", "sell", "stock")
    list_filter = ("location", "commodity")
    list_select_related = ("location", "commodity")
    search_fields = ("location__name", "commodity__name")
    date_hierarchy = "at"
    ordering = ("-at", "location", "commodity")


@admin.register(TelemetryDay)
class TelemetryDayAdmin(ReadOnlyAdmin):
    """The list of days, below charts of the last weeks."""

    change_list_template = "admin/game/telemetryday/change_list.html"
    list_display = (
        "day",
        "system",
        "zone_type",
        "hours",
        "encounters",
        "deaths_pirate",
        "deaths_player",
        "deaths_patrol",
        "deaths_other",
        "net_credits",
        "mean_cargo_value",
    )
    list_filter = ("system", "zone_type", "day")
    list_select_related = ("system",)
    search_fields = ("system__name", "zone_type")
    date_hierarchy = "day"
    ordering = ("-day", "system", "zone_type")

    @admin.display(description="pilots' hours", ordering="time_s")
    def hours(self, row: TelemetryDay) -> str:
        return f"{row.time_s / 3600.0:.1f}"

    @admin.display(description="cargo aboard, credits")
    def mean_cargo_value(self, row: TelemetryDay) -> int:
        return round(row.cargo_value_s / row.time_s) if row.time_s else 0

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        charts = telemetry_charts(telemetry_by_zone())
        return super().changelist_view(request, {**(extra_context or {}), "charts": charts})
