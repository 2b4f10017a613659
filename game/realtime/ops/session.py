"""One operator's conversation: commands are acknowledged at once, outcomes follow."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from accounts.models import User
from game.protocol import ops, opsnews, wire
from game.protocol.errors import AppError, ErrorCode
from game.protocol.limits import MAX_COMMANDS
from game.protocol.names import FIRST_SYSTEM
from game.realtime.access import Entry, Pass
from game.realtime.conversation import Conversation, Encoding
from game.realtime.ops.desk import Desk
from game.realtime.outbox import Outbox

if TYPE_CHECKING:
    from game.realtime.hub import Hub

logger = logging.getLogger(__name__)

WRITTEN_S = 0.5  # an answer waits so long for the audit log

KINDS = {kind: name for name, kind in ops.COMMANDS.items()}


@dataclass(frozen=True, slots=True)
class Open:
    """A command without an outcome yet."""

    seq: int
    kind: str
    command: Struct

    @property
    def system_id(self) -> str:
        return str(getattr(self.command, "system_id", ""))

    def payload(self) -> dict[str, object]:
        plain: dict[str, object] = msgspec.to_builtins(self.command)
        return plain


class OpsSession(Conversation):
    """At most MAX_COMMANDS are under way; they are sent off in their order, one at a time."""

    payloads = wire.payloads_of(ops.OPERATOR_MESSAGES)

    def __init__(self, *, hub: "Hub", outbox: Outbox, encoding: Encoding, conn: int) -> None:
        super().__init__(hub=hub, outbox=outbox, encoding=encoding, conn=conn)
        self.desk: Desk = hub.desk
        self._actor: User | None = None
        self._open: dict[int, Open] = {}  # by seq
        self._unsent: deque[Open] = deque()
        self._sending: asyncio.Task[None] | None = None
        self._left = False
        self._tasks: set[asyncio.Task[None]] = set()

    # --- who may --------------------------------------------------------------------------

    def admit(self, entry: Entry) -> Pass:
        taken = Pass(entry, ended=self.banished, staff=True, expires=True)
        self._actor = entry[0].player
        return taken

    def banished(self, error: AppError) -> None:
        """What was not sent off yet is not carried out any more."""
        unsent = list(self._unsent)
        self._unsent.clear()
        for command in unsent:
            self.settle_error(command.seq, error)
        super().banished(error)

    def let_go(self) -> None:
        """Streams end; commands that were acknowledged are carried out, and written down."""
        self._left = True
        self.desk.part(self)

    # --- commands -------------------------------------------------------------------------

    def handle(self, payload: Struct, seq: int) -> Awaitable[None] | None:
        if len(self._open) >= MAX_COMMANDS:
            raise AppError(ErrorCode.QUEUE_FULL)
        command = Open(seq, KINDS[type(payload)], payload)
        self._open[seq] = command
        self.send("command_ack", opsnews.CommandAck(command.kind, "accepted", seq))
        self._unsent.append(command)
        if self._sending is None:
            self._sending = asyncio.get_running_loop().create_task(self._send_off())
        return None

    async def _send_off(self) -> None:
        try:
            while self._unsent:
                command = self._unsent.popleft()
                try:
                    await HERE.get(type(command.command), OpsSession._to_worker)(self, command)
                except AppError as error:
                    self.settle_error(command.seq, error)
                except Exception:
                    logger.exception("the command %s failed", command.kind)
                    self.settle_error(command.seq, AppError(ErrorCode.INTERNAL))
        finally:
            self._sending = None

    async def _to_worker(self, command: Open) -> None:
        if isinstance(command.command, ops.Start) and not self._left:
            relay = await self.desk.relay(command.system_id)
            relay.hold(self)
        if isinstance(command.command, ops.Stop):
            (await self.desk.relay(command.system_id)).release(self)
        await self.desk.carry_out(
            self, command.seq, command.system_id, command.kind, command.command
        )

    async def _watch(self, command: Open) -> None:
        assert isinstance(command.command, ops.WatchSystem)
        relay = await self.desk.relay(command.system_id)
        if not self._left:
            relay.watch(self, ops.clamped_rate(command.command.agent_rate))
        self._done(command)

    async def _unwatch(self, command: Open) -> None:
        (await self.desk.relay(command.system_id)).unwatch(self)
        self._done(command)

    async def _watch_rooms(self, command: Open) -> None:
        if not self._left:
            self.desk.rooms.enter(self)
        self._done(command)

    async def _unwatch_rooms(self, command: Open) -> None:
        self.desk.rooms.leave(self)
        self._done(command)

    # --- outcomes -------------------------------------------------------------------------

    def settle(self, seq: int, kind: str, payload: str, code: str) -> None:
        """The outcome of a command: written down, then told. `payload`: JSON of an object."""
        command = self._open.get(seq)
        if command is not None:
            answered = f'{payload[:-1]},"request_seq":{seq}}}'
            self._spawn(self._conclude(command, code, kind, answered))

    def settle_error(self, seq: int, error: AppError) -> None:
        command = self._open.get(seq)
        if command is not None:
            payload = wire.payload_text(self.error_payload(error, seq))
            self._spawn(self._conclude(command, error.code, "error", payload))

    def _done(self, command: Open) -> None:
        """Carried out, and what comes of it is the stream itself."""
        self._spawn(self._conclude(command, "", "", ""))

    async def _conclude(self, command: Open, code: str, kind: str, payload: str) -> None:
        assert self._actor is not None
        await self._written(
            self.desk.trail.record(
                self._actor, command.kind, command.system_id, command.payload(), code
            )
        )
        self._open.pop(command.seq, None)
        if kind:
            self.send(kind, payload)

    async def _written(self, work: Coroutine[Any, Any, None]) -> None:
        """Nobody is answered before the audit log has it, unless that takes too long."""
        await asyncio.wait({self._spawn(work)}, timeout=WRITTEN_S)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    # --- refusals -------------------------------------------------------------------------

    def error_payload(self, error: AppError, request_seq: int | None) -> Struct:
        command = self._open.get(request_seq or 0)
        tick = self.desk.tick(command.system_id) if command is not None else 0
        return opsnews.OpsError(error.code, error.message, error.message, tick, request_seq)

    def reject(self, error: AppError, seq: int | None, envelope: wire.Envelope | None) -> None:
        if self._actor is None or self.player is None:
            self.fail(error, seq)
        else:
            self._spawn(self._refuse(error, seq, self._actor, *_described(envelope)))

    async def _refuse(
        self,
        error: AppError,
        seq: int | None,
        actor: User,
        action: str,
        target: str,
        payload: dict[str, object],
    ) -> None:
        trail = self.desk.trail
        await self._written(trail.record_refusal(actor, action, target, payload, error.code))
        self.fail(error, seq)

    # --- streams --------------------------------------------------------------------------

    def offer_event(self, kind: str, payload: str) -> None:
        """A message that may be lost when the client lags."""
        seq, text = self.desk.sealed(kind, payload)
        self.offer(seq, text)


def _described(envelope: wire.Envelope | None) -> tuple[str, str, dict[str, object]]:
    """What can be said of a refused message: action, target, payload."""
    if envelope is None:
        return "malformed", "", {}
    try:
        payload = json.loads(bytes(envelope.payload))
    except (ValueError, RecursionError):
        payload = {}
    if envelope.type not in ops.COMMANDS:
        return "unknown", "", {"type": envelope.type}
    target = payload.get("system_id", FIRST_SYSTEM) if isinstance(payload, dict) else ""
    return envelope.type, str(target), payload


HERE: dict[type[Struct], Callable[[OpsSession, Open], Awaitable[None]]] = {
    ops.WatchSystem: OpsSession._watch,
    ops.UnwatchSystem: OpsSession._unwatch,
    ops.WatchRooms: OpsSession._watch_rooms,
    ops.UnwatchRooms: OpsSession._unwatch_rooms,
}
