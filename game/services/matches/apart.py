"""Players who block each other are not brought together by matches."""

from django.db.models import Q, QuerySet

from accounts.models import Block
from game.matches.refusals import Code, Refused
from game.models import Match, Seat

# The words of a full session: who is blocked is not told.
FULL = "that session is full; say for how many to open it anew"


def without_foes(matches: "QuerySet[Match]", account: int | None) -> "QuerySet[Match]":
    """Those in which nobody sits who blocks this account, or whom it blocks."""
    if account is None:
        return matches
    pairs = Block.objects.filter(Q(player=account) | Q(blocked=account))
    foes = {pk for pair in pairs.values_list("player_id", "blocked_id") for pk in pair}
    foes.discard(account)
    return matches.exclude(seats__account__in=foes) if foes else matches


def welcome_check(*, matches: "QuerySet[Match]", account: int | None) -> None:
    """Raises Refused (SESSION_FULL) where somebody sits who blocks this account."""
    if account is None:
        return
    wary = Seat.objects.filter(match__in=matches, account__blocks__blocked=account)
    if wary.exists():
        raise Refused(Code.SESSION_FULL, FULL)
