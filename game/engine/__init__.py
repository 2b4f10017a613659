"""The live star system: a pure world of numpy columns and the step that advances it.

Same seed, same commands, same world. Nothing in here knows Django, sockets or clocks.
"""

from game.engine.commands import Command, Release, SetVitals, Steer, ToggleDock
from game.engine.errors import (
    DuplicateEntity,
    EngineError,
    InvalidShip,
    SnapshotError,
    UnknownEntity,
    UnknownShipClass,
    UnknownStation,
)
from game.engine.events import Docked, DockRefused, Event, Undocked
from game.engine.snapshot import dump, load, world_hash
from game.engine.step import step
from game.engine.world import FLYING, Kind, ShipState, World
from game.engine.zones import ZoneBlend, ZoneField, blend

__all__ = [
    "FLYING",
    "Command",
    "DockRefused",
    "Docked",
    "DuplicateEntity",
    "EngineError",
    "Event",
    "InvalidShip",
    "Kind",
    "Release",
    "SetVitals",
    "ShipState",
    "SnapshotError",
    "Steer",
    "ToggleDock",
    "Undocked",
    "UnknownEntity",
    "UnknownShipClass",
    "UnknownStation",
    "World",
    "ZoneBlend",
    "ZoneField",
    "blend",
    "dump",
    "load",
    "step",
    "world_hash",
]
