"""The answers that the API's document shows."""

from typing import Any

from drf_spectacular.utils import OpenApiExample
from msgspec import to_builtins
from msgspec.structs import replace

from game.protocol.expedition_examples import STATE

METADATA = {
    "timestamp": "2030-01-05T12:04:31+00:00",
    "turn_count": 3,
    "wealth": 655,
    "health": 92,
    "location": "Tern Station, Harbour Reach",
    "game_version": "0.1.0",
    "session_id": "default",
    "difficulty": "medium",
    "seed": "amber-heron-41",
    "daily": False,
}
SLOT = {"success": True, "slot": 2, "metadata": METADATA, "is_autosave": False}
SLOTS = {
    "success": True,
    "saves": [
        {"slot": slot, "metadata": METADATA if slot == 2 else None, "is_autosave": slot == 0}
        for slot in range(5)
    ],
    "max_slots": 5,
}
FILE = {
    "format": "cosmic.save",
    "version": 1,
    "owner": "p_17",
    "metadata": METADATA,
    "document": {"format": "cosmic.expedition", "version": 1, "run": {"turn": 3}},
    "signature": "pDk3bYw1mQmH4hJt8Qn0Zs7cVx2rL5gTfUe9aWi6oBM",
}
LOADED = {
    "success": True,
    "session_id": "default",
    "game_state": to_builtins(replace(STATE, ranked=False, revision=13)),
}
DELETED = {"success": True}


def answer(value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample("Answer", value=value, response_only=True)


def request(value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample("Request", value=value, request_only=True)
