"""A WebSocket client with next to no cost, so that one core can play hundreds of pilots.

It speaks just what a server of ours sends: unfragmented text frames, pings and closes. No
extension is offered, and frames are masked with a zero key, which is legal and free.
"""

import asyncio
import base64
import os
from collections.abc import Callable
from typing import Any, cast

OPCODE_TEXT, OPCODE_BINARY, OPCODE_CLOSE, OPCODE_PING, OPCODE_PONG = 0x1, 0x2, 0x8, 0x9, 0xA
FIN = 0x80
ZERO_MASK = bytes(4)
ABNORMAL_CLOSURE = 1006


def client_frame(opcode: int, payload: bytes) -> bytes:
    """One masked frame, ready to be written."""
    size = len(payload)
    if size < 126:
        head = bytes((FIN | opcode, 0x80 | size))
    elif size < 65_536:
        head = bytes((FIN | opcode, 0xFE)) + size.to_bytes(2)
    else:
        head = bytes((FIN | opcode, 0xFF)) + size.to_bytes(8)
    return head + ZERO_MASK + payload


class Wire(asyncio.Protocol):
    """One connection. `on_text` gets each message's bytes; `closed` resolves to the close code."""

    def __init__(self, host: str, path: str, on_text: Callable[[bytes], None]) -> None:
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[int] = loop.create_future()
        self.transport: Any = None
        self._host = host
        self._path = path
        self._on_text = on_text
        self._rest = b""
        self._upgraded = False
        self._close_code = ABNORMAL_CLOSURE

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(os.urandom(16)).decode()
        self.transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: cosmic.v1.json\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        if self._rest:
            data = self._rest + data
        if not self._upgraded:
            head, found, data_after = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = data
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._refuse(head)
                return
            self._upgraded = True
            self.opened.set_result(None)
            data = data_after
        self._rest = self._read_frames(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("closed during the handshake"))
        if not self.closed.done():
            self.closed.set_result(self._close_code)

    def send_text(self, payload: bytes) -> None:
        self.transport.write(client_frame(OPCODE_TEXT, payload))

    def close(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(client_frame(OPCODE_CLOSE, (1000).to_bytes(2)))
            self.transport.close()

    def _refuse(self, head: bytes) -> None:
        status = head.split(b"\r\n", 1)[0].decode(errors="replace")
        self.opened.set_exception(ConnectionError(f"handshake refused: {status}"))
        self.transport.close()

    def _read_frames(self, data: bytes) -> bytes:
        """Handle each whole frame of `data`; return what is left of an unfinished one."""
        position, end = 0, len(data)
        while end - position >= 2:
            size = data[position + 1]  # a server's frame has no mask bit
            start = position + 2
            if size == 126:
                start += 2
                size = int.from_bytes(data[position + 2 : start])
            elif size == 127:
                start += 8
                size = int.from_bytes(data[position + 2 : start])
            stop = start + size
            if end < start or end < stop:
                break
            self._frame(data[position], data[start:stop])
            position = stop
        return data[position:]

    def _frame(self, first: int, payload: bytes) -> None:
        if first == FIN | OPCODE_TEXT:
            self._on_text(payload)
        elif first == FIN | OPCODE_PING:
            self.transport.write(client_frame(OPCODE_PONG, payload))
        elif first == FIN | OPCODE_CLOSE:
            self._close_code = int.from_bytes(payload[:2]) if payload else 1005
            self.close()
        elif first != FIN | OPCODE_PONG:
            raise ConnectionError(f"unexpected frame {first:#04x}")
