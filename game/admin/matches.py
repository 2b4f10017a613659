"""Matches, who sits there, what they did, how it ended and how well they play: read, never edited.

Keys are secrets even as hashes, and seeds of games under way tell what is hidden in them.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from game.admin.base import ReadOnlyAdmin, ReadOnlyInline
from game.models import FinishedGame, Match, MatchEntry, Observer, Rating, Seat


class SeatInline(ReadOnlyInline):
    model = Seat
    fields = ("player_id", "name", "account", "opponent")


@admin.register(Match)
class MatchAdmin(ReadOnlyAdmin):
    list_display = (
        "id",
        "game",
        "session",
        "shared",
        "status",
        "reason",
        "players",
        "entry_count",
        "move_seconds",
        "created_at",
        "last_activity",
    )
    list_filter = ("status", "game", "shared", ("move_seconds", admin.EmptyFieldListFilter))
    search_fields = ("=id", "session", "seats__name", "seats__account__username")
    date_hierarchy = "created_at"
    exclude = ("seed",)
    ordering = ("-id",)
    inlines = (SeatInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Match]:
        return super().get_queryset(request).annotate(entries_n=Count("entries", distinct=True))

    @admin.display(description="entries", ordering="entries_n")
    def entry_count(self, match: Any) -> int:
        return int(match.entries_n)


@admin.register(Seat)
class SeatAdmin(ReadOnlyAdmin):
    list_display = ("match", "player_id", "name", "account", "opponent")
    list_filter = ("opponent", ("account", admin.EmptyFieldListFilter))
    list_select_related = ("match", "account")
    search_fields = ("=match__id", "name", "account__username")
    exclude = ("key_hash",)
    ordering = ("-id",)


@admin.register(Observer)
class ObserverAdmin(ReadOnlyAdmin):
    list_display = ("match", "player_id")
    list_select_related = ("match",)
    search_fields = ("=match__id", "match__session")
    exclude = ("key_hash",)
    ordering = ("-id",)


@admin.register(MatchEntry)
class MatchEntryAdmin(ReadOnlyAdmin):
    list_display = ("match", "number", "round", "kind", "player_id", "created_at")
    list_filter = ("kind",)
    list_select_related = ("match",)
    search_fields = ("=match__id", "match__session")
    date_hierarchy = "created_at"
    ordering = ("-id",)


@admin.register(FinishedGame)
class FinishedGameAdmin(ReadOnlyAdmin):
    list_display = ("id", "game", "match", "round", "ranks", "rated", "rated_at", "finished_at")
    list_filter = ("game", "rated", ("rated_at", admin.EmptyFieldListFilter))
    list_select_related = ("match",)
    search_fields = ("=match__id", "match__session", "match__seats__account__username")
    date_hierarchy = "finished_at"
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FinishedGame]:
        return super().get_queryset(request).defer("record")


@admin.register(Rating)
class RatingAdmin(ReadOnlyAdmin):
    list_display = ("player", "game", "mu", "sigma", "games", "wins", "updated_at")
    list_filter = ("game",)
    list_select_related = ("player",)
    search_fields = ("player__username",)
    date_hierarchy = "updated_at"
    ordering = ("game", "-mu")
