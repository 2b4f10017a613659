"""By which rules a segment was recorded: other rules live the same past differently."""

import platform
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np

_GAME = Path(__file__).resolve().parent.parent
_SOURCES = (
    "engine/*.py",
    "catalog/combat.*",
    "catalog/npcs.*",
    "catalog/ships.*",
    "catalog/systems.py",
    "dice.py",
)


@cache
def fingerprint() -> str:
    """32 hex digits of the engine's sources, its tables, numpy's version and the processor."""
    digest = blake2b(digest_size=16)
    digest.update(f"{np.__version__} {platform.machine()} ".encode())
    for pattern in _SOURCES:
        for path in sorted(_GAME.glob(pattern)):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
