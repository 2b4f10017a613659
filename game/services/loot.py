"""Cargo that drifts in space, scooped up once."""

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from game.catalog.ships import ship_class
from game.economy import SALVAGE
from game.models import Commodity, LootClaim, Ship
from game.protocol.errors import AppError, ErrorCode
from game.selectors.records import CargoLine
from game.services.docked import player_lock, ship_lock, ship_stamp
from game.services.fencing import Fence, fence_hold
from game.services.holds import Hold


class LootGone(AppError):
    """Somebody else has scooped it up before."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.NOT_FOUND, "Somebody was faster.")


class LootOutcome(Struct, frozen=True):
    """Units that came aboard, those that did not fit (they are gone), and the hold after it."""

    commodity_id: str
    quantity: int
    left: int
    cargo: tuple[CargoLine, ...]
    replayed: bool = False


def loot_take(
    *, fence: Fence, player_pk: int, loot_key: str, commodity_id: str, quantity: int
) -> LootOutcome:
    """Take a piece of loot aboard, as much as fits; it cost nothing and is salvage.

    `loot_key` names one piece for good within its system; whoever comes first has it, and the
    same player asking again gets the same answer with the hold as it is now. A docked ship takes
    nothing. Locks lease, player, ship, cargo. Raises LeaseLost, LootGone, ValueError for less than
    one unit, and AppError FORBIDDEN, NOT_IN_SYSTEM, UNKNOWN_COMMODITY, CARGO_FULL.
    """
    if quantity < 1:
        raise ValueError(f"no loot: {quantity} units")
    with transaction.atomic():
        fence_hold(fence)
        player = player_lock(player_pk=player_pk)
        ship = ship_lock(fence=fence, player=player)
        hold = Hold(ship)
        claim = LootClaim.objects.filter(system=fence.system_id, loot_key=loot_key).first()
        if claim is not None:
            return _replayed(claim, player_pk, quantity, hold)
        if ship.docked_at_id is not None:
            raise AppError(ErrorCode.FORBIDDEN, "A docked ship scoops nothing up.")
        taken = min(quantity, _room(ship, hold, commodity_id))
        hold.load(commodity_id, SALVAGE, taken, 0)
        ship_stamp(ship, fence)
        ship.save(update_fields=["epoch", "tick", "updated_at"])
        LootClaim.objects.create(
            system_id=fence.system_id,
            loot_key=loot_key,
            player=player,
            commodity_id=commodity_id,
            quantity=taken,
            created_at=timezone.now(),
        )
        return LootOutcome(commodity_id, taken, quantity - taken, hold.lines)


def _room(ship: Ship, hold: Hold, commodity_id: str) -> int:
    """How many units of a commodity fit in. Raises UNKNOWN_COMMODITY, CARGO_FULL."""
    commodity = Commodity.objects.filter(pk=commodity_id).first()
    if commodity is None:
        raise AppError(ErrorCode.UNKNOWN_COMMODITY, commodity_id=commodity_id)
    room = max(ship_class(ship.ship_class).cargo_capacity - hold.used, 0)
    fits = room // commodity.unit_mass
    if not fits:
        raise AppError(ErrorCode.CARGO_FULL, room=room, unit_mass=commodity.unit_mass)
    return fits


def _replayed(claim: LootClaim, player_pk: int, quantity: int, hold: Hold) -> LootOutcome:
    if claim.player_id != player_pk:
        raise LootGone
    return LootOutcome(
        claim.commodity_id,
        claim.quantity,
        max(quantity - claim.quantity, 0),
        hold.lines,
        replayed=True,
    )
