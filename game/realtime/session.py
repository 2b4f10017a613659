"""One client's conversation, free of transport: envelopes in, replies through an outbox.

The consumer feeds it frames; the feed of its system delivers to it. Checks come in this order:
size, envelope, seq, rate, log-in, type and payload, then the handler of that payload.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from msgspec import UNSET, Struct

from game import log
from game.metrics.families import INPUTS, LOGINS, MESSAGES_IN, MESSAGES_OUT, REJECTED
from game.protocol import client, link, match, server, wire
from game.protocol.errors import PROTOCOL_ERRORS, AppError, CloseCode, ErrorCode
from game.protocol.limits import LOGIN_TRIES
from game.protocol.names import PROTOCOL_VERSION, player_wire_id
from game.realtime import matches, watch
from game.realtime.access import Pass, entry_for_token
from game.realtime.limits import AbuseMeter, TokenBucket
from game.realtime.outbox import Outbox

if TYPE_CHECKING:
    from game.realtime.feed import Feed
    from game.realtime.hub import Hub
    from game.realtime.member import Member

logger = logging.getLogger(__name__)


class Encoding(Enum):
    JSON = auto()
    MSGPACK = auto()


class Session:
    """State of one connection: who it is, and the ship that it steers, if any."""

    def __init__(self, *, hub: "Hub", outbox: Outbox, encoding: Encoding, conn: int) -> None:
        clock = time.monotonic
        self.hub = hub
        self.conn = conn
        self.encoding = encoding
        self.outbox = outbox
        self.player: int | None = None
        self.rights: Pass | None = None  # as long as `player` is set
        self.feed: Feed | None = None
        self.member: Member | None = None
        self.watched: dict[str, watch.Watched] = {}  # by session_id
        self.matches = matches.Matches(self)
        self.sent_seq = 0  # of the last message to this client
        self._seq = 0
        self._tries = 0
        self._moving: asyncio.Task[None] | None = None
        self._inputs = TokenBucket(hub.limits.inputs_per_second, clock)
        self._others = TokenBucket(hub.limits.messages_per_second, clock)
        self._abuse = AbuseMeter(clock)
        self._told_limit_at = float("-inf")
        self._clock = clock

    # --- frames in ------------------------------------------------------------------------

    def receive(self, data: str | bytes) -> Awaitable[None] | None:
        """Take one frame. What has to wait for something comes back as an awaitable."""
        try:
            envelope = self._envelope(data)
        except wire.PayloadError as error:
            self.fail(error, error.request_seq)
            return None
        except AppError as error:
            self.fail(error, None)
            return None
        seq, kind = envelope.seq, envelope.type
        MESSAGES_IN.add(kind)
        steering = kind == "input.command"
        if seq <= self._seq:
            if steering:
                INPUTS.add("stale")
            else:
                self.fail(AppError(ErrorCode.STALE_SEQ), seq)
            return None
        self._seq = seq
        if not self._allowed(steering, seq):
            return None
        try:
            if kind == "net.ping":
                self.send("net.pong", wire.echo_of(envelope))
                return None
            if self.player is None and kind != "auth.login":
                raise AppError(ErrorCode.NOT_AUTHENTICATED)
            payload = wire.payload_of(envelope)
            return HANDLERS[type(payload)](self, payload, seq)
        except AppError as error:
            self.fail(error, seq)
            return None

    def _envelope(self, data: str | bytes) -> wire.Envelope:
        text = isinstance(data, str)
        size = len(data)
        if size > wire.MAX_FRAME_BYTES or (
            isinstance(data, str)
            and size * 4 > wire.MAX_FRAME_BYTES
            and len(data.encode(errors="surrogatepass")) > wire.MAX_FRAME_BYTES
        ):
            raise AppError(ErrorCode.PAYLOAD_TOO_LARGE)
        if text is not (self.encoding is Encoding.JSON):
            raise AppError(
                ErrorCode.INVALID_ENVELOPE, "This connection's sub-protocol has other frames."
            )
        if isinstance(data, str):
            return wire.envelope_from_json(data)
        return wire.envelope_from_msgpack(data)

    def _allowed(self, steering: bool, seq: int) -> bool:
        """Rate limits. Surplus inputs coalesce anyway, because the newest holds."""
        if steering:
            if not self._inputs.take():
                INPUTS.add("rate")
            return True
        if self._others.take():
            return True
        now = self._clock()
        if now - self._told_limit_at >= 1.0:
            self._told_limit_at = now
            self.fail(AppError(ErrorCode.RATE_LIMITED), seq)
        return False

    # --- messages out ---------------------------------------------------------------------

    def send(self, kind: str, payload: str | Struct) -> None:
        """Queue a message that must not be lost. `payload`: a Struct, or JSON already."""
        body = payload if isinstance(payload, str) else wire.payload_text(payload)
        self.outbox.push(self._sealed(kind, body))

    def send_newest(self, key: str, kind: str, body: str) -> None:
        """Send a message as soon as the client takes it, unless a newer one of its key comes
        first. `body`: JSON."""
        self.outbox.put(key, lambda: self._sealed(kind, body))

    def _sealed(self, kind: str, body: str) -> str:
        self.sent_seq = self.hub.next_seq()
        MESSAGES_OUT.add(kind)
        return wire.envelope_text(kind, self.sent_seq, _now_ms(), body)

    def offer(self, seq: int, text: str) -> bool:
        """Send a message of the shared stream now or not at all; False when it is skipped.

        Its seq was given for all at once. Who was answered meanwhile gets a newer one.
        """
        if seq <= self.sent_seq:
            newer = self.hub.next_seq()
            text = text.replace(f'"seq":{seq},', f'"seq":{newer},', 1)
            seq = newer
        self.sent_seq = seq
        return self.outbox.offer(text)

    def hears(self, but: int, by: int) -> bool:
        """Whether a message for many is for this client. but: a connection that has its own copy;
        by: the player who says it."""
        return self.conn != but and (self.rights is None or by not in self.rights.blocks)

    def fail(self, error: AppError, request_seq: int | None) -> None:
        """Answer with an error; ten protocol errors in ten seconds end the connection."""
        REJECTED.add(error.code)
        payload = (
            server.Error(error.code, error.message, request_seq, error.details)
            if error.details
            else server.Error(error.code, error.message, request_seq)
        )
        self.send("error", payload)
        if error.code in PROTOCOL_ERRORS and self._abuse.count():
            self.outbox.close(CloseCode.ABUSE)

    # --- life cycle -----------------------------------------------------------------------

    def login_overdue(self) -> None:
        if self.player is None:
            self.outbox.close(CloseCode.LOGIN_TIMEOUT)

    def gone(self) -> None:
        """The socket has closed; the ship stays in space for its grace."""
        self._let_go()
        if self.rights is not None:
            self.hub.passes.leave(self.rights)
            self.rights = None
        if self.player is not None:
            self.hub.connections.logout(self.player)
            self.player = None

    def banished(self, error: AppError) -> None:
        """The player may not stay, and is told why; nobody waits for the peer to go."""
        self.fail(error, None)
        self.outbox.close(CloseCode.BANNED)
        self._let_go()

    def _let_go(self) -> None:
        if self.feed is not None:
            self.feed.part(self, request_seq=0, asked=False)
        self.feed = self.member = None
        self.hub.watch.part(self)
        self.matches.part()

    def parted(self) -> None:
        """The feed has let this session go."""
        self.feed = self.member = None

    def go_on(self, system_id: str, seq: int) -> None:
        """The ship is in another system now: join it there, as the answer to the same message."""
        self._moving = asyncio.get_running_loop().create_task(self._join(system_id, seq))

    def superseded(self) -> None:
        self.parted()
        self.fail(AppError(ErrorCode.SUPERSEDED), None)
        self.outbox.close(CloseCode.SUPERSEDED)

    # --- handlers -------------------------------------------------------------------------

    def on_login(self, payload: client.Login, seq: int) -> Awaitable[None]:
        if self.player is not None:
            raise AppError(ErrorCode.ALREADY_AUTHENTICATED)
        return self._login(payload, seq)

    async def _login(self, payload: client.Login, seq: int) -> None:
        try:
            if payload.protocol_version != PROTOCOL_VERSION:
                raise AppError(ErrorCode.UNSUPPORTED_PROTOCOL)
            entry = await self.hub.lanes.read(entry_for_token, token=payload.token)
            rights = Pass(entry, ended=self.banished)
            if not self.hub.connections.login(rights.player):
                raise AppError(ErrorCode.SERVER_BUSY, "You have too many connections open.")
        except AppError as error:
            self._refuse_login(error, seq)
            return
        except Exception:
            logger.exception("log-in failed")
            self._refuse_login(AppError(ErrorCode.SERVER_BUSY), seq)
            return
        self.player, self.rights = rights.player, rights
        self.hub.passes.enter(rights)
        LOGINS.labels("socket", "ok").inc()
        log.bind(player_id=player_wire_id(rights.player))
        self.send("auth.ok", server.AuthOk(player_wire_id(rights.player), PROTOCOL_VERSION, seq))

    def _refuse_login(self, error: AppError, seq: int) -> None:
        REJECTED.add(error.code)
        LOGINS.labels("socket", "refused").inc()
        payload = server.AuthError(error.code, error.message, seq, details=error.details or UNSET)
        if error.code is ErrorCode.UNSUPPORTED_PROTOCOL:
            payload = server.AuthError(error.code, error.message, seq, [PROTOCOL_VERSION])
        self.send("auth.error", payload)
        self._tries += 1
        if self._tries >= LOGIN_TRIES:
            self.outbox.close(CloseCode.LOGIN_FAILED)

    def on_join(self, payload: client.JoinSystem, seq: int) -> Awaitable[None]:
        return self._join(payload.system_id, seq)

    async def _join(self, system_id: str, seq: int) -> None:
        try:
            feed = await self.hub.feed(system_id)
            if self.outbox.closing:
                return
            if self.feed is not None and self.feed is not feed:
                self.feed.part(self, request_seq=0, asked=False)
                self.parted()
            feed.join(self, seq)
            self.feed = feed
            log.bind(system_id=system_id)
        except AppError as error:
            self.fail(error, seq)

    def on_leave(self, payload: client.LeaveSystem, seq: int) -> None:
        self._helm()
        assert self.feed is not None
        self.feed.part(self, request_seq=seq, asked=True)
        self.member = None

    def on_input(self, payload: client.InputCommand, seq: int) -> None:
        member = self._helm()
        member.steer(
            seq,
            client.clamped(payload.thrust, 0.0, 1.0),
            client.clamped(payload.turn, -1.0, 1.0),
            payload.fire_primary,
            payload.dock_request,
        )

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


def _now_ms() -> int:
    return int(time.time() * 1000)


# A handler takes the payload that its key names; the table's type cannot say so.
Handler = Callable[[Session, Any, int], Awaitable[None] | None]

HANDLERS: dict[type[Struct], Handler] = {
    client.Login: Session.on_login,
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
