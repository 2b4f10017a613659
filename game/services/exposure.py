"""What a flight adds to the cargo aboard: the dangers that a sale's profit grows by."""

from math import isfinite

from django.db import transaction
from msgspec import Struct

from game.services.docked import player_lock, ship_lock
from game.services.fencing import Fence, fence_hold
from game.services.holds import Hold


class Leg(Struct, frozen=True):
    """Time in flight since the last record, in seconds, and the sum of (multiplier - 1) over it."""

    time_s: float = 0.0
    exposure_s: float = 0.0


def exposure_record(
    *, fence: Fence, player_pk: int, station_id: str | None, time_s: float, exposure_s: float
) -> bool:
    """Add a leg of flight to all cargo of a ship that docks at `station_id`.

    None is a ship that is stored in flight. Cargo that was bought at `station_id` begins anew.
    False, and nothing changed, where a leg up to the fence's moment or a later one is recorded
    already. Locks lease, player, ship, cargo. Raises LeaseLost, AppError FORBIDDEN and
    NOT_IN_SYSTEM, and ValueError for times below 0.
    """
    leg = leg_require(Leg(time_s, exposure_s))
    with transaction.atomic():
        fence_hold(fence)
        ship = ship_lock(fence=fence, player=player_lock(player_pk=player_pk))
        if (ship.leg_epoch, ship.leg_tick) >= (fence.epoch, fence.tick):
            return False
        leg_add(Hold(ship), leg, docked_at=station_id)
        ship.leg_epoch, ship.leg_tick = fence.epoch, fence.tick
        ship.save(update_fields=["leg_epoch", "leg_tick"])
    return True


def leg_require(leg: Leg) -> Leg:
    """Raises ValueError for times that nobody can have flown."""
    if not all(isfinite(value) and value >= 0.0 for value in (leg.time_s, leg.exposure_s)):
        raise ValueError(f"no leg of a flight: {leg}")
    return leg


def leg_add(hold: Hold, leg: Leg, *, docked_at: str | None) -> None:
    """The caller has checked the leg and holds the locks of ship and hold."""
    if docked_at is not None or leg.time_s > 0.0:
        hold.fly(flown_s=leg.time_s, exposure_s=leg.exposure_s, docked_at=docked_at)
