"""Seats whose account may not play, or not talk: their keys open nothing as long as that holds.

A door looks before it answers to a key. What was read counts for a moment, so that games in full
flow cost no query a move.
"""

import time
from typing import NamedTuple

from django.utils import timezone

from accounts.standing import Standing, standings
from game.models import Seat
from game.services.matches.database import Database

FRESH_S = 0.7  # a ban counts at every door within a second
STRANGERS_FRESH_S = 60.0  # a match without accounts
MAX_KNOWN = 10_000  # matches; then what is old is forgotten

ByKey = dict[str, Standing]


class Known(NamedTuple):
    """How the accounts of a match stand, by the hashes of their seats' keys."""

    until: float  # monotonic
    seats: ByKey


class Bench:
    """One per match host."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[int, Known] = {}

    async def check(self, match: int, hashed: str, *, words: bool = False) -> None:
        """Raises AppError BANNED for a banned account's key, and with `words` MUTED for one that
        may not say anything; SERVER_BUSY when nobody can be asked."""
        known = self._known.get(match)
        now = time.monotonic()
        if known is None or now >= known.until:
            seats = await self._database.read(seats_standing, match_pk=match)
            if len(self._known) >= MAX_KNOWN:
                self._known = {pk: k for pk, k in self._known.items() if now < k.until}
            known = Known(now + (FRESH_S if seats else STRANGERS_FRESH_S), seats)
            self._known[match] = known
        standing = known.seats.get(hashed)
        if standing is None:
            return
        at = timezone.now()
        if standing.ban is not None and standing.ban.holds(at):
            raise standing.ban.error()
        if words and standing.mute is not None and standing.mute.holds(at):
            raise standing.mute.error()


def seats_standing(*, match_pk: int) -> ByKey:
    """Of all seats of a match that an account plays."""
    rows = Seat.objects.filter(match=match_pk, account__isnull=False)
    accounts = dict(rows.values_list("key_hash", "account_id"))
    found = standings(pks=[pk for pk in accounts.values() if pk is not None]) if accounts else {}
    return {key: found[pk] for key, pk in accounts.items() if pk is not None and pk in found}
