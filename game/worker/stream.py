"""What operators see of a system: one stream for all of them, made only while somebody watches.

Ticks are noted as they happen and told in bunches; agents are told when they have changed, at most
at the highest rate that anybody asked for, and less often where that would cost the simulation
more than its SHARE. Everything is encoded once.
"""

import json
import time
from collections import deque
from dataclasses import dataclass

import numpy as np

from game.engine.events import Event
from game.engine.world import FLYING, Behaviour, Kind, World
from game.protocol import opslink
from game.protocol.names import player_wire_id
from game.worker.fragments import KIND_NAMES, number, plain, quantised, wire_id
from game.worker.opspost import OpsPost
from game.worker.pilots import Pilots
from game.worker.tidings import Tidings

BUNCH_S = 0.1  # between two samples
MARKS_PER_S = 20.0  # of more ticks some are left out
WHOLE_EVERY_S = 10.0  # what was lost on the way comes again
SILENCE_S = 5.0  # a web process that says nothing for so long has no watchers any more
SHARE = 0.03  # of the time that ticks take
FREE_SHARE = 0.003  # of all time, which nobody notices
SMOOTHING = 0.1
TOLD_KEPT = 200  # the oldest go first, and their number is told
GAP_TICKS_S = 1.0 / MARKS_PER_S
AGENT_KINDS = {**KIND_NAMES, Kind.PLAYER_SHIP: "pilot"}


@dataclass(slots=True)
class Watcher:
    """A web process with operators who watch."""

    rate: float
    heard_at: float


