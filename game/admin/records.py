"""What players and workers have done: read, searched, never edited.

A ship belongs to the worker that flies it, a balance to its ledger: to change either here would go
behind their backs. Acts do it through services.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminSelectWidget

from accounts.models import User
from game.admin.acts import Act, ReasonForm
from game.admin.base import ReadOnlyAdmin, ReadOnlyInline
from game.models import (
    CargoItem,
    Checkpoint,
    Lease,
    LedgerEntry,
    Location,
    Ship,
    ShipMove,
    StarSystem,
)
from game.selectors.facts import Place
from game.services.moves import place_at_station, ship_move


class StationField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.system.name}: {obj.name}"


class MoveForm(ReasonForm):
    """A station, or a place in a system."""

    station = StationField(
        Location.objects.select_related("system").order_by("system", "name"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text="The ship is docked there.",
    )
    system = forms.ModelChoiceField(
        StarSystem.objects.order_by("name"), required=False, widget=UnfoldAdminSelectWidget
    )
    x = forms.FloatField(required=False, widget=UnfoldAdminDecimalFieldWidget)
    y = forms.FloatField(
        required=False,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text="World units; with a system, and without a station.",
    )
    field_order = ("station", "system", "x", "y", "reason")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        place = [values.get(name) is not None for name in ("system", "x", "y")]
        if (values.get("station") is not None) == any(place) or (any(place) and not all(place)):
            raise forms.ValidationError("Choose a station, or a system with x and y.")
        return values


def _move(actor: User, ship: Ship, values: dict[str, Any]) -> str:
    if values["station"] is not None:
        place = place_at_station(station_id=values["station"].pk)
    else:
        place = Place(values["system"].pk, values["x"], values["y"])
    if ship_move(player_pk=ship.player_id, place=place):
        return f"{ship.player.username}'s ship is there."
    return f"{ship.player.username}'s ship is in a system that runs: it is there in a few seconds."


MOVE = Act(
    name="ship_move",
    title="Move",
    words="The ship comes to rest elsewhere with all that it carries. A pilot who flies it keeps "
    "the helm.",
    permission="game.change_ship",
    run=_move,
    target=lambda ship: f"s_{ship.pk}",
    named=lambda ship: f"{ship.player.username}'s ship s_{ship.pk} in {ship.system.name}",
    form=MoveForm,
    icon="near_me",
)


class CargoInline(ReadOnlyInline):
    model = CargoItem
    fields = ("commodity", "source", "bought_at", "quantity", "cost", "flown_s", "exposure_s")


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
    list_filter = ("system", ("docked_at", admin.EmptyFieldListFilter), "docked_at")
    list_select_related = ("player", "system", "docked_at")
    search_fields = ("player__username", "=id")
    date_hierarchy = "updated_at"
    ordering = ("-updated_at",)
    inlines = (CargoInline,)
    acts = (MOVE,)


@admin.register(ShipMove)
class ShipMoveAdmin(ReadOnlyAdmin):
    list_display = ("ship", "player", "system", "location", "x", "y", "asked_at")
    list_filter = ("system",)
    list_select_related = ("ship__player", "system", "location")
    search_fields = ("ship__player__username", "=ship__id")
    date_hierarchy = "asked_at"
    ordering = ("asked_at",)

    @admin.display(ordering="ship__player__username")
    def player(self, move: ShipMove) -> str:
        return move.ship.player.username


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
    ordering = ("-created_at", "-id")


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
    date_hierarchy = "created_at"
    ordering = ("-created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Checkpoint]:
        return super().get_queryset(request).defer("blob").annotate(blob_bytes=Length("blob"))

    @admin.display(description="bytes", ordering="blob_bytes")
    def size_bytes(self, checkpoint: Any) -> int:
        return int(checkpoint.blob_bytes)
