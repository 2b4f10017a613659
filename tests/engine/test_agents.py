"""NPCs of operators: they come as told, do what they are told, and stay."""

import msgspec
import numpy as np
import pytest

from game.catalog.systems import TrafficSpec
from game.engine.agents import AddAgent, ModifyAgent, able_to, add_agent, modify_agent
from game.engine.errors import InvalidShip, UnknownEntity
from game.engine.snapshot import world_hash
from game.engine.world import FLYING, Behaviour, Kind, Task, World
from tests.engine.worlds import OPEN, SPEC, run, ship, world_with

BUSY = msgspec.structs.replace(SPEC, traffic=TrafficSpec(traders=2, patrols=1))
PIRATE = AddAgent("raider-1", Kind.PIRATE, 700.0, -700.0)


def slot_named(world: World, agent_id: str) -> int:
    (entity_id,) = [i for i, name in world.agent_ids.items() if name == agent_id]
    return world.slot_of[entity_id]


def test_an_agent_comes_as_it_was_described() -> None:
    world = world_with()
    new = AddAgent(
        "t", Kind.TRADER, 10.0, 20.0, 3.0, 4.0, 0.5, 33.0, "Old Tub", behaviour=Behaviour.IDLE
    )
    slot = add_agent(world, new)
    state = world.ship_state(int(world.id[slot]))
    assert (state.kind, state.name, state.hull) == (Kind.TRADER, "Old Tub", 33.0)
    assert (state.x, state.y, state.vx, state.vy, state.angle) == (10.0, 20.0, 3.0, 4.0, 0.5)
    assert slot_named(world, "t") == slot


def test_what_is_not_said_is_what_its_kind_has() -> None:
    world = world_with()
    for kind, behaviour in (
        (Kind.PIRATE, Behaviour.HUNT),
        (Kind.TRADER, Behaviour.TRADE),
        (Kind.PATROL, Behaviour.PATROL),
    ):
        slot = add_agent(world, AddAgent(kind.name, kind, 0.0, 0.0))
        assert world.behaviour[slot] == behaviour
        assert world.hull[slot] == world.hull_max[slot] > 0.0
        assert world.names[slot]


@pytest.mark.parametrize("kind", [Kind.PIRATE, Kind.TRADER, Kind.PATROL])
@pytest.mark.parametrize("behaviour", list(Behaviour)[1:])
def test_agents_stay_where_no_pilot_is(kind: Kind, behaviour: Behaviour) -> None:
    world = world_with()
    if not able_to(kind, behaviour):
        return
    add_agent(world, AddAgent("a", kind, 500.0, 500.0, behaviour=behaviour))
    run(world, seconds=90.0)
    assert list(world.agent_ids.values()) == ["a"]
    assert np.isfinite(world.pos[: world.n]).all()


def test_the_worlds_own_npcs_still_go_with_the_last_pilot() -> None:
    world = world_with(ship(1), spec=BUSY)
    run(world, seconds=60.0)
    assert len(world.slot_of) > 1
    world.remove(1)
    add_agent(world, PIRATE)
    run(world)
    assert len(world.slot_of) == 1


def test_agents_do_not_count_as_the_worlds_traffic() -> None:
    world = world_with(ship(1), spec=BUSY)
    for number in range(20):
        add_agent(world, AddAgent(f"t{number}", Kind.TRADER, 0.0, 0.0, behaviour=Behaviour.IDLE))
    run(world, seconds=120.0)
    own = (world.kind[: world.n] == Kind.TRADER) & (world.behaviour[: world.n] == 0)
    assert own.any()


def test_an_idle_agent_stays_where_it_is() -> None:
    world = world_with(ship(1, x=650.0, y=-700.0))
    slot = add_agent(world, AddAgent("a", Kind.PIRATE, 700.0, -700.0, behaviour=Behaviour.IDLE))
    run(world, seconds=10.0)
    assert world.pos[slot].tolist() == [700.0, -700.0]


def test_a_hunter_goes_after_the_nearest_pilot_and_after_the_next() -> None:
    world = world_with(ship(1, x=600.0, y=-700.0), ship(2, x=-600.0, y=700.0))
    slot = add_agent(world, PIRATE)
    run(world)
    assert (world.task[slot], world.target[slot]) == (Task.HUNT, 1)
    world.remove(1)
    run(world, seconds=0.2)
    assert (world.task[slot], world.target[slot]) == (Task.HUNT, 2)
    world.remove(2)
    run(world, seconds=0.2)
    assert world.task[slot] == Task.NONE
    assert not world.fire[slot]


