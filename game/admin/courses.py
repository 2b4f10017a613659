"""Classes, their teams and tournaments: teachers run them on their own pages, operators look."""

from django.contrib import admin

from game.admin.base import ReadOnlyAdmin, ReadOnlyInline
from game.models.courses import Course, Fixture, Team, Tournament


class TeamInline(ReadOnlyInline):
    model = Team
    fields = ("name", "account", "created_at")


class FixtureInline(ReadOnlyInline):
    model = Fixture
    fields = ("number", "round", "first", "second", "outcome", "how", "finished_at")


@admin.register(Course)
class CourseAdmin(ReadOnlyAdmin):
    list_display = ("title", "teacher", "game", "is_open", "created_at")
    list_filter = ("is_open", "game")
    list_select_related = ("teacher",)
    search_fields = ("title", "teacher__username")
    exclude = ("code",)  # who has it is in
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    inlines = (TeamInline,)


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    list_display = ("name", "course", "account", "created_at")
    list_filter = (("account", admin.EmptyFieldListFilter),)
    list_select_related = ("course", "account")
    search_fields = ("name", "course__title", "account__username")
    exclude = ("secret_hash",)
    date_hierarchy = "created_at"
    ordering = ("-created_at",)


@admin.register(Tournament)
class TournamentAdmin(ReadOnlyAdmin):
    list_display = ("course", "number", "game", "legs", "move_seconds", "created_at", "finished_at")
    list_filter = ("game", ("finished_at", admin.EmptyFieldListFilter))
    list_select_related = ("course",)
    search_fields = ("course__title",)
    date_hierarchy = "created_at"
    ordering = ("-created_at",)
    inlines = (FixtureInline,)


@admin.register(Fixture)
class FixtureAdmin(ReadOnlyAdmin):
    list_display = ("tournament", "number", "round", "first", "second", "outcome", "how", "match")
    list_filter = ("outcome",)
    list_select_related = ("tournament", "first", "second", "match")
    search_fields = ("first__name", "second__name", "tournament__course__title")
    ordering = ("-id",)
