"""How a bot talks to a site: REST for who it is, one WebSocket for everything live."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

import httpx
import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from clients.bots.sight import Row

REPLY_S = 15.0
FRAME_BYTES = 2**22


class Refused(Exception):
    """The site said no: `code` is one of its error codes."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Gone(Exception):
    """No connection, or no longer. `code` is the socket's close code, 0 where there is none."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class Site:
    """The REST side of one site. Raises Refused, and Gone while the site does not answer."""

    def __init__(self, url: str, client: httpx.AsyncClient | None = None) -> None:
        self.url = url.rstrip("/")
        self._client = client or httpx.AsyncClient(timeout=REPLY_S)

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws", 1) + "/ws"

    async def guest(self, username: str) -> Row:
        return await self._call("POST", "/auth/guest", {"username": username})

    async def refresh(self, refresh_token: str) -> Row:
        return await self._call("POST", "/auth/refresh", {"refresh_token": refresh_token})

    async def masses(self) -> dict[str, int]:
        """Units of mass of one unit, by commodity."""
        found = (await self._call("GET", "/commodities"))["commodities"]
        return {row["id"]: row["unit_mass"] for row in found}

    async def systems(self) -> list[Row]:
        systems: list[Row] = (await self._call("GET", "/world/systems"))["systems"]
        return systems

    async def system_of(self, access_token: str) -> str:
        """Where the pilot's ship is."""
        boot = await self._call("GET", "/session/bootstrap", token=access_token)
        system_id: str = boot["system_id"]
        return system_id

    async def close(self) -> None:
        await self._client.aclose()

    async def _call(self, method: str, path: str, body: Row | None = None, token: str = "") -> Row:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            answer = await self._client.request(
                method, f"{self.url}/api/v1{path}", json=body, headers=headers
            )
            found: Row = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Gone(0, f"{self.url} does not answer: {error}") from error
        if answer.is_error:
            raise Refused(found.get("code", str(answer.status_code)), found.get("error", ""))
        return found


class Link:
    """One connection. Replies go to who asked; everything else to `hear(type, payload)`."""

    def __init__(self, socket: ClientConnection, hear: Callable[[str, Row], None]) -> None:
        self._socket = socket
        self._hear = hear
        self._seq = 0
        self._asked: dict[int, asyncio.Future[Row]] = {}
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, url: str, hear: Callable[[str, Row], None]) -> Self:
        """Raises Gone."""
        try:
            socket = await connect(
                url, max_size=FRAME_BYTES, subprotocols=[Subprotocol("cosmic.v1.json")], proxy=None
            )
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            raise Gone(0, f"{url}: {error}") from error
        return cls(socket, hear)

    @property
    def alive(self) -> bool:
        return not self._reader.done()

    async def send(self, type_: str, **payload: Any) -> int:
        """Give the message's seq. Raises Gone."""
        self._seq += 1
        envelope = {"type": type_, "seq": self._seq, "ts": time.time_ns() // 1_000_000}
        try:
            await self._socket.send(json.dumps({**envelope, "payload": payload}))
        except websockets.ConnectionClosed as error:
            raise self.gone() from error
        return self._seq

    async def ask(self, type_: str, **payload: Any) -> Row:
        """Send, and give the payload of the reply. Raises Refused, and Gone, also for silence."""
        answer = asyncio.get_running_loop().create_future()
        self._asked[self._seq + 1] = answer
        seq = await self.send(type_, **payload)
        try:
            async with asyncio.timeout(REPLY_S):
                return await answer
        except TimeoutError:
            raise Gone(0, f"no answer to {type_}") from None
        finally:
            self._asked.pop(seq, None)

    async def close(self) -> None:
        await self._socket.close()
        with suppress(asyncio.CancelledError):
            await self._reader

    async def _read(self) -> None:
        try:
            async for frame in self._socket:
                message = json.loads(frame)
                self._take(message["type"], message["payload"])
        except websockets.ConnectionClosed:
            pass
        finally:
            for answer in self._asked.values():
                if not answer.done():
                    answer.set_exception(self.gone())

    def _take(self, type_: str, payload: Row) -> None:
        answer = self._asked.get(payload.get("request_seq", 0))
        if type_ in ("error", "auth.error") and answer is not None and not answer.done():
            answer.set_exception(Refused(payload["code"], payload.get("message", "")))
            return
        if answer is not None and not answer.done():
            answer.set_result(payload)
        self._hear(type_, payload)

    def gone(self) -> Gone:
        """How a connection that is over ended."""
        code = self._socket.close_code or 0
        return Gone(code, f"closed with {code} {self._socket.close_reason or ''}".rstrip())
