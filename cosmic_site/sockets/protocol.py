"""What uvicorn hands an upgrade request to: `ws=PicowsProtocol`.

The request is held until the application accepts or denies it. Then the transport belongs to
picows, and this object is only what uvicorn asks to end the connection at its shutdown.
"""

import asyncio
import email.utils
import logging
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import unquote

from uvicorn.config import Config
from uvicorn.protocols.utils import ClientDisconnected, get_local_addr, get_remote_addr, is_ssl
from uvicorn.server import ServerState
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from cosmic_site.sockets.connection import Connection, Event, Limits

EARLY_BYTES = 64 * 1024  # what a client may send before it is accepted

logger = logging.getLogger(__name__)
_of_websockets = logging.getLogger(f"{__name__}.websockets")
_of_websockets.setLevel(logging.CRITICAL)  # a refused handshake is no news


class PicowsProtocol(asyncio.Protocol):
    """One upgrade request, and the ASGI call that answers it."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        if not config.loaded:
            config.load()
        self._config = config
        self._app: Any = config.loaded_app
        self._app_state = app_state
        self._server_state = server_state
        self._loop = _loop or asyncio.get_event_loop()
        self._transport: asyncio.Transport
        self._handshake = ServerProtocol(logger=_of_websockets)
        self._raw = bytearray()  # the request as it came, which picows reads again
        self._scope: dict[str, Any] | None = None
        self._denial: tuple[int, list[tuple[str, str]], bytearray] | None = None
        self._answered = False
        self._gone = False
        self.connection = Connection(self._loop, on_end=self._ended)

    # --- asyncio ----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's derives from nothing
        self._server_state.connections.add(self)  # type: ignore[arg-type]

    def connection_lost(self, exc: Exception | None) -> None:
        """The peer went before it was accepted; later, picows hears of it."""
        self._gone = True
        self.connection.end(1006)

    def data_received(self, data: bytes) -> None:
        if self._gone or self._answered:
            return
        self._raw += data
        if self._scope is not None:
            if len(self._raw) > EARLY_BYTES:
                self._transport.abort()
            return
        self._handshake.receive_data(data)
        for event in self._handshake.events_received():
            if isinstance(event, Request):
                self._begin(event)
                return
        if self._handshake.parser_exc is not None:
            self._refuse(HTTPStatus.BAD_REQUEST)

    def eof_received(self) -> None:
        return None

    def pause_writing(self) -> None:
        """Answers to a handshake are small: nothing waits for them."""

    def resume_writing(self) -> None:
        pass

    def shutdown(self) -> None:
        """uvicorn ends: close with 1012, or answer the request that still waits with 500."""
        if self.connection.open:
            self.connection.shut_down(1012)
        elif not self._answered:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR)

    # --- the handshake ----------------------------------------------------------------------

    def _begin(self, request: Request) -> None:
        response = self._handshake.accept(request)
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            self._answer(response)
            return
        self._scope = self._scope_of(request)
        self.connection.put({"type": "websocket.connect"})
        task = self._loop.create_task(self._run())
        self._server_state.tasks.add(task)
        task.add_done_callback(self._server_state.tasks.discard)

    def _scope_of(self, request: Request) -> dict[str, Any]:
        raw_path, _, query = request.path.partition("?")
        root_path = self._config.root_path
        offered = ",".join(request.headers.get_all("Sec-WebSocket-Protocol"))
        return {
            "type": "websocket",
            "asgi": {"version": self._config.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "wss" if is_ssl(self._transport) else "ws",
            "server": get_local_addr(self._transport),
            "client": get_remote_addr(self._transport),
            "root_path": root_path,
            "path": root_path + unquote(raw_path),
            "raw_path": root_path.encode("ascii") + raw_path.encode("ascii"),
            "query_string": query.encode("ascii"),
            "headers": [
                (name.lower().encode("ascii"), value.encode("latin-1"))
                for name, value in request.headers.raw_items()
            ],
            "subprotocols": [token.strip() for token in offered.split(",") if token.strip()],
            "state": self._app_state.copy(),
            "extensions": {"websocket.http.response": {}, "cosmic.direct": self.connection},
        }

    async def _run(self) -> None:
        code = 1000
        try:
            await self._app(self._scope, self.connection.receive, self._send)
        except ClientDisconnected:
            pass
        except Exception:
            logger.exception("the application failed on a socket")
            code = 1011
        if not self._answered:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR)
        self.connection.finish(code)

    async def _send(self, message: Event) -> None:
        if self.connection.open:
            await self.connection.send(message)
            return
        if self._gone or self.connection.over:
            raise ClientDisconnected
        kind = message["type"]
        if self._denial is not None:
            self._deny_further(message)
        elif self._answered:
            raise RuntimeError(f"{kind} after the handshake was denied")
        elif kind == "websocket.accept":
            self._accept(message)
        elif kind == "websocket.close":
            self._refuse(HTTPStatus.FORBIDDEN)
        elif kind == "websocket.http.response.start":
            headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in message["headers"]]
            self._denial = (message["status"], headers, bytearray())
        else:
            raise RuntimeError(f"{kind} before the handshake was answered")

    def _accept(self, message: Event) -> None:
        headers = [
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in [*self._server_state.default_headers, *message.get("headers", ())]
        ]
        if message.get("subprotocol"):
            headers.append(("Sec-WebSocket-Protocol", message["subprotocol"]))
        self._answered = True
        limits = Limits(
            frame_bytes=self._config.ws_max_size,
            ping_interval_s=self._config.ws_ping_interval,
            ping_timeout_s=self._config.ws_ping_timeout,
        )
        self.connection.begin(self._transport, bytes(self._raw), headers, limits)
        self._raw.clear()

    def _deny_further(self, message: Event) -> None:
        """Parts of an HTTP answer of the application's own, sent when it is whole."""
        assert self._denial is not None
        if message["type"] != "websocket.http.response.body":
            raise RuntimeError(f"{message['type']} within the answer to a denied handshake")
        status, headers, body = self._denial
        body += message.get("body", b"")
        if not message.get("more_body", False):
            response = self._handshake.reject(HTTPStatus(status), "")
            response.body = bytes(body)
            del response.headers["Content-Length"], response.headers["Content-Type"]
            response.headers.update(headers)
            response.headers["Content-Length"] = str(len(body))
            self._answer(response)

    def _refuse(self, status: HTTPStatus) -> None:
        self._answer(self._handshake.reject(status, f"{status.phrase}\n"))

    def _answer(self, response: Response) -> None:
        """An HTTP answer instead of a WebSocket, and the end."""
        self._answered = True
        self._denial = None
        if "Date" not in response.headers:
            response.headers["Date"] = email.utils.formatdate(usegmt=True)
        self._handshake.send_response(response)
        if not self._transport.is_closing():
            self._transport.write(b"".join(self._handshake.data_to_send()))
            self._transport.close()
        self.connection.end(1006)

    def _ended(self) -> None:
        self._server_state.connections.discard(self)
