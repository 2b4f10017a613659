"""A small client of the live protocol for tests: it knows the wire and nothing of the server.

    async with await Pilot.guest(server.url) as pilot:
        await pilot.join("sol-1")
        ack = await pilot.steer(thrust=1.0)
        await pilot.until(lambda: pilot.you["ack"] >= ack)

One task reads the socket, keeps `entities`, `you`, `markets` and the zone context as a player's
browser would, and puts every other message, and every event of a delta as `event.<kind>`, into
a list that `expect` looks through.
"""

import asyncio
import json
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import httpx
import websockets
from websockets.asyncio.client import ClientConnection, connect

from tests.support.sight import Message, Sight

TIMEOUT_S = 10.0


class Refused(Exception):
    """The server answered `error` or `auth.error`. `code` and the whole `payload` are kept."""

    def __init__(self, payload: Message) -> None:
        self.code: str = payload["code"]
        self.payload = payload
        super().__init__(f"{self.code}: {payload.get('message', '')}")


class Closed(Exception):
    """The connection ended while something was expected of it."""

    def __init__(self, code: int | None, reason: str) -> None:
        self.code = code
        super().__init__(f"closed with {code} {reason}")


async def rest(
    base_url: str, method: str, path: str, *, token: str = "", **request: Any
) -> httpx.Response:
    """One call of the REST API: `path` is below /api/v1."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(base_url=base_url, timeout=TIMEOUT_S) as client:
        return await client.request(method, f"/api/v1{path}", headers=headers, **request)


class Pilot(Sight):
    """A player with one connection. Times in seconds, messages as plain dicts."""

    path = "/ws"

    def __init__(self, base_url: str, *, token: str, player_id: str, username: str = "") -> None:
        super().__init__()
        self.base_url = base_url
        self.token = token
        self.player_id = player_id
        self.username = username
        self.messages: list[Message] = []  # everything received and not yet expected
        self.arrivals: list[tuple[float, str]] = []  # when (monotonic), type
        self.joined: Message = {}
        self.closed: Closed | None = None
        self._socket: ClientConnection | None = None
        self._seq = 0
        self._last_server_seq = 0
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Condition()

    @classmethod
    async def guest(cls, base_url: str) -> Self:
        """A new guest by REST, not connected yet."""
        answer = await rest(base_url, "POST", "/auth/guest")
        return cls._from_login(base_url, answer, answer.json().get("username", ""))

    @classmethod
    async def login(cls, base_url: str, username: str, password: str) -> Self:
        """A player who exists, by REST, not connected yet."""
        body = {"username": username, "password": password}
        answer = await rest(base_url, "POST", "/auth/login", json=body)
        return cls._from_login(base_url, answer, username)

    @classmethod
    def _from_login(cls, base_url: str, answer: httpx.Response, username: str) -> Self:
        body = answer.json()
        if answer.is_error:
            raise Refused({"code": body["code"], "message": body["error"]})
        return cls(
            base_url, token=body["access_token"], player_id=body["player_id"], username=username
        )

    def again(self) -> Self:
        """Another connection of the same player, not opened yet."""
        return type(self)(
            self.base_url, token=self.token, player_id=self.player_id, username=self.username
        )

    async def rest(self, method: str, path: str, **request: Any) -> httpx.Response:
        return await rest(self.base_url, method, path, token=self.token, **request)

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    # The connection

    async def connect(self, *, login: bool = True, **options: Any) -> None:
        """Open the socket and, unless told otherwise, log in. `options` go to websockets."""
        address = self.base_url.replace("http", "ws", 1) + self.path
        self._socket = await connect(address, max_size=2**22, **options)
        self._seq = self._last_server_seq = 0
        self.closed = None
        self._reader = asyncio.create_task(self._read(self._socket))
        if login:
            await self.authenticate()

    async def close(self) -> None:
        """Say goodbye and wait until the server has, too."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await self._reader

    def abort(self) -> None:
        """Cut the connection as a dead network does: no closing frame."""
        if self._socket is not None:
            self._socket.transport.abort()

    def stop_reading(self) -> None:
        """Leave whatever comes in the socket's buffers."""
        assert self._socket is not None
        self._socket.transport.pause_reading()

    async def send(self, type_: str, *, seq: int | None = None, **payload: Any) -> int:
        """Send one message and give its seq: the next one unless told."""
        self._seq = self._seq + 1 if seq is None else seq
        envelope = {
            "type": type_,
            "seq": self._seq,
            "ts": int(time.time() * 1000),
            "payload": payload,
        }
        await self.send_raw(json.dumps(envelope))
        return self._seq

    async def send_raw(self, frame: str | bytes) -> None:
        if self._socket is None:
            raise Closed(None, "never opened")
        try:
            await self._socket.send(frame)
        except websockets.ConnectionClosed as error:
            raise self.closed or Closed(None, str(error)) from error

    # Waiting

    async def until(self, condition: Callable[[], bool], *, seconds: float = TIMEOUT_S) -> None:
        """Wait until what has arrived makes the condition true. Raises TimeoutError, Closed."""
        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(lambda: condition() or self.closed is not None)
        if not condition():
            raise self.closed or TimeoutError

    async def expect(
        self,
        type_: str,
        *,
        request_seq: int | None = None,
        where: Callable[[Message], bool] = lambda payload: True,
        seconds: float = TIMEOUT_S,
    ) -> Message:
        """Take the first message of this type (answering that seq) and give its payload.

        Raises Refused when an error answers the seq instead, Closed, or TimeoutError naming
        what came.
        """
        found: list[Message] = []

        def look() -> bool:
            for message in self.messages:
                payload = message["payload"]
                answers = request_seq is None or payload.get("request_seq") == request_seq
                if message["type"] == type_ and answers and where(payload):
                    found.append(message)
                    return True
                if request_seq is not None and answers and is_error(message):
                    found.append(message)
                    return True
            return False

        try:
            await self.until(look, seconds=seconds)
        except TimeoutError:
            came = [message["type"] for message in self.messages[-20:]]
            raise TimeoutError(f"no {type_} within {seconds:g} s; last came {came}") from None
        message = found[0]
        self.messages.remove(message)
        if message["type"] != type_ and is_error(message):
            raise Refused(message["payload"])
        payload: Message = message["payload"]
        return payload

    async def ask(self, type_: str, answer: str, **payload: Any) -> Message:
        """Send, and give the payload of the answer to it. Raises Refused with the error's code."""
        return await self.expect(answer, request_seq=await self.send(type_, **payload))

    async def closing(self, *, seconds: float = TIMEOUT_S) -> Closed:
        """Wait until the server closes, and say how it did."""
        await self.until(lambda: self.closed is not None, seconds=seconds)
        assert self.closed is not None
        return self.closed

    # What a pilot does

    async def authenticate(self) -> Message:
        return await self.ask("auth.login", "auth.ok", token=self.token, protocol_version=1)

    async def join(self, system_id: str = "sol-1") -> Message:
        """Join and wait for the first snapshot, which is given."""
        self.joined = await self.ask("session.join_system", "session.joined", system_id=system_id)
        return await self.expect("world.snapshot")

    async def leave(self) -> Message:
        return await self.ask("session.leave_system", "session.left")

    async def steer(self, **state: Any) -> int:
        """Send the helm's state; the seq that `you.ack` will name is given."""
        return await self.send("input.command", **state)

    async def dock(self) -> None:
        """Ask to dock or undock (a rising edge) and wait until the server says which."""
        before = self.you.get("docked_at")
        seq = await self.steer(dock_request=True)
        await self.steer(dock_request=False)

        def answered() -> bool:
            return self.you.get("docked_at") != before or self._error_for(seq) is not None

        await self.until(answered)
        error = self._error_for(seq)
        if error is not None:
            self.messages.remove(error)
            raise Refused(error["payload"])

    async def buy(self, station_id: str, commodity_id: str, quantity: int, **more: Any) -> Message:
        return await self._trade("trade.buy", station_id, commodity_id, quantity, more)

    async def sell(self, station_id: str, commodity_id: str, quantity: int, **more: Any) -> Message:
        return await self._trade("trade.sell", station_id, commodity_id, quantity, more)

    async def _trade(
        self, type_: str, station_id: str, commodity_id: str, quantity: int, more: Message
    ) -> Message:
        order = {"station_id": station_id, "commodity_id": commodity_id, "quantity": quantity}
        return await self.ask(type_, "trade.result", **order, **more)

    async def say(self, text: str, channel: str = "system") -> int:
        return await self.send("chat.send", channel=channel, text=text)

    @property
    def ship(self) -> Message:
        """One's own ship as an entity. Raises KeyError while it is not in sight."""
        return self.entities[self.joined["ship_id"]]

    # Reading

    def _error_for(self, seq: int) -> Message | None:
        for message in self.messages:
            if is_error(message) and message["payload"].get("request_seq") == seq:
                return message
        return None

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for frame in socket:
                message: Message = json.loads(frame)
                assert message["seq"] > self._last_server_seq, "the server's seq must grow"
                self._last_server_seq = message["seq"]
                async with self._news:
                    self.arrivals.append((time.monotonic(), message["type"]))
                    self._take(message)
                    self._news.notify_all()
        except websockets.ConnectionClosed:
            pass
        finally:
            async with self._news:
                self.closed = Closed(socket.close_code, socket.close_reason or "")
                self._news.notify_all()

    def _take(self, message: Message) -> None:
        payload = message["payload"]
        if message["type"] == "world.delta":
            self.apply_delta(payload)
            for event in payload["events"]:
                self.messages.append({"type": f"event.{event['kind']}", "payload": event})
            return  # twenty a second; nobody expects one by itself
        if message["type"] == "world.snapshot":
            self.apply_snapshot(payload)
            self.messages = [m for m in self.messages if m["type"] != "world.snapshot"]
        self.messages.append(message)


def is_error(message: Message) -> bool:
    return message["type"] in ("error", "auth.error")
