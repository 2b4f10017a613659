"""What of a pilot outlives the run: where the ship is, and what its cargo has been through."""

from functools import partial
from typing import TYPE_CHECKING

from game.engine.edits import Remove
from game.protocol.errors import AppError
from game.services.exposure import exposure_record
from game.services.ships import ship_store
from game.worker.berths import resting_place, ship_row
from game.worker.pilots import Pilot

if TYPE_CHECKING:
    from game.worker.system import System


def store(system: "System", pilot: Pilot) -> None:
    """Write the ship's row as it is now."""
    row = ship_row(system.world.ship_state(pilot.ship))
    system.durable.insist(pilot.player, ship_store, _done, _done, fence=system.fence(), ship=row)


def store_berth(system: "System", pilot: Pilot) -> None:
    """What is told must outlive this worker; what cannot be stored now holds all the same."""

    def tell(_: object) -> None:
        pilot.changed.add("docked_at")

    def tell_and_store(_: AppError) -> None:
        tell(None)
        if system.pilots.by_player.get(pilot.player) is pilot and not pilot.destroyed:
            store(system, pilot)

    row = ship_row(system.world.ship_state(pilot.ship))
    system.durable.ask(
        pilot.player, ship_store, tell, tell_and_store, fence=system.fence(), ship=row
    )


def record_leg(system: "System", pilot: Pilot, station_id: str | None) -> None:
    """Add the flight since the last record to what the cargo has been through."""
    system.durable.insist(
        pilot.player,
        exposure_record,
        _done,
        _done,
        fence=system.fence(),
        player_pk=pilot.player,
        station_id=station_id,
        time_s=pilot.leg_time_s,
        exposure_s=pilot.leg_exposure_s,
    )
    pilot.leg_time_s = pilot.leg_exposure_s = 0.0


def let_go(system: "System", now: float) -> None:
    """Take ships out of space whose grace has ended; they are stored where they belong."""
    for pilot in system.pilots.in_space():
        if pilot.gone_at is None or pilot.gone_at > now:
            continue
        row = resting_place(system.world, system.world.ship_state(pilot.ship))
        record_leg(system, pilot, row.docked_at)
        system.pilots.remove(pilot)
        system.edit(Remove(pilot.ship))
        system.departing.add(pilot.player)
        departed = partial(_departed, system, pilot.player)
        system.durable.insist(
            pilot.player, ship_store, departed, departed, fence=system.fence(), ship=row
        )


def _departed(system: "System", player: int, _: object) -> None:
    system.departing.discard(player)


def _done(_: object) -> None:
    """Nothing follows."""
