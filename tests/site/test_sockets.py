"""Both WebSocket servers keep ASGI's promises, told apart by nothing but their speed."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from cosmic_site.sockets.protocol import PicowsProtocol

Event = dict[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Event, Receive, Send], Awaitable[None]]

LIMIT = 100_000  # bytes of a message
PATIENCE_S = 10.0

servers = pytest.mark.parametrize(
    "ws", [PicowsProtocol, "websockets-sansio"], ids=["picows", "plain"]
)


async def until(condition: Callable[[], bool]) -> None:
    """Let others run until it holds."""
    for _ in range(1_000_000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to pass")


@contextlib.asynccontextmanager
async def serving(ws: Any, application: Application) -> AsyncIterator[tuple[str, uvicorn.Server]]:
    config = uvicorn.Config(
        application,
        ws=ws,
        ws_max_size=LIMIT,
        ws_per_message_deflate=False,
        lifespan="off",
        log_level="critical",
        timeout_graceful_shutdown=2,
    )
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * 1024)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server._serve([listener]))
    await until(lambda: server.started)
    try:
        yield f"ws://127.0.0.1:{listener.getsockname()[1]}", server
    finally:
        server.should_exit = True
        await task


async def echo(scope: Event, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while True:
        event = await receive()
        if event["type"] == "websocket.disconnect":
            return
        await send({**event, "type": "websocket.send"})


class Witness:
    """An application that only listens, and what it has heard."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.over = asyncio.Event()

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        self.events.append(await receive())
        await send({"type": "websocket.accept"})
        while self.events[-1]["type"] != "websocket.disconnect":
            self.events.append(await receive())
        self.over.set()


async def closed_with(client: ClientConnection) -> int | None:
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(PATIENCE_S):
            while True:
                await client.recv()
    return client.close_code


@servers
@pytest.mark.parametrize("message", ["words", "ü" * 5000, b"\x00\xff", "", "x" * 70_000])
async def test_a_message_comes_back_as_it_was(ws: Any, message: str | bytes) -> None:
    async with serving(ws, echo) as (url, _), connect(url) as client:
        await client.send(message)
        assert await client.recv() == message


@servers
async def test_parts_are_put_together(ws: Any) -> None:
    async with serving(ws, echo) as (url, _), connect(url) as client:
        await client.send(["one", ", ", "two"])
        assert await client.recv() == "one, two"
        await client.send([b"a", b"", b"b"])
        assert await client.recv() == b"ab"


@servers
async def test_order_is_kept(ws: Any) -> None:
    async with serving(ws, echo) as (url, _), connect(url) as client:
        for number in range(300):
            await client.send(str(number))
        assert [await client.recv() for _ in range(300)] == [str(n) for n in range(300)]


@servers
async def test_pings_are_answered(ws: Any) -> None:
    async with serving(ws, echo) as (url, _), connect(url) as client:
        async with asyncio.timeout(PATIENCE_S):
            await (await client.ping(b"there?"))


@servers
async def test_the_scope_says_what_was_asked(ws: Any) -> None:
    asked: list[Event] = []

    async def note(scope: Event, receive: Receive, send: Send) -> None:
        asked.append(scope)
        await receive()
        await send({"type": "websocket.accept", "subprotocol": "b", "headers": [(b"x-mark", b"1")]})

    async with serving(ws, note) as (url, _):
        address = f"{url}/a%20b/?c=d"
        async with connect(address, subprotocols=["a", "b"], origin="http://x.example") as client:  # type: ignore[list-item, arg-type]
            assert client.subprotocol == "b"
            assert client.response is not None
            assert client.response.headers["x-mark"] == "1"
    scope = asked[0]
    assert (scope["path"], scope["raw_path"], scope["query_string"]) == (
        "/a b/",
        b"/a%20b/",
        b"c=d",
    )
    assert scope["subprotocols"] == ["a", "b"]
    assert dict(scope["headers"])[b"origin"] == b"http://x.example"
    assert scope["client"][0] == "127.0.0.1"


