"""Ten thousand wild ticks: the same twice over, and within the limits all the way."""

from collections.abc import Callable
from functools import cache

import msgspec
import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from game.catalog.systems import TrafficSpec
from game.dice import Dice
from game.engine import (
    Aggression,
    Command,
    Defence,
    Destroyed,
    Docked,
    DockRefused,
    DropLoot,
    EncounterBegan,
    Event,
    Hit,
    Kind,
    LoadTrader,
    LootDropped,
    LootTouched,
    Manifest,
    ProjectileFired,
    Release,
    SetVitals,
    ShipState,
    Steer,
    TakeLoot,
    ToggleDock,
    TraderArrived,
    TraderLeft,
    Undocked,
    World,
    dump,
    load,
    step,
    world_hash,
)
from tests.engine.worlds import SPEC, TICK_S, ship

TICKS = 10_000
CROWD = 24  # ships that the script keeps about


class Script:
    """What a host might do, drawn from dice of its own, not the world's."""

    def __init__(self, seed: int) -> None:
        self.dice = Dice(seed)
        self.next_id = 1
        self.present: list[int] = []

    def visit(self, world: World) -> None:
        """Ships come and go between ticks."""
        if self.dice.random() < 0.05 and len(self.present) < CROWD:
            world.spawn_ship(self._newcomer(world))
            self.present.append(self.next_id)
            self.next_id += 1
        self.present = [i for i in self.present if i in world.slot_of]  # some were destroyed
        if self.dice.random() < 0.03 and self.present:
            gone = self.present.pop(self.dice.integers(0, len(self.present)))
            world.remove(gone)

    def commands(self) -> list[Command]:
        return [self._command() for _ in range(self.dice.integers(0, 3))]

    def _newcomer(self, world: World) -> ShipState:
        d = self.dice
        return ship(
            self.next_id,
            kind=d.choice((Kind.PLAYER_SHIP, Kind.TRADER, Kind.PATROL)),
            x=d.uniform(-1000, 1000),
            # the world's own dice must come back from a snapshot as well
            y=world.rng.uniform(-800, 800),
            vx=d.uniform(-90, 90),
            angle=d.uniform(-3, 3),
            fuel=d.uniform(0, 5),
            docked_at=d.choice((None, None, None, "harbour", "lookout")),
        )

    def _command(self) -> Command:
        d = self.dice
        entity_id = d.integers(0, self.next_id + 1)  # some have gone, or are still to come
        roll = d.random()
        if roll < 0.7:
            return Steer(entity_id, d.random(), d.uniform(-1, 1), d.random() < 0.5)
        if roll < 0.85:
            return ToggleDock(entity_id)
        if roll < 0.95:
            return SetVitals(entity_id, hull=d.uniform(0, 120), fuel=d.uniform(0, 10))
        return Release(entity_id)


def assert_within_limits(world: World) -> None:
    n, bounds = world.n, world.spec.bounds
    alive = world.alive[:n]
    assert alive.sum() == len(world.slot_of) == n - len(world.free_slots)
    x, y = world.pos[:n][alive].T
    assert ((bounds.min_x <= x) & (x <= bounds.max_x)).all()
    assert ((bounds.min_y <= y) & (y <= bounds.max_y)).all()
    ships = world.kind[:n] <= Kind.PATROL
    speed = np.sqrt((world.vel[:n][ships] ** 2).sum(axis=1))
    assert (speed <= world.max_speed[:n][ships] * (1 + 1e-12)).all()
    assert ((world.fuel[:n] >= 0) & (world.fuel[:n] <= world.fuel_max[:n])).all()
    assert ((world.hull[:n] >= 0) & (world.hull[:n] <= world.hull_max[:n])).all()
    assert ((-np.pi < world.angle[:n]) & (world.angle[:n] <= np.pi)).all()
    for name in ("cooldown", "protection", "heat", "calm", "ttl", "quantity", "timer", "lonely"):
        assert (getattr(world, name)[:n] >= 0).all()
    assert (world.heat[:n] <= 1).all()
    docked = alive & (world.docked[:n] >= 0)
    assert not world.vel[:n][docked].any()
    assert not world.pos[:n][~alive].any()


