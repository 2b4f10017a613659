"""An accepted connection: frames of picows on one side, ASGI events on the other.

Whoever knows this class (it is in the scope's extensions as `cosmic.direct`) may skip the queues:
`on_message` is called with every message, and `try_send` writes at once or says no.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from picows import (
    WSAutoPingStrategy,
    WSTransport,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
)
from picows.picows import WSProtocol  # type: ignore[attr-defined]  # its stubs leave it out
from uvicorn.protocols.utils import ClientDisconnected

from cosmic_site.sockets.messages import BINARY, TEXT, Messages

CLOSE_PATIENCE_S = 10.0  # for the peer's answer to our close
SHUTDOWN_PATIENCE_S = 3.0  # the same, when the process ends
HANDSHAKE_PATIENCE_S = 5.0
READ_BUFFER_BYTES = 4096  # to begin with; it grows with what comes

Event = dict[str, Any]
OnMessage = Callable[[str | bytes], Awaitable[None] | None]

logger = logging.getLogger(__name__)
_of_picows = logging.getLogger(f"{__name__}.picows")
_of_picows.setLevel(logging.CRITICAL)  # what hostile clients send is no error of ours


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of a message, seconds between pings and for their answers (None: no pings)."""

    frame_bytes: int
    ping_interval_s: float | None
    ping_timeout_s: float | None


