"""What happened during a step, for the host to tell: frozen values, a closed union."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Docked:
    entity_id: int
    station_id: str


@dataclass(frozen=True, slots=True)
class Undocked:
    entity_id: int
    station_id: str


@dataclass(frozen=True, slots=True)
class DockRefused:
    """`reason` is a sentence for the pilot."""

    entity_id: int
    reason: str


Event = Docked | Undocked | DockRefused
