"""What a system remembers of its pilots' ways: exposure, telemetry by zone, the combat log.

Kept in memory and sampled; the runner hands it to services now and then.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from game.engine import events as happened
from game.engine.world import FIRST_OWN_ID, FLYING, Kind, World
from game.engine.zones import blend
from game.protocol import server
from game.services.combat import CombatRow
from game.services.telemetry import TelemetryRow
from game.worker.pilots import Pilot

if TYPE_CHECKING:
    from game.worker.system import System

SAMPLE_S = 0.5  # how often pilots' surroundings count
OPEN_SPACE = "open_space"
FIGHTS_KEPT = 5000  # rows waiting to be written; beyond that the newest are dropped

DEATH_FIELDS: dict[Kind, str] = {
    Kind.PIRATE: "deaths_pirate",
    Kind.PLAYER_SHIP: "deaths_player",
    Kind.PATROL: "deaths_patrol",
}


@dataclass(slots=True)
class Sums:
    """One type of zone since the last writing."""

    time_s: float = 0.0
    encounters: int = 0
    deaths_pirate: int = 0
    deaths_player: int = 0
    deaths_patrol: int = 0
    deaths_other: int = 0
    net_credits: int = 0
    cargo_value_s: float = 0.0


class Chronicle:
    """`zone_types` are in the order of the world's ZoneField."""

    def __init__(self, world: World) -> None:
        self.know_zones(world)
        self._unsampled_s = 0.0
        self._sums: dict[str, Sums] = {}
        self._fights: list[CombatRow] = []
        self._number = 0

    def know_zones(self, world: World) -> None:
        """To be called again when the world's zones have changed."""
        types = {zone.id: zone.zone_type for zone in world.spec.zones}
        self._zone_types: list[str] = [types[zone_id] for zone_id in world.zones.ids]

    def pass_time(self, world: World, pilots: list[Pilot], dt: float) -> None:
        """Every SAMPLE_S, note where each flying pilot is."""
        self._unsampled_s += dt
        if self._unsampled_s < SAMPLE_S:
            return
        passed_s, self._unsampled_s = self._unsampled_s, 0.0
        flying = [p for p in pilots if world.docked[p.slot] == FLYING]
        if not flying:
            return
        slots = np.fromiter((p.slot for p in flying), np.intp, len(flying))
        pos = world.pos[slots]
        gains = (blend(world.zones, pos).profit - 1.0).tolist()
        weights = world.zones.weights(pos)
        nearest = weights.argmax(axis=0).tolist() if self._zone_types else [0] * len(flying)
        inside: list[bool] = np.any(weights > 0.0, axis=0).tolist()
        for pilot, gain, zone, within in zip(flying, gains, nearest, inside, strict=True):
            pilot.leg_time_s += passed_s
            pilot.leg_exposure_s += gain * passed_s
            pilot.zone_type = self._zone_types[zone] if within else OPEN_SPACE
            sums = self._of(pilot)
            sums.time_s += passed_s
            sums.cargo_value_s += pilot.cargo_value * passed_s

    def note_encounter(self, pilot: Pilot) -> None:
        self._of(pilot).encounters += 1

    def note_death(self, pilot: Pilot, killer: Kind) -> None:
        name = DEATH_FIELDS.get(killer, "deaths_other")
        sums = self._of(pilot)
        setattr(sums, name, getattr(sums, name) + 1)

    def note_credits(self, pilot: Pilot, change: int) -> None:
        self._of(pilot).net_credits += change

    def note_fight(
        self,
        system: "System",
        event: happened.Hit | happened.Destroyed,
        kind: str,
        payload: server.CombatEvent,
    ) -> None:
        if len(self._fights) >= FIGHTS_KEPT:
            return
        target_id = event.target_id if isinstance(event, happened.Hit) else event.entity_id
        source_id = event.source_id if isinstance(event, happened.Hit) else event.killer_id
        self._number += 1
        self._fights.append(
            CombatRow(
                tick=system.world.tick,
                number=self._number,
                kind="hit" if kind == "hit" else "destroyed",
                source=payload.source_id,
                target=payload.target_id,
                source_player=_player(system, source_id),
                target_player=_player(system, target_id),
                damage=payload.damage,
                target_hp=payload.target_hp,
                x=round(event.x, 1),
                y=round(event.y, 1),
            )
        )

    def take_telemetry(self) -> list[TelemetryRow]:
        """What came together since the last call; of it, nothing stays."""
        sums, self._sums = self._sums, {}
        day = datetime.now(UTC).date()
        return [
            TelemetryRow(
                day=day,
                zone_type=zone_type,
                time_s=s.time_s,
                encounters=s.encounters,
                deaths_pirate=s.deaths_pirate,
                deaths_player=s.deaths_player,
                deaths_patrol=s.deaths_patrol,
                deaths_other=s.deaths_other,
                net_credits=s.net_credits,
                cargo_value_s=s.cargo_value_s,
            )
            for zone_type, s in sums.items()
        ]

    def take_fights(self) -> list[CombatRow]:
        fights, self._fights = self._fights, []
        return fights

    def _of(self, pilot: Pilot) -> Sums:
        return self._sums.setdefault(pilot.zone_type, Sums())


def _player(system: "System", entity_id: int) -> int | None:
    if entity_id >= FIRST_OWN_ID:
        return None
    pilot = system.pilots.by_ship.get(entity_id)
    return pilot.player if pilot is not None else None
