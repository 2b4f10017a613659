"""Every channel and group name, and how ids are spelt on the wire."""

import re

WAKE_CHANNEL = "systems"  # competing workers take wake-ups from it
PROTOCOL_VERSION = 1
FIRST_SYSTEM = "sol-1"  # of a command that names none
ROOMS_GROUP = "ops.rooms"  # to which every worker tells once a second what it runs
WORKERS_GROUP = "workers"  # in which every worker hears how loaded the others are
ACCESS_GROUP = "access"  # in which each process with sockets has one channel
MATCHES_GROUP = "matches"  # in which each process that serves matches has one channel

_PLAYER = re.compile(r"p_([1-9][0-9]{0,17})", re.ASCII)
_MATCH = re.compile(r"m_([1-9][0-9]{0,17})", re.ASCII)
_COURSE = re.compile(r"c_([1-9][0-9]{0,17})", re.ASCII)
_TEAM = re.compile(r"t_([1-9][0-9]{0,17})", re.ASCII)
_ENTITIES = {
    "player_ship": "s",
    "pirate": "n",
    "trader": "n",
    "patrol": "n",
    "projectile": "b",
    "loot": "l",
}
_UNSAFE = re.compile(r"[^a-zA-Z0-9_.-]")


def frames_group(system_id: str) -> str:
    """The group in which each process's feed of a system has one channel."""
    return f"frames.{_UNSAFE.sub('_', system_id)}"


def ops_group(system_id: str) -> str:
    """The group in which each process whose operators watch a system has one channel."""
    return f"ops.system.{_UNSAFE.sub('_', system_id)}"


def expedition_group(pk: int) -> str:
    """The group in which each process that watches an expedition has one channel."""
    return f"expedition.{pk}"


def player_wire_id(pk: int) -> str:
    return f"p_{pk}"


def player_pk(wire_id: str) -> int | None:
    """The player of that id, None for what is no such id."""
    found = _PLAYER.fullmatch(wire_id)
    return None if found is None else int(found[1])


def entity_wire_id(kind: str, entity_id: int) -> str:
    """Of anything in a star system. `kind` as on the wire; KeyError for one that there is not."""
    return f"{_ENTITIES[kind]}_{entity_id}"


def ship_wire_id(pk: int) -> str:
    return f"s_{pk}"


def match_wire_id(pk: int) -> str:
    return f"m_{pk}"


def match_pk(wire_id: str) -> int | None:
    """The match of that id, None for what is no such id."""
    found = _MATCH.fullmatch(wire_id)
    return None if found is None else int(found[1])


def course_wire_id(pk: int) -> str:
    return f"c_{pk}"


def course_pk(wire_id: str) -> int | None:
    """The class of that id, None for what is no such id."""
    found = _COURSE.fullmatch(wire_id)
    return None if found is None else int(found[1])


def team_wire_id(pk: int) -> str:
    return f"t_{pk}"


def team_pk(wire_id: str) -> int | None:
    """The team of that id, None for what is no such id."""
    found = _TEAM.fullmatch(wire_id)
    return None if found is None else int(found[1])