class Stream:
    """Of one system. `epoch` is that of its lease."""

    def __init__(self, world: World, pilots: Pilots, *, epoch: int, post: OpsPost) -> None:
        self._world = world
        self._pilots = pilots
        self._epoch = epoch
        self._post = post
        self._watchers: dict[str, Watcher] = {}
        self._marks: deque[opslink.Mark] = deque(maxlen=TOLD_KEPT)
        self._told: deque[opslink.Told] = deque()
        self._skipped = 0
        self._tidings = Tidings(world)
        self._marked_at = self._due = self._agents_due = self._whole_due = float("-inf")
        self._load = 0.0  # s of ticks in each second
        self._known = np.zeros(0, np.int64)  # (cap,) entity id told, 0 for none
        self._sent = np.zeros((0, 7), np.int64)  # (cap, 7) as told: six as on /ws, and `docked`
        self._ids: dict[int, str] = {}  # by slot: the agent id told
        self._heads: dict[int, str] = {}  # by slot: what seldom changes, encoded

    @property
    def watched(self) -> bool:
        return bool(self._watchers)

    # --- watchers -------------------------------------------------------------------------

    def attend(self, channel: str, rate: float, *, whole: bool, now: float) -> None:
        """A web process asks for the stream at `rate` Hz; 0 ends it."""
        if rate <= 0.0:
            self._watchers.pop(channel, None)
            return
        self._watchers[channel] = Watcher(rate, now)
        if whole:
            self._whole_due = self._agents_due = now
            self.flush(now)

    # --- what happens ---------------------------------------------------------------------

    def happened(self, events: list[Event]) -> None:
        """What a step brought, in its order."""
        if self._watchers:
            for payload in self._tidings.of(events, self._name):
                self._tell(opslink.Told("world_event", payload))

    def tell(self, kind: str, payload: str, channel: str = "", conn: int = 0) -> None:
        """Something that operators did, for all who watch but the connection that did it."""
        if self._watchers:
            self._tell(opslink.Told(kind, payload, channel, conn))

    def forget(self, slot: int) -> None:
        """Have all that is known of an entity told anew."""
        self._heads.pop(slot, None)
        if slot < len(self._known):
            self._sent[slot] = np.iinfo(np.int64).min

    def ticked(self, spent_s: float, tick_rate: float) -> None:
        """A tick is over; tell of it when it is time."""
        self._load += SMOOTHING * (spent_s * tick_rate - self._load)
        if not self._watchers:
            return
        now, world = time.monotonic(), self._world
        if now - self._marked_at >= GAP_TICKS_S * 0.9 or tick_rate <= MARKS_PER_S:
            self._marked_at = now
            entities = len(world.slot_of)
            self._marks.append(opslink.Mark(world.tick, round(spent_s * 1000.0, 3), entities))
        if now >= self._due:
            self.flush(now)

    def stand_still(self) -> None:
        """Time is frozen; what operators do then is told all the same."""
        now = time.monotonic()
        if self._watchers and now >= self._due:
            self.flush(now)

    def flush(self, now: float) -> None:
        """Send a sample, unless the last ones are still on the way."""
        for channel in [c for c, w in self._watchers.items() if now - w.heard_at > SILENCE_S]:
            del self._watchers[channel]
        if not self._watchers or not self._post.has_room:
            return
        self._due = now + BUNCH_S
        agents: list[tuple[str, str]] = []
        removed: list[str] = []
        whole = now >= self._whole_due
        if whole or now >= self._agents_due:
            began = time.perf_counter()
            agents, removed = self._agents(whole)
            cost_s = time.perf_counter() - began
            rate = max(watcher.rate for watcher in self._watchers.values())
            rest_s = cost_s / max(SHARE * self._load, FREE_SHARE)
            self._agents_due = now + max(1.0 / rate, rest_s) - BUNCH_S * 0.1
        if whole:
            self._whole_due = now + WHOLE_EVERY_S
        if agents or removed or self._marks or self._told:
            self._send(whole, agents, removed)

    def _send(self, whole: bool, agents: list[tuple[str, str]], removed: list[str]) -> None:
        world = self._world
        if self._skipped:
            self._told.append(opslink.Told("world_event", self._tidings.skipped(self._skipped)))
            self._skipped = 0
        self._post.sample(
            opslink.Sample(
                opslink.VERSION,
                self._post.channel,
                world.spec.id,
                self._epoch,
                world.tick,
                whole,
                list(self._marks),
                agents,
                removed,
                list(self._told),
            )
        )
        self._marks.clear()
        self._told.clear()

    def _tell(self, told: opslink.Told) -> None:
        self._told.append(told)
        if len(self._told) > TOLD_KEPT:
            self._told.popleft()
            self._skipped += 1

    def removal(self, agent_id: str) -> str:
        """`world_event` of an agent that is gone, as JSON."""
        return self._tidings.removed(agent_id)

    # --- agents ---------------------------------------------------------------------------

    def payload(self, slot: int) -> str:
        """`agent_update` of one agent as it is now, as JSON."""
        rows = plain(quantised(self._world)[slot : slot + 1])
        return self._update(slot, self._agent_id(slot), rows[0], int(self._world.docked[slot]))

    def whole(self) -> list[str]:
        """Every agent as an object of `state`, as JSON."""
        world = self._world
        slots = np.flatnonzero(self._agents_here())
        rows = plain(quantised(world)[slots])
        docked = world.docked[slots].tolist()
        return [
            f'{{"agent_id":{json.dumps(self._agent_id(slot))},' + self._data(slot, row, berth)[1:]
            for slot, row, berth in zip(slots.tolist(), rows, docked, strict=True)
        ]

    def _agents_here(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        n = self._world.n
        here: np.ndarray[tuple[int], np.dtype[np.bool_]] = self._world.alive[:n] & (
            self._world.kind[:n] != Kind.PROJECTILE
        )
        return here

    def _agents(self, whole: bool) -> tuple[list[tuple[str, str]], list[str]]:
        """Those that changed, or all; and the ids of those that are gone."""
        world, n = self._world, self._world.n
        self._grow(len(world.alive))
        here = self._agents_here()
        ids = np.where(here, world.id[:n], 0)
        known = self._known[:n]
        removed = []
        for slot in np.flatnonzero((known != 0) & (known != ids)).tolist():
            removed.append(self._ids.pop(slot))
            self._heads.pop(slot, None)
        now = np.empty((n, 7), np.int64)
        now[:, :6] = quantised(world)
        now[:, 6] = world.docked[:n]
        changed = here & ((known != ids) | (now != self._sent[:n]).any(axis=1) | whole)
        slots = np.flatnonzero(changed)
        self._known[:n] = ids
        self._sent[slots] = now[slots]
        rows = plain(now[slots, :6])
        agents = []
        for slot, row, berth in zip(slots.tolist(), rows, now[slots, 6].tolist(), strict=True):
            agent_id = self._ids[slot] = self._agent_id(slot)
            agents.append((agent_id, self._update(slot, agent_id, row, berth)))
        return agents, removed

    def _update(self, slot: int, agent_id: str, row: list[float], berth: int) -> str:
        world = self._world
        return (
            f'{{"agent_id":{json.dumps(agent_id)},"system_id":{json.dumps(world.spec.id)},'
            f'"data":{self._data(slot, row, berth)},"tick":{world.tick}}}'
        )

    def _data(self, slot: int, row: list[float], berth: int) -> str:
        x, y, vx, vy, angle, hp = row
        docked = ""
        if berth != FLYING and self._world.kind[slot] != Kind.LOOT:
            docked = f',"docked_at":{json.dumps(self._world.spec.stations[berth].id)}'
        return (
            f'{{"x":{x},"y":{y},"vx":{vx},"vy":{vy},"angle":{angle},"r":{angle},"hp":{hp}'
            f"{docked}{self._head(slot)}}}"
        )

    def _head(self, slot: int) -> str:
        head = self._heads.get(slot)
        if head is None or not head.startswith(f',"entity_id":"{self._wire(slot)}"'):
            head = self._heads[slot] = self._made_head(slot)
        return head

    def _made_head(self, slot: int) -> str:
        world, kind = self._world, Kind(int(self._world.kind[slot]))
        name = world.names[slot] if world.class_ids[slot] else world.goods[slot]
        text = (
            f',"entity_id":"{self._wire(slot)}","kind":"{AGENT_KINDS[kind]}"'
            f',"name":{json.dumps(name)},"hp_max":{number(round(float(world.hull_max[slot]), 1))}'
        )
        behaviour = Behaviour(int(world.behaviour[slot]))
        if behaviour is not Behaviour.NONE:
            text += f',"behaviour":"{behaviour.name.lower()}"'
        pilot = self._pilots.by_ship.get(int(world.id[slot]))
        if pilot is not None:
            text += f',"pilot":"{player_wire_id(pilot.player)}"'
        return text

    def _wire(self, slot: int) -> str:
        return wire_id(Kind(int(self._world.kind[slot])), int(self._world.id[slot]))

    def _agent_id(self, slot: int) -> str:
        given = self._world.agent_ids.get(int(self._world.id[slot]))
        return self._wire(slot) if given is None else given

    def _name(self, entity_id: int) -> str | None:
        """What an agent is called on this socket, also when it has just gone."""
        given = self._world.agent_ids.get(entity_id)
        if given is not None:
            return given
        for slot in np.flatnonzero(self._known == entity_id).tolist():
            return self._ids.get(slot)
        return None

    def _grow(self, room: int) -> None:
        missing = room - len(self._known)
        if missing > 0:
            self._known = np.concatenate([self._known, np.zeros(missing, np.int64)])
            self._sent = np.concatenate([self._sent, np.zeros((missing, 7), np.int64)])
