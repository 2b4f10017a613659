"""The stage on which the model of sight plays: systems, clients, and who watches them."""

import asyncio
import json
from collections import Counter
from typing import Any
from unittest import mock

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from game.catalog.systems import (
    BoundsSpec,
    GateSpec,
    StationSpec,
    SystemSpec,
    TrafficSpec,
    ZoneSpec,
)
from game.engine.agents import AddAgent
from game.engine.edits import PlaceShip
from game.engine.world import FIRST_OWN_ID, LAST_SHIP, Behaviour, Kind
from game.protocol.errors import CloseCode
from game.worker.pilots import Pilot
from tests.live.sightings import assert_holds, assert_prices, assert_told
from tests.support.galaxy import Clock, Galaxy, Wire, spin
from tests.support.onlooker import Onlooker
from tests.support.truth import Truth

HOME, AWAY = "alpha", "beta"
ALPHA = SystemSpec(
    id=HOME,
    name="Alpha",
    bounds=BoundsSpec(-2500.0, -2000.0, 2300.0, 2700.0),  # the last cells are narrower
    stations=(StationSpec("dock", "Dock", 0.0, 0.0), StationSpec("pier", "Pier", -1500.0, 950.0)),
    zones=(
        ZoneSpec("core", "core_safe", 0.0, 0.0, 300.0, 8.0, 92.0, 1.0, False),
        ZoneSpec("wild", "edge_wild", 200.0, 100.0, 900.0, 90.0, 10.0, 1.58, True),
    ),
    gates=(GateSpec("out", "Out", 1480.0, 10.0, 150.0, AWAY, 25),),
    traffic=TrafficSpec(pirates=False),
)
BETA = SystemSpec(  # of one cell
    id=AWAY,
    name="Beta",
    bounds=BoundsSpec(-400.0, -300.0, 400.0, 300.0),
    stations=(StationSpec("hut", "Hut", 0.0, 0.0),),
    zones=(),
    gates=(GateSpec("back", "Back", 100.0, 0.0, 150.0, HOME, 25),),
    traffic=TrafficSpec(pirates=False),
)
CALM_TICKS = 40  # within which even a feed that lost its last frames has been told everything


