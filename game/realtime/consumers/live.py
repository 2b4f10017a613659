"""The `/ws` and `/ws/ops` endpoints: a plain loop around `receive`, one session a connection."""

import asyncio
import contextvars
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from accounts.addresses import client_address
from game import log
from game.metrics.families import CONNECTIONS
from game.protocol import wire
from game.protocol.errors import CloseCode
from game.realtime.conversation import Conversation, Encoding
from game.realtime.hub import current_hub
from game.realtime.ops.session import OpsSession
from game.realtime.outbox import Outbox
from game.realtime.session import Session

lines = logging.getLogger("cosmic.sockets")

CLOSE_PATIENCE_S = 20.0  # for a peer that does not read to take the close frame


class Direct(Protocol):
    """What a server may offer in the scope's extensions: messages past the queues, both ways.

    `on_message` has every message handed to a function instead of `receive`; an awaitable that it
    returns is awaited before the next one, and before the application hears of the end.
    `try_send` sends now, or returns False while the peer has not taken everything.
    """

    def on_message(self, handle: Callable[[str | bytes], Awaitable[None] | None]) -> None: ...

    def try_send(self, data: str | bytes) -> bool: ...


Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def live(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Serve one player's connection until it closes."""
    await _serve(scope, receive, send, Session, "live")


async def operate(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Serve one operator's connection until it closes."""
    await _serve(scope, receive, send, OpsSession, "ops")


async def _serve(
    scope: dict[str, Any], receive: Receive, send: Send, kind: type[Conversation], name: str
) -> None:
    """A foreign origin is denied with 403."""
    event = await receive()
    if event["type"] != "websocket.connect":
        return
    if not origin_allowed(scope):
        await send({"type": "websocket.close", "code": 1008})  # before accept: 403
        return
    encoding, subprotocol = _encoding(scope)
    await send({"type": "websocket.accept", "subprotocol": subprotocol})
    direct = scope.get("extensions", {}).get("cosmic.direct")
    hub, address = current_hub(), client_address(scope)
    if not hub.connections.open(address):
        await send({"type": "websocket.close", "code": CloseCode.FULL})
        return
    log.begin(request_id=log.request_id_of(scope["headers"]))
    opened_at = time.monotonic()
    loop = asyncio.get_running_loop()
    CONNECTIONS.labels(name).inc()
    try:
        async with asyncio.timeout(None) as patience:
            outbox = Outbox(
                send,
                encode=_text_event if encoding is Encoding.JSON else _bytes_event,
                on_overflow=lambda: outbox.close(CloseCode.SLOW_CONSUMER),
                on_close=lambda: patience.reschedule(loop.time() + CLOSE_PATIENCE_S),
                try_send=_way_out(direct, encoding),
            )
            session = kind(hub=hub, outbox=outbox, encoding=encoding, conn=hub.next_conn())
            if direct is not None:
                direct.on_message(_heeded(session, outbox))
            overdue = loop.call_later(hub.limits.login_timeout, session.login_overdue)
            try:
                await _converse(session, outbox, receive)
            finally:
                overdue.cancel()
                session.gone()
                outbox.abandon()
    except TimeoutError:
        pass  # the peer did not take our close
    finally:
        lines.info("%s closed after %.1f s", address, time.monotonic() - opened_at)
        CONNECTIONS.labels(name).dec()
        hub.connections.close(address)


def _heeded(
    session: Conversation, outbox: Outbox
) -> Callable[[str | bytes], Awaitable[None] | None]:
    """What takes a message outside of the connection's task, with the ids of its log."""
    context, loop = contextvars.copy_context(), asyncio.get_running_loop()

    def heed(data: str | bytes) -> Awaitable[None] | None:
        if outbox.closing:
            return None
        if session.heed(data):
            return None
        later = context.run(session.receive, data)
        return None if later is None else loop.create_task(_wait(later), context=context)

    return heed


async def _wait(later: Awaitable[None]) -> None:
    await later


async def nowhere(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """There is no socket at this address: the handshake is denied."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})


async def _converse(session: Conversation, outbox: Outbox, receive: Receive) -> None:
    """Frames in until the peer goes; after our own close, none is heeded any more."""
    while True:
        event = await receive()
        if event["type"] == "websocket.disconnect":
            return
        if outbox.closing:
            continue
        data = event.get("text")
        if data is None:
            data = event["bytes"]
        if session.heed(data):
            continue
        later = session.receive(data)
        if later is not None:
            await later


def _way_out(direct: Direct | None, encoding: Encoding) -> Callable[[str | bytes], bool] | None:
    if direct is None or encoding is Encoding.JSON:
        return None if direct is None else direct.try_send
    send = direct.try_send
    return lambda message: send(_packed(message))


def _packed(message: str | bytes) -> bytes:
    """In msgpack, if it is not yet."""
    return message if isinstance(message, bytes) else wire.msgpack_from_json(message)


def origin_allowed(scope: dict[str, Any]) -> bool:
    """No Origin (tools, bots), our own host's, or one that the operator named."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1")
    if b"origin" not in headers or origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    host = headers.get(b"host", b"").decode("latin-1").lower()
    domain, _ = split_domain_port(host)
    # The host itself must be ours, or a foreign name that resolves to this machine would pass.
    ours = validate_host(domain, settings.ALLOWED_HOSTS)
    return ours and urlsplit(origin).netloc.lower() == host


def _encoding(scope: dict[str, Any]) -> tuple[Encoding, str | None]:
    """The first sub-protocol of the client that this server speaks; JSON when it names none."""
    for name in scope.get("subprotocols", ()):
        if name == wire.SUBPROTOCOL_JSON:
            return Encoding.JSON, name
        if name == wire.SUBPROTOCOL_MSGPACK:
            return Encoding.MSGPACK, name
    return Encoding.JSON, None


def _text_event(text: str) -> dict[str, Any]:
    return {"type": "websocket.send", "text": text}


def _bytes_event(message: str | bytes) -> dict[str, Any]:
    return {"type": "websocket.send", "bytes": _packed(message)}
