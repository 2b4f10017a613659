"""Who may do what now: the sanctions in force, as values, read together with their player."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, QuerySet
from django.utils import timezone
from msgspec import Struct

from accounts.models import Sanction, User, holding_at
from game.protocol.errors import AppError, ErrorCode

Kind = Sanction.Kind
CODES = {Kind.BAN: ErrorCode.BANNED, Kind.MUTE: ErrorCode.MUTED}
VERBS = {Kind.BAN: "play", Kind.MUTE: "chat"}


class Sentence(Struct, frozen=True):
    """A sanction as its player gets to know it. `ends` None: for good."""

    kind: Kind
    reason: str
    ends: datetime | None

    def holds(self, at: datetime) -> bool:
        return self.ends is None or at < self.ends

    @property
    def until(self) -> str:
        """When it ends, in words."""
        if self.ends is None:
            return "for good"
        return f"until {self.ends.astimezone(timezone.get_default_timezone()):%-d %B %Y, %H:%M} UTC"

    def error(self) -> AppError:
        """BANNED or MUTED; `details`: reason, ends_at (ISO 8601, null for never)."""
        ends_at = self.ends.isoformat() if self.ends else None
        words = f"This account may not {VERBS[self.kind]} {self.until}. Reason: {self.reason}"
        if self.ends is None:
            words = f"This account may not {VERBS[self.kind]} any more. Reason: {self.reason}"
        return AppError(CODES[self.kind], words, reason=self.reason, ends_at=ends_at)


class Standing(Struct, frozen=True):
    """What a player's rights hang on. `password` is the stored hash: a new one ends all tokens."""

    player: int
    password: str
    active: bool
    staff: bool
    ban: Sentence | None
    mute: Sentence | None


def standings(*, pks: Iterable[int]) -> dict[int, Standing]:
    """Of those among these players who exist, in one query."""
    rows = with_sanctions(User.objects.filter(pk__in=list(pks))).values_list(
        "pk", "password", "is_active", "is_staff", "held_kind", "held_reason", "held_ends"
    )
    found: dict[int, Standing] = {}
    for pk, password, active, staff, kind, reason, ends in rows:
        before = found.get(pk) or Standing(pk, password, active, staff, None, None)
        found[pk] = _under(before, kind, reason, ends)
    return found


def player_standing(*, pk: int) -> tuple[User, Standing] | None:
    """A player and how they stand, in one query."""
    found: tuple[User, Standing] | None = None
    for user in with_sanctions(User.objects.filter(pk=pk)):
        before = found[1] if found else standing_without(user)
        found = user, _under(before, user.held_kind, user.held_reason, user.held_ends)
    return found


def sentence_now(*, player: User, kind: Kind) -> Sentence | None:
    """The sanction of that kind that holds now; of several the one that ends last."""
    held = Sanction.objects.filter(player=player, kind=kind).filter(holding_at(timezone.now()))
    return _last(Sentence(kind, row.reason, row.ends) for row in held)


def banned_now(player: str = "pk") -> Exists:
    """The condition that a row's player is banned; `player` is the way to their key."""
    return Exists(
        Sanction.objects.filter(holding_at(timezone.now()), player=OuterRef(player), kind=Kind.BAN)
    )


def with_sanctions(users: "QuerySet[User]") -> "QuerySet[Any]":
    """Each user once for every sanction in force, or once with `held_kind` None."""
    return users.alias(
        held=FilteredRelation("sanctions", condition=holding_at(timezone.now(), "sanctions__"))
    ).annotate(held_kind=F("held__kind"), held_reason=F("held__reason"), held_ends=F("held__ends"))


def standing_without(user: User) -> Standing:
    return Standing(user.pk, user.password, user.is_active, user.is_staff, None, None)


def _under(before: Standing, kind: str | None, reason: str, ends: datetime | None) -> Standing:
    if kind is None:
        return before
    sentence = Sentence(Kind(kind), reason, ends)
    ban, mute = before.ban, before.mute
    if sentence.kind is Kind.BAN:
        ban = _last(s for s in (ban, sentence) if s)
    else:
        mute = _last(s for s in (mute, sentence) if s)
    return Standing(before.player, before.password, before.active, before.staff, ban, mute)


def _last(sentences: Iterable[Sentence] | Iterator[Sentence]) -> Sentence | None:
    """The one that ends last; never is later than ever."""
    return max(
        sentences,
        key=lambda s: (s.ends is None, s.ends.timestamp() if s.ends else 0.0),
        default=None,
    )
