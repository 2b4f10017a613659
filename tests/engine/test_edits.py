"""What changes a world between two steps."""

import pytest

from game.engine.edits import Remove, SpawnPilot, apply
from game.engine.errors import DuplicateEntity, UnknownEntity
from game.engine.snapshot import world_hash
from game.engine.world import World
from tests.engine.worlds import SPEC, ship, world_with


def test_a_ship_that_comes_is_in_the_slot_that_is_said() -> None:
    world = World.create(SPEC, 1)
    slot = apply(world, SpawnPilot(ship(1)))
    assert slot == world.slot(1)


def test_an_entity_that_is_removed_is_gone() -> None:
    world = world_with(ship(1))
    assert apply(world, Remove(1)) is None
    assert 1 not in world.slot_of


def test_what_cannot_be_done_changes_nothing() -> None:
    world = world_with(ship(1))
    before = world_hash(world)
    with pytest.raises(DuplicateEntity):
        apply(world, SpawnPilot(ship(1)))
    with pytest.raises(UnknownEntity):
        apply(world, Remove(2))
    assert world_hash(world) == before
