"""What services share: the locks, who may, and where."""

from django.utils import timezone

from accounts.models import User
from game.models import Location, Ship
from game.protocol.errors import AppError, ErrorCode
from game.services.fencing import Fence


def player_lock(*, player_pk: int) -> User:
    """Lock a player's row. Raises AppError FORBIDDEN for an account that is gone."""
    player = User.objects.select_for_update().filter(pk=player_pk).first()
    if player is None:
        raise AppError(ErrorCode.FORBIDDEN, "This account does not exist any more.")
    return player


def ship_lock(*, fence: Fence, player: User) -> Ship:
    """Lock a player's ship in the fence's system. Raises AppError NOT_IN_SYSTEM."""
    ships = Ship.objects.select_for_update(of=("self",)).select_related("docked_at")
    ship = ships.filter(player=player).first()
    if ship is None or ship.system_id != fence.system_id:
        raise AppError(ErrorCode.NOT_IN_SYSTEM)
    return ship


def docked_ship_lock(*, fence: Fence, player: User, station_id: str) -> tuple[Ship, Location]:
    """Lock a player's ship that is docked at this station of the fence's system.

    Raises AppError NOT_IN_SYSTEM, NOT_DOCKED, WRONG_STATION.
    """
    ship = ship_lock(fence=fence, player=player)
    if ship.docked_at is None:
        raise AppError(ErrorCode.NOT_DOCKED, station_id=station_id)
    if ship.docked_at.pk != station_id:
        raise AppError(ErrorCode.WRONG_STATION, docked_at=ship.docked_at.pk)
    return ship, ship.docked_at


def service_require(offered: bool, words: str, *, station: Location) -> None:
    """Raises AppError WRONG_STATION where a station does not offer what was asked for."""
    if not offered:
        raise AppError(ErrorCode.WRONG_STATION, words, station_id=station.pk)


def ship_stamp(ship: Ship, fence: Fence) -> None:
    """Mark a locked ship as written at the fence's moment, which never goes back."""
    ship.epoch, ship.tick = max((ship.epoch, ship.tick), (fence.epoch, fence.tick))
    ship.updated_at = timezone.now()
