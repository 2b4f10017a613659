"""What of a system never moves, as payloads of the protocol."""

from msgspec import UNSET

from game.catalog.combat import weapon_class
from game.catalog.economy import economy_rules
from game.catalog.ships import ShipClass, ship_class
from game.catalog.systems import SystemSpec
from game.engine.world import World
from game.protocol import server
from game.protocol.names import ship_wire_id
from game.protocol.wire import payload_text
from game.selectors.places import places_of
from game.worker.grid import CELL_SIZE, SIGHT_RADIUS_CELLS
from game.worker.pilots import Pilot, docked_at


def places_json(spec: SystemSpec) -> str:
    """The members zones, stations and gates of a snapshot, without braces."""
    return payload_text(places_of(spec))[1:-1]


def bounds_of(spec: SystemSpec) -> server.Bounds:
    bounds = spec.bounds
    return server.Bounds(bounds.min_x, bounds.min_y, bounds.max_x, bounds.max_y)


def _weapon(model: ShipClass) -> server.Weapon | None:
    if model.weapon is None:
        return None
    weapon = weapon_class(model.weapon)
    return server.Weapon(weapon.cooldown_s, weapon.speed, weapon.damage, weapon.lifetime_s)


def joined(world: World, pilot: Pilot, *, tick_rate: float, request_seq: int) -> str:
    """The payload of `session.joined`; request_seq 0: nobody asked."""
    state = world.ship_state(pilot.ship)
    model, upkeep = ship_class(pilot.class_id), economy_rules().upkeep
    return payload_text(
        server.SessionJoined(
            system_id=world.spec.id,
            system_name=world.spec.name,
            ship_id=ship_wire_id(pilot.ship),
            spawn=server.Spawn(round(state.x, 1), round(state.y, 1), round(state.angle, 3)),
            tick=world.tick,
            tick_rate=tick_rate,
            bounds=bounds_of(world.spec),
            docked_at=docked_at(world, pilot.slot),
            ship_model=server.ShipModel(
                ship_class=model.id,
                weapon=_weapon(model),
                **{
                    name: getattr(model, name)
                    for name in server.ShipModel.__struct_fields__
                    if name not in ("ship_class", "weapon")
                },
            ),
            sight=server.Sight(CELL_SIZE, SIGHT_RADIUS_CELLS),
            upkeep_prices=server.UpkeepPrices(upkeep.repair_price, upkeep.refuel_price),
            request_seq=request_seq or UNSET,
        )
    )
