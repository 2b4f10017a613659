"""One per process and watched system: takes each sample once, and tells the operators who watch.

Statuses reach everybody. All else is best effort: ticks that a lagging socket misses are left out,
of each agent only the newest state is sent, and the process spends no more than its budget of
messages on all operators together.
"""

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from game import log
from game.bus import ops
from game.metrics.families import MESSAGES_OUT
from game.protocol import opslink, opsnews, wire
from game.protocol.link import LinkVersionError

if TYPE_CHECKING:
    from game.realtime.ops.desk import Desk
    from game.realtime.ops.session import OpsSession

logger = logging.getLogger(__name__)

ATTEND_EVERY_S = 1.0
HEARD_S = 3.0  # a worker that was heard of within is asked directly
SENDS_PER_YIELD = 50
SLACK_S = 0.02  # samples come in steps: one that is nearly due is taken
RETRY_S = 1.0


Message = tuple[int, str]  # seq, text


@dataclass(slots=True, eq=False)
class Watcher:
    """A socket's place in the stream: how often it wants agents, and what it has of them."""

    session: "OpsSession"
    rate: float
    due: float = 0.0
    seen: int = 0  # the newest version of an agent that was sent


class Relay:
    """Of one system. `holders` keep it awake without watching."""

    def __init__(self, system_id: str, desk: "Desk") -> None:
        self.system_id = system_id
        self.tick = 0
        self._desk = desk
        self._watchers: dict[OpsSession, Watcher] = {}
        self._holders: set[OpsSession] = set()
        self._worker = ""
        self._heard_at = float("-inf")
        self._epoch = 0
        self._agents: dict[str, tuple[int, str, str]] = {}  # version, what counts, payload
        self._version = 0
        self._turn = 0
        self._whole = True
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    # --- operators ------------------------------------------------------------------------

    def watch(self, session: "OpsSession", rate: float) -> None:
        """Begin the stream, or change its rate."""
        watcher = self._watchers.get(session)
        if watcher is None:
            self._watchers[session] = Watcher(session, rate)
            self._whole = True
        else:
            watcher.rate, watcher.due = rate, 0.0
        self._wake()

    def unwatch(self, session: "OpsSession") -> None:
        if self._watchers.pop(session, None) is not None:
            self._wake()

    def hold(self, session: "OpsSession") -> None:
        self._holders.add(session)
        self._wake()

    def release(self, session: "OpsSession") -> None:
        self._holders.discard(session)

    def part(self, session: "OpsSession") -> None:
        self.unwatch(session)
        self.release(session)

    @property
    def worker(self) -> str:
        """The channel of the worker that runs the system, if it was heard of just now."""
        return self._worker if time.monotonic() - self._heard_at < HEARD_S else ""

    def heard(self, worker: str, tick: int = 0) -> None:
        self._worker, self._heard_at = worker, time.monotonic()
        self.tick = tick or self.tick

    def _wake(self) -> None:
        self._changed.set()
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(
                self._run(),
                name=f"ops {self.system_id}",
                context=log.apart(system_id=self.system_id),
            )

    # --- life cycle -----------------------------------------------------------------------

    async def close(self) -> None:
        self._watchers.clear()
        self._holders.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._watchers or self._holders:
            try:
                await self._attend()
            except Exception:
                logger.warning("operators of %s hear nothing", self.system_id, exc_info=True)
                await asyncio.sleep(RETRY_S)
        self._agents.clear()
        self._version = 0

    async def _attend(self) -> None:
        channel = await ops.join_samples(self.system_id)
        listening = asyncio.create_task(self._listen(channel))
        try:
            while self._watchers or self._holders:
                await self._say()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), ATTEND_EVERY_S)
                self._changed.clear()
            await self._say()
        finally:
            listening.cancel()
            with contextlib.suppress(Exception):
                await ops.leave_samples(self.system_id, channel)

    async def _say(self) -> None:
        """Tell the worker what is wanted."""
        rate = max((watcher.rate for watcher in self._watchers.values()), default=0.0)
        whole, self._whole = self._whole, False
        attend = opslink.Attend(opslink.VERSION, self._desk.channel, self.system_id, rate, whole)
        await ops.send_request(self.system_id, opslink.pack(attend), to=self.worker)

    async def _listen(self, channel: str) -> None:
        async for blob in ops.heard_on(channel):
            try:
                sample = opslink.sample_from(blob)
            except LinkVersionError:
                continue  # an older worker; another one will have the system soon
            try:
                await self._take(sample)
            except Exception:
                logger.exception("a sample of %s could not be told", self.system_id)

    # --- samples --------------------------------------------------------------------------

    async def _take(self, sample: opslink.Sample) -> None:
        if sample.epoch < self._epoch:
            return
        self._epoch = sample.epoch
        self.heard(sample.worker, sample.tick)
        removed = self._note(sample)
        for told in sample.told:
            self._tell(told)
        for agent_id in removed:
            data: dict[str, object] = {"event_type": "agent_removed", "agent_id": agent_id}
            event = opsnews.WorldEvent(self.system_id, data, sample.tick)
            self._tell(opslink.Told("world_event", wire.payload_text(event)))
        await self._fan_out(sample.marks)

    def _note(self, sample: opslink.Sample) -> list[str]:
        """Keep the newest state of each agent, the newest last; gives the ids that are gone."""
        agents = self._agents
        removed = [agent_id for agent_id in sample.removed if agents.pop(agent_id, None)]
        if sample.whole:
            here = {agent_id for agent_id, _ in sample.agents}
            gone = [agent_id for agent_id in agents if agent_id not in here]
            for agent_id in gone:
                del agents[agent_id]
            removed += gone
        for agent_id, payload in sample.agents:
            what = payload.rpartition(',"tick":')[0]
            known = agents.get(agent_id)
            if known is not None and known[1] == what:
                continue
            self._version += 1
            agents.pop(agent_id, None)
            agents[agent_id] = self._version, what, payload
        return removed

    def _tell(self, told: opslink.Told) -> None:
        """Something that happened, for everybody but the one who has a copy."""
        for watcher in list(self._watchers.values()):
            session = watcher.session
            if told.conn == session.conn and told.channel == self._desk.channel:
                continue
            if told.kind == "world_event":
                session.offer_event(told.kind, told.payload)
            else:
                session.send(told.kind, told.payload)

    async def _fan_out(self, marks: list[opslink.Mark]) -> None:
        """Ticks and agents, a turn for each watcher, beginning with another one each time."""
        watchers = list(self._watchers.values())
        if not watchers:
            return
        self._turn = (self._turn + 1) % len(watchers)
        now = time.monotonic()
        ticks = self._ticks(marks)
        changes: dict[int, list[tuple[int, str, int, str]]] = {}  # by what was seen before
        sent = yielded = 0
        for watcher in watchers[self._turn :] + watchers[: self._turn]:
            if self._desk.spent:
                break
            for start, end in ticks:
                if not self._send_tick(watcher, start, end):
                    break
                sent += 2
            if now >= watcher.due - SLACK_S:
                if watcher.seen not in changes:
                    changes[watcher.seen] = self._since(watcher.seen)
                agents = self._send_agents(watcher, changes[watcher.seen])
                MESSAGES_OUT.add("agent_update", agents)
                sent += agents
                watcher.due = max(watcher.due + 1.0 / watcher.rate, now)
            if sent - yielded >= SENDS_PER_YIELD:
                yielded = sent
                await asyncio.sleep(0)

    def _send_tick(self, watcher: Watcher, start: Message, end: Message) -> bool:
        """Both ends of a tick; False when it is left out."""
        if not (self._desk.spend() and self._desk.spend() and watcher.session.offer(*start)):
            return False
        MESSAGES_OUT.add("tick_start")
        told = watcher.session.offer(*end)
        MESSAGES_OUT.add("tick_end", told)
        return told

    def _send_agents(self, watcher: Watcher, changes: list[tuple[int, str, int, str]]) -> int:
        sent = 0
        for version, _, seq, text in changes:
            if not self._desk.spend() or not watcher.session.offer(seq, text):
                break
            watcher.seen = version
            sent += 1
        return sent

    def _since(self, version: int) -> list[tuple[int, str, int, str]]:
        """Agents that changed after that version: (version, id, seq, message), oldest first."""
        found = []
        for agent_id in reversed(self._agents):
            newest, _, payload = self._agents[agent_id]
            if newest <= version:
                break
            found.append((newest, agent_id, payload))
        return [
            (newest, agent_id, *self._desk.sealed("agent_update", payload))
            for newest, agent_id, payload in reversed(found)
        ]

    def _ticks(self, marks: list[opslink.Mark]) -> list[tuple[Message, Message]]:
        messages = []
        for mark in marks:
            start = opsnews.TickStart(self.system_id, mark.tick)
            end = opsnews.TickEnd(self.system_id, mark.tick, mark.duration_ms, mark.entities)
            messages.append(
                (
                    self._desk.sealed("tick_start", wire.payload_text(start)),
                    self._desk.sealed("tick_end", wire.payload_text(end)),
                )
            )
        return messages
