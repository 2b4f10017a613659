"""Entities as fragments of JSON: complete, or what changed. Each begins with a comma."""

import json
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
from msgspec import UNSET, Struct, UnsetType
from numpy.typing import NDArray

from game.engine.world import LAST_SHIP, Kind, World
from game.protocol.names import entity_wire_id

# Columns of a quantised entity, as it travels: tenths, thousandths of a radian, tenths.
X, Y, VX, VY, R, HP = range(6)
SCALE = np.array([10.0, 10.0, 10.0, 10.0, 1000.0, 10.0])
Quantised = NDArray[np.int64]
FEW = 32  # entities, whose changes are found faster one by one
_encode = msgspec.json.Encoder().encode

KIND_NAMES: dict[Kind, str] = {
    Kind.PLAYER_SHIP: "player_ship",
    Kind.PIRATE: "pirate",
    Kind.TRADER: "trader",
    Kind.PATROL: "patrol",
    Kind.PROJECTILE: "projectile",
    Kind.LOOT: "loot",
}


def described(world: World, slot: int) -> str:
    """What of an entity never changes, as members that begin with a comma."""
    kind = Kind(int(world.kind[slot]))
    text = f',"kind":"{KIND_NAMES[kind]}"'
    if kind <= LAST_SHIP:
        hp_max = number(round(float(world.hull_max[slot]), 1))
        return f'{text},"name":{json.dumps(world.names[slot])},"hp_max":{hp_max}'
    if kind is Kind.LOOT:
        goods = json.dumps(world.goods[slot])
        return f'{text},"commodity_id":{goods},"qty":{int(world.quantity[slot])}'
    return text


def wire_id(kind: Kind, entity_id: int) -> str:
    return entity_wire_id(KIND_NAMES[kind], entity_id)


def quantised(world: World) -> Quantised:
    """All slots up to world.n as they travel, (n, 6)."""
    n = world.n
    values = np.empty((n, 6))
    values[:, X : Y + 1] = world.pos[:n]
    values[:, VX : VY + 1] = world.vel[:n]
    values[:, R] = world.angle[:n]
    values[:, HP] = world.hull[:n]
    values *= SCALE
    return np.rint(values).astype(np.int64)


def plain(rows: Quantised) -> list[list[float]]:
    """Quantised rows as numbers whose shortest spelling is the wanted one."""
    values: list[list[float]] = (rows / SCALE + 0.0).tolist()  # + 0.0: no minus zero
    return values


def number(value: float) -> str:
    """A whole number without its `.0`."""
    return str(int(value)) if value == int(value) else repr(value)


def whole_fragments(heads: Sequence[str], rows: Quantised) -> list[str]:
    return [
        f'{head},"x":{x},"y":{y},"vx":{vx},"vy":{vy},"r":{r},"hp":{hp}}}'
        for head, (x, y, vx, vy, r, hp) in zip(heads, plain(rows), strict=True)
    ]


class Change(Struct, frozen=True, gc=False):
    """What of an entity is to be told: x and y together, vx and vy together."""

    id: str
    x: float | UnsetType
    y: float | UnsetType
    vx: float | UnsetType
    vy: float | UnsetType
    r: float | UnsetType
    hp: float | UnsetType


def changes(ids: Iterable[str], rows: Quantised, changed: NDArray[np.bool_]) -> list[Change]:
    """changed (n, 6): which columns to tell."""
    if len(rows) <= FEW:
        return list(map(_change, ids, plain(rows), changed.tolist()))
    tell = changed.copy()
    for pair in ((X, Y), (VX, VY)):
        tell[:, pair] = np.any(changed[:, pair], axis=1, keepdims=True)
    columns = (rows.T / SCALE[:, None] + 0.0).tolist()  # + 0.0: no minus zero
    for column, told in zip(columns, tell.T, strict=True):
        for row in np.flatnonzero(~told).tolist():
            column[row] = UNSET
    return list(map(Change, ids, *columns))


def _change(name: str, values: list[float], changed: list[bool]) -> Change:
    x, y, vx, vy, r, hp = values
    place, speed = changed[X] or changed[Y], changed[VX] or changed[VY]
    return Change(
        name,
        x if place else UNSET,
        y if place else UNSET,
        vx if speed else UNSET,
        vy if speed else UNSET,
        r if changed[R] else UNSET,
        hp if changed[HP] else UNSET,
    )


def changed_text(told: Sequence[Change]) -> str:
    """Of at least one entity, in one go."""
    return "," + _encode(told)[1:-1].decode()


def changed_fragments(told: Sequence[Change]) -> list[str]:
    """The same, one by one."""
    return ["," + _encode(change).decode() for change in told]
