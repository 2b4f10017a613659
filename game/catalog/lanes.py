"""Jump lanes between systems: two gates and what a jump costs, as facts.

A lane stands in `gates.yaml` in the folder of one of its systems, with both of its ends: a new
system is then one folder that touches no other.
"""

from collections.abc import Iterable, Mapping
from math import hypot
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from game.catalog.systems import BoundsSpec

STATION_WITHIN = 6000.0  # world units: no gate is further from the nearest station

Id = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}\Z")]
Title = Annotated[str, Meta(min_length=1, max_length=64)]
Radius = Annotated[float, Meta(gt=0)]


class GateFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """One end of a lane. World units."""

    system_id: Id
    id: Id
    name: Title
    x: float
    y: float
    radius: Radius


class LaneFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """Two gates that lead to each other; cost in credits, the same both ways."""

    cost: Annotated[int, Meta(ge=0, le=1_000_000)]
    here: GateFacts
    there: GateFacts

    @property
    def ends(self) -> tuple[GateFacts, GateFacts]:
        return self.here, self.there


class Place(Protocol):
    """Where a station is."""

    @property
    def x(self) -> float: ...

    @property
    def y(self) -> float: ...


def gate_fault(gate: GateFacts, bounds: BoundsSpec, stations: Iterable[Place]) -> str | None:
    """What is wrong with a gate's place in its system, in words."""
    if not (bounds.min_x <= gate.x <= bounds.max_x and bounds.min_y <= gate.y <= bounds.max_y):
        return f"{gate.id} is outside the bounds of {gate.system_id}"
    if not any(hypot(gate.x - s.x, gate.y - s.y) <= STATION_WITHIN for s in stations):
        return f"{gate.id} is more than {STATION_WITHIN:.0f} from every station"
    return None


def unreachable(start: str, systems: Mapping[str, object], lanes: Iterable[LaneFacts]) -> list[str]:
    """The systems that no lanes connect with `start`, in the order of their ids."""
    joined = [(lane.here.system_id, lane.there.system_id) for lane in lanes]
    reached, waiting = {start}, [start]
    while waiting:
        at = waiting.pop()
        for one, other in (*joined, *((b, a) for a, b in joined)):
            if one == at and other not in reached:
                reached.add(other)
                waiting.append(other)
    return sorted(systems.keys() - reached)