def play(seed: int, between: Callable[[World], World] = lambda world: world) -> list[str]:
    """Hashes of every thousandth tick; `between` stands for what a host does at half-time."""
    world, script, hashes = World.create(SPEC, seed), Script(seed), []
    for tick in range(1, TICKS + 1):
        script.visit(world)
        step(world, script.commands(), TICK_S)
        if tick == TICKS // 2:
            world = between(world)
        if tick % 1000 == 0:
            hashes.append(world_hash(world))
            assert_within_limits(world)
    return hashes


@cache
def first_run() -> list[str]:
    return play(seed=3)


def test_the_same_seed_and_commands_give_the_same_world():
    assert play(seed=3) == first_run()
    assert len(set(first_run())) == TICKS // 1000


# --- the whole living world -------------------------------------------------------------------

LIVELY = msgspec.structs.replace(SPEC, traffic=TrafficSpec(traders=4, patrols=3))


def live(seed: int, between: Callable[[World], World] = lambda world: world) -> list[str]:
    """As `play`, with pilots who fight, respawn, load traders and take loot; risk is everywhere."""
    world, dice = World.create(LIVELY, seed), Dice(seed)
    told: set[type] = set()
    hashes, events = [], []
    for tick in range(1, TICKS + 1):
        orders: list[Command] = []
        for pilot in range(1, 9):
            if pilot not in world.slot_of:
                place = {"x": dice.uniform(-900, 900), "y": dice.uniform(-700, 700)}
                world.spawn_ship(ship(pilot, angle=dice.uniform(-3, 3), **place))
                orders.append(Manifest(pilot, dice.random(), dice.integers(0, 10**5), 0.0))
            if dice.random() < 0.05:
                turn, fire = dice.uniform(-1, 1), dice.random() < 0.3
                orders.append(Steer(pilot, dice.random(), turn, fire))
            if dice.random() < 0.002:
                orders.append(ToggleDock(pilot))
        for event in events:
            if isinstance(event, TraderArrived):
                orders.append(LoadTrader(event.entity_id, "ore", dice.integers(0, 40)))
            elif isinstance(event, LootTouched):
                orders.append(TakeLoot(event.loot_id))
            elif isinstance(event, Destroyed) and event.kind == Kind.PLAYER_SHIP:
                orders.append(DropLoot(event.x, event.y, "food", 3))
        world.calm[: world.n] = np.minimum(world.calm[: world.n], 5.0)  # many encounters
        events = step(world, orders, TICK_S)
        told |= {type(event) for event in events}
        if tick == TICKS // 2:
            world = between(world)
        if tick % 1000 == 0:
            hashes.append(world_hash(world))
            assert_within_limits(world)
    assert told >= {ProjectileFired, Hit, Destroyed, EncounterBegan, TraderArrived, TraderLeft}
    assert told >= {Aggression, Defence, LootDropped, LootTouched}
    return hashes


@cache
def first_life() -> list[str]:
    return live(seed=4)


def test_the_whole_living_world_repeats_itself():
    assert live(seed=4) == first_life()
    assert len(set(first_life())) == TICKS // 1000


def test_the_whole_living_world_stored_at_half_time_ends_the_same():
    assert live(seed=4, between=lambda world: load(LIVELY, dump(world))) == first_life()


def test_another_seed_gives_another_world():
    worlds = [World.create(SPEC, seed) for seed in (3, 4)]
    for world in worlds:
        script = Script(3)
        for _ in range(200):
            script.visit(world)
            step(world, script.commands(), TICK_S)
    assert world_hash(worlds[0]) != world_hash(worlds[1])


def test_a_world_stored_at_half_time_ends_the_same():
    assert play(seed=3, between=lambda world: load(SPEC, dump(world))) == first_run()


