"""Every channel and group name, and how ids are spelt on the wire."""

import re

WAKE_CHANNEL = "systems"  # competing workers take wake-ups from it
PROTOCOL_VERSION = 1

_UNSAFE = re.compile(r"[^a-zA-Z0-9_.-]")


def frames_group(system_id: str) -> str:
    """The group in which each process's feed of a system has one channel."""
    return f"frames.{_UNSAFE.sub('_', system_id)}"


def expedition_group(pk: int) -> str:
    """The group in which each process that watches an expedition has one channel."""
    return f"expedition.{pk}"


def player_wire_id(pk: int) -> str:
    return f"p_{pk}"


def ship_wire_id(pk: int) -> str:
    return f"s_{pk}"
