"""A world as bytes, and back: for checkpoints, and for comparing worlds.

A blob is MAGIC, the format's version (1 byte), the BLAKE2b digest of the body (16 bytes) and the
body in msgpack. Columns are stored as little-endian bytes of the living rows, so floats come back
exactly. Constants of ship classes are not stored: they come from the catalog. Version 1 had ships
that only flew, version 2 no NPCs of operators; such blobs are read as worlds in which nothing else
has happened yet.
"""

from hashlib import blake2b

import msgspec
import numpy as np
from msgspec import Struct

from game.catalog.systems import SystemSpec
from game.dice import Dice
from game.engine.columns import STATE_COLUMNS, STATION_COLUMNS
from game.engine.errors import SnapshotError, UnknownShipClass
from game.engine.world import FIRST_OWN_ID, FLYING, LAST_SHIP, World, known_class

MAGIC = b"COSMICW"
VERSION = 3
DIGEST_BYTES = 16
HEADER_BYTES = len(MAGIC) + 1 + DIGEST_BYTES


class _BodyV1(Struct, frozen=True, forbid_unknown_fields=True):
    """m living ships, in ascending order of their slots."""

    system_id: str
    tick: int
    time_s: float
    dice: str
    slot_count: int
    free_slots: list[int]
    station_ids: list[str]  # what the `docked` column points into
    slots: list[int]  # m
    names: list[str]  # m
    class_ids: list[str]  # m
    columns: dict[str, bytes]  # each of m rows


