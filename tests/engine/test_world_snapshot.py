"""A world is stored and goes on as if nothing had been; whatever is not a world is refused."""

from hashlib import blake2b
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.catalog.systems import BoundsSpec
from game.engine import (
    FIRST_OWN_ID,
    DropLoot,
    Kind,
    LoadTrader,
    Manifest,
    SnapshotError,
    Steer,
    Task,
    ToggleDock,
    World,
    dump,
    load,
    step,
    world_hash,
)
from game.engine.agents import AddAgent, add_agent
from game.engine.pirates import ambush
from game.engine.world import Behaviour
from tests.engine.worlds import LOOKOUT, SPEC, TICK_S, run, ship, world_with

GOLDEN_V1 = Path(__file__).parents[1] / "golden" / "world.v1.bin"
GOLDEN_V2 = Path(__file__).parents[1] / "golden" / "world.v2.bin"
GOLDEN_V3 = Path(__file__).parents[1] / "golden" / "world.v3.bin"
HEADER_BYTES = 24  # magic, version, digest


def busy_world() -> World:
    """Ships that fly, fight, hunt and are docked, loot, a free slot, dice that were rolled."""
    world = world_with(
        ship(1, name="Åsa", x=1 / 3, vy=-7.7, angle=3.0, hull=55.5, fuel=100 / 3),
        ship(2, x=-40.0, docked_at="harbour"),
        ship(3, kind=Kind.TRADER, x=900.0, docked_at="lookout"),
        ship(4),
        ship(5, x=600.0),
        ship(2**60, kind=Kind.PATROL, x=-900.0, vx=-30.0),
        seed=11,
    )
    run(world, [Steer(1, 0.9, -0.3, True), Steer(2, 1.0, 1.0, False)], seconds=2.0)
    world.remove(4)
    assert ambush(world, world.slot_of[1]) is not None
    orders = [
        Manifest(1, 0.5, 30_000, -2.5),
        LoadTrader(3, "ore", 12),
        DropLoot(-60.0, 20.0, "food", 3),
        DropLoot(-700.0, 400.0, "ore", 1),
    ]
    run(world, [*orders, Steer(2**60, 0.0, 0.0, True)], seconds=1.0)
    world.remove(5)
    world.feuds[2**60, 7] = 31.5
    world.rng.random()
    return world


def led_world() -> World:
    """The same with an operator's NPC that is tougher than its class."""
    world = busy_world()
    add_agent(world, AddAgent("guard-1", Kind.PIRATE, 500.0, 500.0, hull=400.0, name="Guard"))
    return world


def continued(world: World) -> str:
    orders = [Steer(1, 0.4, 0.8, False), ToggleDock(2), ToggleDock(3)]
    for _ in range(60):
        step(world, orders, TICK_S)
        orders = []
    world.spawn_ship(ship(50 + world.rng.integers(0, 100), x=world.rng.uniform(-9, 9)))
    world.spawn_ship(ship(7))
    step(world, orders, TICK_S)
    return world_hash(world)


def changed(blob: bytes, at: int, value: int) -> bytes:
    return blob[:at] + bytes((value,)) + blob[at + 1 :]


def test_a_loaded_world_is_the_dumped_one():
    world = busy_world()
    loaded = load(SPEC, dump(world))
    ships = {i for i, slot in world.slot_of.items() if world.kind[slot] <= Kind.PATROL}
    assert [loaded.ship_state(i) for i in ships] == [world.ship_state(i) for i in ships]
    for texts in ("names", "class_ids", "goods"):
        assert getattr(loaded, texts) == getattr(world, texts)
    assert (loaded.next_id, loaded.touching, loaded.feuds) == (
        world.next_id,
        world.touching,
        world.feuds,
    )
    assert (loaded.tick, loaded.time_s) == (world.tick, world.time_s)
    assert loaded.slot_of == world.slot_of
    assert dump(loaded) == dump(world)


def test_a_loaded_world_goes_on_like_one_that_never_stopped():
    world = busy_world()
    loaded = load(SPEC, dump(world))
    assert continued(loaded) == continued(world)


def test_inputs_are_part_of_the_world():
    loaded = load(SPEC, dump(busy_world()))
    slot = loaded.slot_of[1]
    assert (loaded.thrust[slot], loaded.turn[slot], loaded.fire[slot]) == (0.9, -0.3, True)
    assert loaded.controlled[slot]


