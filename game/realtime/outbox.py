"""One socket's way out: never in the way of another, never without bound.

A send of the ASGI server is driven by hand for its first step. It nearly always ends there,
and then costs no task. When it suspends (the peer does not read), a task finishes it; until then
`offer` says no, and `push` queues up to a bound.
"""

import asyncio
import types
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

from game.protocol.limits import MAX_QUEUED_BYTES

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Outbox:
    """Best-effort messages by `offer`, those that must not be lost by `push`, those of which the
    newest counts by `put`.

    `encode` makes a server's event of a message. `try_send`, where the server has such a way, sends
    one at once or says that the peer has not taken everything yet. `on_overflow` is called once
    when more than MAX_QUEUED_BYTES wait; the owner closes the connection. `on_close` is called
    when a close is under way.
    """

    __slots__ = (
        "_closing",
        "_dead",
        "_encode",
        "_newest",
        "_on_close",
        "_on_overflow",
        "_queue",
        "_send",
        "_task",
        "_try_send",
        "queued",
    )

    def __init__(
        self,
        send: Send,
        *,
        encode: Callable[[Any], dict[str, Any]],
        on_overflow: Callable[[], None],
        on_close: Callable[[], None],
        try_send: Callable[[str | bytes], bool] | None = None,
    ) -> None:
        self._send = send
        self._encode = encode
        self._on_overflow = on_overflow
        self._on_close = on_close
        self._try_send = try_send
        self._queue: deque[tuple[int, dict[str, Any]]] = deque()
        self._newest: dict[str, Callable[[], str]] = {}
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self._dead = False
        self.queued = 0  # bytes, roughly: characters of what waits

    @property
    def closing(self) -> bool:
        """Whether a close is under way or the socket is gone."""
        return self._closing or self._dead

    @property
    def idle(self) -> bool:
        """Whether the peer has taken everything so far."""
        return self._task is None and not self._dead

    def offer(self, message: str | bytes) -> bool:
        """Send now or not at all. False: the peer lags, and the message is skipped. Bytes are
        encoded already."""
        if self._task is not None or self._dead or self._closing:
            return False
        if self._try_send is not None:
            return self._try_send(message)
        self._start(self._encode(message))
        return True

    def push(self, text: str) -> None:
        """Send, in order, as soon as the peer takes it."""
        if self._dead or self._closing:
            return
        if self._task is None:
            self._send_first(text)
            return
        self.queued += len(text)
        if self.queued > MAX_QUEUED_BYTES:
            self._on_overflow()
            return
        self._queue.append((len(text), self._encode(text)))

    def put(self, key: str, make: Callable[[], str]) -> None:
        """Send what `make` gives as soon as the peer takes it, behind what is queued.

        Until then a later one of the same key takes its place, so that what waits is bounded by
        the keys in use.
        """
        if self._dead or self._closing:
            return
        if self._task is None:
            self._send_first(make())
        else:
            self._newest[key] = make

    def drop(self, key: str) -> None:
        """Forget what waits under a key."""
        self._newest.pop(key, None)

    def close(self, code: int) -> None:
        """Close with `code` behind what is queued; nothing is taken any more."""
        if self._dead or self._closing:
            return
        self._closing = True
        self._newest.clear()
        self._on_close()
        event = {"type": "websocket.close", "code": code}
        if self._task is None:
            self._start(event)
        else:
            if self.queued > MAX_QUEUED_BYTES:
                self._queue.clear()
            self._queue.append((0, event))

    def abandon(self) -> None:
        """The socket is gone."""
        self._dead = True
        self._queue.clear()
        self._newest.clear()
        if self._task is not None:
            self._task.cancel()

    def _send_first(self, text: str) -> None:
        if self._try_send is None or not self._try_send(text):
            self._start(self._encode(text))

    def _start(self, event: dict[str, Any]) -> None:
        sending = self._send(event)
        if not isinstance(sending, types.CoroutineType):
            self._task = asyncio.ensure_future(self._drain(sending))
            return
        try:
            waiting = sending.send(None)
        except StopIteration:
            return
        except Exception:  # whatever a server raises for a socket that is gone
            self._dead = True
            return
        self._task = asyncio.ensure_future(self._drain(_resumed(sending, waiting)))

    async def _drain(self, sending: Awaitable[None]) -> None:
        try:
            await sending
            while self._queue or self._newest:
                await self._send(self._next())
        except Exception:
            self._dead = True
        finally:
            self._task = None

    def _next(self) -> dict[str, Any]:
        if self._queue:
            size, event = self._queue.popleft()
            self.queued -= size
            return event
        key = next(iter(self._newest))
        return self._encode(self._newest.pop(key)())


@types.coroutine
def _resumed(started: Coroutine[Any, Any, None], waiting: Any) -> Generator[Any, Any, None]:
    """Go on with a coroutine that has been driven by hand as far as its first `waiting`."""
    try:
        while True:
            try:
                value = yield waiting
            except BaseException as error:  # a cancellation, say, belongs inside
                waiting = started.throw(error)
            else:
                waiting = started.send(value)
    except StopIteration:
        return
