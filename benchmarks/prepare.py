"""Players for a measurement: Order in on stdin, Cast with their access tokens out on stdout.

Runs as a process of its own with the measured server's data directory, before it starts.
"""

from typing import Literal

from msgspec import Struct


class Order(Struct):
    """How many players to make, in which system, and how their ships lie in it."""

    system_id: str
    layout: Literal["spread", "crowd", "docked"]
    pilots: int
    mute: int = 0


class Cast(Struct):
    tokens: list[str]
    mute_tokens: list[str]
