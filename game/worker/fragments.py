"""Entities as fragments of JSON: complete, or what changed. Each begins with a comma."""

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from game.engine.world import LAST_SHIP, Kind, World
from game.protocol.names import entity_wire_id

# Columns of a quantised entity, as it travels: tenths, thousandths of a radian, tenths.
X, Y, VX, VY, R, HP = range(6)
SCALE = np.array([10.0, 10.0, 10.0, 10.0, 1000.0, 10.0])
Quantised = NDArray[np.int64]

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


def changed_fragments(
    heads: Sequence[str], rows: Quantised, changed: NDArray[np.bool_]
) -> list[str]:
    """heads: `,{"id":"..."`; changed (n, 6): which columns to tell; x and y go together."""
    moves = (changed[:, X] | changed[:, Y]).tolist()
    speeds = (changed[:, VX] | changed[:, VY]).tolist()
    turns, harms = changed[:, R].tolist(), changed[:, HP].tolist()
    out = []
    for head, values, move, speed, turn, harm in zip(
        heads, plain(rows), moves, speeds, turns, harms, strict=True
    ):
        x, y, vx, vy, r, hp = values
        if move and speed and not harm:  # the common case in one go
            tail = f',"r":{r}}}' if turn else "}"
            out.append(f'{head},"x":{x},"y":{y},"vx":{vx},"vy":{vy}{tail}')
            continue
        text = head
        if move:
            text += f',"x":{x},"y":{y}'
        if speed:
            text += f',"vx":{vx},"vy":{vy}'
        if turn:
            text += f',"r":{r}'
        if harm:
            text += f',"hp":{hp}'
        out.append(text + "}")
    return out
