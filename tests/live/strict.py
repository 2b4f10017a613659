"""A pilot that believes nothing: every frame is held against the documented shapes.

It keeps each message in `log`, decodes payloads into the Structs of `game.protocol.server`, and
refuses keys that they do not name, deltas that begin an entity incompletely and numbers with more
decimals than the wire has.
"""

import json
from typing import Any

import msgspec

from game.protocol.server import SERVER_MESSAGES
from tests.support.pilot import Message, Pilot

ENTITY_KEYS = {"id", "kind", "x", "y", "vx", "vy", "r", "hp"}
SHIPS = {"player_ship", "pirate", "trader", "patrol"}
YOU_KEYS = {"ship_id", "credits", "hull", "fuel", "cargo", "ack", "docked_at", "protected"}


class StrictPilot(Pilot):
    """Raises AssertionError out of `until` and all that waits, at the first wrong frame."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.log: list[Message] = []
        self.mistake: AssertionError | None = None

    def of_type(self, type_: str) -> list[Message]:
        """Payloads of all messages of a type so far."""
        return [message["payload"] for message in self.log if message["type"] == type_]

    async def ping(self, *, seq: int | None = None, **payload: Any) -> Message:
        """Send `net.ping` and give the payload of the next `net.pong`."""
        await self.send("net.ping", seq=seq, **payload)
        return await self.expect("net.pong")

    def start_reading(self) -> None:
        assert self._socket is not None
        self._socket.transport.resume_reading()

    async def until(self, *arguments: Any, **options: Any) -> None:
        try:
            await super().until(*arguments, **options)
        finally:
            if self.mistake is not None:
                raise self.mistake

    def _take(self, message: Message) -> None:
        try:
            check_message(message)
            if message["type"] == "world.delta":
                check_delta(message["payload"], known=set(self.entities))
        except AssertionError as error:
            self.mistake = self.mistake or error
        self.log.append(message)
        super()._take(message)


def check_message(message: Message) -> None:
    """Assert that an envelope and its payload are exactly as documented."""
    assert set(message) == {"type", "seq", "ts", "payload"}, message
    assert isinstance(message["seq"], int), message
    assert isinstance(message["ts"], int), message
    assert message["ts"] > 1_600_000_000_000, "ts is in milliseconds"
    kind, payload = message["type"], message["payload"]
    assert isinstance(payload, dict), message
    if kind == "net.pong":
        return
    assert kind in SERVER_MESSAGES, f"undocumented type {kind}"
    try:
        value = msgspec.convert(payload, SERVER_MESSAGES[kind], strict=True)
    except msgspec.ValidationError as error:
        raise AssertionError(f"{kind}: {error}: {payload}") from error
    assert msgspec.to_builtins(value) == payload, f"{kind} has keys that are not documented"
    if kind == "world.snapshot":
        check_snapshot(payload)


def check_snapshot(payload: Message) -> None:
    assert set(payload["you"]) == YOU_KEYS
    for entity in payload["entities"]:
        check_entity(entity, whole=True)
    ids = [entity["id"] for entity in payload["entities"]]
    assert len(ids) == len(set(ids)), "an entity stands in a snapshot once"


def check_delta(payload: Message, *, known: set[str]) -> None:
    """Assert that a client who holds `known` can apply a delta in the documented order."""
    held = known - set(payload["entity_removed"])
    for entity in payload["entity_updates"]:
        check_entity(entity, whole=entity["id"] not in held)
        held.add(entity["id"])
    context = payload["you_zone_context"]
    assert 0 <= context["blended_risk"] <= 1
    assert 0 <= context["blended_security"] <= 1
    assert context["blended_profit_multiplier"] >= 1


def check_entity(entity: Message, *, whole: bool) -> None:
    if whole:
        assert set(entity) >= ENTITY_KEYS, f"a first mention is complete: {entity}"
        assert entity["kind"] not in SHIPS or entity.get("name"), f"ships have names: {entity}"
    for key in ("x", "y", "vx", "vy"):
        if key in entity:
            assert round(entity[key], 1) == entity[key], f"one decimal: {entity}"
    if "r" in entity:
        assert round(entity["r"], 3) == entity["r"], f"three decimals: {entity}"


def envelope(type_: str, seq: int, payload: object, **more: object) -> str:
    """A client's frame, also a wrong one."""
    return json.dumps(
        {"type": type_, "seq": seq, "ts": 1_700_000_000_500, "payload": payload} | more
    )
