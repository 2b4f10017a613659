"""Shapes of expeditions in the OpenAPI document, taken from the types that make them.

They stand under names of their own (`ExpeditionGameState`), so that none is taken twice.
"""

from functools import cache
from typing import Any

import msgspec
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from game.expedition.record import Record
from game.expedition.views.shapes import (
    InventoryView,
    LocationView,
    NavigationOptions,
    NodeOption,
    RegionOption,
    ShipInfo,
    SlotView,
)
from game.protocol.expedition import GameState, RunStatistics

PREFIX = "Expedition"
SHAPES = (
    GameState,
    RunStatistics,
    ShipInfo,
    InventoryView,
    NodeOption,
    RegionOption,
    LocationView,
    SlotView,
    Record,
)


@cache
def components() -> dict[str, Any]:
    """JSON schemas by their names in the document."""
    template = f"#/components/schemas/{PREFIX}{{name}}"
    _, schemas = msgspec.json.schema_components(SHAPES, ref_template=template)
    named = {f"{PREFIX}{name}": _untitled(schema) for name, schema in schemas.items()}
    return {**named, f"{PREFIX}{NavigationOptions.__name__}": _navigation_options()}


def reference(shape: type) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{PREFIX}{shape.__name__}"}


def whole(shape: type, **more: Any) -> dict[str, Any]:
    """An answer that is a shape's keys, beside `success` and `more`."""
    beside = {"success": {"type": "boolean", "default": True}, **more}
    return {
        "allOf": [
            reference(shape),
            {"type": "object", "properties": beside, "required": list(beside)},
        ]
    }


def with_shapes(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Put the shapes into a document: a post-processing hook."""
    schemas = result["components"].setdefault("schemas", {})
    result["components"]["schemas"] = dict(sorted({**schemas, **components()}.items()))
    return result


def _navigation_options() -> dict[str, Any]:
    """By hand: msgspec takes no union of dictionaries."""
    options = {
        "type": "array",
        "items": {"oneOf": [reference(NodeOption), reference(RegionOption)]},
    }
    properties = {"options": options, "current_location": reference(LocationView)}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "title"}


@extend_schema_field(reference(GameState))
class GameStateField(serializers.DictField):
    """The complete state of a session."""


@extend_schema_field({"allOf": [reference(Record)], "nullable": True})
class RecordField(serializers.DictField):
    """The record of a run."""
