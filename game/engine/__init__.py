"""The live star system: a pure world of numpy columns and the step that advances it.

Same seed, same commands, same world. Nothing in here knows Django, sockets or clocks.
"""

from game.engine.commands import (
    Command,
    DropLoot,
    LoadTrader,
    Manifest,
    Release,
    SetVitals,
    Steer,
    SteerMany,
    TakeLoot,
    ToggleDock,
)
from game.engine.edits import Edit, Remove, SpawnPilot
from game.engine.errors import (
    DuplicateEntity,
    EngineError,
    InvalidShip,
    SnapshotError,
    UnknownEntity,
    UnknownShipClass,
    UnknownStation,
)
from game.engine.events import (
    Aggression,
    Defence,
    Destroyed,
    Docked,
    DockRefused,
    EncounterBegan,
    Event,
    Hit,
    LootDropped,
    LootTouched,
    ProjectileFired,
    TraderArrived,
    TraderLeft,
    Undocked,
)
from game.engine.pirates import chance_within, encounter_chance
from game.engine.snapshot import dump, load, world_hash
from game.engine.step import step
from game.engine.world import FIRST_OWN_ID, FLYING, Kind, ShipState, Task, World
from game.engine.zones import ZoneBlend, ZoneField, blend

__all__ = [
    "FIRST_OWN_ID",
    "FLYING",
    "Aggression",
    "Command",
    "Defence",
    "Destroyed",
    "DockRefused",
    "Docked",
    "DropLoot",
    "DuplicateEntity",
    "Edit",
    "EncounterBegan",
    "EngineError",
    "Event",
    "Hit",
    "InvalidShip",
    "Kind",
    "LoadTrader",
    "LootDropped",
    "LootTouched",
    "Manifest",
    "ProjectileFired",
    "Release",
    "Remove",
    "SetVitals",
    "ShipState",
    "SnapshotError",
    "SpawnPilot",
    "Steer",
    "SteerMany",
    "TakeLoot",
    "Task",
    "ToggleDock",
    "TraderArrived",
    "TraderLeft",
    "Undocked",
    "UnknownEntity",
    "UnknownShipClass",
    "UnknownStation",
    "World",
    "ZoneBlend",
    "ZoneField",
    "blend",
    "chance_within",
    "dump",
    "encounter_chance",
    "load",
    "step",
    "world_hash",
]
