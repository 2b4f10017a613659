"""Save slots in the admin: read, never edited. A document belongs to its player's game."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest

from game.admin.base import ReadOnlyAdmin
from saves.models import SaveSlot


@admin.register(SaveSlot)
class SaveSlotAdmin(ReadOnlyAdmin):
    list_display = ("id", "player", "slot", "session", "turns", "daily", "size", "updated_at")
    list_filter = ("slot", "daily", "document_version", "updated_at")
    list_select_related = ("player",)
    search_fields = ("player__username",)
    date_hierarchy = "updated_at"
    ordering = ("-updated_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SaveSlot]:
        return super().get_queryset(request).annotate(length=Length("document"))

    @admin.display(description="session")
    def session(self, kept: SaveSlot) -> str:
        return str(kept.metadata.get("session_id", ""))

    @admin.display(description="turns")
    def turns(self, kept: SaveSlot) -> str:
        return str(kept.metadata.get("turn_count", ""))

    @admin.display(description="characters", ordering="length")
    def size(self, kept: Any) -> int:
        return int(kept.length)
