"""Operators' commands on a system that runs: a bounded queue, and one handler for each command.

Commands are obeyed between two ticks, a few at a time, so that no flood of them delays a tick.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from game.protocol import ops, opslink, opsnews, wire
from game.protocol.errors import AppError, ErrorCode
from game.services.leases import lease_wish
from game.worker.agents import agent_add, agent_delete, agent_modify
from game.worker.handover import moved
from game.worker.opspost import OpsPost
from game.worker.places import bounds_of
from game.worker.stream import Stream

if TYPE_CHECKING:
    from game.worker.system import System

logger = logging.getLogger(__name__)

COMMANDS_WAITING = 64  # of one system; more are refused with QUEUE_FULL
COMMANDS_AT_ONCE = 8  # between two ticks
ATTENDED_S = 30.0  # how long a system stays awake after the last operator has gone
BEING_STOPPED = "This system is just being stopped."
DECODERS = wire.payloads_of(ops.COMMANDS)


class Control:
    """What operators have asked of one system. `rouse` has the queue looked at soon."""

    def __init__(
        self,
        system: "System",
        stream: Stream,
        post: OpsPost,
        rouse: Callable[[], None],
        target: Callable[[str | None], str],
    ) -> None:
        self.system = system
        self.stream = stream
        self.halting = False  # the run has to end, and the system to stay stopped
        self.heir = ""  # the worker that the system has to go to
        self._target = target
        self._moves: list[opslink.Order] = []
        self._post = post
        self._rouse = rouse
        self._queue: deque[opslink.Order] = deque()
        self._halts: list[opslink.Order] = []
        self._attended_at = float("-inf")
        self._state = ""  # the answer to `request_state`, while nothing changes

    # --- from operators -------------------------------------------------------------------

    def take(self, request: opslink.Request) -> None:
        """An order waits for its turn. QUEUE_FULL is answered at once."""
        self._attended_at = time.monotonic()
        if isinstance(request, opslink.Attend):
            self.stream.attend(
                request.channel, request.rate, whole=request.whole, now=self._attended_at
            )
            return
        if len(self._queue) >= COMMANDS_WAITING:
            self.refuse(request, AppError(ErrorCode.QUEUE_FULL))
            return
        self._queue.append(request)
        self._rouse()

    def attended(self) -> bool:
        """Whether operators keep the system awake."""
        return time.monotonic() - self._attended_at < ATTENDED_S

    @property
    def ends(self) -> bool:
        """Whether the run has to end."""
        return self.halting or bool(self.heir)

    # --- between ticks --------------------------------------------------------------------

    def obey(self) -> bool:
        """Carry out some of what waits; whether more does."""
        self._state = ""
        for _ in range(min(COMMANDS_AT_ONCE, len(self._queue))):
            order = self._queue.popleft()
            if order.expires_at < time.time():
                continue  # its sender was told SERVER_BUSY: it must not happen after all
            try:
                command = DECODERS[order.kind](order.payload)
                if not isinstance(command, ops.RequestState):
                    self._state = ""
                HANDLERS[type(command)](self, command, order)
            except AppError as error:
                self.refuse(order, error)
            except Exception:
                logger.exception("the command %s failed in %s", order.kind, self.system.id)
                self.refuse(order, AppError(ErrorCode.INTERNAL))
        return bool(self._queue)

    def end(self, error: AppError | None, heir: str = "") -> None:
        """The run is over, `heir` has the system: answer who asked for that, and who waits."""
        for order in self._moves:
            if error is None and heir == self.heir:
                self.answer(order, "system_moved", moved(self.system, heir))
            else:
                self.refuse(order, error or AppError(ErrorCode.SERVER_BUSY))
        for order in self._halts:
            if error is None:
                self.answer(order, "simulation_stopped", self.status(opsnews.SimulationStopped))
            else:
                self.refuse(order, error)
        for order in self._queue:
            self.refuse(order, AppError(ErrorCode.SERVER_BUSY))
        self._queue.clear()
        self._halts.clear()
        self._moves.clear()
        self.stream.flush(time.monotonic())

    # --- answers --------------------------------------------------------------------------

    def answer(self, order: opslink.Order, kind: str, payload: Struct | str) -> None:
        """The outcome, for its sender and for all who watch."""
        text = payload if isinstance(payload, str) else wire.payload_text(payload)
        self._post.answer(order, kind, text)
        self.stream.tell(kind, text, order.channel, order.conn)

    def reply(self, order: opslink.Order, kind: str, payload: str) -> None:
        """An outcome for its sender alone."""
        self._post.answer(order, kind, payload)

    def refuse(self, order: opslink.Order, error: AppError) -> None:
        refused = opsnews.OpsError(error.code, error.message, error.message, self.system.world.tick)
        self._post.answer(order, "error", wire.payload_text(refused), error.code)

    def status(self, kind: type[opsnews.SimulationStatus]) -> opsnews.SimulationStatus:
        system = self.system
        return kind(system.id, system.world.tick, system.tick_rate)

    # --- commands -------------------------------------------------------------------------

    def on_start(self, command: ops.Start, order: opslink.Order) -> None:
        if self.halting:
            raise AppError(ErrorCode.SERVER_BUSY, BEING_STOPPED)
        self.system.unfreeze()
        if command.tick_rate is not None:
            self._change_rate(command.tick_rate)
        self._note_wishes()
        self.answer(order, "simulation_started", self.status(opsnews.SimulationStarted))

    def on_stop(self, command: ops.Stop, order: opslink.Order) -> None:
        """Pilots are told at once; the outcome follows when everything is stored."""
        self._halts.append(order)
        self.halting = True
        self.system.halt()
        self._rouse()

    def on_move(self, command: ops.MoveSystem, order: opslink.Order) -> None:
        """The outcome follows when the other worker has the system."""
        if self.halting:
            raise AppError(ErrorCode.SERVER_BUSY, BEING_STOPPED)
        heir = self._target(command.worker_id or None)
        if heir == self.system.worker_id:
            self.reply(order, "system_moved", wire.payload_text(moved(self.system, heir)))
            return
        if self.heir and heir != self.heir:
            raise AppError(ErrorCode.SERVER_BUSY, "This system is just being moved.")
        self.heir = heir
        self._moves.append(order)
        self._rouse()

    def on_pause(self, command: ops.Pause, order: opslink.Order) -> None:
        self.system.freeze()
        self._note_wishes()
        self.answer(order, "simulation_paused", self.status(opsnews.SimulationPaused))
        self.stream.flush(time.monotonic())

    def on_resume(self, command: ops.Resume, order: opslink.Order) -> None:
        self.system.unfreeze()
        self._note_wishes()
        self.answer(order, "simulation_resumed", self.status(opsnews.SimulationResumed))

    def on_rate(self, command: ops.SetTickRate, order: opslink.Order) -> None:
        self._change_rate(command.tick_rate)
        self._note_wishes()
        self.answer(order, "tick_rate_changed", self.status(opsnews.TickRateChanged))
        self.stream.flush(time.monotonic())

    def _change_rate(self, rate: float) -> None:
        self.system.change_rate(ops.clamped_rate(rate))
        self._rouse()

    def _note_wishes(self) -> None:
        """A successor goes on in the same way."""
        system = self.system
        system.durable.insist(
            0,
            lease_wish,
            _done,
            _done,
            fence=system.fence(),
            paused=system.state == "paused",
            tick_rate=system.tick_rate,
        )

    def on_add(self, command: ops.AddAgent, order: opslink.Order) -> None:
        slot = agent_add(self.system, command)
        self.reply(order, "agent_update", self.stream.payload(slot))

    def on_modify(self, command: ops.ModifyAgent, order: opslink.Order) -> None:
        slot = agent_modify(self.system, command)
        self.stream.forget(slot)
        self.reply(order, "agent_update", self.stream.payload(slot))

    def on_delete(self, command: ops.DeleteAgent, order: opslink.Order) -> None:
        agent_delete(self.system, command)
        self.reply(order, "world_event", self.stream.removal(command.agent_id))

    def on_state(self, command: ops.RequestState, order: opslink.Order) -> None:
        self._state = self._state or self._state_now()
        self.reply(order, "state", self._state)

    def _state_now(self) -> str:
        """All that there is, as JSON."""
        system = self.system
        bounds = wire.payload_text(bounds_of(system.world.spec))
        head = wire.payload_text(
            {
                "system_id": system.id,
                "tick": system.world.tick,
                "tick_rate": system.tick_rate,
                "state": system.state,
                "time_scale": system.time_scale_now,
            }
        )
        agents = ",".join(self.stream.whole())
        return f'{head[:-1]},"bounds":{bounds},{system.places},"agents":[{agents}]}}'


def _done(_: object) -> None:
    """Nothing follows."""


# A handler takes the command that its key names; the table's type cannot say so.
Handler = Callable[[Control, Any, opslink.Order], None]

HANDLERS: dict[type[Struct], Handler] = {
    ops.Start: Control.on_start,
    ops.Stop: Control.on_stop,
    ops.MoveSystem: Control.on_move,
    ops.Pause: Control.on_pause,
    ops.Resume: Control.on_resume,
    ops.SetTickRate: Control.on_rate,
    ops.AddAgent: Control.on_add,
    ops.ModifyAgent: Control.on_modify,
    ops.DeleteAgent: Control.on_delete,
    ops.RequestState: Control.on_state,
}
