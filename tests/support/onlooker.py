"""A client without a socket: a real session and outbox, and what the client makes of it."""

import asyncio
import json
from typing import Any

import msgspec

from game.protocol import wire
from game.realtime.conversation import Encoding
from game.realtime.hub import Hub
from game.realtime.outbox import Outbox
from game.realtime.session import Session
from tests.support.sight import Message, Sight

NO_HELM = ("FORBIDDEN", "SERVER_BUSY")  # the ship is elsewhere, or nobody answered in time


class Onlooker:
    """One connection of a player.

    `new` are the messages since the last `take`. With `direct` the outbox has the server's quick
    way out. `stall` has the client read nothing until `read_on`.
    """

    def __init__(self, hub: Hub, player: int, *, encoding: Encoding, direct: bool) -> None:
        self.sight = Sight()
        self.new: list[Message] = []
        self.own_fights: list[str] = []
        self.joined: Message | None = None
        self.wants_helm = False
        self.refused = False  # the last time that it asked for the helm, or was sent on
        self.closed: int | None = None
        self.seq = 0
        self.heard_seq = 0
        self._taking = asyncio.Event()
        self._taking.set()
        self._text = encoding is Encoding.JSON
        outbox = Outbox(
            self._send,
            encode=self._event,
            on_overflow=lambda: None,
            on_close=lambda: None,
            try_send=self._try_send if direct else None,
        )
        self.session = Session(hub=hub, outbox=outbox, encoding=encoding, conn=hub.next_conn())
        self.session.player = player

    # --- the server's side of the socket ----------------------------------------------------

    async def _send(self, event: dict[str, Any]) -> None:
        await self._taking.wait()
        if "code" in event:
            self.closed, self.joined = event["code"], None
        else:
            self._hear(event["text"] if self._text else event["bytes"])

    def _event(self, message: str | bytes) -> dict[str, Any]:
        if isinstance(message, bytes):
            return {"bytes": message}
        return {"text": message} if self._text else {"bytes": _packed(message)}

    def _try_send(self, message: str | bytes) -> bool:
        if self.stalled:
            return False
        (frame,) = self._event(message).values()
        self._hear(frame)
        return True

    # --- the client -------------------------------------------------------------------------

    @property
    def stalled(self) -> bool:
        return not self._taking.is_set()

    @property
    def caught_up(self) -> bool:
        """Whether nothing that was sent is still on its way."""
        return not self.stalled and self.session.outbox.idle

    def stall(self) -> None:
        self._taking.clear()

    def read_on(self) -> None:
        self._taking.set()

    def take(self) -> list[Message]:
        new, self.new = self.new, []
        return new

    async def say(self, kind: str, **payload: Any) -> None:
        self.seq += 1
        message = {"type": kind, "seq": self.seq, "ts": 1, "payload": payload}
        later = self.session.receive(
            json.dumps(message) if self._text else msgspec.msgpack.encode(message)
        )
        if later is not None:
            await later

    def _hear(self, data: str | bytes) -> None:
        assert self.closed is None, "nothing follows a close"
        message = json.loads(data) if isinstance(data, str) else msgspec.msgpack.decode(data)
        kind, payload = message["type"], message["payload"]
        assert message["seq"] > self.heard_seq
        self.heard_seq = message["seq"]
        self.new.append(message)
        if kind == "session.joined":
            self.joined, self.sight = payload, Sight()
        elif kind == "session.left":
            self.joined = None
            self.refused = self.refused and payload["reason"] != "jumped"
        elif kind == "error" and payload["code"] in NO_HELM:
            self.refused = True
        elif kind == "world.snapshot":
            assert payload["tick"] >= self.sight.tick, "ticks never go back"
            self.sight.apply_snapshot(payload)
        elif kind == "world.delta":
            self.sight.apply_delta(payload)
        elif kind == "combat.event" and self.concerned(payload):
            self.own_fights.append(json.dumps(payload, sort_keys=True))

    def concerned(self, fight: Message) -> bool:
        """Whether a fight is about one's own ship."""
        own = f"s_{1000 + (self.session.player or 0)}"
        return own in (fight["source_id"], fight["target_id"])


def _packed(text: str) -> bytes:
    return wire.msgpack_from_json(text)
