"""One connection: a request comes in, is carried out, and the answer goes out; then it is closed.

Bounds on time hold at every step, those on memory are kept by the door's `Stores`.
"""

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from typing import TYPE_CHECKING, cast

from game.realtime.tcp import requests
from game.realtime.tcp.requests import END, REQUEST_SIZE_MAX, BadRequest, Join, State

if TYPE_CHECKING:
    from game.realtime.tcp.door import Door

SILENCE_S = 60.0  # of a client that has not said all
REQUEST_S = 600.0  # for a whole request, however it drips
UNREAD_S = 30.0  # for a client to take its answer
LINGER_S = 5.0  # so long is heard, and thrown away, what a client still says after its answer
PROBE_S = 0.2
STOPPING = "the server is stopping; try again in a moment"


class Step(Enum):
    HEARING = auto()
    WORKING = auto()
    SAYING = auto()  # the answer is given; what is heard now is thrown away


class Visit(asyncio.Protocol):
    """The transport's callbacks. Made by the door for each connection that it accepts."""

    def __init__(self, door: "Door") -> None:
        self._door = door
        self._loop = asyncio.get_running_loop()
        self._step = Step.HEARING
        self._heard = bytearray()
        self._heard_at = self._opened_at = self._loop.time()
        self._more_comes = True  # whether the client may say something after its request
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[bytes] | None = None
        self._waits = False  # whether what is at work may take as long as others like
        self._transport: asyncio.Transport | None = None
        self._address = ""

    # --- callbacks ------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it
        peer = transport.get_extra_info("peername")
        self._address = str(peer[0]) if peer else ""
        refusal = self._door.enter(self, self._address)
        if refusal is None:
            self._after(min(SILENCE_S, REQUEST_S), self._overdue)
        else:
            self._say(requests.error(refusal))

    def data_received(self, data: bytes) -> None:
        if self._step is not Step.HEARING:
            self._more_comes = True
            return
        self._heard_at = self._loop.time()
        searched = max(0, len(self._heard) - len(END) + 1)
        self._heard += data
        end = self._heard.find(END, searched)
        size = end if end >= 0 else len(self._heard) - len(END) + 1
        if size > REQUEST_SIZE_MAX:
            self._refuse(f"the request is larger than {REQUEST_SIZE_MAX:,} bytes")
        elif end >= 0:
            self._more_comes = end + len(END) < len(self._heard)
            del self._heard[end:]
            self._carry_out()
        elif not self._door.stores.keep(self, len(self._heard)):
            self._refuse("the server is busy; try again in a moment")

    def eof_received(self) -> bool:
        """A peer that is gone looks like one that has only said all; blanks tell them apart."""
        self._more_comes = False
        if self._step is Step.HEARING:
            self._refuse("the request has no end: EOT and a NUL byte are missing")
        elif self._step is Step.WORKING:
            self._probe()
        else:
            self._close()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        self._step = Step.SAYING
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()
        self._door.leave(self, self._address)

    # --- steps ----------------------------------------------------------------------------

    def stop(self) -> None:
        """The server ends: who waits is told so now, what is at work is finished."""
        if self._task is None:
            self._refuse(STOPPING)
        elif self._waits:
            self._task.cancel()
            self._refuse(STOPPING)

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _carry_out(self) -> None:
        self._step = Step.WORKING
        raw, self._heard = self._heard, bytearray()
        self._door.stores.let_go(self)
        self._cancel_timer()
        try:
            request = requests.request_of(raw)
        except BadRequest as fault:
            self._say(requests.error(str(fault)))
            return
        self._waits = isinstance(request, Join | State)
        self._task = self._door.work_on(request)
        self._task.add_done_callback(self._answered)

    def _answered(self, task: asyncio.Task[bytes]) -> None:
        self._task = None
        if self._step is Step.WORKING and not task.cancelled():
            self._say(task.result())

    def _refuse(self, words: str) -> None:
        if self._step is not Step.SAYING:
            self._say(requests.error(words))

    def _say(self, answer: bytes) -> None:
        """The end of the answer is the end of what we say.

        Closing at once would take the answer back from a client that is still talking.
        """
        assert self._transport is not None
        self._step = Step.SAYING
        self._heard = bytearray()
        self._transport.write(answer)
        unsent = self._transport.get_write_buffer_size()
        self._door.stores.let_go(self)
        if unsent:
            self._after(UNREAD_S, self.abort)
            for slowest in self._door.stores.owe(self, unsent):
                slowest.abort()
        if not self._more_comes:
            self._transport.close()
            return
        try:
            self._transport.write_eof()
        except OSError:  # the client is gone, and nobody has told us yet
            self._transport.abort()
        if not unsent:
            self._after(LINGER_S, self._close)

    def _overdue(self) -> None:
        now = self._loop.time()
        due = min(self._heard_at + SILENCE_S, self._opened_at + REQUEST_S)
        if now < due:
            self._after(due - now, self._overdue)
        else:
            self._refuse(f"nothing came for {SILENCE_S:g} s; a request ends with EOT and a NUL")

    def _probe(self) -> None:
        """A blank before the answer means nothing to JSON; who is gone refuses it."""
        if self._step is Step.WORKING and self._transport is not None:
            self._transport.write(b" ")
            self._after(PROBE_S, self._probe)

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _after(self, seconds: float, call: Callable[[], None]) -> None:
        self._cancel_timer()
        self._timer = self._loop.call_later(seconds, call)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
