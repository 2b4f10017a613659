"""Facts of the universe, for operators to look up and to change: running systems follow.

`manage.py loaduniverse` brings the facts of the YAML back, but for prices and stock that moved.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest

from accounts.models import User
from game.admin.acts import Act
from game.admin.base import Admin, ReadOnlyInline
from game.admin.facts_forms import GateForm, LocationForm, MarketPriceForm, SystemForm, ZoneForm
from game.models import Commodity, Gate, Location, MarketPrice, StarSystem, Zone
from game.services.control import system_command
from game.services.facts import market_price_set, market_reset, systems_touch


def _reset(actor: User, location: Location, values: dict[str, Any]) -> str:
    goods = market_reset(location_id=location.pk)
    return f"{location.name} has its opening prices and stock of {goods} goods again."


RESET = Act(
    name="market_reset",
    title="Reset market",
    words="Prices and stock of every good go back to the opening ones; pilots see it at once.",
    permission="game.change_marketprice",
    run=_reset,
    icon="restart_alt",
    grave=True,
)


def _command(kind: str, done: str) -> Callable[[User, StarSystem, dict[str, Any]], str]:
    def run(actor: User, system: StarSystem, values: dict[str, Any]) -> str:
        system_command(system_id=system.pk, kind=kind)
        return f"{system.name} {done}."

    return run


CONTROLS = (
    Act(
        name="system_start",
        title="Start",
        words="The system runs, whether or not it was stopped.",
        permission="game.change_lease",
        run=_command("start", "runs"),
        icon="play_arrow",
        long=True,
    ),
    Act(
        name="system_pause",
        title="Pause",
        words="Time stands still there; pilots stay connected and are told.",
        permission="game.change_lease",
        run=_command("pause", "is paused"),
        icon="pause",
        long=True,
    ),
    Act(
        name="system_resume",
        title="Resume",
        words="Time goes on there.",
        permission="game.change_lease",
        run=_command("resume", "goes on"),
        icon="resume",
        long=True,
    ),
    Act(
        name="system_stop",
        title="Stop",
        words="Pilots are told and their ships stored; nobody can join until it is started again.",
        permission="game.change_lease",
        run=_command("stop", "is stopped"),
        icon="stop",
        grave=True,
        long=True,
    ),
)


class LocationInline(ReadOnlyInline):
    model = Location
    fields = ("id", "name", "x", "y", "security_level")
    show_change_link = True


class ZoneInline(ReadOnlyInline):
    model = Zone
    fields = ("id", "zone_type", "center_x", "center_y", "radius", "pvp_allowed", "active")
    show_change_link = True


class MarketPriceInline(ReadOnlyInline):
    model = MarketPrice
    fields = ("commodity", "buy", "sell", "stock", "baseline_stock", "updated_at")
    show_change_link = True


class FactsAdmin(Admin):
    """Facts of systems: a change, its line in the log and the systems' new revision are one
    transaction. A page that was open for long writes only what was changed in it."""

    fixed: tuple[str, ...] = ("id", "system")  # once the row is there

    def systems_of(self, row: Any) -> list[str] | None:
        """Ids of the systems that a row belongs to, None for all."""
        return [row.system_id]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        own = super().get_readonly_fields(request, obj)
        return own if obj is None else (*own, *self.fixed)

    def write(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        systems_touch(system_ids=self.systems_of(obj))
        if change:
            obj.save(update_fields=form.changed_data)
        else:
            obj.save(force_insert=True)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        systems_touch(system_ids=self.systems_of(obj))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with transaction.atomic():
            of_rows = [self.systems_of(row) for row in queryset]
            known = [ids for ids in of_rows if ids is not None]
            every = len(known) < len(of_rows)
            systems_touch(system_ids=None if every else {key for ids in known for key in ids})
            super().delete_queryset(request, queryset)


@admin.register(StarSystem)
class StarSystemAdmin(FactsAdmin):
    form = SystemForm
    fixed = ("id",)
    list_display = (
        "id",
        "name",
        "location_count",
        "ship_count",
        "traders",
        "patrols",
        "pirates",
        "revision",
        "markets_drifted_at",
    )
    list_filter = ("pirates",)
    search_fields = ("id", "name")
    readonly_fields = ("markets_drifted_at", "revision")
    fieldsets = (
        (None, {"fields": ("id", "name")}),
        ("Traffic", {"fields": ("traders", "patrols", "pirates")}),
        (
            "Bounds",
            {
                "fields": (("min_x", "max_x"), ("min_y", "max_y")),
                "description": "New bounds count when the system starts the next time; all else "
                "within seconds.",
            },
        ),
        ("State", {"fields": ("revision", "markets_drifted_at")}),
    )
    inlines = (LocationInline, ZoneInline)
    acts = CONTROLS

    def systems_of(self, row: Any) -> list[str] | None:
        return [row.pk]

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
class LocationAdmin(FactsAdmin):
    form = LocationForm
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
    fieldsets = (
        (None, {"fields": ("id", "system", "name", "location_type", "security_level")}),
        ("Place", {"fields": (("x", "y"), ("docking_radius", "docking_speed"))}),
        ("Services", {"fields": (("has_market", "has_repair", "has_refuel"),)}),
    )
    inlines = (MarketPriceInline,)
    acts = (RESET,)


@admin.register(Gate)
class GateAdmin(FactsAdmin):
    """A lane is two gates that need each other: it comes with `manage.py makesystem`."""

    form = GateForm
    fixed = ("id", "system", "to_gate")
    list_display = ("id", "system", "name", "x", "y", "radius", "cost", "to_gate")
    list_filter = ("system",)
    list_select_related = ("system", "to_gate")
    search_fields = ("id", "name")
    fieldsets = (
        (None, {"fields": ("id", "system", "name", "to_gate", "cost")}),
        ("Place", {"fields": (("x", "y"), "radius")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def systems_of(self, row: Any) -> list[str] | None:
        return [row.system_id, row.to_gate.system_id]

    def write(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().write(request, obj, form, change)
        Gate.objects.filter(pk=obj.to_gate_id).update(cost=obj.cost)  # the same both ways


@admin.register(Zone)
class ZoneAdmin(FactsAdmin):
    form = ZoneForm
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
    fieldsets = (
        (None, {"fields": ("id", "system", "zone_type", "active")}),
        ("Place", {"fields": (("center_x", "center_y"), "radius")}),
        (
            "Rules",
            {"fields": (("risk_level", "security_level"), ("profit_multiplier", "pvp_allowed"))},
        ),
    )


@admin.register(Commodity)
class CommodityAdmin(FactsAdmin):
    fixed = ("id",)
    list_display = ("id", "name", "unit_mass", "base_price", "volatility", "illegal_level")
    list_filter = ("illegal_level",)
    search_fields = ("id", "name")

    def systems_of(self, row: Any) -> list[str] | None:
        return None


@admin.register(MarketPrice)
class MarketPriceAdmin(FactsAdmin):
    form = MarketPriceForm
    fixed = ("location", "commodity")
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
    date_hierarchy = "updated_at"
    readonly_fields = ("local_bias", "demand_shift", "supply_shift", "updated_at")
    fieldsets = (
        (None, {"fields": ("location", "commodity")}),
        (
            "Prices and stock",
            {
                "fields": (("buy", "sell"), ("stock", "baseline_stock")),
                "description": "Prices drift around what is set here until the facts are loaded "
                "again.",
            },
        ),
        ("State", {"fields": ("local_bias", "demand_shift", "supply_shift", "updated_at")}),
    )

    def systems_of(self, row: Any) -> list[str] | None:
        return [row.location.system_id]

    def write(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = {
            name: form.cleaned_data[name]
            for name in ("buy", "sell", "stock", "baseline_stock")
            if not change or name in form.changed_data
        }
        row = market_price_set(location_id=obj.location_id, commodity_id=obj.commodity_id, **values)
        obj.pk = row.pk
