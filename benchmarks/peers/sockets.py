"""This project's sockets and outbox alone, without the game: what sending and reading cost.

    python -m benchmarks.peers.sockets PORT pair|broadcast BYTES picows|websockets

The server is configured as the site's. `pair` puts the ack of the client's last input at the end
of each message; `broadcast` sends the same text to all. Says `ready` once it listens.
"""

import asyncio
import contextlib
import re
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

from cosmic_site.sockets.protocol import PicowsProtocol
from cosmic_site.uvicorn_server import bound_socket, server_config
from game.realtime.outbox import Outbox

TICK_S = 0.05
SENDS_PER_YIELD = 50

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
_seq = re.compile(r'"seq":([0-9]+)').search


class Client:
    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self.ack = 0

    def heed(self, data: str | bytes) -> None:
        found = _seq(data) if isinstance(data, str) else None
        if found:
            self.ack = int(found[1])


class Application:
    """An ASGI application: a socket at every address, a message to each of them every tick."""

    def __init__(self, size: int, *, pair: bool) -> None:
        self._size = size
        self._pair = pair
        self._clients: set[Client] = set()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await self._serve(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        loop = asyncio.create_task(self._tick())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        loop.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        direct = scope.get("extensions", {}).get("cosmic.direct")
        outbox = Outbox(
            send,
            encode=lambda text: {"type": "websocket.send", "text": text},
            on_overflow=lambda: None,
            on_close=lambda: None,
            try_send=None if direct is None else direct.try_send,
        )
        client = Client(outbox)
        self._clients.add(client)
        if direct is not None:
            direct.on_message(client.heed)
        while (event := await receive())["type"] != "websocket.disconnect":
            client.heed(event.get("text") or b"")
        self._clients.discard(client)
        outbox.abandon()

    async def _tick(self) -> None:
        same, body = "x" * self._size, "x" * (self._size - 20)
        due = time.perf_counter()
        while True:
            for count, client in enumerate(list(self._clients), start=1):
                client.outbox.offer(f'{body}"ack":{client.ack:013d}}}' if self._pair else same)
                if count % SENDS_PER_YIELD == 0:
                    await asyncio.sleep(0)
            due = max(due + TICK_S, time.perf_counter() - TICK_S)
            await asyncio.sleep(max(due - time.perf_counter(), 0))


class Server(uvicorn.Server):
    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        print("ready", flush=True)


def main() -> None:
    port, kind, size, sockets = sys.argv[1:]
    config = server_config(ws=PicowsProtocol if sockets == "picows" else "websockets-sansio")
    config.app = Application(int(size), pair=kind == "pair")
    with contextlib.suppress(KeyboardInterrupt):
        Server(config).run(sockets=[bound_socket("127.0.0.1", int(port))])


if __name__ == "__main__":
    main()
