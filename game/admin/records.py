"""What players and workers have done: read, searched, never edited.

A ship belongs to the worker that flies it, a balance to its ledger: to change either here would go
behind their backs.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest

from game.models import CargoItem, Checkpoint, Lease, LedgerEntry, Ship


class ReadOnlyAdmin(admin.ModelAdmin):
    show_full_result_count = False  # to count a long table twice is once too often

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class CargoInline(admin.TabularInline):
    model = CargoItem
    fields = ("commodity", "source", "bought_at", "quantity", "cost", "flown_s", "exposure_s")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Ship | None = None) -> bool:
        return False


@admin.register(Ship)
class ShipAdmin(ReadOnlyAdmin):
    list_display = (
        "__str__",
        "player",
        "ship_class",
        "system",
        "docked_at",
        "hull",
        "fuel",
        "kills",
        "deaths",
        "updated_at",
    )
    list_filter = ("system", "ship_class", ("docked_at", admin.EmptyFieldListFilter))
    list_select_related = ("player", "system", "docked_at")
    search_fields = ("player__username", "=id")
    inlines = (CargoInline,)


@admin.register(CargoItem)
class CargoItemAdmin(ReadOnlyAdmin):
    list_display = ("ship", "player", "commodity", "source", "bought_at", "quantity", "cost")
    list_filter = ("commodity", "source", "ship__system")
    list_select_related = ("ship__player", "commodity", "bought_at")
    search_fields = ("ship__player__username", "commodity__id")

    @admin.display(ordering="ship__player__username")
    def player(self, item: CargoItem) -> str:
        return item.ship.player.username


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = (
        "id",
        "created_at",
        "player",
        "tx_type",
        "location",
        "commodity",
        "quantity",
        "unit_price",
        "total_amount",
        "balance_after",
    )
    list_filter = ("tx_type", "location", "commodity", "created_at")
    list_select_related = ("player", "location", "commodity")
    search_fields = ("player__username", "=ref", "=event")
    date_hierarchy = "created_at"
    ordering = ("-id",)


@admin.register(Lease)
class LeaseAdmin(ReadOnlyAdmin):
    list_display = ("system", "worker_id", "epoch", "heartbeat_at", "pilots", "stopped")
    list_filter = ("stopped",)
    list_select_related = ("system",)
    search_fields = ("system__id", "worker_id")


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnlyAdmin):
    list_display = ("system", "epoch", "tick", "version", "size_bytes", "created_at")
    list_filter = ("system", "version")
    list_select_related = ("system",)
    search_fields = ("system__id",)
    fields = ("system", "epoch", "tick", "version", "size_bytes", "created_at")
    ordering = ("-created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Checkpoint]:
        return super().get_queryset(request).defer("blob").annotate(blob_bytes=Length("blob"))

    @admin.display(description="bytes", ordering="blob_bytes")
    def size_bytes(self, checkpoint: Any) -> int:
        return int(checkpoint.blob_bytes)
