"""Kills, and a pilot's reputation: what each deed is worth stands in the economy's rules."""

from typing import Literal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from msgspec import Struct

from accounts.models import User
from game.catalog.economy import economy_rules
from game.models import Deed, Ship
from game.services.docked import player_lock
from game.services.fencing import Fence, fence_hold

DeedKind = Literal[
    "killed_pirate",
    "killed_player",
    "killed_peaceful",
    "defended",
    "attacked_innocent",
    "killed_innocent",
]
KILLS: frozenset[DeedKind] = frozenset(
    {"killed_pirate", "killed_player", "killed_peaceful", "killed_innocent"}
)


class DeedOutcome(Struct, frozen=True):
    """The pilot's reputation after a deed, and by how much the deed changed it."""

    reputation: int
    change: int
    replayed: bool = False


def kill_record(*, fence: Fence, player_pk: int, ref: str, victim: Literal["pirate", "player",
                "peaceful", "innocent"]) -> DeedOutcome:  # fmt: skip
    """Count a kill of this pilot's; who was destroyed decides what it does to the reputation.

    `player` is a pilot who had it coming, `innocent` one who had not, `peaceful` a trader or a
    patrol. Replay, locks and errors as in `deed_record`.
    """
    kinds: dict[str, DeedKind] = {
        "pirate": "killed_pirate",
        "player": "killed_player",
        "peaceful": "killed_peaceful",
        "innocent": "killed_innocent",
    }
    return deed_record(fence=fence, player_pk=player_pk, ref=ref, kind=kinds[victim])


def deed_record(*, fence: Fence, player_pk: int, ref: str, kind: DeedKind) -> DeedOutcome:
    """Write a deed down and change the pilot's reputation by what it is worth, within the bounds.

    `ref` is the server's own name of the event; of one event a pilot has each kind of deed once,
    and the same again changes nothing. Locks lease, player. Raises LeaseLost, AppError FORBIDDEN.
    """
    rules = economy_rules().reputation
    with transaction.atomic():
        fence_hold(fence)
        player = player_lock(player_pk=player_pk)
        done = Deed.objects.filter(player=player, kind=kind, ref=ref).first()
        if done is not None:
            return DeedOutcome(player.reputation, done.reputation, replayed=True)
        wanted = player.reputation + rules.deeds[kind]
        bounded = min(max(wanted, rules.minimum), rules.maximum)
        outcome = DeedOutcome(bounded, bounded - player.reputation)
        _note(player, kind, ref, outcome)
    return outcome


def _note(player: User, kind: DeedKind, ref: str, outcome: DeedOutcome) -> None:
    Deed.objects.create(
        player=player, kind=kind, ref=ref, reputation=outcome.change, created_at=timezone.now()
    )
    if kind in KILLS:
        Ship.objects.filter(player=player).update(kills=F("kills") + 1)
    player.reputation = outcome.reputation
    player.profile_revision += 1
    player.save(update_fields=["reputation", "profile_revision"])
