"""How well somebody plays."""

from django.db.models import F
from msgspec import Struct

from accounts.models import User
from accounts.standing import banned_now
from game.models import Rating
from game.selectors.match_records import DEVIATIONS


class OwnRating(Struct, frozen=True):
    """rank: among all accounts that have played that game against accounts, from 1 on."""

    game: str
    rating: float
    games: int
    wins: int
    rank: int


def ratings_of_player(*, player: User) -> list[OwnRating]:
    """By game, in alphabetical order."""
    rows = Rating.objects.filter(player=player).order_by("game")
    return [OwnRating(row.game, _sure(row), row.games, row.wins, 1 + _better(row)) for row in rows]


def _sure(row: Rating) -> float:
    return round(row.mu - DEVIATIONS * row.sigma, 2)


def _better(row: Rating) -> int:
    sure = row.mu - DEVIATIONS * row.sigma
    others = Rating.objects.filter(~banned_now("player"), game=row.game, player__is_active=True)
    others = others.exclude(pk=row.pk)
    return others.annotate(sure=F("mu") - DEVIATIONS * F("sigma")).filter(sure__gt=sure).count()
