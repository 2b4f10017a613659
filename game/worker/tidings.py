"""What happens in a system, in words for operators: `world_event` payloads as JSON."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from enum import IntEnum

from game.engine import events as happened
from game.engine.events import Event
from game.engine.world import Kind, World
from game.protocol.opsnews import WorldEvent
from game.protocol.wire import payload_text
from game.worker.fragments import KIND_NAMES, wire_id
from game.worker.stories import ship_id

_SHIPS = frozenset(
    {"entity_id", "source_id", "target_id", "attacker_id", "victim_id", "defender_id", "killer_id"}
)
_SEAMS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LEFT_OUT = (happened.ProjectileFired, happened.DockRefused)  # too many, and of one pilot alone

Name = Callable[[int], str | None]


class Tidings:
    """Of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def of(self, events: Iterable[Event], name: Name) -> Iterator[str]:
        """One payload each; `name` gives operators' own ids of entities."""
        for event in events:
            if not isinstance(event, _LEFT_OUT):
                yield self._payload(_described(event, name))

    def skipped(self, count: int) -> str:
        return self._payload({"event_type": "events_skipped", "count": count})

    def removed(self, agent_id: str) -> str:
        return self._payload({"event_type": "agent_removed", "agent_id": agent_id})

    def _payload(self, data: dict[str, object]) -> str:
        return payload_text(WorldEvent(self._world.spec.id, data, self._world.tick))


def _described(event: Event, name: Name) -> dict[str, object]:
    data: dict[str, object] = {"event_type": _SEAMS.sub("_", type(event).__name__).lower()}
    for field in fields(event):
        data[field.name] = _plain(field.name, getattr(event, field.name), name)
    return data


def _plain(key: str, value: object, name: Name) -> object:
    match value:
        case Kind():
            return KIND_NAMES[value]
        case IntEnum():
            return value.name.lower()
        case int() if key in _SHIPS:
            return name(value) or ship_id(value)
        case int() if key == "projectile_id":
            return wire_id(Kind.PROJECTILE, value)
        case int() if key == "loot_id":
            return wire_id(Kind.LOOT, value)
        case tuple():
            return [name(item) or ship_id(item) for item in value]
        case float():
            return round(value, 1)
    return value
