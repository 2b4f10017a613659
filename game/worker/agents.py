"""Operators' NPCs, and what operators change of ships: checked against the map, then edited."""

import re
from math import hypot
from typing import TYPE_CHECKING, TypeVar

from msgspec import UnsetType

from game.catalog.ships import ship_class
from game.engine.agents import AddAgent, ModifyAgent, able_to, agent_class
from game.engine.edits import Remove
from game.engine.world import FIRST_OWN_ID, Behaviour, Kind
from game.protocol import ops
from game.protocol.errors import AppError, ErrorCode
from game.worker.fragments import wire_id
from game.worker.pilots import Pilot
from game.worker.storing import store

if TYPE_CHECKING:
    from game.worker.system import System

MAX_AGENTS = 500  # of operators, in one system

KINDS = {"pirate": Kind.PIRATE, "trader": Kind.TRADER, "patrol": Kind.PATROL}
_WIRE_ID = re.compile(r"([snl])_([0-9]{1,18})", re.ASCII)

T = TypeVar("T")


def agent_add(system: "System", command: ops.AddAgent) -> int:
    """The slot of the new NPC. AGENT_EXISTS, INVALID_PAYLOAD, SERVER_BUSY for too many."""
    data, kind = command.agent_data, KINDS[command.agent_kind]
    if find(system, command.agent_id) is not None:
        raise AppError(ErrorCode.AGENT_EXISTS)
    if len(system.world.agent_ids) >= MAX_AGENTS:
        raise AppError(ErrorCode.SERVER_BUSY, f"A system holds {MAX_AGENTS} agents of operators.")
    behaviour = _behaviour(kind, data)
    _check_place(system, data)
    _check_speed(given(data.vx) or 0.0, given(data.vy) or 0.0, agent_class(kind))
    new = AddAgent(
        agent_id=command.agent_id,
        kind=kind,
        x=data.x,
        y=data.y,
        vx=given(data.vx) or 0.0,
        vy=given(data.vy) or 0.0,
        angle=given(data.r),
        hull=given(data.hp),
        name=given(data.name),
        behaviour=behaviour,
    )
    slot = system.edit(new)
    assert slot is not None
    return slot


def agent_modify(system: "System", command: ops.ModifyAgent) -> int:
    """The slot of the agent that was changed. UNKNOWN_AGENT, FORBIDDEN, INVALID_PAYLOAD."""
    world, data = system.world, command.agent_data
    entity_id = _require(system, command.agent_id)
    slot = world.slot(entity_id)
    kind = Kind(int(world.kind[slot]))
    if kind is Kind.LOOT:
        raise AppError(ErrorCode.FORBIDDEN, "Loot cannot be changed.")
    _check_place(system, data)
    vx, vy = given(data.vx), given(data.vy)
    if vx is not None or vy is not None:
        now = world.vel[slot].tolist()
        _check_speed(
            now[0] if vx is None else vx, now[1] if vy is None else vy, world.class_ids[slot]
        )
    pilot = system.pilots.by_ship.get(entity_id)
    if kind is Kind.PLAYER_SHIP:
        _check_ship(data, float(world.hull_max[slot]))
        behaviour = None
    else:
        behaviour = _behaviour(kind, data)
    change = ModifyAgent(
        entity_id=entity_id,
        x=given(data.x),
        y=given(data.y),
        vx=vx,
        vy=vy,
        angle=given(data.r),
        hull=given(data.hp),
        name=given(data.name),
        behaviour=behaviour,
    )
    system.edit(change)
    system.retell(slot)
    if pilot is not None:
        _store(system, pilot)
    return slot


def agent_delete(system: "System", command: ops.DeleteAgent) -> None:
    """UNKNOWN_AGENT, FORBIDDEN."""
    entity_id = _require(system, command.agent_id)
    kind = Kind(int(system.world.kind[system.world.slot(entity_id)]))
    if kind in (Kind.PLAYER_SHIP, Kind.LOOT):
        raise AppError(ErrorCode.FORBIDDEN, "NPCs alone can be removed.")
    system.edit(Remove(entity_id))


def find(system: "System", agent_id: str) -> int | None:
    """The entity of that id: an operator's own, or the one that it has on `/ws`."""
    world = system.world
    for entity_id, name in world.agent_ids.items():
        if name == agent_id:
            return entity_id
    parts = _WIRE_ID.fullmatch(agent_id)
    if parts is None:
        return None
    entity_id = int(parts[2])
    slot = world.slot_of.get(entity_id)
    if slot is None or wire_id(Kind(int(world.kind[slot])), entity_id) != agent_id:
        return None
    return entity_id


def given(value: T | UnsetType) -> T | None:
    """None for what was not given."""
    return None if isinstance(value, UnsetType) else value


def _require(system: "System", agent_id: str) -> int:
    entity_id = find(system, agent_id)
    if entity_id is None:
        raise AppError(ErrorCode.UNKNOWN_AGENT)
    return entity_id


def _behaviour(kind: Kind, data: ops.AgentChange) -> Behaviour | None:
    name = given(data.behaviour)
    if name is None:
        return None
    behaviour = Behaviour[name.upper()]
    if not able_to(kind, behaviour):
        raise AppError(ErrorCode.INVALID_PAYLOAD, f"A {kind.name.lower()} cannot {name}.")
    return behaviour


def _check_place(system: "System", data: ops.AgentChange) -> None:
    bounds = system.world.spec.bounds
    x, y = given(data.x), given(data.y)
    if x is not None and not bounds.min_x <= x <= bounds.max_x:
        raise AppError(
            ErrorCode.INVALID_PAYLOAD, f"x is {bounds.min_x:g} to {bounds.max_x:g} in this system."
        )
    if y is not None and not bounds.min_y <= y <= bounds.max_y:
        raise AppError(
            ErrorCode.INVALID_PAYLOAD, f"y is {bounds.min_y:g} to {bounds.max_y:g} in this system."
        )


def _check_speed(vx: float, vy: float, class_id: str) -> None:
    model = ship_class(class_id)
    if hypot(vx, vy) > model.max_speed + 0.05:  # what was told is rounded
        raise AppError(
            ErrorCode.INVALID_PAYLOAD, f"A {model.name} flies {model.max_speed:g} at most."
        )


def _check_ship(data: ops.AgentChange, hull_max: float) -> None:
    """What may be changed of a pilot's ship."""
    if given(data.name) is not None or given(data.behaviour) is not None:
        raise AppError(ErrorCode.FORBIDDEN, "A pilot's ship has its pilot's name, and their will.")
    hp = given(data.hp)
    if hp is not None and hp > hull_max:
        raise AppError(ErrorCode.INVALID_PAYLOAD, f"This ship's hull has {hull_max:g} points.")


def _store(system: "System", pilot: Pilot) -> None:
    """What happened to a pilot's ship outlives the worker."""
    if not pilot.destroyed and pilot.ship < FIRST_OWN_ID:
        pilot.changed.add("docked_at")
        store(system, pilot)