def test_an_empty_world_can_be_stored():
    world = world_with()
    assert world_hash(load(SPEC, dump(world))) == world_hash(world)


def test_dumping_changes_nothing():
    world = busy_world()
    assert dump(world) == dump(world)
    assert continued(world) == continued(busy_world())


def test_any_difference_between_worlds_shows_in_their_hash():
    hashes = {world_hash(busy_world())}
    for change in (
        lambda w: w.rng.random(),
        lambda w: w.remove(2),
        lambda w: w.spawn_ship(ship(9)),
        lambda w: step(w, (), TICK_S),
        lambda w: w.hull.__setitem__(w.slot_of[1], 55.500000000001),
        lambda w: w.free_slots.clear(),
        lambda w: w.new_id(),
        lambda w: w.touching.clear(),
        lambda w: w.feuds.clear(),
        lambda w: w.goods.__setitem__(w.slot_of[3], "tea"),
        lambda w: w.heat.__setitem__(w.slot_of[1], 0.1),
    ):
        world = busy_world()
        change(world)
        hashes.add(world_hash(world))
    assert len(hashes) == 12


def test_the_golden_world_of_version_1_keeps_loading():
    """The file is never written anew: another format gets another version and another file."""
    world = load(SPEC, GOLDEN_V1.read_bytes())
    assert world.tick == 40
    assert world.time_s == pytest.approx(2.0)
    assert world.n == 5
    assert world.free_slots == [3]
    assert set(world.slot_of) == {1, 2, 3, 2**60}
    assert world.ship_state(1) == ship(
        1,
        name="Åsa",
        x=-41.98084323757728,
        y=14.288628417136714,
        vx=-32.813470895215744,
        vy=28.41349445573022,
        angle=1.6800000000000033,
        hull=55.5,
        fuel=32.703333333333454,
    )
    assert world.ship_state(2).docked_at == "harbour"
    assert world.ship_state(3) == ship(
        3, kind=Kind.TRADER, x=900.0, docked_at="lookout", hull=100.0, fuel=100.0
    )
    assert world.ship_state(2**60).kind is Kind.PATROL
    slot = world.slot_of[1]
    assert (world.thrust[slot], world.turn[slot], world.fire[slot]) == (0.9, -0.3, True)
    assert world.controlled[slot]
    assert world.rng.random() == 0.49927786244011496


def test_a_world_of_version_1_goes_on_living():
    world = load(SPEC, GOLDEN_V1.read_bytes())
    assert world.next_id == FIRST_OWN_ID
    assert not world.touching
    assert not world.feuds
    assert not world.heat[: world.n].any()
    assert (world.bound_for[: world.n][world.alive[: world.n]] == -1).all()
    run(world, [ToggleDock(2)], seconds=5.0)
    assert world_hash(load(SPEC, dump(world))) == world_hash(world)


def test_the_golden_world_of_version_2_keeps_loading():
    """The file is never written anew: another format gets another version and another file."""
    world = load(SPEC, GOLDEN_V2.read_bytes())
    assert (world.tick, world.n, world.free_slots) == (60, 11, [4])
    loot, waste, *_ = range(FIRST_OWN_ID + 1, FIRST_OWN_ID + 6)
    assert world.next_id == FIRST_OWN_ID + 6
    assert world.touching == {(1, loot)}
    assert world.feuds == {(2**60, 7): 31.5}
    pilot = world.slot_of[1]
    assert (world.cargo_fill[pilot], world.net_worth[pilot]) == (0.5, 30_000)
    assert (world.reputation[pilot], world.calm[pilot]) == (-2.5, 90.0)
    held = {i: (world.goods[world.slot_of[i]], world.quantity[world.slot_of[i]]) for i in (3, loot)}
    assert held == {3: ("ore", 12), loot: ("food", 3)}
    assert world.ttl[world.slot_of[waste]] == pytest.approx(119.0)
    pirate = world.slot_of[FIRST_OWN_ID]
    assert world.class_ids[pirate] == "raider"
    assert (world.task[pirate], world.target[pirate], world.wing[pirate]) == (Task.HUNT, 1, 0)
    shots = world.slots_of_kind(Kind.PROJECTILE)
    assert world.ttl[shots] == pytest.approx([0.6, 1.0, 1.4])
    assert set(world.owner[shots].tolist()) == {2**60}
    assert set(world.owner_kind[shots].tolist()) == {Kind.PATROL}
    assert set(world.damage[shots].tolist()) == {10.0}
    assert world.vel[shots].tolist() == [[280.0, 0.0]] * 3
    assert world.rng.random() == 0.6614755143135006