class Stage(RuleBasedStateMachine):
    """Two systems, the feeds of two processes, and clients that are looked at after every frame."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.clients: list[Onlooker] = []
        self.dashing: dict[int, tuple[float, float]] = {}
        self.crowded = False
        self.sound = True
        self.killed = False  # a worker, and what it had not told is lost

    @initialize(seed=st.integers(0, 9))
    def begin(self, seed: int) -> None:
        clock = Clock()
        mock.patch("time.monotonic", clock).start()
        systems = {HOME: ALPHA, AWAY: BETA}
        self.galaxy = Galaxy(systems, clock, seed=seed, observe=self.observe)
        self.alpha = self.galaxy.systems[HOME]
        self.pass_time(1)

    # --- time -------------------------------------------------------------------------------

    def pass_time(self, count: int) -> None:
        for _ in range(count):
            self.loop.run_until_complete(self._tick())

    async def _tick(self) -> None:
        await spin()
        for client in self.clients:
            client.take()
        for entity_id, (dx, dy) in list(self.dashing.items()):
            slot = self.alpha.world.slot_of.get(entity_id)
            if slot is None:
                del self.dashing[entity_id]
            else:
                x, y = self.alpha.world.pos[slot].tolist()
                self.place(entity_id, _wrapped(x + dx, -2500, 2300), _wrapped(y + dy, -2000, 2700))
        await self.galaxy.tick()

    def place(self, entity_id: int, x: float, y: float) -> None:
        """As an operator does; a pilot's helm is told of the berth it leaves."""
        self.alpha.edit(PlaceShip(entity_id, x, y, None))
        pilot = self.alpha.pilots.by_ship.get(entity_id)
        if pilot is not None:
            pilot.changed.add("docked_at")

    # --- what clients hold ------------------------------------------------------------------

    def observe(self, wire: Wire, truth: Truth) -> None:
        for client in self.clients:
            member = client.session.member
            if client.session.feed is not wire.feed:
                continue
            new, caught_up = client.take(), client.caught_up
            seen = None if member is None else truth.seen.get(member.ship)
            if seen is None or not caught_up:
                continue
            if seen.helm != (wire.feed.hub.lines.news, client.session.conn):
                continue  # another connection has taken over, and this one is to hear of it
            self.sound = False
            if member.synced:
                assert_holds(client, truth, member.ship)
                if wire.feed._unpriced_at is None and not member.asked:
                    assert_prices(client, truth.markets)  # else a snapshot is about to tell them
            assert_told(client, new, truth, member.ship)
            self.sound = True

    def teardown(self) -> None:
        try:
            if hasattr(self, "galaxy") and self.sound:
                self.come_to_rest()
        finally:
            self.loop.run_until_complete(self._end())
            self.loop.close()
            mock.patch.stopall()

    def come_to_rest(self) -> None:
        """Nobody is held up any more: soon everybody holds everything."""
        for wire in self.galaxy.wires:
            wire.stalled = wire.late = False
            wire.lose = 0
        for client in self.clients:
            client.read_on()
        self.dashing.clear()
        self.alpha.unfreeze()
        self.pass_time(CALM_TICKS)
        for client in self.clients:
            self.assert_complete(client)

    def assert_complete(self, client: Onlooker) -> None:
        member = client.session.member
        hub, conn = client.session.hub, client.session.conn
        owed = [
            fight
            for system in self.galaxy.systems.values()
            for fight in system.owed.get((hub.name, conn), ())  # type: ignore[attr-defined]
        ]
        if client.closed is None:
            told = Counter(client.own_fights)
            assert told <= Counter(owed)
            assert self.killed or told == Counter(owed), "what concerns one is never lost"
        else:
            assert client.closed == CloseCode.SUPERSEDED
        if client.joined is None:
            settled = client.closed is not None or client.refused or not client.wants_helm
            assert settled, "a join is answered"
            return
        if member is None:  # what was said to a dead worker is called off, which takes longer
            assert self.killed
            assert not client.wants_helm
            return
        assert member.synced, (member.ship, member.asked, client.caught_up, client.joined)
        system = self.galaxy.systems[client.joined["system_id"]]
        assert_prices(client, system.market_rows)
        held = json.loads(f"{{{system.places}}}")
        assert list(client.sight.zones.values()) == held["zones"]
        assert list(client.sight.stations.values()) == held["stations"]
        assert list(client.sight.gates.values()) == held["gates"]

    async def _end(self) -> None:
        for client in self.clients:
            client.session.outbox.abandon()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await spin()

    # --- who there is -----------------------------------------------------------------------

    def at_helm(self) -> list[Onlooker]:
        return [c for c in self.clients if c.session.member is not None and c.joined]

    def pilot_client(self, pick: int) -> Onlooker:
        clients = self.at_helm()
        return clients[pick % len(clients)]

    def pilots(self) -> list[Pilot]:
        return self.alpha.pilots.in_space()

    def others(self) -> list[int]:
        """NPCs and loot and shots."""
        return sorted(i for i in self.alpha.world.slot_of if i >= FIRST_OWN_ID)

    def movable(self) -> list[int]:
        world = self.alpha.world
        return sorted(i for i, slot in world.slot_of.items() if world.kind[slot] <= LAST_SHIP)

    def mover(self, pick: int) -> int:
        """Pilots come first, so that a crowd does not hide them."""
        movable = self.movable()
        return movable[pick % min(len(movable), 12)]

    def _pilot_of(self, client: Onlooker) -> Pilot | None:
        return self.alpha.pilots.by_player.get(client.session.player or 0)

    def _add(
        self, kind: Kind, behaviour: Behaviour | None, x: float, y: float, vx: float, vy: float
    ) -> None:
        name = f"npc-{self.alpha.world.next_id}"
        self.alpha.edit(AddAgent(name, kind, x, y, vx, vy, behaviour=behaviour))

    def _say(self, client: Onlooker, kind: str, **payload: Any) -> None:
        self.loop.run_until_complete(client.say(kind, **payload))


def _wrapped(value: float, low: float, high: float) -> float:
    """Who dashes over one edge comes in again at the other."""
    return low + (value - low) % (high - low)
