"""Who has the most."""

from msgspec import Struct

from accounts.models import User
from accounts.standing import banned_now


class Standing(Struct, frozen=True):
    """A place on a leaderboard, from 1 on, and what the others think of the pilot."""

    rank: int
    player_id: str
    username: str
    credits: int
    reputation: int


def credits_leaderboard(*, limit: int) -> tuple[Standing, ...]:
    """The richest who may play; of equals the one who has been here longer comes first."""
    pilots = User.objects.filter(~banned_now(), is_active=True, ship__isnull=False)
    pilots = pilots.order_by("-credits", "pk")
    return tuple(
        Standing(
            rank=rank,
            player_id=p.player_id,
            username=p.username,
            credits=p.credits,
            reputation=p.reputation,
        )
        for rank, p in enumerate(pilots.only("username", "credits", "reputation")[:limit], start=1)
    )
