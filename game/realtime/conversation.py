"""What every WebSocket conversation has in common, free of transport: envelopes in, replies out.

Checks come in this order: size, envelope, seq, rate, log-in, type and payload, then the handler
of that payload.
"""

import logging
import time
from collections.abc import Awaitable
from enum import Enum, auto
from typing import TYPE_CHECKING

from msgspec import UNSET, Struct

from game import log
from game.metrics.families import INPUTS, LOGINS, MESSAGES_IN, MESSAGES_OUT, REJECTED
from game.protocol import client, server, wire
from game.protocol.errors import PROTOCOL_ERRORS, AppError, CloseCode, ErrorCode
from game.protocol.limits import LOGIN_TRIES
from game.protocol.names import PROTOCOL_VERSION, player_wire_id
from game.realtime.access import Entry, Pass, entry_for_token
from game.realtime.limits import AbuseMeter, TokenBucket
from game.realtime.outbox import Outbox

if TYPE_CHECKING:
    from game.realtime.hub import Hub

logger = logging.getLogger(__name__)


class Encoding(Enum):
    JSON = auto()
    MSGPACK = auto()


class Conversation:
    """One connection: who it is, what it may cost, and the way out.

    A kind of conversation says what its payloads are, handles them, and lets go at the end.
    """

    payloads: wire.Payloads
    steering = ""  # the type that is never refused for its seq or its rate

    def __init__(self, *, hub: "Hub", outbox: Outbox, encoding: Encoding, conn: int) -> None:
        clock = time.monotonic
        self.hub = hub
        self.conn = conn
        self.encoding = encoding
        self.in_text = encoding is Encoding.JSON  # the frames of this sub-protocol
        self.outbox = outbox
        self.player: int | None = None
        self.rights: Pass | None = None  # as long as `player` is set
        self.sent_seq = 0  # of the last message to this client
        self._seq = 0
        self._tries = 0
        self._inputs = TokenBucket(hub.limits.inputs_per_second, clock)
        self._others = TokenBucket(hub.limits.messages_per_second, clock)
        self._abuse = AbuseMeter(clock)
        self._told_limit_at = float("-inf")
        self._clock = clock

    # --- what differs ---------------------------------------------------------------------

    def handle(self, payload: Struct, seq: int) -> Awaitable[None] | None:
        """Do what a payload of one's own kind asks for, but a log-in. Raises AppError."""
        raise NotImplementedError

    def let_go(self) -> None:
        """Nobody is at the other end any more, or nobody who may be."""
        raise NotImplementedError

    def admit(self, entry: Entry) -> Pass:
        """The right to stay of whom a token belongs to. Raises AppError."""
        return Pass(entry, ended=self.banished)

    def error_payload(self, error: AppError, request_seq: int | None) -> Struct:
        if error.details:
            return server.Error(error.code, error.message, request_seq, error.details)
        return server.Error(error.code, error.message, request_seq)

    def reject(self, error: AppError, seq: int | None, envelope: wire.Envelope | None) -> None:
        """A message was refused; `envelope` where it had one."""
        self.fail(error, seq)

    # --- frames in ------------------------------------------------------------------------

    def heed(self, data: str | bytes) -> bool:
        """Take a frame at once if it is of the kind that comes all the time, and nothing about it
        has to be said. False: it has not been looked at, and is for `receive`."""
        return False

    def receive(self, data: str | bytes) -> Awaitable[None] | None:
        """Take one frame. What has to wait for something comes back as an awaitable."""
        try:
            envelope = self._envelope(data)
        except wire.PayloadError as error:
            self.reject(error, error.request_seq, None)
            return None
        except AppError as error:
            self.reject(error, None, None)
            return None
        seq, kind = envelope.seq, envelope.type
        MESSAGES_IN.add(kind)
        steering = kind == self.steering
        if seq <= self._seq:
            if steering:
                INPUTS.add("stale")
            else:
                self.reject(AppError(ErrorCode.STALE_SEQ), seq, envelope)
            return None
        self._seq = seq
        if not self._allowed(steering, envelope):
            return None
        try:
            if kind == "net.ping":
                self.send("net.pong", wire.echo_of(envelope))
                return None
            if self.player is None and kind != "auth.login":
                raise AppError(ErrorCode.NOT_AUTHENTICATED)
            payload = wire.payload_of(envelope, self.payloads)
            if isinstance(payload, client.Login):
                return self._on_login(payload, seq)
            return self.handle(payload, seq)
        except AppError as error:
            self.reject(error, seq, envelope)
            return None

    def _envelope(self, data: str | bytes) -> wire.Envelope:
        size = len(data)
        if size > wire.MAX_FRAME_BYTES or (
            isinstance(data, str)
            and size * 4 > wire.MAX_FRAME_BYTES
            and len(data.encode(errors="surrogatepass")) > wire.MAX_FRAME_BYTES
        ):
            raise AppError(ErrorCode.PAYLOAD_TOO_LARGE)
        if isinstance(data, str) is not self.in_text:
            raise AppError(
                ErrorCode.INVALID_ENVELOPE, "This connection's sub-protocol has other frames."
            )
        if isinstance(data, str):
            return wire.envelope_from_json(data)
        return wire.envelope_from_msgpack(data)

    def _allowed(self, steering: bool, envelope: wire.Envelope) -> bool:
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
            self.reject(AppError(ErrorCode.RATE_LIMITED), envelope.seq, envelope)
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

    def offer(self, seq: int, message: str | bytes) -> bool:
        """Send a message of the shared stream now or not at all; False when it is skipped.

        It is in this connection's encoding, and its seq was given for all at once. Who was answered
        meanwhile gets a newer one.
        """
        if seq <= self.sent_seq:
            newer = self.hub.next_seq()
            if isinstance(message, str):
                message = wire.text_with_seq(message, seq, newer)
            else:
                message = wire.packed_with_seq(message, seq, newer)
            seq = newer
        self.sent_seq = seq
        return self.outbox.offer(message)

    def fail(self, error: AppError, request_seq: int | None) -> None:
        """Answer with an error; ten protocol errors in ten seconds end the connection."""
        REJECTED.add(error.code)
        self.send("error", self.error_payload(error, request_seq))
        if error.code in PROTOCOL_ERRORS and self._abuse.count():
            self.outbox.close(CloseCode.ABUSE)

    # --- life cycle -----------------------------------------------------------------------

    def login_overdue(self) -> None:
        if self.player is None:
            self.outbox.close(CloseCode.LOGIN_TIMEOUT)

    def gone(self) -> None:
        """The socket has closed."""
        self.let_go()
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
        self.let_go()

    # --- log-in ---------------------------------------------------------------------------

    def _on_login(self, payload: client.Login, seq: int) -> Awaitable[None]:
        if self.player is not None:
            raise AppError(ErrorCode.ALREADY_AUTHENTICATED)
        return self._login(payload, seq)

    async def _login(self, payload: client.Login, seq: int) -> None:
        try:
            if payload.protocol_version != PROTOCOL_VERSION:
                raise AppError(ErrorCode.UNSUPPORTED_PROTOCOL)
            entry = await self.hub.lanes.read(entry_for_token, token=payload.token)
            rights = self.admit(entry)
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


def _now_ms() -> int:
    return int(time.time() * 1000)
