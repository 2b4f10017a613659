"""Ships: a new pilot's first one, and what workers store of those that fly."""

from collections.abc import Sequence
from math import atan2, cos, pi, sin, sqrt

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from game.catalog.ships import PlayerStart, ship_catalog, ship_class
from game.models import LedgerEntry, Location, Ship
from game.protocol.errors import AppError, ErrorCode
from game.selectors.records import ShipRow
from game.services.fencing import Fence, fence_hold
from game.services.posting import ledger_post

__all__ = ["ShipRow", "pilot_enlist", "ship_store", "ships_store_many"]

GOLDEN_ANGLE_RAD = pi * (3.0 - sqrt(5.0))  # spreads any number of ships evenly on a circle

SHOWN = ("hull", "fuel", "docked_at_id")  # what of a ship's row a profile shows


def pilot_enlist(*, player: User) -> Ship:
    """A player's ship, made with the opening grant of credits where there is none yet.

    However often and concurrently it is called, there is one ship and one grant. Brings `player`
    up to date. Locks the player. Raises AppError UNKNOWN_SYSTEM while no universe is loaded.
    """
    start = ship_catalog().start
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=player.pk)
        ship = Ship.objects.filter(player=locked).first()
        if ship is None:
            ship = _first_ship(locked, start)
            ledger_post(
                player=locked,
                tx_type=LedgerEntry.Type.OPENING,
                total_amount=start.credits,
                created_at=timezone.now(),
            )
    player.credits, player.profile_revision = locked.credits, locked.profile_revision
    return ship


def ship_store(*, fence: Fence, ship: ShipRow) -> bool:
    """Store one ship at the fence's moment; False if its row is newer or it has left the system.

    Locks lease, player, ship. Raises LeaseLost.
    """
    return bool(ships_store_many(fence=fence, ships=(ship,)))


def ships_store_many(*, fence: Fence, ships: Sequence[ShipRow]) -> frozenset[int]:
    """Store ships at the fence's moment in one transaction; the ids of those that were stored.

    A ship whose row is of a later moment, or which is no longer in the fence's system, is left as
    it is. Locks lease, players, ships, each in the order of their keys. Raises LeaseLost.
    """
    values = {ship.ship_id: ship for ship in ships}
    with transaction.atomic():
        fence_hold(fence)
        mine = Ship.objects.filter(pk__in=list(values), system=fence.system_id)
        players = list(mine.values_list("player_id", flat=True))
        list(User.objects.select_for_update().filter(pk__in=players).order_by("pk").values("pk"))
        rows = [
            row
            for row in mine.select_for_update().order_by("pk")
            if (row.epoch, row.tick) <= (fence.epoch, fence.tick)
        ]
        changed = [row.player_id for row in rows if _write(row, values[row.pk], fence)]
        Ship.objects.bulk_update(
            rows,
            ["x", "y", "vx", "vy", "angle", "hull", "fuel", "docked_at", "epoch", "tick",
             "updated_at"],
            batch_size=100,
        )  # fmt: skip
        User.objects.filter(pk__in=changed).update(profile_revision=F("profile_revision") + 1)
    return frozenset(row.pk for row in rows)


def _write(row: Ship, ship: ShipRow, fence: Fence) -> bool:
    """Put a ship into its row; whether anything changed that a profile shows."""
    before = [getattr(row, name) for name in SHOWN]
    row.x, row.y, row.vx, row.vy, row.angle = ship.x, ship.y, ship.vx, ship.vy, ship.angle
    row.hull, row.fuel = max(ship.hull, 0.0), max(ship.fuel, 0.0)
    row.docked_at_id = ship.docked_at
    row.epoch, row.tick, row.updated_at = fence.epoch, fence.tick, timezone.now()
    return before != [getattr(row, name) for name in SHOWN]


def _first_ship(player: User, start: PlayerStart) -> Ship:
    """In flight on a circle around the first station, at rest, with the bow towards it."""
    station = Location.objects.filter(pk=start.station_id, system=start.system_id).first()
    if station is None:
        raise AppError(ErrorCode.UNKNOWN_SYSTEM, system_id=start.system_id)
    bearing = GOLDEN_ANGLE_RAD * player.pk
    away_x, away_y = start.spawn_radius * cos(bearing), start.spawn_radius * sin(bearing)
    model = ship_class(start.ship_class)
    return Ship.objects.create(
        player=player,
        ship_class=model.id,
        system_id=start.system_id,
        x=station.x + away_x,
        y=station.y + away_y,
        angle=atan2(-away_y, -away_x),
        hull=model.hull_max,
        fuel=model.fuel_max,
    )
