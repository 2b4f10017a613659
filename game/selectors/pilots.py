"""Reads of ships and who flies them."""

from collections import Counter

from django.db.models import Q
from msgspec import Struct

from accounts.models import User
from game.catalog.ships import ship_class
from game.models import CargoItem, Ship
from game.protocol.errors import AppError, ErrorCode
from game.protocol.names import ship_wire_id
from game.selectors.profiles import ship_for_player
from game.selectors.records import CargoLine, PilotRecord, ShipRow, ship_row
from game.selectors.systems import system_require


class Hold(Struct, frozen=True):
    """What a ship carries; capacities in units of mass."""

    ship_id: str
    cargo: tuple[CargoLine, ...]
    used_capacity: int
    total_capacity: int


def cargo_lines(*, ship_id: int) -> tuple[CargoLine, ...]:
    """In the order of the commodities' ids; lots of one commodity are one line."""
    lots = CargoItem.objects.filter(ship=ship_id).values_list("commodity_id", "quantity")
    held: Counter[str] = Counter()
    for commodity_id, quantity in lots:
        held[commodity_id] += quantity
    return tuple(CargoLine(commodity_id, held[commodity_id]) for commodity_id in sorted(held))


def hold_for_player(*, player: User) -> Hold:
    """Raises NotEnlisted."""
    ship = ship_for_player(player=player)
    lots = ship.cargo.values_list("quantity", "commodity__unit_mass")
    return Hold(
        ship_id=ship_wire_id(ship.pk),
        cargo=cargo_lines(ship_id=ship.pk),
        used_capacity=sum(quantity * unit_mass for quantity, unit_mass in lots),
        total_capacity=ship_class(ship.ship_class).cargo_capacity,
    )


def pilot_record(*, player_pk: int, system_id: str) -> PilotRecord:
    """A pilot as stored, for the worker of the system that their ship is in.

    Raises AppError UNKNOWN_SYSTEM for a system that does not exist, FORBIDDEN for a player whose
    ship is in another one, and for one who has no ship yet.
    """
    system_require(system_id=system_id)
    ship = Ship.objects.select_related("player", "system").filter(player=player_pk).first()
    if ship is None:
        raise AppError(ErrorCode.FORBIDDEN, "You have no ship yet.")
    if ship.system_id != system_id:
        raise AppError(
            ErrorCode.FORBIDDEN, f"Your ship is in {ship.system.name}.", system_id=ship.system_id
        )
    return PilotRecord(
        player_pk=player_pk,
        username=ship.player.username,
        ship=ship_row(ship),
        class_id=ship.ship_class,
        system_id=ship.system_id,
        credits=ship.player.credits,
        reputation=ship.player.reputation,
        cargo=cargo_lines(ship_id=ship.pk),
    )


def ships_newer_than(*, system_id: str, epoch: int, tick: int) -> tuple[ShipRow, ...]:
    """Ships of a system whose rows were written after that moment, in the order of their ids.

    A successor that goes on from a checkpoint of (epoch, tick) puts these over it.
    """
    newer = Q(epoch__gt=epoch) | Q(epoch=epoch, tick__gt=tick)
    return tuple(map(ship_row, Ship.objects.filter(newer, system=system_id).order_by("pk")))
