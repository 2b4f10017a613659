"""What the control sockets of one process share: commands under way, relays, the audit trail."""

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec import Struct

from game import log
from game.bus import ops
from game.protocol import opslink, wire
from game.protocol.errors import AppError, ErrorCode
from game.protocol.link import LinkVersionError
from game.realtime.limits import TokenBucket
from game.realtime.ops.relay import Relay
from game.realtime.ops.rooms import RoomsRelay
from game.realtime.ops.trail import Trail
from game.selectors.systems import system_exists

if TYPE_CHECKING:
    from game.realtime.hub import Hub
    from game.realtime.ops.session import OpsSession

logger = logging.getLogger(__name__)

ANSWER_S = 10.0  # a command without an outcome is called off
TEND_S = 0.5
SENDS_PER_S = 5000.0  # of streams, to all operators of this process together


@dataclass(slots=True)
class Waiting:
    """A command whose outcome somebody waits for."""

    session: "OpsSession"
    deadline: float  # monotonic


class Desk:
    """One per hub; its tasks run from the first command on."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.channel = ""
        self.trail = Trail(hub)
        self.rooms = RoomsRelay(hub)
        self._relays: dict[str, Relay] = {}
        self._waiting: dict[tuple[int, int], Waiting] = {}  # (conn, request_seq)
        self._budget = TokenBucket(SENDS_PER_S, time.monotonic, burst=SENDS_PER_S / 4)
        self._opening = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Have answers come here. Raises what the channel layer does."""
        async with self._opening:
            if self._tasks:
                return
            self.channel = await ops.answers_channel()
            loop = asyncio.get_running_loop()
            self._tasks = [
                loop.create_task(self._listen(), name="ops answers", context=log.apart()),
                loop.create_task(self._tend(), name="ops tend", context=log.apart()),
            ]

    async def close(self) -> None:
        for relay in self._relays.values():
            await relay.close()
        await self.rooms.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- what sessions do -----------------------------------------------------------------

    async def relay(self, system_id: str) -> Relay:
        """The relay of a system. UNKNOWN_SYSTEM."""
        await self.open()
        relay = self._relays.get(system_id)
        if relay is None:
            if not await self.hub.lanes.read(system_exists, system_id=system_id):
                raise AppError(ErrorCode.UNKNOWN_SYSTEM)
            relay = self._relays.setdefault(system_id, Relay(system_id, self))
        return relay

    def tick(self, system_id: str) -> int:
        """The last tick that was heard of."""
        relay = self._relays.get(system_id)
        return relay.tick if relay is not None else 0

    async def carry_out(
        self, session: "OpsSession", seq: int, system_id: str, kind: str, command: Struct
    ) -> None:
        """Send a command to the worker that runs its system; the outcome comes to `settle`.

        Raises AppError UNKNOWN_SYSTEM, and SERVER_BUSY when the bus takes nothing.
        """
        relay = await self.relay(system_id)
        key = session.conn, seq
        self._waiting[key] = Waiting(session, time.monotonic() + ANSWER_S)
        order = opslink.Order(
            opslink.VERSION,
            self.channel,
            session.conn,
            seq,
            system_id,
            kind,
            wire.payload_text(command),
            time.time() + ANSWER_S,
        )
        try:
            await ops.send_request(system_id, opslink.pack(order), to=relay.worker)
        except Exception:
            self._waiting.pop(key, None)
            logger.warning("a command could not be sent", exc_info=True)
            raise AppError(ErrorCode.SERVER_BUSY) from None

    def part(self, session: "OpsSession") -> None:
        """Nobody is at that socket any more. Commands under way go on, and are written down."""
        self.rooms.leave(session)
        for relay in self._relays.values():
            relay.part(session)

    # --- streams --------------------------------------------------------------------------

    def spend(self) -> bool:
        """Whether one more message of a stream is within the budget."""
        return self._budget.take()

    @property
    def spent(self) -> bool:
        return self._budget.empty

    def sealed(self, kind: str, payload: str) -> tuple[int, str]:
        """A message for many: its seq, and its text."""
        seq = self.hub.next_seq()
        return seq, wire.envelope_text(kind, seq, int(time.time() * 1000), payload)

    # --- tasks ----------------------------------------------------------------------------

    async def _listen(self) -> None:
        async for blob in ops.answers_on(self.channel):
            try:
                answer = opslink.answer_from(blob)
            except LinkVersionError:
                logger.warning("an answer of another version was dropped")
                continue
            relay = self._relays.get(answer.system_id)
            if relay is not None:
                relay.heard(answer.worker)
            waiting = self._waiting.pop((answer.conn, answer.request_seq), None)
            if waiting is not None:
                waiting.session.settle(answer.request_seq, answer.kind, answer.payload, answer.code)

    async def _tend(self) -> None:
        """Call off what nobody answers."""
        while True:
            await asyncio.sleep(TEND_S)
            now = time.monotonic()
            for key in [key for key, w in self._waiting.items() if w.deadline < now]:
                waiting = self._waiting.pop(key)
                waiting.session.settle_error(key[1], AppError(ErrorCode.SERVER_BUSY, UNANSWERED))


UNANSWERED = "No worker has answered; the command was called off."
