"""The server that `make play` and deployments run: `python -m cosmic_site.uvicorn_server`.

uvicorn with settings that matter here: a small send buffer, so that a client that does not read
is noticed before it costs memory; no per-message deflate, which costs more than the message; and
WebSocket frames up to a size that can still be answered with an error.
"""

import argparse
import asyncio
import contextlib
import gc
import logging
import os
import socket
import sys
import threading
from typing import Any

import uvicorn

from cosmic_site.config import CONFIG
from cosmic_site.sockets.protocol import PicowsProtocol
from game.realtime.descriptors import raise_limit

SEND_BUFFER_BYTES = 64 * 1024  # of the kernel, for each connection
MAX_FRAME_BYTES = 4 * 1024 * 1024
BACKLOG = 2048
GRACEFUL_S = 5  # after SIGTERM, for requests under way and clients that do not take their close
WAITS_END_S = 2.0  # after it, who waits for news is sent elsewhere
LONGEST_S = 25.0  # after it, the process ends whatever hangs: its database, say

logger = logging.getLogger(__name__)


def bound_socket(host: str, port: int) -> socket.socket:
    """A listening address whose connections inherit the small send buffer."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
    listener.bind((host, port))
    return listener


def server_config(**overrides: Any) -> uvicorn.Config:
    options: dict[str, Any] = {
        "loop": "uvloop",
        "ws": PicowsProtocol if CONFIG.sockets == "picows" else "websockets-sansio",
        "ws_per_message_deflate": False,
        "ws_max_size": MAX_FRAME_BYTES,
        "lifespan": "on",
        "backlog": BACKLOG,
        "access_log": False,  # ours has ids
        "log_config": None,  # the site's own
        "proxy_headers": False,  # accounts.addresses decides whom to believe
        "server_header": False,
        "timeout_graceful_shutdown": GRACEFUL_S,
        "log_level": "warning",
    }
    return uvicorn.Config("cosmic_site.asgi:application", **(options | overrides))


def warm_up() -> None:
    """Load what the first requests would have to: addresses with all their views, and catalogs.

    What is loaded later is walked through by every full collection, 25 ms each time.
    """
    from django.urls import get_resolver  # these need the application, which is there by now

    from game.services.expedition_state import catalogs_load

    get_resolver().check()
    catalogs_load()


class Server(uvicorn.Server):
    """uvicorn, with what start-up made kept out of the garbage collector's way."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        warm_up()
        gc.collect()
        gc.freeze()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close sockets with 1012, finish what is under way, and end within LONGEST_S."""
        from game.api.later import end_waits  # as for warm_up

        last = threading.Timer(LONGEST_S, _end_at_once)
        last.daemon = True
        last.start()
        asyncio.get_running_loop().call_later(WAITS_END_S, end_waits)
        await super().shutdown(sockets)


def _end_at_once() -> None:
    logger.error("something hangs: ended %g s after the word to stop", LONGEST_S)
    os._exit(1)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Serve Cosmic by uvicorn.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(arguments)
    try:
        listener = bound_socket(options.host, options.port)
    except OSError as error:
        print(f"Cannot listen on {options.host}:{options.port}: {error.strerror}", file=sys.stderr)
        return 1
    raise_limit()
    server = Server(server_config())
    with contextlib.suppress(KeyboardInterrupt):  # it has stopped in order by then
        server.run(sockets=[listener])
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
