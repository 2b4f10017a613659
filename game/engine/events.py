"""What happened during a step, for the host to tell: frozen values, a closed union.

Places are world units. Within a step events stand in the order in which things happened.
"""

from dataclasses import dataclass
from typing import Literal

from game.engine.world import Kind

Cause = Literal["pilot", "pirate", "trader", "patrol"]


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


@dataclass(frozen=True, slots=True)
class ProjectileFired:
    """x, y is where the shot began."""

    source_id: int
    projectile_id: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Hit:
    """Who fired may have gone meanwhile. target_hp: hull points left; x, y: where it was hit."""

    source_id: int
    projectile_id: int
    target_id: int
    damage: float
    target_hp: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Aggression:
    """A pilot has begun to hit somebody innocent; once for each feud."""

    attacker_id: int
    victim_id: int
    victim_kind: Kind


@dataclass(frozen=True, slots=True)
class Defence:
    """A pilot has begun to hit an outlaw who was after somebody else; once for each feud."""

    defender_id: int
    attacker_id: int
    victim_id: int


@dataclass(frozen=True, slots=True)
class Destroyed:
    """The ship has left the world. `cause` says what kind of ship did it.

    unlawful: a pilot did it to somebody innocent.
    """

    entity_id: int
    kind: Kind
    name: str
    class_id: str
    killer_id: int
    killer_kind: Kind
    cause: Cause
    unlawful: bool
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class LootDropped:
    """source_id: the ship that it fell out of, None when the host dropped it."""

    loot_id: int
    source_id: int | None
    commodity_id: str
    quantity: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class LootTouched:
    """A pilot's ship came into scoop range; once until it has been out of it again."""

    entity_id: int
    loot_id: int
    commodity_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class EncounterBegan:
    """Pirates have come for a pilot's ship."""

    target_id: int
    pirate_ids: tuple[int, ...]
    tier: int


@dataclass(frozen=True, slots=True)
class TraderArrived:
    """A trader has docked and hands over its goods: the hold is empty from now on.

    The host may load it again (LoadTrader) until it leaves for `next_station_id`. A trader that
    has just come into the system brings nothing: commodity_id is empty, quantity 0.
    """

    entity_id: int
    station_id: str
    commodity_id: str
    quantity: int
    next_station_id: str
    capacity: int


@dataclass(frozen=True, slots=True)
class TraderLeft:
    """A trader has undocked, with these goods in its hold (none: empty and 0)."""

    entity_id: int
    station_id: str
    next_station_id: str
    commodity_id: str
    quantity: int


Event = (
    Docked
    | Undocked
    | DockRefused
    | ProjectileFired
    | Hit
    | Aggression
    | Defence
    | Destroyed
    | LootDropped
    | LootTouched
    | EncounterBegan
    | TraderArrived
    | TraderLeft
)