class Connection:
    """States: waiting for `begin`, open, closing (our close is sent), over."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, on_end: Callable[[], None]) -> None:
        self._loop = loop
        self._on_end = on_end
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._on_message: OnMessage | None = None
        self._waiting: deque[str | bytes] = deque()  # while an answer to a message is awaited
        self._busy: asyncio.Task[None] | None = None
        self._reading = True
        self._writable = asyncio.Event()
        self._writable.set()
        self._paused = False  # until `_writable` is set again
        self._socket: WSTransport | None = None
        self._transport: asyncio.Transport
        self._patience: asyncio.TimerHandle | None = None
        self._closing = False
        self.over = False

    @property
    def open(self) -> bool:
        return self._socket is not None and not self.over

    # --- life -------------------------------------------------------------------------------

    def begin(
        self,
        transport: asyncio.Transport,
        request: bytes,
        headers: list[tuple[str, str]],
        limits: Limits,
    ) -> None:
        """Accept: picows answers the request, with `headers`, and takes the transport over."""
        self._transport = transport
        listener = Messages(self, limits.frame_bytes)
        response = WSUpgradeResponse.create_101_response(extra_headers=headers)
        interval, timeout = limits.ping_interval_s, limits.ping_timeout_s
        protocol = WSProtocol(
            None,
            None,
            False,
            lambda _: WSUpgradeResponseWithListener(response, listener),
            _of_picows,
            True,
            HANDSHAKE_PATIENCE_S,
            bool(interval and timeout),
            interval or 0.0,
            min(timeout or 0.0, interval or 0.0),
            WSAutoPingStrategy.PING_WHEN_IDLE,
            False,  # it would answer pings of a peer that reads nothing, without bound
            limits.frame_bytes,
            None,
            READ_BUFFER_BYTES,
        )
        protocol.connection_made(transport)
        self._socket = protocol.transport
        transport.set_write_buffer_limits(high=0)  # whatever waits here, the kernel did not take
        transport.set_protocol(protocol)
        left = memoryview(request)
        while left:
            buffer = protocol.get_buffer(-1)
            size = min(len(buffer), len(left))
            buffer[:size] = left[:size]
            protocol.buffer_updated(size)
            left = left[size:]

    def end(self, code: int, reason: str = "") -> None:
        """The connection is no more: the application hears it once."""
        if self.over:
            return
        self.over = True
        if self._patience is not None:
            self._patience.cancel()
        self.write_resumed()  # nobody waits for a peer that has gone
        self._tell_end(code, reason)
        self._on_end()

    def finish(self, code: int) -> None:
        """The application has returned: what it did not close is closed."""
        if self._busy is not None:
            self._busy.cancel()
        self._close(code, "")

    def shut_down(self, code: int) -> None:
        """Close, and wait a moment for the peer's goodbye.

        To hang up at once would reset the connection while the peer sends, and with it the code.
        """
        self._close(code, "")
        self._tell_end(code, "")
        if self._patience is not None:
            self._patience.cancel()
        self._patience = self._loop.call_later(SHUTDOWN_PATIENCE_S, self._transport.abort)

    def _tell_end(self, code: int, reason: str) -> None:
        """Let the application hear that it is over, once its answer under way is given."""
        event = {"type": "websocket.disconnect", "code": code, "reason": reason}
        if self._busy is None:
            self.put(event)
        else:
            self._busy.add_done_callback(lambda _: self.put(event))

    # --- in ---------------------------------------------------------------------------------

    def on_message(self, handle: OnMessage) -> None:
        """Call `handle` with every message instead of queueing it for `receive`.

        An awaitable that it returns is awaited before the next message; meanwhile the peer's
        frames stay in the kernel. What it raises closes with 1011.
        """
        self._on_message = handle
        while not self._events.empty():
            event = self._events.get_nowait()
            if event["type"] != "websocket.receive":
                self._events.put_nowait(event)
                break
            self.deliver(event["text"] if event.get("text") is not None else event["bytes"])
        self._read_on()

    def put(self, event: Event) -> None:
        self._events.put_nowait(event)

    async def receive(self) -> Event:
        event = await self._events.get()
        if self._events.empty():
            self._read_on()
        return event

    def deliver(self, data: str | bytes) -> None:
        """A whole message has come."""
        if self._on_message is not None and self._busy is None and not self._closing:
            later = self._on_message(data)
            if later is not None:
                self._read_no_more()
                self._busy = self._loop.create_task(self._answer(later))
            return
        if self._closing:
            return
        if self._on_message is None:
            key = "text" if isinstance(data, str) else "bytes"
            self.put({"type": "websocket.receive", key: data})
            self._read_no_more()
        else:
            self._waiting.append(data)

    async def _answer(self, later: Awaitable[None]) -> None:
        assert self._on_message is not None
        try:
            await later
            while self._waiting:
                again = self._on_message(self._waiting.popleft())
                if again is not None:
                    await again
        except Exception:
            logger.exception("a message could not be answered")
            self._close(1011, "")
        finally:
            self._busy = None
            self._read_on()

    def _read_no_more(self) -> None:
        if self._reading and self._socket is not None and not self.over:
            self._reading = False
            self._transport.pause_reading()

    def _read_on(self) -> None:
        if not self._reading and not self.over:
            self._reading = True
            self._transport.resume_reading()

    # --- out --------------------------------------------------------------------------------

    @property
    def writable(self) -> bool:
        """Whether the peer has taken everything so far."""
        return self._writable.is_set()

    def try_send(self, data: str | bytes) -> bool:
        """Send a message now; False when an earlier one still waits for the peer."""
        socket = self._socket
        if self._paused or self._closing or self.over or socket is None:
            return False
        socket.send(TEXT if isinstance(data, str) else BINARY, data)
        return True

    def pinged(self, data: bytes) -> None:
        """Answer a ping, unless earlier answers still wait for the peer."""
        if self._writable.is_set() and not self._closing:
            assert self._socket is not None
            self._socket.send_pong(data)

    def write_paused(self) -> None:
        self._paused = True
        self._writable.clear()

    def write_resumed(self) -> None:
        self._paused = False
        self._writable.set()

    async def send(self, message: Event) -> None:
        """ASGI's `send` of an accepted connection; it suspends while the peer does not read."""
        if not self._writable.is_set():
            await self._writable.wait()
        if self.over:
            raise ClientDisconnected
        kind = message["type"]
        if self._closing:
            raise RuntimeError(f"{kind} after websocket.close")
        if kind == "websocket.send":
            data = message.get("bytes")
            text = message.get("text")
            assert self._socket is not None
            if data is not None:
                self._socket.send(BINARY, data)
            elif text is not None:
                self._socket.send(TEXT, text)
        elif kind == "websocket.close":
            code, reason = message.get("code") or 1000, message.get("reason") or ""
            self._close(code, reason)
            self._tell_end(code, reason)
        else:
            raise RuntimeError(f"{kind} on an accepted connection")

    def _close(self, code: int, reason: str) -> None:
        """Say goodbye, and wait a while for the peer's."""
        if self._closing or self._socket is None or self.over:
            return
        self._closing = True
        self._waiting.clear()
        self._socket.send_close(code, reason)  # type: ignore[arg-type]
        self._read_on()
        self._patience = self._loop.call_later(CLOSE_PATIENCE_S, self._transport.abort)

    def peer_closed(self, code: int, reason: str) -> None:
        """A close frame came: ours is answered, or theirs has to be."""
        assert self._socket is not None
        if not self._closing:
            self._closing = True
            self._socket.send_close(code or 1000)  # type: ignore[arg-type]
            self._tell_end(code or 1005, reason)
        if self._patience is None:
            self._patience = self._loop.call_later(CLOSE_PATIENCE_S, self._transport.abort)
        self._socket.disconnect()
