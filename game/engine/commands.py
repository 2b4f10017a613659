"""What the host may ask of a world: frozen values, a closed union.

A command for an entity that has gone meanwhile is ignored.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Steer:
    """The helm's state, which holds until the next one. thrust 0..1, turn -1..1 (clamped)."""

    entity_id: int
    thrust: float
    turn: float
    fire: bool


@dataclass(frozen=True, slots=True)
class ToggleDock:
    """Dock a flying ship at the station it is at, undock one that is docked."""

    entity_id: int


@dataclass(frozen=True, slots=True)
class SetVitals:
    """Hull points and fuel units after a repair, say; None leaves one as it is. Clamped."""

    entity_id: int
    hull: float | None = None
    fuel: float | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """The pilot has gone: no input from now on."""

    entity_id: int


Command = Steer | ToggleDock | SetVitals | Release
