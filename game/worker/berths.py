"""Ships between the world and their rows: as they are, and where they rest."""

from game.engine.world import ShipState, World
from game.selectors.records import ShipRow


def ship_row(state: ShipState) -> ShipRow:
    return ShipRow(
        state.entity_id,
        state.x,
        state.y,
        state.vx,
        state.vy,
        state.angle,
        state.hull,
        state.fuel,
        state.docked_at,
    )


def resting_place(world: World, state: ShipState) -> ShipRow:
    """Where a ship without a pilot is kept: docked inside of a core_safe zone, else as it is."""
    row = ship_row(state)
    if state.docked_at is not None:
        return row
    for zone in world.spec.zones:
        apart = (state.x - zone.center_x) ** 2 + (state.y - zone.center_y) ** 2
        if not zone.active or zone.zone_type != "core_safe" or apart > zone.radius**2:
            continue
        stations = [
            s
            for s in world.spec.stations
            if (s.x - zone.center_x) ** 2 + (s.y - zone.center_y) ** 2 <= zone.radius**2
        ]
        if stations:
            home = min(stations, key=lambda s: (s.x - state.x) ** 2 + (s.y - state.y) ** 2)
            return ShipRow(
                row.ship_id, home.x, home.y, 0.0, 0.0, row.angle, row.hull, row.fuel, home.id
            )
    return row
