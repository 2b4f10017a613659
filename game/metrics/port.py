"""Metrics of a process that has no pages: a port of its own, served by a thread."""

import logging
import socket
import threading
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from game.metrics.access import may_read
from game.metrics.registry import exposition

logger = logging.getLogger(__name__)

Start = Callable[[str, list[tuple[str, str]]], object]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(WSGIRequestHandler):
    timeout = 10  # s, for a client that says nothing

    def log_message(self, format: str, *arguments: Any) -> None:
        """Prometheus asks every few seconds; nobody wants to read of it."""


def open_port(host: str, port: int, token: str) -> Callable[[], None]:
    """Serve GET /metrics; gives what closes the port again. Raises OSError."""

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        headers = {
            name[5:].replace("_", "-").lower(): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        if environ["PATH_INFO"] not in ("/metrics", "/metrics/"):
            status, body, kind = "404 Not Found", b"metrics are at /metrics\n", "text/plain"
        elif environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            status, body, kind = "405 Method Not Allowed", b"GET, please\n", "text/plain"
        elif not may_read(peer=environ["REMOTE_ADDR"], headers=headers, token=token):
            status, body, kind = "403 Forbidden", b"metrics are for operators\n", "text/plain"
        else:
            status, (body, kind) = "200 OK", exposition(headers.get("accept", ""))
        start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    kind = _Server6 if ":" in host else _Server
    server = make_server(host, port, answer, kind, _Handler)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()

    def close() -> None:
        server.shutdown()
        server.server_close()

    return close


def open_port_if_free(host: str, port: int, token: str) -> Callable[[], None] | None:
    """As `open_port`; port 0 is none, and one that is taken keeps the process from nothing."""
    if not port:
        return None
    try:
        return open_port(host, port, token)
    except OSError as error:
        logger.warning(
            "no metrics: %s:%d can't be used: %s. METRICS_PORT names another port, 0 none",
            host,
            port,
            error.strerror or error,
        )
        return None
