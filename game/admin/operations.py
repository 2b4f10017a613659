"""What operators and chores have done: the logs."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from game.admin.base import ReadOnlyAdmin
from game.models.audit import OperatorAction
from game.models.chores import Chore
from game.models.recordings import RecordedSegment


@admin.register(OperatorAction)
class OperatorActionAdmin(ReadOnlyAdmin):
    list_display = (
        "at",
        "actor",
        "actor_name",
        "door",
        "action",
        "target",
        "result",
        "code",
        "payload",
    )
    list_filter = ("door", "result", "at", ("actor", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("actor",)
    search_fields = ("actor_name", "action", "=target", "=code")
    date_hierarchy = "at"
    ordering = ("-at", "-id")


@admin.register(Chore)
class ChoreAdmin(ReadOnlyAdmin):
    list_display = ("name", "ok", "tried_at", "done_at", "figure", "words")
    list_filter = ("ok",)
    search_fields = ("name", "words")
    ordering = ("name",)


@admin.register(RecordedSegment)
class RecordedSegmentAdmin(ReadOnlyAdmin):
    list_display = ("system", "epoch", "first_tick", "last_tick", "begins", "size", "ended_at")
    list_filter = ("system", "begins", "version")
    list_select_related = ("system",)
    search_fields = ("system__id", "=epoch")
    exclude = ("blob",)
    date_hierarchy = "ended_at"
    ordering = ("-ended_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RecordedSegment]:
        return super().get_queryset(request).defer("blob")
