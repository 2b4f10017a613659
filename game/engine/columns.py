"""The table under a world: every entity is a row over numpy columns.

An entity keeps its row, its slot, until it is removed; slots of the removed are used again, the
latest first. Rows that are not alive hold zeros. Columns are replaced when they grow, so nobody
keeps one across a spawn.
"""

import numpy as np
from numpy.typing import NDArray

from game.catalog.combat import weapon_class
from game.catalog.ships import ShipClass

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ids = NDArray[np.int64]
Slots = NDArray[np.intp]

# What changes in flight, by column: type and shape of one row. A snapshot stores these.
STATE_COLUMNS: dict[str, tuple[type[np.generic], tuple[int, ...]]] = {
    "id": (np.int64, ()),
    "kind": (np.uint8, ()),
    "pos": (np.float64, (2,)),
    "vel": (np.float64, (2,)),
    "angle": (np.float64, ()),
    "hull": (np.float64, ()),
    "fuel": (np.float64, ()),
    "docked": (np.int16, ()),
    "thrust": (np.float64, ()),
    "turn": (np.float64, ()),
    "fire": (np.bool_, ()),
    "controlled": (np.bool_, ()),
    "cooldown": (np.float64, ()),
    "protection": (np.float64, ()),
    "heat": (np.float64, ()),
    "cargo_fill": (np.float64, ()),
    "net_worth": (np.int64, ()),
    "reputation": (np.float64, ()),
    "calm": (np.float64, ()),
    "ttl": (np.float64, ()),
    "damage": (np.float64, ()),
    "owner": (np.int64, ()),
    "owner_kind": (np.uint8, ()),
    "quantity": (np.int64, ()),
    "task": (np.uint8, ()),
    "target": (np.int64, ()),
    "wing": (np.uint8, ()),
    "timer": (np.float64, ()),
    "lonely": (np.float64, ()),
    "bound_for": (np.int16, ()),
    "behaviour": (np.uint8, ()),
}

# Columns whose values are indices of stations: a snapshot keeps them right when stations change.
STATION_COLUMNS = ("docked", "bound_for")

# Constants of an entity's class, by column: the ShipClass field that they repeat.
CLASS_COLUMNS = {
    "max_speed": "max_speed",
    "accel": "acceleration",
    "drag": "drag",
    "turn_rate": "turn_rate",
    "emergency_thrust": "emergency_thrust",
    "emergency_speed": "emergency_speed",
    "fuel_per_s": "fuel_per_s",
    "hull_max": "hull_max",
    "fuel_max": "fuel_max",
    "hit_radius": "hit_radius",
}

# Constants of its weapon, by column: the WeaponClass field. Zeros for an unarmed ship.
WEAPON_COLUMNS = {
    "weapon_cooldown": "cooldown_s",
    "shot_speed": "speed",
    "shot_damage": "damage",
    "shot_lifetime": "lifetime_s",
}

ALL_COLUMNS = ("alive", *STATE_COLUMNS, *CLASS_COLUMNS, *WEAPON_COLUMNS)


