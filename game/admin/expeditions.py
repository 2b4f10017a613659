"""Expeditions, the runs that are over, and who has flown which day: read, searched, archived."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest

from game.admin.records import ReadOnlyAdmin
from game.models import DailyEntry, Expedition, ExpeditionStep, FinishedRun
from game.protocol.errors import AppError
from game.services.expedition_archive import expedition_archive, expedition_restore
from game.services.expedition_runs import run_check


class ArchivedFilter(admin.SimpleListFilter):
    """Sessions in play, or those in the archive."""

    title = "archive"
    parameter_name = "archived"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "in play"), ("yes", "in the archive")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Expedition]
    ) -> QuerySet[Expedition]:
        if self.value() is None:
            return queryset
        return queryset.filter(archived_at__isnull=self.value() == "no")


@admin.register(Expedition)
class ExpeditionAdmin(ReadOnlyAdmin):
    """The document is shown with its session; lists leave it where it is."""

    list_display = (
        "session_id",
        "player",
        "difficulty",
        "turn_count",
        "wealth",
        "ending",
        "ranked",
        "daily_date",
        "revision",
        "size_bytes",
        "created_at",
        "last_activity",
        "archived_at",
    )
    list_filter = (
        ArchivedFilter,
        "difficulty",
        "game_over",
        "ending",
        "ranked",
        ("daily_date", admin.EmptyFieldListFilter),
        "last_activity",
    )
    list_select_related = ("player",)
    search_fields = ("player__username", "=session_id", "=seed")
    date_hierarchy = "last_activity"
    ordering = ("-last_activity",)
    actions = ("archive", "restore")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Expedition]:
        rows = super().get_queryset(request)
        return rows.defer("document").annotate(document_bytes=Length("document"))

    @admin.display(description="document, bytes", ordering="document_bytes")
    def size_bytes(self, row: Any) -> int:
        return int(row.document_bytes)

    @admin.action(description="Put into the archive", permissions=["archive"])
    def archive(self, request: HttpRequest, rows: QuerySet[Expedition]) -> None:
        archived = sum(expedition_archive(pk=row.pk) for row in rows)
        self.message_user(request, f"{archived} expeditions are in the archive now.")

    @admin.action(description="Bring back from the archive", permissions=["archive"])
    def restore(self, request: HttpRequest, rows: QuerySet[Expedition]) -> None:
        restored = 0
        for row in rows:
            try:
                expedition_restore(pk=row.pk)
                restored += 1
            except AppError as error:
                self.message_user(request, f"{row.session_id}: {error.message}", messages.ERROR)
        self.message_user(request, f"{restored} expeditions are in play again.")

    def has_archive_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("game.change_expedition")


@admin.register(ExpeditionStep)
class ExpeditionStepAdmin(ReadOnlyAdmin):
    list_display = ("id", "expedition", "player", "run_number", "number", "action")
    list_select_related = ("expedition__player",)
    search_fields = ("expedition__player__username", "=expedition__session_id")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExpeditionStep]:
        return super().get_queryset(request).defer("expedition__document")

    @admin.display(ordering="expedition__player__username")
    def player(self, step: ExpeditionStep) -> str:
        return step.expedition.player.username


@admin.register(FinishedRun)
class FinishedRunAdmin(ReadOnlyAdmin):
    list_display = (
        "id",
        "finished_at",
        "player",
        "difficulty",
        "ending",
        "turns",
        "wealth",
        "score",
        "ranked",
        "check_state",
        "daily_date",
        "seed",
    )
    list_filter = (
        "difficulty",
        "ending",
        "ranked",
        "check_state",
        "seed_chosen",
        "daily_date",
        "finished_at",
    )
    list_select_related = ("player",)
    search_fields = ("player__username", "=seed", "=id")
    date_hierarchy = "finished_at"
    ordering = ("-finished_at",)
    actions = ("check_now",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FinishedRun]:
        return super().get_queryset(request).defer("record")

    @admin.action(description="Execute waiting records now", permissions=["check"])
    def check_now(self, request: HttpRequest, rows: QuerySet[FinishedRun]) -> None:
        ranked = sum(run_check(row.pk) for row in rows)
        self.message_user(request, f"{ranked} of these runs are ranked.")

    def has_check_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("game.change_finishedrun")


@admin.register(DailyEntry)
class DailyEntryAdmin(ReadOnlyAdmin):
    list_display = ("date", "player", "begun_at", "turn_count", "ending")
    list_filter = ("date",)
    list_select_related = ("player", "expedition")
    search_fields = ("player__username",)
    date_hierarchy = "date"
    ordering = ("-date", "begun_at")

    @admin.display(description="turns")
    def turn_count(self, entry: DailyEntry) -> int | None:
        return entry.expedition.turn_count if entry.expedition else None

    @admin.display(description="ending")
    def ending(self, entry: DailyEntry) -> str:
        return entry.expedition.ending if entry.expedition else ""