class _BodyV2(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """m living entities, in ascending order of their slots."""

    system_id: str
    tick: int
    time_s: float
    dice: str
    slot_count: int
    free_slots: list[int]
    next_id: int
    touching: list[tuple[int, int]]  # ascending
    feuds: list[tuple[int, int, float]]  # ascending
    station_ids: list[str]  # what the columns of stations point into
    slots: list[int]  # m
    names: list[str]  # m
    class_ids: list[str]  # m, empty for what is no ship
    goods: list[str]  # m, empty for none
    columns: dict[str, bytes]  # each of m rows


class _Body(_BodyV2, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The same, and what operators gave NPCs, both ascending."""

    agent_ids: list[tuple[int, str]]  # (entity id, the operator's)
    hull_limits: list[tuple[int, float]]  # (entity id, points) where they exceed the class's


def dump(world: World) -> bytes:
    """The whole world; equal worlds give equal bytes."""
    body = _encode(world)
    return MAGIC + bytes((VERSION,)) + _digest(body) + body


def load(spec: SystemSpec, blob: bytes) -> World:
    """The world that was dumped, in today's `spec` of its system.

    A ship docked at a station that the system no longer has is found flying in its place; hull
    and fuel above a class's limits and positions outside of the bounds are brought to them.
    Raises SnapshotError.
    """
    body = _decode(blob)
    if body.system_id != spec.id:
        raise SnapshotError(f"this is a world of {body.system_id!r}, not of {spec.id!r}")
    try:
        world = World(spec, Dice.from_state(body.dice))
        _fill(world, body)
    except (ValueError, KeyError, IndexError, UnknownShipClass) as error:
        raise SnapshotError(f"this world of {spec.id!r} cannot be restored: {error}") from error
    _fit(world, body.slots)
    return world


def world_hash(world: World) -> str:
    """32 hex digits, the same for worlds that will behave the same."""
    return _digest(_encode(world)).hex()


def _digest(body: bytes) -> bytes:
    return blake2b(body, digest_size=DIGEST_BYTES).digest()


def _encode(world: World) -> bytes:
    slots = np.flatnonzero(world.alive[: world.n])
    columns = {
        name: getattr(world, name)[slots].astype(_stored(dtype)).tobytes()
        for name, (dtype, _) in STATE_COLUMNS.items()
    }
    rows = slots.tolist()
    body = _Body(
        system_id=world.spec.id,
        tick=world.tick,
        time_s=world.time_s,
        dice=world.rng.state(),
        slot_count=world.n,
        free_slots=world.free_slots,
        next_id=world.next_id,
        touching=sorted(world.touching),
        feuds=sorted((*pair, seconds) for pair, seconds in world.feuds.items()),
        station_ids=[station.id for station in world.spec.stations],
        slots=rows,
        names=[world.names[slot] for slot in rows],
        class_ids=[world.class_ids[slot] for slot in rows],
        goods=[world.goods[slot] for slot in rows],
        columns=columns,
        agent_ids=sorted(world.agent_ids.items()),
        hull_limits=sorted(
            (int(world.id[slot]), float(world.hull_max[slot]))
            for slot in rows
            if world.class_ids[slot]
            and world.hull_max[slot] > known_class(world.class_ids[slot]).hull_max
        ),
    )
    return msgspec.msgpack.encode(body)


def _decode(blob: bytes) -> _Body:
    head, body = blob[:HEADER_BYTES], blob[HEADER_BYTES:]
    if len(head) < HEADER_BYTES or not head.startswith(MAGIC):
        raise SnapshotError("this is not a stored world")
    version = head[len(MAGIC)]
    if not 1 <= version <= VERSION:
        raise SnapshotError(f"format {version} of stored worlds; this code reads 1 to {VERSION}")
    if head[-DIGEST_BYTES:] != _digest(body):
        raise SnapshotError("this stored world is damaged")
    try:
        if version == 1:
            return _from_v1(msgspec.msgpack.decode(body, type=_BodyV1))
        if version == 2:
            return _from_v2(msgspec.msgpack.decode(body, type=_BodyV2))
        return msgspec.msgpack.decode(body, type=_Body)
    except msgspec.DecodeError as error:
        raise SnapshotError(f"this stored world has another shape: {error}") from error


def _from_v1(old: _BodyV1) -> _Body:
    """The same world today: nobody is hot, hunted or hunting, and no trader is under way."""
    m = len(old.slots)
    columns = {
        name: old.columns.get(name) or np.zeros((m, *row), _stored(dtype)).tobytes()
        for name, (dtype, row) in STATE_COLUMNS.items()
    }
    columns["bound_for"] = np.full(m, FLYING, "<i2").tobytes()
    return _Body(
        system_id=old.system_id,
        tick=old.tick,
        time_s=old.time_s,
        dice=old.dice,
        slot_count=old.slot_count,
        free_slots=old.free_slots,
        next_id=FIRST_OWN_ID,
        touching=[],
        feuds=[],
        station_ids=old.station_ids,
        slots=old.slots,
        names=old.names,
        class_ids=old.class_ids,
        goods=[""] * m,
        columns=columns,
        agent_ids=[],
        hull_limits=[],
    )


def _from_v2(old: _BodyV2) -> _Body:
    """The same world today: no operator has had a hand in it."""
    parts = {name: getattr(old, name) for name in _BodyV2.__struct_fields__}
    parts["columns"] = {**old.columns, "behaviour": bytes(len(old.slots))}
    return _Body(**parts, agent_ids=[], hull_limits=[])


def _fill(world: World, body: _Body) -> None:
    """Raises ValueError, KeyError or IndexError for parts that do not fit together."""
    world.tick = body.tick
    world.time_s = body.time_s
    world.use_slots(body.slot_count)
    world.free_slots = body.free_slots
    world.next_id = body.next_id
    world.touching = set(body.touching)
    world.feuds = {(source, target): seconds for source, target, seconds in body.feuds}
    slots = np.array(body.slots, np.intp)
    for name, (dtype, row) in STATE_COLUMNS.items():
        values = np.frombuffer(body.columns[name], _stored(dtype))
        getattr(world, name)[slots] = values.reshape(len(slots), *row)
    docks = [world.station_index.get(station_id, FLYING) for station_id in body.station_ids]
    for name in STATION_COLUMNS:
        column = getattr(world, name)
        column[slots] = np.array([*docks, FLYING], np.int16)[column[slots]]
    world.alive[slots] = True
    world.slot_of = dict(zip(world.id[slots].tolist(), body.slots, strict=True))
    by_class: dict[str, list[int]] = {}
    rows = zip(body.slots, body.names, body.class_ids, body.goods, strict=True)
    for slot, name, class_id, goods in rows:
        world.names[slot] = name
        world.class_ids[slot] = class_id
        world.goods[slot] = goods
        if class_id or world.kind[slot] <= LAST_SHIP:
            by_class.setdefault(class_id, []).append(slot)
    for class_id, members in by_class.items():
        world.set_constants(members, known_class(class_id))
    world.agent_ids = {
        int(world.id[world.slot_of[entity_id]]): name for entity_id, name in body.agent_ids
    }
    for entity_id, hull_max in body.hull_limits:
        world.hull_max[world.slot_of[entity_id]] = hull_max


def _fit(world: World, slots: list[int]) -> None:
    """Bring what was stored under other numbers within today's."""
    bounds = world.spec.bounds
    low, high = (bounds.min_x, bounds.min_y), (bounds.max_x, bounds.max_y)
    world.pos[slots] = np.clip(world.pos[slots], low, high)
    world.hull[slots] = np.minimum(world.hull[slots], world.hull_max[slots])
    world.fuel[slots] = np.minimum(world.fuel[slots], world.fuel_max[slots])


def _stored(dtype: type[np.generic]) -> np.dtype[np.generic]:
    return np.dtype(dtype).newbyteorder("<")