def test_a_world_of_version_2_has_no_agents_of_operators():
    world = load(SPEC, GOLDEN_V2.read_bytes())
    assert not world.behaviour[: world.n].any()
    assert not world.agent_ids
    run(world, seconds=2.0)
    assert world_hash(load(SPEC, dump(world))) == world_hash(world)


def test_the_golden_world_of_version_3_keeps_loading():
    """The file is never written anew: another format gets another version and another file."""
    world = load(SPEC, GOLDEN_V3.read_bytes())
    (guard,) = world.agent_ids
    slot = world.slot_of[guard]
    assert world.agent_ids == {guard: "guard-1"}
    assert (world.names[slot], world.class_ids[slot]) == ("Guard", "raider")
    assert (world.hull[slot], world.hull_max[slot]) == (400.0, 400.0)
    assert world.behaviour[slot] == Behaviour.HUNT


def test_a_world_with_agents_of_operators_is_stored_whole():
    world = led_world()
    loaded = load(SPEC, dump(world))
    assert dump(loaded) == dump(world)
    assert loaded.agent_ids == world.agent_ids
    assert continued(loaded) == continued(world)


@given(data=st.data())
def test_a_damaged_blob_is_refused(data):
    blob = dump(busy_world())
    at = data.draw(st.integers(0, len(blob) - 1))
    value = data.draw(st.integers(0, 255).filter(lambda v: v != blob[at]))
    with pytest.raises(SnapshotError):
        load(SPEC, changed(blob, at, value))


@given(st.integers(0, 2000))
def test_a_blob_that_was_cut_off_is_refused(length):
    blob = dump(busy_world())
    with pytest.raises(SnapshotError):
        load(SPEC, blob[: min(length, len(blob) - 1)])


@given(st.binary(max_size=200))
def test_a_foreign_blob_is_refused(blob):
    with pytest.raises(SnapshotError):
        load(SPEC, blob)


def test_a_world_of_another_system_is_refused():
    other = msgspec.structs.replace(SPEC, id="test-2")
    with pytest.raises(SnapshotError, match="'test-1', not of 'test-2'"):
        load(other, dump(busy_world()))


def test_a_later_version_is_refused_by_its_number():
    with pytest.raises(SnapshotError, match="format 4"):
        load(SPEC, changed(dump(busy_world()), 7, 4))


def forged(**changes: object) -> bytes:
    """A blob with a right digest around a body that does not hang together."""
    blob = dump(busy_world())
    body = msgspec.msgpack.decode(blob[HEADER_BYTES:]) | changes
    packed = msgspec.msgpack.encode(body)
    return blob[:8] + blake2b(packed, digest_size=16).digest() + packed


@pytest.mark.parametrize(
    "changes",
    [
        {"dice": "loaded"},
        {"class_ids": ["teapot"] * 10},
        {"class_ids": [""] * 10},
        {"names": ["only one"]},
        {"goods": []},
        {"next_id": None},
        {"feuds": [[1]]},
        {"slots": [*range(9), 99]},
        {"slots": [0, 1]},
        {"columns": {}},
        {"tick": "forty"},
        {"moon_phase": 3},
        {"agent_ids": [[99, "nobody"]]},
        {"hull_limits": [[99, 400.0]]},
    ],
)
def test_a_body_that_does_not_hang_together_is_refused(changes):
    with pytest.raises(SnapshotError):
        load(SPEC, forged(**changes))


def test_a_ship_docked_at_a_station_that_has_gone_is_found_flying():
    world = busy_world()
    left = msgspec.structs.replace(SPEC, stations=(LOOKOUT,))
    loaded = load(left, dump(world))
    assert loaded.ship_state(2).docked_at is None
    assert loaded.ship_state(2).x == -40.0
    assert loaded.ship_state(3).docked_at == "lookout"


def test_ships_outside_of_narrower_bounds_are_brought_within():
    narrow = msgspec.structs.replace(SPEC, bounds=BoundsSpec(-500.0, -500.0, 500.0, 500.0))
    loaded = load(narrow, dump(busy_world()))
    assert loaded.ship_state(2**60).x == -500.0
    run(loaded)
    assert loaded.ship_state(2**60).vx == 0.0
