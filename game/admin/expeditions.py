"""Expeditions, the runs that are over, and who has flown which day: read, searched, archived."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest

from accounts.models import User
from game.admin.acts import Act
from game.admin.base import ReadOnlyAdmin
from game.models import DailyEntry, Expedition, ExpeditionStep, FinishedRun
from game.services.expedition_archive import expedition_archive, expedition_restore
from game.services.expedition_runs import run_check


def _archive(actor: User, row: Expedition, values: dict[str, Any]) -> str:
    done = expedition_archive(pk=row.pk)
    return f"{row.session_id} is in the archive{' now' if done else ' already'}."


def _restore(actor: User, row: Expedition, values: dict[str, Any]) -> str:
    expedition_restore(pk=row.pk)
    return f"{row.session_id} is in play again."


def _check(actor: User, run: FinishedRun, values: dict[str, Any]) -> str:
    ranked = run_check(run.pk)
    return f"Run {run.pk} {'is ranked' if ranked else 'is not ranked'}."


ARCHIVE = Act(
    name="expedition_archive",
    title="Archive",
    words="The session leaves its player's list; it can be brought back.",
    permission="game.change_expedition",
    run=_archive,
    icon="archive",
)
RESTORE = Act(
    name="expedition_restore",
    title="Bring back",
    words="The session is in its player's list again.",
    permission="game.change_expedition",
    run=_restore,
    icon="unarchive",
)
CHECK = Act(
    name="run_check",
    title="Execute record",
    words="A record that waits is executed again now; the run is ranked if it leads to its result.",
    permission="game.change_finishedrun",
    run=_check,
    icon="fact_check",
    long=True,
)


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
    acts = (ARCHIVE, RESTORE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Expedition]:
        rows = super().get_queryset(request)
        return rows.defer("document").annotate(document_bytes=Length("document"))

    @admin.display(description="document, bytes", ordering="document_bytes")
    def size_bytes(self, row: Any) -> int:
        return int(row.document_bytes)


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
    acts = (CHECK,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FinishedRun]:
        return super().get_queryset(request).defer("record")


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