@pytest.mark.parametrize("rate", [0.5, 30.0])
def test_other_tick_rates_repeat_themselves_too(rate):
    def ended() -> str:
        world, script = World.create(SPEC, 5), Script(5)
        for _ in range(200):
            script.visit(world)
            step(world, script.commands(), 1 / rate)
        assert_within_limits(world)
        return world_hash(world)

    assert ended() == ended()


class AnyHost(RuleBasedStateMachine):
    """Whatever a host asks for, in whatever order, the world stays within its limits."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World.create(SPEC, 1)
        self.pending: list[Command] = []
        self.docked_at: dict[int, tuple[float, float]] = {}
        self.next_id = 0

    ids = st.integers(0, 6)

    @rule(
        x=st.floats(-1e4, 1e4),
        y=st.floats(-1e4, 1e4),
        vx=st.floats(-1e3, 1e3),
        vy=st.floats(-1e3, 1e3),
        angle=st.floats(-1e3, 1e3),
        fuel=st.one_of(st.just(0.0), st.floats(-1, 200)),
        dock=st.sampled_from([None, "harbour", "lookout"]),
    )
    def spawn(self, dock, **values):
        self.world.spawn_ship(ship(self.next_id, docked_at=dock, **values))
        self.next_id += 1

    @precondition(lambda self: self.ships())
    @rule(data=st.data())
    def remove(self, data):
        entity_id = data.draw(st.sampled_from(sorted(self.ships())))
        self.world.remove(entity_id)
        self.docked_at.pop(entity_id, None)

    @rule(entity_id=ids, thrust=st.floats(), turn=st.floats(), fire=st.booleans())
    def steer(self, entity_id, thrust, turn, fire):
        self.pending.append(Steer(entity_id, thrust, turn, fire))

    @rule(entity_id=ids)
    def toggle_dock(self, entity_id):
        self.pending.append(ToggleDock(entity_id))

    @rule(entity_id=ids, hull=st.none() | st.floats(), fuel=st.none() | st.floats())
    def set_vitals(self, entity_id, hull, fuel):
        self.pending.append(SetVitals(entity_id, hull, fuel))

    @rule(entity_id=ids)
    def release(self, entity_id):
        self.pending.append(Release(entity_id))

    def ships(self):
        return {i: s for i, s in self.world.slot_of.items() if self.world.kind[s] <= Kind.PATROL}

    @rule(dt=st.floats(0.001, 2.0))
    def step(self, dt):
        toggled = {c.entity_id for c in self.pending if isinstance(c, ToggleDock)}
        burning = dict(self._fuel())
        refilled = {c.entity_id for c in self.pending if isinstance(c, SetVitals)}
        events: list[Event] = step(self.world, self.pending, dt)
        self.pending = []
        for event in events:
            if isinstance(event, Docked | Undocked | DockRefused):
                assert event.entity_id in toggled
            assert not isinstance(event, DockRefused) or event.reason.endswith(".")
        for entity_id, fuel in self._fuel():  # pirates may have come meanwhile
            assert entity_id in refilled or fuel <= burning.get(entity_id, fuel)
        for entity_id in toggled:
            self.docked_at.pop(entity_id, None)

    @rule()
    def store_and_load(self):
        digest = world_hash(self.world)
        self.world = load(SPEC, dump(self.world))
        assert world_hash(self.world) == digest

    @invariant()
    def limits_hold(self):
        assert_within_limits(self.world)

    @invariant()
    def docked_ships_stay_put(self):
        for entity_id, slot in self.ships().items():
            if self.world.docked[slot] >= 0:
                place = tuple(self.world.pos[slot].tolist())
                assert self.docked_at.setdefault(entity_id, place) == place

    def _fuel(self):
        return [(i, float(self.world.fuel[slot])) for i, slot in self.ships().items()]


TestAnyHost = AnyHost.TestCase
TestAnyHost.settings = settings(max_examples=40, stateful_step_count=40)
