"""Frames against the truth: whatever happens, a client holds what is within its sight."""

import json
import math
import random
from dataclasses import dataclass, field

import numpy as np
import pytest

from game.catalog.systems import BoundsSpec, StationSpec, SystemSpec, ZoneSpec
from game.engine.commands import Steer
from game.engine.step import step
from game.engine.world import Kind, ShipState, World
from game.protocol import link
from game.realtime.bodies import FrameReader
from game.worker.fragments import plain, quantised, wire_id
from game.worker.frames import BODY_BYTES, NEAR, FrameBuilder
from game.worker.grid import CELL_SIZE, HYSTERESIS, Grid
from game.worker.pilots import Pilot

SPEC = SystemSpec(
    id="test-1",
    name="Test",
    bounds=BoundsSpec(-4000, -4000, 4000, 4000),
    stations=(StationSpec("dock", "Dock", 0, 0),),
    zones=(ZoneSpec("z_safe", "core_safe", 0, 0, 500, 8, 92, 1.0, False),),
)


def ship(
    entity_id: int, x: float, y: float, *, angle: float = 0.0, speed: float = 0.0
) -> ShipState:
    return ShipState(
        entity_id=entity_id,
        name=f"Pilot {entity_id}",
        kind=Kind.PLAYER_SHIP,
        class_id="freighter",
        x=x,
        y=y,
        vx=speed * math.cos(angle),
        vy=speed * math.sin(angle),
        angle=angle,
        hull=100.0,
        fuel=100.0,
        docked_at=None,
    )


@dataclass
class Client:
    """A client that does what the protocol says, and nothing else."""

    pilot: Pilot
    centre: int = -1
    entities: dict[str, dict] = field(default_factory=dict)
    you: dict = field(default_factory=dict)
    tick: int = -1
    events: list = field(default_factory=list)
    bytes: int = 0

    def apply(self, text: str) -> None:
        message = json.loads(text)
        payload = message["payload"]
        self.bytes = len(text)
        assert payload["tick"] > self.tick
        self.tick = payload["tick"]
        if message["type"] == "world.snapshot":
            self.entities = {e["id"]: e for e in payload["entities"]}
            self.you = payload["you"]
            return
        for gone in payload["entity_removed"]:
            self.entities.pop(gone, None)
        for update in payload["entity_updates"]:
            if update["id"] not in self.entities:
                assert {"kind", "x", "y", "vx", "vy", "r", "hp"} <= update.keys(), update
                self.entities[update["id"]] = {}
            self.entities[update["id"]].update(update)
        self.you.update(payload.get("you", {}))
        self.events += payload["events"]


class Stage:
    """A world, its frames, and clients behind one feed."""

    def __init__(self, seed: int = 1) -> None:
        self.world = World.create(SPEC, seed)
        self.builder = FrameBuilder(self.world, epoch=1)
        self.clients: dict[int, Client] = {}
        self.events: list[tuple[int, str]] = []

    def add(self, state: ShipState, *, watched: bool = True) -> None:
        slot = self.world.spawn_ship(state)
        if watched:
            pilot = Pilot(
                state.entity_id, state.name, state.entity_id, "freighter", slot, 5000, (), "feed", 1
            )
            pilot.wants_whole = True
            self.clients[state.entity_id] = Client(pilot)

    def remove(self, entity_id: int) -> None:
        self.world.remove(entity_id)
        self.clients.pop(entity_id, None)

    def tick(self, commands=(), *, lost: bool = False, skip: frozenset[int] = frozenset()) -> None:
        step(self.world, commands, 0.05)
        frame = self.builder.build(
            self.world,
            [c.pilot for c in self.clients.values()],
            events=self.events,
            everywhere="",
            markets="",
            fights=[],
            waiting=[],
        )
        self.events = []
        if lost:
            for client in self.clients.values():
                client.pilot.wants_whole = True
            return
        blob = link.pack(frame)
        reader = FrameReader(
            link.unpack(link.Frame, blob), stride=self.builder.grid.stride, seq=1, ts_ms=1
        )
        for row, ship_id in enumerate(reader.ships):
            client = self.clients[ship_id]
            if ship_id in skip:
                client.pilot.wants_whole = True
                continue
            if ship_id in frame.whole:
                client.apply(reader.snapshot(row, markets="[]", places='"zones":[]'))
            elif client.pilot.wants_whole:
                continue
            else:
                client.apply(reader.delta(row, before=client.centre, ack_changed=False))
            client.centre = reader.centres[row]

    def truth(self, client: Client) -> dict[str, dict]:
        n = self.world.n
        cells = self.builder.grid.cells(self.world.pos[:n])
        square = set(link.around(client.centre, self.builder.grid.stride))
        rows = plain(quantised(self.world))
        return {
            wire_id(Kind(int(self.world.kind[s])), int(self.world.id[s])): {
                "id": wire_id(Kind(int(self.world.kind[s])), int(self.world.id[s])),
                "kind": "player_ship",
                "name": self.world.names[s],
                "hp_max": 100,
                **dict(zip(("x", "y", "vx", "vy", "r", "hp"), rows[s], strict=True)),
            }
            for s in np.flatnonzero(self.world.alive[:n]).tolist()
            if int(cells[s]) in square
        }


