"""What of a system never moves, as the protocol tells it."""

from msgspec import Struct

from game.catalog.systems import SystemSpec
from game.protocol import server


class Places(Struct, frozen=True):
    """A system's zones that are active, its stations and its gates."""

    zones: list[server.Zone]
    stations: list[server.Station]
    gates: list[server.Gate]


def places_of(spec: SystemSpec) -> Places:
    zones = [
        server.Zone(
            zone.id,
            zone.zone_type,
            server.Point(zone.center_x, zone.center_y),
            zone.radius,
            zone.risk_level,
            zone.security_level,
            zone.profit_multiplier,
            zone.pvp_allowed,
        )
        for zone in spec.zones
        if zone.active
    ]
    stations = [
        server.Station(
            s.id,
            s.name,
            s.x,
            s.y,
            s.docking_radius,
            s.docking_speed,
            server.Services(s.has_market, s.has_repair, s.has_refuel),
        )
        for s in spec.stations
    ]
    gates = [server.Gate(g.id, g.name, g.x, g.y, g.radius, g.to_system, g.cost) for g in spec.gates]
    return Places(zones, stations, gates)
