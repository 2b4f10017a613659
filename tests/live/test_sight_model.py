"""A model of sight: whatever happens, every client holds what is within its sight, and no more.

Two systems and two web processes with real feeds, sessions and outboxes; what clients make of the
messages is compared with a plain account of the world after every frame.
"""

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from game.engine.agents import ModifyAgent
from game.engine.commands import DropLoot, SetVitals
from game.engine.edits import Remove, Respec
from game.engine.world import FIRST_OWN_ID, Behaviour, Kind
from game.realtime import feed as feeds
from game.realtime.conversation import Encoding
from tests.live.stage_of_sight import ALPHA, AWAY, HOME, Stage
from tests.support.onlooker import Onlooker

PLAYERS = 8

DIVISIONS = (-2500.0, -1500.0, -500.0, 500.0, 1500.0, -2000.0, -1000.0, 0.0, 1000.0, 2000.0)
BESIDE = (0.0, 0.04, -0.04, 1.0, -1.0, 49.9, -49.9, 50.0, 50.1, -50.1, 60.0, 500.0, 800.0)
places = st.tuples(*(st.tuples(st.sampled_from(DIVISIONS), st.sampled_from(BESIDE)).map(sum),) * 2)
picks = st.integers(0, 999)
ticks = st.sampled_from((1, 1, 1, 0, 2, 5))
speeds = st.sampled_from((0.0, 3.0, -40.0, 110.0))
strides = st.sampled_from((0.0, 30.0, 700.0, -1000.0, 2300.0))


