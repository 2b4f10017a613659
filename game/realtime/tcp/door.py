"""The listening side of the TCP door: who is inside, how many may be, and an orderly end."""

import asyncio
import logging
import socket

from game.metrics.families import CONNECTIONS
from game.realtime.limits import ConnectionCounts
from game.realtime.tcp.desk import Desk
from game.realtime.tcp.requests import Request
from game.realtime.tcp.stores import Stores
from game.realtime.tcp.visit import STOPPING, Visit
from game.services.matches.host import MatchHost

logger = logging.getLogger(__name__)

BACKLOG = 1024
SEND_BUFFER_BYTES = 64 * 1024  # of the kernel, for each connection
# A machine that was cut off says no goodbye: asked after 30 s, it is given up within another 30.
KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}
MAX_TURNED_AWAY = 100  # connections that are told why at the same time; more are cut off
TOO_MANY = "the server has too many connections open; close some, or try again in a moment"
FAREWELL_S = 3.0  # for the last answers to be taken when the server stops


class Door:
    """One per process and event loop. A limit of 0 connections is none."""

    def __init__(self, host: MatchHost, *, connections: int, per_address: int) -> None:
        self._desk = Desk(host)
        self.stores: Stores[Visit] = Stores()
        self._counts = ConnectionCounts(total=connections, per_address=per_address, per_player=0)
        self._inside: set[Visit] = set()
        self._turned_away: set[Visit] = set()
        self._tasks: set[asyncio.Task[bytes]] = set()
        self._server: asyncio.Server | None = None
        self._empty = asyncio.Event()
        self._stopping = False

    @property
    def visits(self) -> int:
        return len(self._inside)

    async def open(self, host: str, port: int) -> int:
        """Listen; the port, which is another one for 0. Raises OSError."""
        loop = asyncio.get_running_loop()
        listener = _listener(host, port)
        try:
            self._server = await loop.create_server(
                lambda: Visit(self), sock=listener, backlog=BACKLOG
            )
        except BaseException:
            listener.close()
            raise
        bound: int = listener.getsockname()[1]
        return bound

    async def close(self) -> None:
        """Nobody comes in; who waits is told why, and gets up from a seat that waited."""
        self._stopping = True
        if self._server is not None:
            self._server.close()
        for visit in [*self._inside, *self._turned_away]:
            visit.stop()
        try:
            async with asyncio.timeout(FAREWELL_S):
                while self._inside or self._turned_away:
                    self._empty.clear()
                    await self._empty.wait()
        except TimeoutError:
            for visit in [*self._inside, *self._turned_away]:
                visit.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # --- for visits -----------------------------------------------------------------------

    def enter(self, visit: Visit, address: str) -> str | None:
        """Count a visit in. Gives the words for one that cannot be served."""
        if self._stopping:
            words = STOPPING
        elif self._counts.open(address):
            self._inside.add(visit)
            CONNECTIONS.labels("match_tcp").inc()
            return None
        else:
            words = TOO_MANY
        if len(self._turned_away) >= MAX_TURNED_AWAY:
            visit.abort()
        self._turned_away.add(visit)
        return words

    def work_on(self, request: Request) -> asyncio.Task[bytes]:
        task = asyncio.get_running_loop().create_task(self._desk.answer(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def leave(self, visit: Visit, address: str) -> None:
        self.stores.let_go(visit)
        if visit in self._inside:
            self._inside.discard(visit)
            CONNECTIONS.labels("match_tcp").dec()
            self._counts.close(address)
        self._turned_away.discard(visit)
        self._empty.set()


def _listener(host: str, port: int) -> socket.socket:
    """Its connections inherit the small send buffer, and that they are asked whether they live."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEPALIVE.items():
            if hasattr(socket, name):  # systems differ
                listener.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        listener.bind(address)
    except BaseException:
        listener.close()
        raise
    return listener