def random_commands(world: World, rng: random.Random) -> list[Steer]:
    ids = list(world.slot_of)
    return [
        Steer(i, rng.random(), rng.uniform(-1, 1), False) for i in rng.sample(ids, min(len(ids), 6))
    ]


@pytest.mark.parametrize("seed", range(4))
def test_a_client_holds_exactly_what_is_in_its_sight(seed: int) -> None:
    rng = random.Random(seed)
    stage = Stage(seed)
    next_id = 1

    def spawn() -> None:
        nonlocal next_id
        x, y = rng.uniform(-3900, 3900), rng.uniform(-3900, 3900)
        angle = rng.uniform(-3, 3)
        stage.add(ship(next_id, x, y, angle=angle, speed=120), watched=rng.random() < 0.5)
        next_id += 1

    for _ in range(40):
        spawn()
    for _ in range(200):
        roll = rng.random()
        if roll < 0.05:
            spawn()
        elif roll < 0.08 and len(stage.world.slot_of) > 20:
            stage.remove(rng.choice(list(stage.world.slot_of)))
        skip = frozenset(i for i in stage.clients if rng.random() < 0.01)
        stage.tick(random_commands(stage.world, rng), lost=rng.random() < 0.01, skip=skip)
        for client in stage.clients.values():
            if client.tick == stage.world.tick:
                assert client.entities == stage.truth(client)


def test_ships_that_jump_across_the_map_leave_nothing_behind() -> None:
    stage, rng = Stage(), random.Random(4)
    for entity_id in range(1, 21):
        stage.add(ship(entity_id, rng.uniform(-3900, 3900), rng.uniform(-3900, 3900)))
    for _ in range(100):
        for slot in rng.sample(range(20), 4):
            stage.world.pos[slot] = rng.uniform(-3900, 3900), rng.uniform(-3900, 3900)
        stage.tick()
        for client in stage.clients.values():
            assert client.entities == stage.truth(client)


def crowd(count: int = 300) -> Stage:
    stage, rng = Stage(), random.Random(2)
    for entity_id in range(1, count + 1):
        x, y = rng.uniform(100, 900), rng.uniform(100, 900)
        stage.add(ship(entity_id, x, y, angle=rng.uniform(-3, 3), speed=30))
    stage.tick()
    return stage


def test_a_crowd_stays_within_its_budget() -> None:
    stage, rng = crowd(), random.Random(3)
    extras = (NEAR + 1) * 100
    for _ in range(20):
        stage.tick([Steer(i, 1.0, rng.uniform(-1, 1), False) for i in stage.world.slot_of])
        assert max(c.bytes for c in stage.clients.values()) < BODY_BYTES * 1.5 + extras