def test_a_hunting_patrol_leaves_the_innocent_alone() -> None:
    world = world_with(ship(1, x=600.0, y=-700.0))
    guard = AddAgent("g", Kind.PATROL, 700.0, -700.0, behaviour=Behaviour.HUNT)
    slot = add_agent(world, guard)
    run(world, seconds=1.0)
    assert world.target[slot] == 0
    add_agent(world, AddAgent("p", Kind.PIRATE, 800.0, -700.0, behaviour=Behaviour.IDLE))
    run(world, seconds=0.2)
    assert world.target[slot] == world.id[slot_named(world, "p")]


def test_a_trader_calls_at_stations() -> None:
    world = world_with()
    slot = add_agent(world, AddAgent("t", Kind.TRADER, 200.0, 0.0))
    run(world, seconds=60.0)
    assert world.docked[slot] != FLYING or world.task[slot] == Task.TRAVEL


def test_given_properties_change_and_others_stay() -> None:
    world = world_with(ship(1, x=5.0, y=6.0, vx=7.0, hull=50.0))
    modify_agent(world, ModifyAgent(1, y=60.0, hull=20.0))
    state = world.ship_state(1)
    assert (state.x, state.y, state.vx, state.hull) == (5.0, 60.0, 7.0, 20.0)


def test_a_docked_ship_that_is_moved_flies() -> None:
    world = world_with(ship(1, docked_at="harbour"))
    modify_agent(world, ModifyAgent(1, hull=20.0))
    assert world.ship_state(1).docked_at == "harbour"
    modify_agent(world, ModifyAgent(1, x=60.0))
    assert world.ship_state(1).docked_at is None


def test_numbers_are_brought_within_limits() -> None:
    world = world_with(ship(1))
    modify_agent(world, ModifyAgent(1, x=1e9, y=-1e9, vx=3e9, vy=4e9, angle=50.0, hull=1e9))
    state = world.ship_state(1)
    assert (state.x, state.y) == (1000.0, -800.0)
    assert np.hypot(state.vx, state.vy) == pytest.approx(world.max_speed[world.slot_of[1]])
    assert -np.pi < state.angle <= np.pi
    assert state.hull == world.hull_max[world.slot_of[1]]


def test_an_npc_may_be_tougher_than_its_class() -> None:
    world = world_with()
    slot = add_agent(world, AddAgent("a", Kind.PIRATE, 0.0, 0.0, hull=500.0))
    assert (world.hull[slot], world.hull_max[slot]) == (500.0, 500.0)
    modify_agent(world, ModifyAgent(int(world.id[slot]), hull=900.0))
    assert (world.hull[slot], world.hull_max[slot]) == (900.0, 900.0)


def test_an_agent_that_is_removed_gives_its_name_back() -> None:
    world = world_with()
    slot = add_agent(world, PIRATE)
    world.remove(int(world.id[slot]))
    assert not world.agent_ids
    add_agent(world, PIRATE)


def test_a_npc_of_the_world_that_is_told_what_to_do_stays_too() -> None:
    world = world_with(ship(1), spec=BUSY)
    run(world, seconds=60.0)
    slot = int(np.flatnonzero(world.kind[: world.n] == Kind.TRADER)[0])
    entity_id = int(world.id[slot])
    modify_agent(world, ModifyAgent(entity_id, behaviour=Behaviour.IDLE))
    world.remove(1)
    run(world, seconds=1.0)
    assert entity_id in world.slot_of


def test_what_cannot_be_is_refused_and_changes_nothing() -> None:
    world = world_with(spec=OPEN)
    before = world_hash(world)
    with pytest.raises(UnknownEntity):
        modify_agent(world, ModifyAgent(5, x=1.0))
    assert world_hash(world) == before
    with pytest.raises(InvalidShip):
        add_agent(world, AddAgent("a", Kind.PIRATE, float("nan"), 0.0))
    assert not world.slot_of


def test_everything_that_agents_do_repeats_itself() -> None:
    def lived() -> str:
        world = world_with(ship(1, x=500.0, y=-600.0), spec=SPEC)
        for kind in (Kind.PIRATE, Kind.TRADER, Kind.PATROL):
            for behaviour in list(Behaviour)[1:]:
                if able_to(kind, behaviour):
                    add_agent(world, AddAgent("a", kind, 0.0, 600.0, behaviour=behaviour))
        run(world, seconds=20.0)
        return world_hash(world)

    assert lived() == lived()
