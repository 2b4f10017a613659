"""Ships that an operator puts elsewhere: at once where nobody runs them, else by their worker."""

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils import timezone

from accounts.models import User
from game.models import Checkpoint, Lease, Location, Ship, ShipMove, StarSystem
from game.protocol.errors import AppError, ErrorCode
from game.selectors.facts import Place
from game.selectors.systems import lease_alive
from game.services.docked import player_lock
from game.services.facts import systems_touch
from game.services.fencing import Fence, fence_hold


def place_at_station(*, station_id: str) -> Place:
    """Raises AppError NOT_FOUND."""
    station = Location.objects.filter(pk=station_id).first()
    if station is None:
        raise AppError(ErrorCode.NOT_FOUND, "There is no such station.")
    return Place(station.system_id, station.x, station.y, station.pk)


def ship_move(*, player_pk: int, place: Place) -> bool:
    """Put a player's ship elsewhere. True: it is there; False: its worker does it in a moment.

    A later word counts instead of one that waits. Locks lease, system, player, ship. Raises
    AppError NOT_FOUND for a player without a ship, UNKNOWN_SYSTEM, INVALID_INPUT for a place out
    of bounds, SERVER_BUSY while the ship leaves its system.
    """
    with transaction.atomic():
        ship_id, system_id = _ship_of(player_pk)
        _check(place)
        runs = _runs(system_id)
        systems_touch(system_ids=[system_id])
        if runs:
            ShipMove.objects.update_or_create(
                ship_id=ship_id,
                defaults={
                    "system_id": place.system_id,
                    "location_id": place.station_id,
                    "x": place.x,
                    "y": place.y,
                    "asked_at": timezone.now(),
                },
            )
            return False
        player = player_lock(player_pk=player_pk)
        ship = Ship.objects.select_for_update().get(pk=ship_id)
        if ship.system_id != system_id:
            raise AppError(ErrorCode.SERVER_BUSY)
        _put(ship, player, place, (ship.epoch, ship.tick))
    return True


def ship_move_do(*, fence: Fence, ship_id: int) -> Place | None:
    """Do a move that waits, for a ship that is not in the fence's simulation or leaves it now.

    None if there is nothing to do any more. Locks lease, player, ship. Raises LeaseLost.
    """
    with transaction.atomic():
        fence_hold(fence)
        waiting = ShipMove.objects.filter(ship=ship_id, ship__system=fence.system_id)
        move = waiting.select_related("ship").first()
        if move is None:
            return None
        player = player_lock(player_pk=move.ship.player_id)
        ship = Ship.objects.select_for_update().get(pk=ship_id)
        place = Place(move.system_id, move.x, move.y, move.location_id)
        _put(ship, player, place, (fence.epoch, fence.tick))
    return place


def ship_move_done(*, fence: Fence, ship_id: int) -> None:
    """The simulation has the ship where it is to be. Locks the lease. Raises LeaseLost."""
    with transaction.atomic():
        fence_hold(fence)
        ShipMove.objects.filter(ship=ship_id, system=fence.system_id).delete()


def _ship_of(player_pk: int) -> tuple[int, str]:
    found = Ship.objects.filter(player=player_pk).values_list("pk", "system_id").first()
    if found is None:
        raise AppError(ErrorCode.NOT_FOUND, "This player has no ship yet.")
    return found


def _runs(system_id: str) -> bool:
    """Whether a worker runs the system; its lease stays as it is until the transaction ends."""
    Lease.objects.get_or_create(system_id=system_id)
    held = Lease.objects.select_for_update().filter(system=system_id)
    alive = Case(When(lease_alive(), then=Value(1)), default=Value(0))
    return bool(held.annotate(alive=alive).values_list("alive", flat=True).get())


def _check(place: Place) -> None:
    system = StarSystem.objects.filter(pk=place.system_id).first()
    if system is None:
        raise AppError(ErrorCode.UNKNOWN_SYSTEM, system_id=place.system_id)
    inside = system.min_x <= place.x <= system.max_x and system.min_y <= place.y <= system.max_y
    if not inside:
        raise AppError(ErrorCode.INVALID_INPUT, f"That is outside of {system.name}.")


def _put(ship: Ship, player: User, place: Place, moment: tuple[int, int]) -> None:
    """Write a locked ship to its place, later than `moment` and than the last checkpoint there."""
    stored = Checkpoint.objects.filter(system=place.system_id).order_by("-epoch", "-tick")
    there = stored.values_list("epoch", "tick").first() or (0, -1)
    if ship.system_id == place.system_id:
        there = max(there, moment, (ship.epoch, ship.tick))
    ship.system_id, ship.docked_at_id = place.system_id, place.station_id
    ship.x, ship.y, ship.vx, ship.vy = place.x, place.y, 0.0, 0.0
    ship.epoch, ship.tick = there[0], there[1] + 1
    ship.leg_epoch = ship.leg_tick = 0
    ship.updated_at = timezone.now()
    ship.save()
    player.profile_revision += 1
    player.save(update_fields=["profile_revision"])
    ShipMove.objects.filter(ship=ship).delete()
