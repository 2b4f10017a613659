"""One WebSocket: messages out with a seq, answers to whom they belong, the rest to a listener."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from cosmic_client.errors import ConnectionLost, GameServerError

Payload = dict[str, Any]
Answer = tuple[str, Payload]
Listener = Callable[[str, Payload], None]

ANSWER_S = 15.0
FRAME_BYTES = 2**22
REFUSALS = ("error", "auth.error")


class Connection:
    """An open socket. Every method raises ConnectionLost when it is open no more."""

    def __init__(self, socket: ClientConnection, listener: Listener) -> None:
        self._socket = socket
        self._listener = listener
        self._seq = 0
        self._asked: dict[int, asyncio.Future[Answer]] = {}
        self._reader = asyncio.create_task(self._read())
        self.closed = asyncio.Event()

    @classmethod
    async def open(cls, url: str, listener: Listener) -> Self:
        """`listener(type, payload)` hears every message, answers included."""
        try:
            socket = await connect(
                url, max_size=FRAME_BYTES, subprotocols=[Subprotocol("cosmic.v1.json")]
            )
        except (OSError, ValueError, websockets.WebSocketException) as error:
            raise ConnectionLost(f"can't reach {url}: {error}") from error
        return cls(socket, listener)

    async def send(self, kind: str, **payload: Any) -> int:
        """Send without waiting for an answer; give the message's seq."""
        self._seq += 1
        seq = self._seq
        now_ms = time.time_ns() // 1_000_000
        envelope = {"type": kind, "seq": seq, "ts": now_ms, "payload": payload}
        try:
            await self._socket.send(json.dumps(envelope, allow_nan=False))
        except (TypeError, ValueError) as error:
            raise GameServerError(f"this can't be sent as JSON: {error}") from error
        except websockets.ConnectionClosed as error:
            raise self.lost() from error
        return seq

    def expect(self) -> asyncio.Future[Answer]:
        """The answer, as (type, payload), to the message that is sent next."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        seq = self._seq + 1
        self._asked[seq] = answer
        answer.add_done_callback(lambda _: self._asked.pop(seq, None))
        return answer

    async def ask(self, kind: str, **payload: Any) -> Payload:
        """Send, and give the answer's payload. Raises GameServerError with the site's code."""
        answer = self.expect()
        try:
            await self.send(kind, **payload)
            async with asyncio.timeout(ANSWER_S):
                return (await answer)[1]
        except TimeoutError:
            raise ConnectionLost(f"no answer to {kind} within {ANSWER_S:g} seconds") from None
        finally:
            answer.cancel()

    async def close(self) -> None:
        await self._socket.close()
        with suppress(asyncio.CancelledError):
            await self._reader

    def lost(self) -> ConnectionLost:
        """How a connection that is over ended."""
        code, reason = self._socket.close_code or 0, self._socket.close_reason or ""
        words = f"the connection is closed: {code} {reason}".rstrip()
        return ConnectionLost(words, code)

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                message = json.loads(frame)
                self._take(message["type"], message["payload"])
        except websockets.ConnectionClosed:
            pass
        finally:
            self.closed.set()
            for answer in list(self._asked.values()):
                if not answer.done():
                    answer.set_exception(self.lost())

    def _take(self, kind: str, payload: Payload) -> None:
        answer = self._asked.get(payload.get("request_seq", 0))
        if answer is not None and not answer.done():
            if kind in REFUSALS:
                answer.set_exception(GameServerError(payload["message"], payload["code"]))
            else:
                answer.set_result((kind, payload))
        self._listener(kind, payload)
