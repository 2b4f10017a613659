"""Seats of matches that wait for players, in the database: whose client is gone is free again.

One transaction each, for the lanes' threads.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from game.models import Match, Seat
from game.services.matches.store import end_all

HELD_S = 20.0  # what a process renews while a client waits on its connection; four beats
KEPT_S = 90.0  # for clients that ask now and then; browsers wake a hidden page once a minute

Ref = tuple[int, str]  # (match, hash of the seat's key)
Status = Match.Status


def kept_until(*, held: bool) -> datetime:
    """Of a seat whose client was there just now."""
    return timezone.now() + timedelta(seconds=HELD_S if held else KEPT_S)


def seat_status(*, match_pk: int, key_hash: str) -> str | None:
    """How the match stands; None if nobody sits there with that key."""
    seats = Seat.objects.filter(match=match_pk, key_hash=key_hash)
    return seats.values_list("match__status", flat=True).first()


def seat_let_go(*, match_pk: int, key_hash: str) -> None:
    """Its client waits no more, but knows the key, and may come back."""
    seats = Seat.objects.filter(match=match_pk, key_hash=key_hash)
    seats.update(held=False, kept_until=kept_until(held=False))


def seats_renew(*, held: Sequence[Ref], asked: Sequence[Ref]) -> list[Ref]:
    """The clients of these seats are there. Gives those of `held` that are no seats any more."""
    for seats, until in ((held, kept_until(held=True)), (asked, kept_until(held=False))):
        for some in _portions(seats):
            _seats_of(some).update(kept_until=until)
    found: set[Ref] = set()
    for some in _portions(held):
        found.update(_seats_of(some).values_list("match", "key_hash"))
    return [ref for ref in held if ref not in found]


def seats_lapse(*, game: str = "") -> None:
    """Free the seats that nobody keeps; a match without anybody ends. game: empty for all."""
    late = Seat.objects.filter(match__status=Status.WAITING, kept_until__lt=timezone.now())
    _free(late.filter(match__game=game) if game else late)


def seats_drop_held() -> None:
    """Free the seats whose keys nobody has been told: for who knows that their clients are gone."""
    _free(Seat.objects.filter(match__status=Status.WAITING, held=True))


def _free(seats: "QuerySet[Seat]") -> None:
    with transaction.atomic():
        emptied = Match.objects.filter(pk__in=seats.values("match")).order_by("pk")
        locked = list(emptied.select_for_update(skip_locked=True).values_list("pk", flat=True))
        if not locked:
            return
        seats.filter(match__in=locked).delete()
        waiting = Match.objects.filter(pk__in=locked, status=Status.WAITING)
        end_all(waiting.exclude(seats__in=Seat.objects.filter(opponent="")), "abandoned")


def _seats_of(refs: Collection[Ref]) -> "QuerySet[Seat]":
    matches, hashes = zip(*refs, strict=True)
    return Seat.objects.filter(match__in=matches, key_hash__in=hashes)


def _portions(refs: Sequence[Ref]) -> Iterator[Sequence[Ref]]:
    return (refs[start : start + 300] for start in range(0, len(refs), 300))