class Table:
    """Rows that come and go. `cap` is the room that the columns have."""

    alive: Flags  # (cap,) whether the slot holds an entity
    id: Ids  # (cap,)
    kind: NDArray[np.uint8]  # (cap,) a Kind
    pos: Floats  # (cap, 2) world units
    vel: Floats  # (cap, 2) units/s
    angle: Floats  # (cap,) radians in (-pi, pi], 0 along +x, growing towards +y
    hull: Floats  # (cap,) points
    fuel: Floats  # (cap,) units
    docked: NDArray[np.int16]  # (cap,) index of a station, or FLYING
    thrust: Floats  # (cap,) 0..1, as the helm holds it
    turn: Floats  # (cap,) -1..1
    fire: Flags  # (cap,)
    controlled: Flags  # (cap,) whether somebody is at the helm

    cooldown: Floats  # (cap,) s until the weapon is ready
    protection: Floats  # (cap,) s for which nothing hurts the ship
    heat: Floats  # (cap,) 0..1 recent aggression against the innocent
    cargo_fill: Floats  # (cap,) 0..1, as the host last said
    net_worth: Ids  # (cap,) credits, as the host last said
    reputation: Floats  # (cap,) as the host last said
    calm: Floats  # (cap,) s until the next encounter is possible
    ttl: Floats  # (cap,) s that a projectile or loot still has
    damage: Floats  # (cap,) points, of a projectile
    owner: Ids  # (cap,) entity id of who fired a projectile
    owner_kind: NDArray[np.uint8]  # (cap,) and its Kind
    quantity: Ids  # (cap,) units of `goods`, in loot and in a trader's hold

    task: NDArray[np.uint8]  # (cap,) a Task; 0 for ships that the host steers
    target: Ids  # (cap,) entity id of whom it hunts, 0 for nobody
    wing: NDArray[np.uint8]  # (cap,) place in its group, 0 for the leader
    timer: Floats  # (cap,) s; what for depends on the task
    lonely: Floats  # (cap,) s since a pilot was near
    bound_for: NDArray[np.int16]  # (cap,) index of the station a trader flies to, or FLYING
    behaviour: NDArray[np.uint8]  # (cap,) a Behaviour; 0 for all but operators' NPCs

    max_speed: Floats  # (cap,) units/s
    accel: Floats  # (cap,) units/s2
    drag: Floats  # (cap,) 1/s
    turn_rate: Floats  # (cap,) rad/s
    emergency_thrust: Floats  # (cap,) share of accel that an empty tank leaves
    emergency_speed: Floats  # (cap,) share of max_speed that an empty tank leaves
    fuel_per_s: Floats  # (cap,) units/s at full thrust
    hull_max: Floats  # (cap,) points; more than the class's where an operator gave an NPC more
    fuel_max: Floats  # (cap,) units
    hit_radius: Floats  # (cap,) world units

    weapon_cooldown: Floats  # (cap,) s, 0 for an unarmed ship
    shot_speed: Floats  # (cap,) units/s
    shot_damage: Floats  # (cap,) points
    shot_lifetime: Floats  # (cap,) s

    def __init__(self) -> None:
        self.n = 0  # slots ever used: the rows to look at are [:n]
        self.free_slots: list[int] = []  # below n; the last one is used next
        self.slot_of: dict[int, int] = {}  # entity id -> slot; in no order that is stored
        self.agent_ids: dict[int, str] = {}  # entity id -> what an operator calls it
        self.names: list[str] = []  # by slot
        self.class_ids: list[str] = []  # by slot, empty for what is no ship
        self.goods: list[str] = []  # by slot: the commodity in loot or a trader's hold, or empty
        self.alive = np.zeros(0, np.bool_)
        for name, (dtype, row) in STATE_COLUMNS.items():
            setattr(self, name, np.zeros((0, *row), dtype))
        for name in (*CLASS_COLUMNS, *WEAPON_COLUMNS):
            setattr(self, name, np.zeros(0, np.float64))

    def use_slots(self, count: int) -> None:
        """Raise `n` to `count`, with room in every column (which at least doubles when full)."""
        if count > len(self.alive):
            capacity = max(64, 2 * len(self.alive), count)
            for name in ALL_COLUMNS:
                old = getattr(self, name)
                new = np.zeros((capacity, *old.shape[1:]), old.dtype)
                new[: len(old)] = old
                setattr(self, name, new)
        fresh = count - self.n
        for texts in (self.names, self.class_ids, self.goods):
            texts += [""] * fresh
        self.n = count

    def take_slots(self, count: int) -> list[int]:
        """So many free slots, still without life; `place` gives them an entity."""
        reused = min(count, len(self.free_slots))
        slots = [self.free_slots.pop() for _ in range(reused)]
        first = self.n
        if count > reused:
            self.use_slots(first + count - reused)
        return slots + list(range(first, self.n))

    def place(self, slots: list[int], ids: list[int]) -> None:
        """Let entities live in slots that were taken."""
        self.id[slots] = ids
        self.alive[slots] = True
        self.slot_of.update(zip(ids, slots, strict=True))

    def remove_slots(self, slots: list[int]) -> None:
        """Take the entities of these slots out; the slots are free for others."""
        for entity_id in self.id[slots].tolist():
            del self.slot_of[entity_id]
            self.agent_ids.pop(entity_id, None)
        for name in ALL_COLUMNS:
            getattr(self, name)[slots] = 0
        for slot in slots:
            self.names[slot] = self.class_ids[slot] = self.goods[slot] = ""
        self.free_slots += slots

    def set_constants(self, slots: int | list[int], model: ShipClass) -> None:
        """Copy the constants of the class and its weapon into the rows of one slot or of many."""
        for column, field in CLASS_COLUMNS.items():
            getattr(self, column)[slots] = getattr(model, field)
        if model.weapon is not None:
            weapon = weapon_class(model.weapon)
            for column, field in WEAPON_COLUMNS.items():
                getattr(self, column)[slots] = getattr(weapon, field)
