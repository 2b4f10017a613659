"""Worlds of the past as frames: who was where, and what happened."""

import re
from dataclasses import fields
from enum import IntEnum
from typing import Any

from game.engine.events import Event
from game.engine.world import FIRST_OWN_ID, FLYING, LAST_SHIP, Kind, World
from game.protocol.names import entity_wire_id
from game.rewind.wire import AgentFacts, Frame, Happened, Row

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SHIP_FIELDS = {
    "entity_id",
    "source_id",
    "target_id",
    "attacker_id",
    "victim_id",
    "defender_id",
    "killer_id",
}
_OTHER_FIELDS = {"projectile_id": Kind.PROJECTILE, "loot_id": Kind.LOOT}


def kind_name(kind: Kind) -> str:
    """As operators read it: a pilot's ship is a pilot."""
    return "pilot" if kind is Kind.PLAYER_SHIP else kind.name.lower()


def frame_of(world: World, facts: dict[str, AgentFacts]) -> Frame:
    """All that is in the world, in the order of its slots; `facts` learns who is new."""
    rows: list[Row] = []
    for slot in world.alive[: world.n].nonzero()[0].tolist():
        entity_id, kind = int(world.id[slot]), Kind(int(world.kind[slot]))
        wire_id = entity_wire_id(kind.name.lower(), entity_id)
        agent_id = world.agent_ids.get(entity_id, wire_id)
        if agent_id not in facts:
            facts[agent_id] = AgentFacts(
                kind=kind_name(kind),
                name=world.goods[slot] if kind is Kind.LOOT else world.names[slot],
                hp_max=float(world.hull_max[slot]),
                entity_id=wire_id,
                ship=entity_id if kind is Kind.PLAYER_SHIP else None,
            )
        rows.append((agent_id, *_numbers(world, slot), docked_at(world, slot, kind)))
    return Frame(world.tick, round(world.time_s, 3), rows)


def docked_at(world: World, slot: int, kind: Kind) -> str | None:
    index = int(world.docked[slot])
    return None if kind > LAST_SHIP or index == FLYING else world.spec.stations[index].id


def _numbers(world: World, slot: int) -> tuple[float, float, float, float, float, float]:
    x, y = world.pos[slot].tolist()
    vx, vy = world.vel[slot].tolist()
    angle, hull = float(world.angle[slot]), float(world.hull[slot])
    return (round(x, 1), round(y, 1), round(vx, 1), round(vy, 1), round(angle, 3), round(hull, 1))


def happened(world: World, tick: int, event: Event) -> Happened:
    """An event for people: ids as on the wire, kinds by their names, numbers rounded."""
    data: dict[str, Any] = {"event_type": _WORDS.sub("_", type(event).__name__).lower()}
    for field in fields(event):
        data[field.name] = _plain(world, field.name, getattr(event, field.name))
    return Happened(tick, data)


def _plain(world: World, name: str, value: object) -> object:
    if isinstance(value, IntEnum):
        return kind_name(value) if isinstance(value, Kind) else value.name.lower()
    if isinstance(value, float):
        return round(value, 1)
    if isinstance(value, int) and name in _OTHER_FIELDS:
        return entity_wire_id(_OTHER_FIELDS[name].name.lower(), value)
    if isinstance(value, int) and name in _SHIP_FIELDS:
        return _ship_id(world, value)
    if isinstance(value, tuple) and name == "pirate_ids":
        return [_ship_id(world, pirate) for pirate in value]
    return value


def _ship_id(world: World, entity_id: int) -> str:
    kind = Kind.PLAYER_SHIP if entity_id < FIRST_OWN_ID else Kind.PIRATE
    return world.agent_ids.get(entity_id, entity_wire_id(kind.name.lower(), entity_id))