class Sightseeing(Stage):
    """Every rule does something and lets some ticks pass."""

    # --- pilots come and go -----------------------------------------------------------------

    @rule(
        player=st.integers(1, PLAYERS),
        process=st.integers(0, 1),
        encoding=st.sampled_from(Encoding),
        direct=st.booleans(),
        place=places,
        then=ticks,
    )
    def arrive(
        self,
        player: int,
        process: int,
        encoding: Encoding,
        direct: bool,
        place: tuple[float, float],
        then: int,
    ) -> None:
        """A pilot joins, perhaps with a second connection that takes over."""
        if player not in self.galaxy.records.pilots:
            self.galaxy.records.enlist(player, HOME, *place)
        hub = self.galaxy.processes[process]
        client = Onlooker(hub, player, encoding=encoding, direct=direct)
        self.clients.append(client)
        system_id = self.galaxy.records.pilots[player].system_id
        client.wants_helm = True
        self._say(client, "session.join_system", system_id=system_id)
        self.pass_time(then)

    @precondition(lambda self: self.at_helm())
    @rule(pick=picks, asked=st.booleans(), expired=st.booleans(), then=ticks)
    def leave(self, pick: int, asked: bool, expired: bool, then: int) -> None:
        """The ship stays for its grace, or goes with the next tick."""
        client = self.pilot_client(pick)
        pilot = self._pilot_of(client)
        if asked:
            client.wants_helm = False
            self._say(client, "session.leave_system")
        else:
            client.session.let_go()
            client.session.outbox.abandon()
            self.clients.remove(client)
        self.pass_time(1)
        if expired and pilot is not None and pilot.feed is None:
            pilot.gone_at = 0.0
        self.pass_time(then)

    @precondition(lambda self: self.at_helm())
    @rule(
        pick=picks,
        thrust=st.floats(0, 1),
        turn=st.floats(-1, 1),
        fire=st.booleans(),
        dock=st.booleans(),
        then=ticks,
    )
    def steer(
        self, pick: int, thrust: float, turn: float, fire: bool, dock: bool, then: int
    ) -> None:
        self._say(
            self.pilot_client(pick),
            "input.command",
            thrust=thrust,
            turn=turn,
            fire_primary=fire,
            dock_request=dock,
        )
        self.pass_time(then)

    @precondition(lambda self: self.at_helm())
    @rule(pick=picks, then=ticks)
    def jump(self, pick: int, then: int) -> None:
        client = self.pilot_client(pick)
        assert client.joined is not None
        gate_id = self.galaxy.systems[client.joined["system_id"]].world.spec.gates[0].id
        self._say(client, "ship.jump", gate_id=gate_id)
        self.pass_time(then)

    @precondition(lambda self: self.at_helm() and len(self.pilots()) > 1)
    @rule(pick=picks, place=places, then=ticks)
    def duel(self, pick: int, place: tuple[float, float], then: int) -> None:
        """One pilot shoots at another who has hardly any hull left."""
        client = self.pilot_client(pick)
        shooter = self._pilot_of(client)
        victims = [pilot for pilot in self.pilots() if pilot is not shooter]
        if shooter is None or shooter.ship not in self.alpha.world.slot_of:
            return
        victim = victims[pick % len(victims)]
        self.place(victim.ship, *place)
        x, y = self.alpha.world.pos[victim.slot].tolist()
        self.place(shooter.ship, x - 30.0, y)
        self.alpha.edit(ModifyAgent(shooter.ship, angle=0.0))
        self.alpha.command(SetVitals(victim.ship, hull=1.0))
        self._say(client, "input.command", fire_primary=True, thrust=0.0, turn=0.0)
        self.pass_time(5 + then)

    # --- what else is in space --------------------------------------------------------------

    @rule(
        kind=st.sampled_from((Kind.PIRATE, Kind.TRADER, Kind.PATROL)),
        behaviour=st.sampled_from((None, Behaviour.IDLE)),
        place=places,
        speed=st.tuples(speeds, speeds),
        then=ticks,
    )
    def appear(
        self,
        kind: Kind,
        behaviour: Behaviour | None,
        place: tuple[float, float],
        speed: tuple[float, float],
        then: int,
    ) -> None:
        self._add(kind, behaviour, *place, *speed)
        self.pass_time(then)

    @precondition(lambda self: not self.crowded and self.at_helm())
    @rule(pick=picks, count=st.sampled_from((130, 260)), then=ticks)
    def crowd(self, pick: int, count: int, then: int) -> None:
        """Where a pilot is, and around."""
        pilot = self._pilot_of(self.pilot_client(pick))
        if pilot is None or pilot.ship not in self.alpha.world.slot_of:
            return
        self.crowded = True
        x, y = self.alpha.world.pos[pilot.slot].tolist()
        for n in range(count):
            dx, dy = (n * 37) % 900 - 450, (n * 53) % 1300 - 650
            self._add(Kind.PATROL, Behaviour.IDLE, x + dx, y + dy, n % 90, -(n % 70))
        self.pass_time(2 + then)

    @precondition(lambda self: self.others())
    @rule(pick=picks, place=places, again=st.booleans(), then=ticks)
    def vanish(self, pick: int, place: tuple[float, float], again: bool, then: int) -> None:
        """An NPC goes; another may have its slot before anybody is told."""
        others = self.others()
        self.alpha.edit(Remove(others[pick % len(others)]))
        if again:
            self._add(Kind.TRADER, Behaviour.IDLE, *place, 0.0, 0.0)
        self.pass_time(then)

    @precondition(lambda self: self.movable())
    @rule(pick=picks, place=places, then=ticks)
    def put(self, pick: int, place: tuple[float, float], then: int) -> None:
        self.place(self.mover(pick), *place)
        self.pass_time(then)

    @precondition(lambda self: self.movable())
    @rule(pick=picks, stride=st.tuples(strides, strides), then=ticks)
    def dash(self, pick: int, stride: tuple[float, float], then: int) -> None:
        """From now on so far with every tick."""
        self.dashing[self.mover(pick)] = stride
        self.pass_time(then)

    @precondition(lambda self: self.movable())
    @rule(pick=picks, hull=st.sampled_from((None, 1.0, 60.0, 250.0)), renamed=st.booleans())
    def modify(self, pick: int, hull: float | None, renamed: bool) -> None:
        """An operator changes what seldom changes, and everybody is told all of it."""
        entity_id = self.mover(pick)
        named = f'"{pick}"' if renamed and entity_id >= FIRST_OWN_ID else None
        self.alpha.edit(ModifyAgent(entity_id, hull=hull, name=named))
        self.alpha.retell(self.alpha.world.slot(entity_id))
        self.pass_time(1)

    @rule(place=places, pick=picks, near=st.booleans(), then=ticks)
    def drop(self, place: tuple[float, float], pick: int, near: bool, then: int) -> None:
        """Loot, perhaps where a pilot scoops it up."""
        pilots = self.pilots()
        if near and pilots:
            place = self.alpha.world.pos[pilots[pick % len(pilots)].slot].tolist()
        self.alpha.command(DropLoot(place[0], place[1], "ore", 1 + pick % 5))
        self.pass_time(then)

    # --- what everybody is told -------------------------------------------------------------

    @precondition(lambda self: self.pilots())
    @rule(pick=picks, then=ticks)
    def earn(self, pick: int, then: int) -> None:
        pilot = self.pilots()[pick % len(self.pilots())]
        pilot.credits += pick
        pilot.changed.add("credits")
        self.pass_time(then)

    @rule(price=st.integers(1, 50), then=ticks)
    def reprice(self, price: int, then: int) -> None:
        self.alpha.reprice("pier", price)
        self.pass_time(then)

    @rule(active=st.booleans(), radius=st.sampled_from((200.0, 1500.0)), then=ticks)
    def rezone(self, active: bool, radius: float, then: int) -> None:
        core, wild = ALPHA.zones
        wild = msgspec.structs.replace(wild, active=active, radius=radius)
        spec = msgspec.structs.replace(ALPHA, zones=(core, wild))
        self.alpha.edit(Respec(spec))
        self.alpha.places_changed()
        self.pass_time(then)

    @rule(paused=st.booleans(), then=ticks)
    def hold_time(self, paused: bool, then: int) -> None:
        (self.alpha.freeze if paused else self.alpha.unfreeze)()
        self.pass_time(then)

    # --- what gets lost or waits ------------------------------------------------------------

    @rule(pick=st.integers(0, 3), stalled=st.booleans(), then=ticks)
    def hold_wire(self, pick: int, stalled: bool, then: int) -> None:
        """A feed that is stalled for long is out of credit."""
        self.galaxy.wires[pick].stalled = stalled
        self.pass_time(then)

    @rule(pick=st.integers(0, 3), late=st.booleans(), then=ticks)
    def hold_news(self, pick: int, late: bool, then: int) -> None:
        self.galaxy.wires[pick].late = late
        self.pass_time(then)

    @rule(pick=st.integers(0, 3), count=st.integers(1, 3), then=ticks)
    def lose_frames(self, pick: int, count: int, then: int) -> None:
        self.galaxy.wires[pick].lose = count
        self.pass_time(then)

    @rule(
        home=st.booleans(),
        woken=st.integers(1, 2),
        price=st.integers(1, 50),
        slow=st.booleans(),
        then=ticks,
    )
    def kill_worker(self, home: bool, woken: int, price: int, slow: bool, then: int) -> None:
        """Another one goes on; at first it may find the database slow."""
        self.killed = True
        if slow:
            self.galaxy.records.free.clear()
        self.galaxy.kill(HOME if home else AWAY, woken=woken, price=price)
        self.alpha = self.galaxy.systems[HOME]
        self.pass_time(then)
        self.galaxy.records.free.set()
        self.pass_time(then)

    @rule(seconds=st.sampled_from((0.4, 1.2, 3.2, 6.0, 9.0)), then=ticks)
    def stand_still(self, seconds: float, then: int) -> None:
        """A machine that was suspended goes on."""
        self.galaxy.clock.now += seconds
        self.pass_time(then)

    @precondition(lambda self: self.clients)
    @rule(pick=picks, stalled=st.booleans(), then=ticks)
    def hold_client(self, pick: int, stalled: bool, then: int) -> None:
        client = self.clients[pick % len(self.clients)]
        (client.stall if stalled else client.read_on)()
        self.pass_time(then)

    @precondition(lambda self: self.at_helm())
    @rule(pick=picks, then=ticks)
    def refresh(self, pick: int, then: int) -> None:
        """It is time for the snapshot that comes every now and then."""
        member = self.pilot_client(pick).session.member
        assert member is not None
        member.due_at = 0.0
        self.pass_time(then)


@pytest.fixture(autouse=True)
def _few_snapshots_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "SNAPSHOTS_PER_TICK", 2)


class TestSightseeing(Sightseeing.TestCase):
    settings = settings(max_examples=25, stateful_step_count=40, derandomize=True, deadline=None)
