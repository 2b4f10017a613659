"""Reads for the page of one's own pilot."""

from datetime import datetime

from django.db.models import Q

from accounts.models import User
from accounts.standing import banned_now
from game.models import Commodity, LedgerEntry, Location, StarSystem


def balance_history(*, player_pk: int, limit: int) -> tuple[tuple[datetime, int], ...]:
    """When the balance changed and what it was then: the newest `limit` changes, oldest first."""
    entries = LedgerEntry.objects.filter(player=player_pk).order_by("-id")
    newest = entries.values_list("created_at", "balance_after")[:limit]
    return tuple(reversed(newest))


def credits_rank(*, player: User) -> int:
    """The player's place on the leaderboard of credits, from 1 on."""
    ahead = Q(credits__gt=player.credits) | Q(credits=player.credits, pk__lt=player.pk)
    others = User.objects.filter(ahead, ~banned_now(), is_active=True, ship__isnull=False)
    return others.count() + 1


def names_by_id() -> dict[str, str]:
    """What players call the systems, locations and commodities behind ids."""
    return {
        pk: name
        for model in (StarSystem, Location, Commodity)
        for pk, name in model.objects.values_list("pk", "name")
    }
