"""The start page's view of the system that new pilots begin in."""

from msgspec import Struct, to_builtins

from game.catalog.ships import ship_catalog
from game.protocol.errors import AppError
from game.selectors.systems import system_spec


class Place(Struct, frozen=True):
    """World units."""

    id: str
    name: str
    x: float
    y: float


class Area(Struct, frozen=True):
    """A zone: a circle in world units."""

    id: str
    type: str
    x: float
    y: float
    radius: float


class Scene(Struct, frozen=True):
    """What the backdrop draws; `Scene` of static/cosmic/render/backdrop.js."""

    id: str
    name: str
    stations: list[Place]
    zones: list[Area]
    gates: list[Place]


def home_scene() -> dict[str, object] | None:
    """JSON-ready, wide zones first; None while the universe is not loaded."""
    try:
        spec = system_spec(system_id=ship_catalog().start.system_id)
    except AppError:
        return None
    zones = [
        Area(id=z.id, type=z.zone_type, x=z.center_x, y=z.center_y, radius=z.radius)
        for z in spec.zones
        if z.active
    ]
    scene = Scene(
        id=spec.id,
        name=spec.name,
        stations=[Place(id=s.id, name=s.name, x=s.x, y=s.y) for s in spec.stations],
        zones=sorted(zones, key=lambda zone: -zone.radius),
        gates=[Place(id=g.id, name=g.name, x=g.x, y=g.y) for g in spec.gates],
    )
    built: dict[str, object] = to_builtins(scene)
    return built
