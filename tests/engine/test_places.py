"""Places that operators change while ships fly among them."""

import msgspec
import numpy as np
import pytest

from game.catalog.systems import BoundsSpec, StationSpec, SystemSpec, ZoneSpec
from game.engine import snapshot
from game.engine.edits import PlaceShip, Respec, apply
from game.engine.errors import UnknownEntity, UnknownStation, WrongSystem
from game.engine.step import step
from game.engine.world import FLYING, Kind, ShipState, World

A = StationSpec("a", "A", 100.0, 0.0)
B = StationSpec("b", "B", -500.0, 0.0)
SAFE = ZoneSpec("safe", "core_safe", 100.0, 0.0, 300.0, 0.0, 100.0, 1.0, False)
SPEC = SystemSpec("here", "Here", BoundsSpec(), (A, B), (SAFE,))


def world_with(*, docked_at: str | None = None, x: float = 100.0, y: float = 10.0) -> World:
    world = World.create(SPEC, seed=1)
    ship = ShipState(7, "ada", Kind.PLAYER_SHIP, "freighter", x, y, 0.0, 0.0, 0.0, 50.0, 50.0,
                     docked_at)  # fmt: skip
    world.spawn_ship(ship)
    return world


def changed(**values: object) -> SystemSpec:
    return msgspec.structs.replace(SPEC, **values)


def test_a_zone_that_moves_away_protects_no_more() -> None:
    world = world_with()
    at = np.array([[100.0, 0.0]])
    assert world.zones.in_core_safe(at).all()
    apply(world, Respec(changed(zones=(msgspec.structs.replace(SAFE, center_x=4000.0),))))
    assert not world.zones.in_core_safe(at).any()
    assert world.zones.in_core_safe(np.array([[4000.0, 0.0]])).all()


def test_a_docked_ship_moves_with_its_station() -> None:
    world = world_with(docked_at="b", x=-510.0, y=5.0)
    moved = msgspec.structs.replace(B, x=-300.0, y=40.0)
    apply(world, Respec(changed(stations=(A, moved))))
    state = world.ship_state(7)
    assert (state.x, state.y, state.docked_at) == (-310.0, 45.0, "b")


def test_ships_keep_their_station_when_others_come_before_it() -> None:
    world = world_with(docked_at="b", x=-510.0, y=5.0)
    first = StationSpec("0", "Zero", 900.0, 900.0)
    apply(world, Respec(changed(stations=(first, A, B))))
    state = world.ship_state(7)
    assert (state.x, state.y, state.docked_at) == (-510.0, 5.0, "b")


def test_where_a_station_has_gone_its_ships_fly() -> None:
    world = world_with(docked_at="b", x=-510.0, y=5.0)
    apply(world, Respec(changed(stations=(A,))))
    assert world.docked[world.slot(7)] == FLYING
    step(world, [], 0.05)


def test_smaller_bounds_hold_everybody() -> None:
    world = world_with(x=7000.0, y=-7000.0)
    apply(world, Respec(changed(bounds=BoundsSpec(-1000.0, -900.0, 1000.0, 900.0))))
    state = world.ship_state(7)
    assert (state.x, state.y) == (1000.0, -900.0)


def test_a_world_stays_in_its_system() -> None:
    with pytest.raises(WrongSystem):
        apply(world_with(), Respec(changed(id="elsewhere")))


def test_an_edited_world_is_stored_and_goes_on_the_same() -> None:
    world = world_with(docked_at="b", x=-510.0, y=5.0)
    spec = changed(stations=(StationSpec("0", "Zero", 900.0, 900.0), A, B))
    apply(world, Respec(spec))
    again = snapshot.load(spec, snapshot.dump(world))
    for each in (world, again):
        for _ in range(20):
            step(each, [], 0.05)
    assert snapshot.world_hash(world) == snapshot.world_hash(again)


def test_a_ship_is_put_to_a_station_or_into_the_open() -> None:
    world = world_with()
    apply(world, PlaceShip(7, -500.0, 0.0, "b"))
    assert world.ship_state(7).docked_at == "b"
    apply(world, PlaceShip(7, 99_999.0, 12.0, None))
    state = world.ship_state(7)
    assert (state.x, state.y, state.vx, state.docked_at) == (8000.0, 12.0, 0.0, None)


def test_nobody_is_put_to_a_station_that_is_not_there() -> None:
    world = world_with()
    with pytest.raises(UnknownStation):
        apply(world, PlaceShip(7, 0.0, 0.0, "nowhere"))
    with pytest.raises(UnknownEntity):
        apply(world, PlaceShip(8, 0.0, 0.0, None))
    assert (world.ship_state(7).x, world.ship_state(7).y) == (100.0, 10.0)
