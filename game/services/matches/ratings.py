"""How well accounts play: each finished game between accounts counts once.

Plackett-Luce, as openskill has it (https://openskill.me): a skill is a normal distribution.
"""

from django.db import transaction
from django.utils import timezone
from openskill.models import PlackettLuce

from game.models import FinishedGame, Rating, Seat

BATCH = 100
_model = PlackettLuce()


def games_rate_due() -> int:
    """Rate the finished games that are due, the oldest first; how many there were."""
    due = FinishedGame.objects.filter(rated=True, rated_at=None).order_by("finished_at", "pk")
    pks = list(due.values_list("pk", flat=True)[:BATCH])
    return sum(game_rate(finished_pk=pk) for pk in pks)


def game_rate(*, finished_pk: int) -> bool:
    """Take notice of a game. False when that has happened already."""
    with transaction.atomic():
        due = FinishedGame.objects.filter(rated=True, rated_at=None)
        finished = due.select_for_update().filter(pk=finished_pk).first()
        if finished is None:
            return False
        seats = Seat.objects.filter(match=finished.match_id).order_by("player_id")
        accounts = list(seats.values_list("account", flat=True))
        now = timezone.now()
        if None in accounts or finished.ranks is None:  # an account was deleted meanwhile
            FinishedGame.objects.filter(pk=finished_pk).update(rated=False)
            return True
        before = _locked(finished.game, [pk for pk in accounts if pk is not None])
        teams = [[_model.create_rating([row.mu, row.sigma])] for row in before]
        after = _model.rate(teams, ranks=[float(rank) for rank in finished.ranks])
        for row, [skill], rank in zip(before, after, finished.ranks, strict=True):
            row.mu, row.sigma = skill.mu, skill.sigma
            row.games += 1
            row.wins += rank == 1 and finished.ranks.count(1) < len(before)
            row.updated_at = now
            row.save()
        FinishedGame.objects.filter(pk=finished_pk).update(rated_at=now)
    return True


def _locked(game: str, players: list[int]) -> list[Rating]:
    """Their ratings in this order, locked in the order of primary keys."""
    now = timezone.now()
    fresh = _model.rating()
    for pk in sorted(players):
        Rating.objects.get_or_create(
            player_id=pk,
            game=game,
            defaults={"mu": fresh.mu, "sigma": fresh.sigma, "updated_at": now},
        )
    locked = Rating.objects.select_for_update().filter(game=game, player__in=players)
    rows = {row.player_id: row for row in locked.order_by("pk")}
    return [rows[pk] for pk in players]