@servers
async def test_a_denied_handshake_is_403(ws: Any) -> None:
    async def deny(scope: Event, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.close"})

    async with serving(ws, deny) as (url, _):
        with pytest.raises(InvalidStatus) as refusal:
            await connect(url)
    assert refusal.value.response.status_code == 403


@servers
async def test_a_denial_may_have_words_of_its_own(ws: Any) -> None:
    async def deny(scope: Event, receive: Receive, send: Send) -> None:
        await receive()
        headers = [(b"x-why", b"tea")]
        await send({"type": "websocket.http.response.start", "status": 418, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": b"no ", "more_body": True})
        await send({"type": "websocket.http.response.body", "body": b"coffee"})

    async with serving(ws, deny) as (url, _):
        with pytest.raises(InvalidStatus) as refusal:
            await connect(url)
    response = refusal.value.response
    assert (response.status_code, response.body) == (418, b"no coffee")
    assert response.headers["x-why"] == "tea"


@servers
async def test_an_application_that_fails_before_it_answers_is_500(ws: Any) -> None:
    async def fail(scope: Event, receive: Receive, send: Send) -> None:
        raise RuntimeError("on purpose")

    async with serving(ws, fail) as (url, _):
        with pytest.raises(InvalidStatus) as refusal:
            await connect(url)
    assert refusal.value.response.status_code == 500


@servers
async def test_the_application_closes_with_its_code(ws: Any) -> None:
    async def close(scope: Event, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 4004, "reason": "elsewhere"})

    async with serving(ws, close) as (url, _), connect(url) as client:
        assert await closed_with(client) == 4004
        assert client.close_reason == "elsewhere"


@servers
@pytest.mark.parametrize(("sent", "heard"), [(1000, 1000), (3456, 3456)])
async def test_the_application_hears_the_code_of_the_peer(ws: Any, sent: int, heard: int) -> None:
    witness = Witness()
    async with serving(ws, witness) as (url, _):
        async with connect(url) as client:
            await client.close(sent)
        async with asyncio.timeout(PATIENCE_S):
            await witness.over.wait()
    assert witness.events[-1]["code"] == heard


@servers
async def test_a_peer_that_vanishes_is_heard_of(ws: Any) -> None:
    witness = Witness()
    async with serving(ws, witness) as (url, _):
        client = await connect(url)
        client.transport.abort()
        async with asyncio.timeout(PATIENCE_S):
            await witness.over.wait()
    assert witness.events[-1]["type"] == "websocket.disconnect"


@servers
async def test_a_message_beyond_the_limit_ends_with_1009(ws: Any) -> None:
    async with serving(ws, echo) as (url, _), connect(url) as client:
        await client.send("x" * (LIMIT + 1))
        assert await closed_with(client) == 1009
    async with serving(ws, echo) as (url, _), connect(url) as client:
        await client.send(["x" * (LIMIT // 2)] * 3)
        assert await closed_with(client) == 1009


FAULTS = {
    "text that is not UTF-8": (b"\x81\x82\0\0\0\0\xff\xfe", 1007),
    "a frame without a mask": (b"\x81\x01x", 1002),
    "an opcode that does not exist": (b"\x83\x80\0\0\0\0", 1002),
    "a reserved bit": (b"\xc1\x80\0\0\0\0", 1002),
    "a continuation of nothing": (b"\x80\x80\0\0\0\0", 1002),
    "a message within a message": (b"\x01\x80\0\0\0\0\x81\x80\0\0\0\0", 1002),
    "a ping in parts": (b"\x09\x80\0\0\0\0", 1002),
    "a close code that nobody may send": (b"\x88\x82\0\0\0\0\x03\xed", 1002),
}


@servers
@pytest.mark.parametrize("fault", FAULTS)
async def test_what_is_no_websocket_ends_with_its_code(ws: Any, fault: str) -> None:
    raw, code = FAULTS[fault]
    async with serving(ws, echo) as (url, _), connect(url) as client:
        client.transport.write(raw)
        assert await closed_with(client) == code


@servers
async def test_who_sends_before_it_is_accepted_is_heard_after(ws: Any) -> None:
    asked, gate = asyncio.Event(), asyncio.Event()

    async def hesitate(scope: Event, receive: Receive, send: Send) -> None:
        await receive()
        asked.set()
        await gate.wait()
        await send({"type": "websocket.accept"})
        await send({**await receive(), "type": "websocket.send"})
        await receive()

    async with serving(ws, hesitate) as (url, _):
        port = int(url.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        await asked.wait()
        writer.write(b"\x81\x85\0\0\0\0early")
        await writer.drain()
        gate.set()
        async with asyncio.timeout(PATIENCE_S):
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 101")
            assert await reader.readexactly(7) == b"\x81\x05early"
        writer.close()


@servers
async def test_a_peer_that_does_not_read_stops_its_sender(ws: Any) -> None:
    sent = 0
    stuck = asyncio.Event()

    async def flood(scope: Event, receive: Receive, send: Send) -> None:
        nonlocal sent
        await receive()
        await send({"type": "websocket.accept"})
        while sent < 1000:
            sending = asyncio.ensure_future(send({"type": "websocket.send", "text": "x" * 50_000}))
            done, _ = await asyncio.wait([sending], timeout=0.5)
            if not done:
                stuck.set()
            await sending
            sent += 1

    async with serving(ws, flood) as (url, _):
        client = await connect(url, max_queue=1)
        async with asyncio.timeout(PATIENCE_S):
            await stuck.wait()
        assert sent < 1000
        client.transport.abort()


@servers
async def test_the_end_of_the_server_is_told_by_1012(ws: Any) -> None:
    async with serving(ws, echo) as (url, server):
        client = await connect(url)
        server.should_exit = True
        assert await closed_with(client) == 1012


async def direct(scope: Event, receive: Receive, send: Send) -> None:
    """Echoes past the queues; `later` is answered by an awaitable, `fail` by an exception."""
    connection = scope["extensions"]["cosmic.direct"]
    await receive()
    await send({"type": "websocket.accept"})

    async def later(data: str) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        assert connection.try_send(data)

    def on_message(data: str | bytes) -> Awaitable[None] | None:
        if data == "fail":
            raise RuntimeError("on purpose")
        if isinstance(data, str) and data.startswith("later"):
            return later(data)
        assert connection.try_send(data)
        return None

    connection.on_message(on_message)
    await receive()


async def test_messages_past_the_queues_keep_their_order() -> None:
    messages: list[str | bytes] = ["a", "later b", "c", b"d", "later e", "later f", "g"]
    async with serving(PicowsProtocol, direct) as (url, _), connect(url) as client:
        for message in messages:
            await client.send(message)
        assert [await client.recv() for _ in messages] == messages


async def test_an_exception_past_the_queues_ends_with_1011() -> None:
    async with serving(PicowsProtocol, direct) as (url, _), connect(url) as client:
        await client.send("fail")
        assert await closed_with(client) == 1011


async def test_nothing_is_sent_at_once_to_a_peer_that_lags() -> None:
    full = asyncio.Event()

    async def flood(scope: Event, receive: Receive, send: Send) -> None:
        connection = scope["extensions"]["cosmic.direct"]
        await receive()
        await send({"type": "websocket.accept"})
        await until(lambda: not connection.try_send("x" * 5000))
        assert not connection.writable
        full.set()
        await send({"type": "websocket.send", "text": "the last word"})
        await receive()

    async with serving(PicowsProtocol, flood) as (url, _):
        client = await connect(url, max_queue=1)
        async with asyncio.timeout(PATIENCE_S):
            await full.wait()
            while await client.recv() != "the last word":
                pass
        await client.close()


async def test_pings_of_a_peer_that_reads_nothing_fill_no_memory() -> None:
    heard = asyncio.Event()
    waiting = 0

    async def listen(scope: Event, receive: Receive, send: Send) -> None:
        nonlocal waiting
        connection = scope["extensions"]["cosmic.direct"]
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
        waiting = connection._transport.get_write_buffer_size()
        heard.set()
        await receive()

    async with serving(PicowsProtocol, listen) as (url, _):
        client = await connect(url)
        client.transport.pause_reading()
        client.transport.write((b"\x89\xfd\0\0\0\0" + b"x" * 125) * 200_000 + b"\x81\x80\0\0\0\0")
        async with asyncio.timeout(PATIENCE_S):
            await heard.wait()
        client.transport.abort()
    assert waiting < 10_000
