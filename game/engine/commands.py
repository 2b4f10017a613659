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
class SteerMany:
    """`Steer` for many ships at once, as parallel columns of bytes in the machine's order.

    entity_ids int64; thrust and turn float64; fire one byte each.
    """

    entity_ids: bytes
    thrust: bytes
    turn: bytes
    fire: bytes


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


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the world cannot know of a pilot; it holds until the next one.

    cargo_fill: part of the hold that is full, 0..1 (clamped). net_worth: credits, ship and cargo,
    in credits. reputation: the pilot's standing, 0 for a stranger.
    """

    entity_id: int
    cargo_fill: float
    net_worth: int
    reputation: float


@dataclass(frozen=True, slots=True)
class LoadTrader:
    """The host has loaded goods into a docked trader, in place of what it held."""

    entity_id: int
    commodity_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class DropLoot:
    """Leave goods in space: what a pilot lost, say. Fewer than one unit are nothing."""

    x: float
    y: float
    commodity_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class TakeLoot:
    """The host has stored so many units of it, None for all; what is left stays in space."""

    loot_id: int
    quantity: int | None = None


ShipOrder = ToggleDock | SetVitals | Release | Manifest | LoadTrader
Command = Steer | ShipOrder | DropLoot | TakeLoot | SteerMany