def test_in_a_crowd_the_own_ship_and_the_nearest_come_every_tick() -> None:
    stage, rng = crowd(), random.Random(3)
    for _ in range(20):
        stage.tick([Steer(i, 1.0, rng.uniform(-1, 1), False) for i in stage.world.slot_of])
        for client in list(stage.clients.values())[::30]:
            truth = stage.truth(client)
            own = truth[wire_id(Kind.PLAYER_SHIP, client.pilot.ship)]
            near = sorted(
                truth.values(), key=lambda e: math.hypot(e["x"] - own["x"], e["y"] - own["y"])
            )
            for entity in near[:5]:
                assert client.entities[entity["id"]] == entity


def test_in_a_crowd_everybody_is_told_within_four_ticks_and_exactly_once_all_is_still() -> None:
    stage, rng = crowd(), random.Random(3)
    for _ in range(15):
        stage.tick([Steer(i, 1.0, rng.uniform(-1, 1), False) for i in stage.world.slot_of])
    stage.world.vel[:] = 0.0
    still = [Steer(i, 0.0, 0.0, False) for i in stage.world.slot_of]
    for _ in range(5):
        stage.tick(still)
    for client in stage.clients.values():
        assert client.entities == stage.truth(client)


def test_a_snapshot_in_a_crowd_is_corrected_by_the_deltas_that_follow() -> None:
    stage, rng = crowd(), random.Random(5)
    for turn in range(30):
        steering = [Steer(i, 1.0, rng.uniform(-1, 1), False) for i in stage.world.slot_of]
        if turn % 3 == 0:
            for client in rng.sample(list(stage.clients.values()), 20):
                client.pilot.wants_whole = True
        if turn % 7 == 0:  # some stop and come back to where they were last told
            stage.world.vel[::2] = 0.0
        stage.tick(steering)
    stage.world.vel[:] = 0.0
    for _ in range(5):
        stage.tick([Steer(i, 0.0, 0.0, False) for i in stage.world.slot_of])
    for client in stage.clients.values():
        assert client.entities == stage.truth(client)


def test_a_pilot_keeps_their_cell_within_the_hysteresis() -> None:
    grid = Grid(SPEC.bounds)
    home = grid.cells(np.array([[500.0, 500.0]]))
    inside = np.array([[CELL_SIZE + HYSTERESIS - 1, 500.0]])
    outside = np.array([[CELL_SIZE + HYSTERESIS + 1, 500.0]])
    assert grid.centres(inside, home)[0] == home[0]
    assert grid.centres(outside, home)[0] == grid.cells(outside)[0]


def test_the_edge_of_the_map_belongs_to_the_last_cell() -> None:
    grid = Grid(SPEC.bounds)
    corners = np.array([[-4000.0, -4000.0], [4000.0, 4000.0]])
    for cell in grid.cells(corners).tolist():
        assert all(0 <= c < grid.size for c in link.around(cell, grid.stride))


def test_an_event_reaches_those_who_see_its_place_and_nobody_else() -> None:
    stage = Stage()
    stage.add(ship(1, 100, 100))
    stage.add(ship(2, 900, 900))
    stage.add(ship(3, 3500, 3500))
    stage.tick()
    here = int(stage.builder.grid.cells(np.array([[100.0, 100.0]]))[0])
    stage.events = [(here, ',{"kind":"docked","ship_id":"s_1","station_id":"dock"}')]
    stage.tick()
    heard = {i: [e["kind"] for e in c.events] for i, c in stage.clients.items()}
    assert heard == {1: ["docked"], 2: ["docked"], 3: []}


def test_numbers_travel_with_one_decimal_and_angles_with_three() -> None:
    stage = Stage()
    stage.add(ship(1, 123.456, -0.04, angle=1.23456789, speed=33.333))
    stage.tick()
    entity = stage.clients[1].entities["s_1"]
    assert entity["r"] == 1.235
    for key in ("x", "y", "vx", "vy", "hp"):
        assert entity[key] == round(entity[key], 1)
        assert not (entity[key] == 0 and math.copysign(1, entity[key]) < 0)
