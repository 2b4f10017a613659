"""One player's conversation: the ship at its helm, what it watches, the matches it sits in.

The consumer feeds it frames; the feed of its system delivers to it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from game import log
from game.metrics.families import INPUTS, MESSAGES_IN
from game.protocol import client, link, match, wire
from game.protocol.errors import AppError, CloseCode, ErrorCode
from game.realtime import matches, watch
from game.realtime.conversation import Conversation, Encoding
from game.realtime.outbox import Outbox

if TYPE_CHECKING:
    from game.realtime.feed import Feed
    from game.realtime.hub import Hub
    from game.realtime.member import Member

logger = logging.getLogger(__name__)

PLAIN_INPUT_MAX = 512  # characters or bytes; what is longer is looked at closely


class Session(Conversation):
    """State of one connection: who it is, and the ship that it steers, if any."""

    payloads = wire.CLIENT_PAYLOADS
    steering = "input.command"

    def __init__(self, *, hub: "Hub", outbox: Outbox, encoding: Encoding, conn: int) -> None:
        super().__init__(hub=hub, outbox=outbox, encoding=encoding, conn=conn)
        self.feed: Feed | None = None
        self.member: Member | None = None
        self.watched: dict[str, watch.Watched] = {}  # by session_id
        self.matches = matches.Matches(self)
        self._moving: asyncio.Task[None] | None = None

    def heed(self, data: str | bytes) -> bool:
        member = self.member
        if (
            member is None
            or len(data) > PLAIN_INPUT_MAX
            or isinstance(data, str) is not self.in_text
            or (message := wire.input_of(data)) is None
            or message.seq <= self._seq
        ):
            return False
        self._seq = message.seq
        MESSAGES_IN.add(self.steering)
        if not self._inputs.take():
            INPUTS.add("rate")
        self._hold(member, message.payload, message.seq)
        return True

    def handle(self, payload: Struct, seq: int) -> Awaitable[None] | None:
        return HANDLERS[type(payload)](self, payload, seq)

    def let_go(self) -> None:
        """The ship stays in space for its grace."""
        if self.feed is not None:
            self.feed.part(self, request_seq=0, asked=False)
        self.feed = self.member = None
        self.hub.watch.part(self)
        self.matches.part()

    def hears(self, but: int, by: int) -> bool:
        """Whether a message for many is for this client. but: a connection that has its own copy;
        by: the player who says it."""
        return self.conn != but and (self.rights is None or by not in self.rights.blocks)

    def parted(self) -> None:
        """The feed has let this session go."""
        self.feed = self.member = None

    def go_on(self, system_id: str, seq: int) -> None:
        """The ship is in another system now: join it there, as the answer to the same message."""
        self._moving = asyncio.get_running_loop().create_task(
            self._join(system_id, seq, onward=True)
        )

    def superseded(self) -> None:
        self.parted()
        self.fail(AppError(ErrorCode.SUPERSEDED), None)
        self.outbox.close(CloseCode.SUPERSEDED)

    # --- handlers -------------------------------------------------------------------------

    def on_join(self, payload: client.JoinSystem, seq: int) -> Awaitable[None]:
        return self._join(payload.system_id, seq)

    async def _join(self, system_id: str, seq: int, *, onward: bool = False) -> None:
        try:
            feed = await self.hub.feed(system_id)
            if self.outbox.closing:
                return
            feed.check(onward=onward)
            if self.feed is not None and self.feed is not feed:
                self.feed.part(self, request_seq=0, asked=False)
                self.parted()
            feed.join(self, seq)
            self.feed = feed
            log.bind(system_id=system_id)
        except AppError as error:
            self.fail(error, seq)
        except Exception:
            logger.exception("a system could not be joined")
            self.fail(AppError(ErrorCode.SERVER_BUSY), seq)

    def on_leave(self, payload: client.LeaveSystem, seq: int) -> None:
        self._helm()
        assert self.feed is not None
        self.feed.part(self, request_seq=seq, asked=True)
        self.member = None

    def on_input(self, payload: client.InputCommand, seq: int) -> None:
        self._hold(self._helm(), payload, seq)

    @staticmethod
    def _hold(member: "Member", payload: client.InputCommand, seq: int) -> None:
        thrust, turn = payload.thrust, payload.turn
        if not 0.0 <= thrust <= 1.0:
            thrust = client.clamped(thrust, 0.0, 1.0)
        if not -1.0 <= turn <= 1.0:
            turn = client.clamped(turn, -1.0, 1.0)
        member.steer(seq, thrust, turn, payload.fire_primary, payload.dock_request)

    def on_trade(self, payload: client.Trade, seq: int) -> None:
        self._order(
            link.TradeOrder(
                self.conn,
                self._helm().ship,
                seq,
                isinstance(payload, client.TradeSell),
                payload.station_id,
                payload.commodity_id,
                payload.quantity,
                payload.ref,
            )
        )

    def on_repair(self, payload: client.RepairRequest, seq: int) -> None:
        ship = self._helm().ship
        self._order(link.RepairOrder(self.conn, ship, seq, payload.station_id, payload.ref))

    def on_refuel(self, payload: client.RefuelRequest, seq: int) -> None:
        ship = self._helm().ship
        self._order(
            link.RefuelOrder(
                self.conn, ship, seq, payload.station_id, payload.quantity, payload.ref
            )
        )

    def on_jump(self, payload: client.Jump, seq: int) -> None:
        self._order(link.JumpOrder(self.conn, self._helm().ship, seq, payload.gate_id))

    def on_chat(self, payload: client.ChatSend, seq: int) -> None:
        if self.rights is not None:
            self.rights.check_speech()
        text = payload.text.strip()
        if not text:
            raise AppError(ErrorCode.INVALID_PAYLOAD, "There is nothing to say in that.")
        self._order(link.Chat(self.conn, self._helm().ship, seq, payload.channel, text))

    def _helm(self) -> "Member":
        if self.member is None:
            raise AppError(ErrorCode.NOT_IN_SYSTEM)
        return self.member

    def _order(self, order: link.OrderOfHelm) -> None:
        assert self.feed is not None
        self.feed.order(order)


# A handler takes the payload that its key names; the table's type cannot say so.
Handler = Callable[[Session, Any, int], Awaitable[None] | None]

HANDLERS: dict[type[Struct], Handler] = {
    client.JoinSystem: Session.on_join,
    client.LeaveSystem: Session.on_leave,
    client.InputCommand: Session.on_input,
    client.TradeBuy: Session.on_trade,
    client.TradeSell: Session.on_trade,
    client.RepairRequest: Session.on_repair,
    client.RefuelRequest: Session.on_refuel,
    client.Jump: Session.on_jump,
    client.ChatSend: Session.on_chat,
    client.JoinSession: watch.on_join_session,
    client.LeaveSession: watch.on_leave_session,
    match.JoinMatch: matches.on_join,
    match.ObserveMatch: matches.on_observe,
    match.ResumeMatch: matches.on_resume,
    match.MoveInMatch: matches.on_move,
    match.RestartMatch: matches.on_restart,
    match.LeaveMatch: matches.on_leave,
}
