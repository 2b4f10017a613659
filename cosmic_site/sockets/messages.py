"""Frames put together to messages, and what is none refused by its code."""

from typing import TYPE_CHECKING, cast

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSProtocolError, WSTransport

if TYPE_CHECKING:
    from cosmic_site.sockets.connection import Connection

# The members of this enumeration are looked up slowly, and needed for every message.
TEXT, BINARY = WSMsgType.TEXT, WSMsgType.BINARY


class Messages(WSListener):
    """Makes messages of frames, and refuses what is none."""

    def __init__(self, connection: "Connection", limit: int) -> None:
        self._connection = connection
        self._limit = limit
        self._parts = bytearray()
        self._kind: WSMsgType | None = None  # of the message whose parts are coming

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if frame.rsv1 or frame.rsv2 or frame.rsv3:
            raise WSProtocolError(WSCloseCode.PROTOCOL_ERROR, "reserved bits are set")
        if kind == TEXT and frame.fin and self._kind is None:
            try:
                text = frame.get_payload_as_utf8_text()
            except UnicodeDecodeError:
                raise WSProtocolError(WSCloseCode.INVALID_TEXT, "") from None
            self._connection.deliver(text)
        elif kind == BINARY and frame.fin and self._kind is None:
            self._connection.deliver(frame.get_payload_as_bytes())
        elif kind == WSMsgType.PING:
            self._connection.pinged(frame.get_payload_as_bytes())
        elif kind == WSMsgType.CLOSE:
            code = cast(int, frame.get_close_code())  # an IntEnum, whatever the stubs say
            self._connection.peer_closed(code, frame.get_close_reason() or "")
        elif kind in (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION):
            self._part(kind, frame)

    def _part(self, kind: WSMsgType, frame: WSFrame) -> None:
        if (kind == WSMsgType.CONTINUATION) is (self._kind is None):
            raise WSProtocolError(WSCloseCode.PROTOCOL_ERROR, "a part of no message")
        if self._kind is None:
            self._kind = kind
        self._parts += frame.get_payload_as_memoryview()
        if len(self._parts) > self._limit:
            raise WSProtocolError(WSCloseCode.MESSAGE_TOO_BIG, "")
        if not frame.fin:
            return
        whole, of = bytes(self._parts), self._kind
        self._parts.clear()
        self._kind = None
        if of == WSMsgType.BINARY:
            self._connection.deliver(whole)
            return
        try:
            text = whole.decode()
        except UnicodeDecodeError:
            raise WSProtocolError(WSCloseCode.INVALID_TEXT, "") from None
        self._connection.deliver(text)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._connection.end(1006)

    def pause_writing(self) -> None:
        self._connection.write_paused()

    def resume_writing(self) -> None:
        self._connection.write_resumed()
